"""Reminders: rule.py says when, owed.py asks the database to whom, sending.py puts them into the outbox."""
