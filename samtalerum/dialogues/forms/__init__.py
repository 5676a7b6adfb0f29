"""What pages are handed to write in, and what they send back."""
