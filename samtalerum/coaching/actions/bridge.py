"""Taking words from a course into the preparation of a conversation with a leader.

They get there as if they had been typed there: by the same save, under that conversation's key, private until they are
shared there. Nothing is written down of where they came from, on neither side.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtalerum.dialogues.actions.course import lock
from samtalerum.dialogues.actions.writing import Saved, item_of, save
from samtalerum.dialogues.models import Seat
from samtalerum.dialogues.phases import Kind, Side
from samtalerum.dialogues.visibility import Readings, open_entries, ring, visible_entries
from samtalerum.ground.refusals import Conflict, Forbidden, Invalid

TOPIC = "preparation"  # the part of a conversation's blueprint
PICKED = frozenset({"journal", "directions", "meeting"})  # what may be copied: whatever of it the coachee wrote


class SharedThere(Conflict):
    """What is shared is read as it is written; private words must not get there by a copy."""

    message = _(
        "This topic is shared in that conversation, so the words would be read at once. Choose another topic, or stop "
        "sharing that one first."
    )


class NothingToTake(Invalid):
    """Both questions are empty."""

    message = _("Write something at one of the two questions first, or put a copy there.")


def copy_into(*, seat: Seat, question: str, picked: Collection[tuple[str, int]], at: datetime) -> None:
    """Copies of these places behind what stands at a question of the bridge. The originals stay as they are."""
    course = seat.dialogue.edition.coaching
    known = course.items()
    if question not in {item.key for item in course.bridge.questions}:
        raise Invalid
    if seat.side != Side.OWNER or any(key not in known or known[key].part not in PICKED for key, _slot in picked):
        raise Forbidden
    readings = read_own(seat, {key for key, _slot in picked} | {question}, at=at)
    there = readings.mine(question)
    found = [readings.mine(key, slot) for key, slot in picked]
    texts = [(one.text or "").strip() for one in [there, *found] if one]
    text = "\n\n".join(filter(None, texts))
    revision = there.entry.revision if there else 0
    if text:
        save(seat, question, text=text, based_on=revision, client=uuid4(), at=at)


def would_stand(to: Seat, topic: str, text: str, *, at: datetime) -> tuple[str, int]:
    """What the topic would say with these words behind what stands there, and the revision that stands there."""
    there = read_own(to, {topic}, at=at).mine(topic)
    before = ((there.text if there else "") or "").rstrip()
    return "\n\n".join(filter(None, (before, text))), there.entry.revision if there else 0


def take_along(*, to: Seat, topic: str, text: str, at: datetime) -> Saved:
    """Put these words behind what stands at a topic of one's own preparation, where nobody reads it yet."""
    if to.side != Side.OWNER or to.dialogue.kind != Kind.CONVERSATION or item_of(to.dialogue, topic).part != TOPIC:
        raise Invalid
    if not text.strip():
        raise NothingToTake
    with transaction.atomic():
        to.dialogue = lock(to.dialogue_id)  # sharing at the same moment comes before or after
        if visible_entries(to).filter(author=to, item=topic, shared_at__isnull=False).exists():
            raise SharedThere
        whole, revision = would_stand(to, topic, text, at=at)
        return save(to, topic, text=whole, based_on=revision, client=uuid4(), at=at)


def read_own(seat: Seat, items: Collection[str], *, at: datetime) -> Readings:
    """What this person wrote at these items; nothing of the other's is opened."""
    entries = visible_entries(seat).filter(author=seat, item__in=items)
    return open_entries(seat, ring(seat), list(entries), at=at)
