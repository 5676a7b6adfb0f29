"""Coaching: the desk, and the course from request to closing. Seats, entries and keys are those of a dialogue."""
