"""What time does to dialogues by itself. Asks the database what is due; running it twice does no harm."""

from datetime import datetime

from samtalerum.dialogues import actions


def run(at: datetime) -> int:
    """Everything that is due at that moment; returns how much was done. The server calls it now and then."""
    return actions.lapse_old_questions(at=at)
