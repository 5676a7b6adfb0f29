"""The verbs of coaching. Each refuses first, then changes everything in one transaction; each is handed the time."""
