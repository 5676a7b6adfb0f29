"""Copies of both stores, apart, taken while people write; and how they are put back."""

from config.backup.manifest import Refused

__all__ = ["Refused"]
