"""What time does to dialogues by itself. Asks the database what is due; running it twice does no harm."""

from datetime import datetime, timedelta

from samtalerum.dialogues import actions, retention
from samtalerum.dialogues.actions.sending import end_copies_past_their_day
from samtalerum.dialogues.models import Dialogue
from samtalerum.dialogues.reminders.sending import send_owed
from samtalerum.ground.sweeps import sweep
from samtalerum.vault import api as vault


@sweep(every=timedelta(minutes=15))
def run(at: datetime) -> int:
    """Everything that is due at that moment; returns how much was done."""
    done = actions.lapse_old_questions(at=at) + actions.lapse_never_held(at=at) + end_copies_past_their_day(at=at)
    done += actions.count_unanswered(at=at) + retention.forget_elsewhere(at=at)
    done += retention.erase_what_is_due(at=at) + vault.forget_log(at=at) + retention.forget_facts(at=at)
    return done + vault.finish_halves(set(Dialogue.every.values_list("pk", flat=True)), at=at)


@sweep(every=timedelta(minutes=15), catches_up=False)  # mails leave in the morning, also after a standstill
def remind(at: datetime) -> int:
    """Whoever is owed a reminder; see samtalerum.dialogues.reminders."""
    return send_owed(at)
