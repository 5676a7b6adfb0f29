"""Samtalerum: a room for conversations. The owner decides who reads what, and nobody else can read it."""
