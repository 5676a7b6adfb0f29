"""A place to write in: what a page shows there, what it sends back, and how several are saved at once.

Each place has names of its own (`text-<place>`, `revision-<place>`, ...), so that a page may hold many in one form and
work without a script: one button saves them all. saving.js sends the same fields of one place to the same address.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hmac import compare_digest
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.blueprints.schema import Item, Text
from samtalerum.dialogues import actions
from samtalerum.dialogues.actions.sharing import SHAREABLE
from samtalerum.dialogues.forms import wording
from samtalerum.dialogues.models import Seat, Show
from samtalerum.dialogues.visibility import (
    Reading,
    Readings,
    may_share,
    may_stop_sharing,
    may_write,
    open_entries,
    visible_at,
    waits_to_open,
)
from samtalerum.ground.prepared import Prepared
from samtalerum.ground.refusals import Invalid, Refusal
from samtalerum.vault.api import Ring
from samtalerum.vault.models import AccessLog


class NoDate(Invalid):
    """A date field of an old browser is a plain text field."""

    message = gettext_lazy("This date could not be read. Write it as year-month-day: 2027-05-28.")


@dataclass(frozen=True)
class Privacy:
    """Who can read what is written here, as a sentence."""

    line: str
    more: str = ""
    shared: bool = False


@dataclass(frozen=True)
class Typed:
    """What a page sent for one place."""

    item: str
    slot: int
    text: str
    revision: int
    client: UUID
    was: str = ""
    paused: bool = True
    due: str | None = None  # a step's date as sent, empty for none; None where the page has no date

    @property
    def marked(self) -> str:
        """Everything that the writer can change here, to tell whether it was touched."""
        return self.text if self.due is None else f"{self.text}\n{self.due}"

    @property
    def place(self) -> str:
        """The name of the place in forms."""
        return place_name(self.item, self.slot)


@dataclass(frozen=True)
class Trouble:
    """What was typed and could not be saved, and why. It is shown again; nothing typed is lost."""

    typed: Typed
    refusal: Refusal

    @property
    def words(self) -> str:
        """The reason, at the field."""
        return str(self.refusal)

    @property
    def clash(self) -> bool:
        """Both texts are safe, and the writer chooses."""
        return isinstance(self.refusal, actions.Clash)


@dataclass(frozen=True)
class Offer:
    """What the writer wrote at this item in an earlier conversation, kept for this one. Not opened yet."""

    dialogue: UUID
    day: datetime  # when that was held, or came to nothing
    held: bool


@dataclass
class Writing:
    """One item at one place of a page, for the one who writes there. Shown by `dialogues/_writing.html`."""

    seat: Seat
    item: Item
    slot: int
    text: str
    revision: int
    privacy: Privacy
    saved: str
    writable: bool
    was: str = ""
    due: str = ""
    reading: Reading | None = None
    trouble: Trouble | None = None
    back: str = "prepare"
    offer: "Offer | None" = None
    client: UUID = field(default_factory=uuid4)

    @property
    def name(self) -> str:
        """The name of the place in forms and ids."""
        return place_name(self.item.key, self.slot)

    @property
    def called(self) -> Text:
        """Its title, or its first question where the blueprint gives it none."""
        return self.item.title or self.item.questions[0]

    @property
    def save_url(self) -> str:
        """Where this place is saved."""
        if self.slot:
            return reverse("dialogues:save-slot", args=[self.seat.dialogue_id, self.item.key, self.slot])
        return reverse("dialogues:save", args=[self.seat.dialogue_id, self.item.key])

    @property
    def conflict_url(self) -> str:
        """Where both texts stand side by side; takes what was typed by POST."""
        return reverse("dialogues:conflict", args=[self.seat.dialogue_id, self.item.key, self.slot])

    @property
    def erased(self) -> bool:
        """Something was written here, and its key is gone."""
        return self.reading is not None and self.reading.entry.revision > 0 and self.reading.text is None

    @property
    def rows(self) -> int:
        """How many lines to begin with: a little more room where there are more questions."""
        return min(8, 4 + len(self.item.questions)) if self.item.questions else 6

    @property
    def can_share(self) -> bool:
        """The page may offer to share it."""
        return self.item.part in SHAREABLE and not self.item.joint and not self.privacy.shared and may_share(self.seat)

    @property
    def can_stop(self) -> bool:
        """The page may offer to take it back."""
        return self.item.part in SHAREABLE and self.privacy.shared and may_stop_sharing(self.seat)


Openings = Mapping[tuple[UUID, str], datetime]


def place_name(item: str, slot: int) -> str:
    """The name of a place in forms: the item, and its number where an item is split."""
    return f"{item}/{slot}" if slot else item


def read_mine(seat: Seat, keys: Ring, items: Collection[Item], *, at: datetime) -> Readings:
    """Open one's own words at these items and nothing of the other's, so that nothing is logged as opened."""
    entries = [one for one in visible_at(seat, [item.key for item in items]) if one.author_id == seat.pk]
    return open_entries(seat, keys, entries, at=at)


def openings(seat: Seat) -> Openings:
    """When the words at an item were last opened by the other one: by author and place (`item/slot`). One statement."""
    rows = _OPENINGS(person=seat.person_id, dialogue=seat.dialogue_id)
    return {(author, item): last for author, item, last in rows if author}


def _openings(person: Any, dialogue: Any) -> QuerySet[AccessLog, Any]:
    mine = Q(author=person) & ~Q(actor=person)
    theirs = Q(actor=person) & ~Q(author=person)
    opened = AccessLog.objects.filter(mine | theirs, dialogue=dialogue, action=AccessLog.Action.OPENED)
    return opened.order_by().values_list("author", "item").annotate(last=Max("at"))


_OPENINGS = Prepared(_openings, person=UUID, dialogue=UUID)


def privacy(
    seat: Seat, item: Item, reading: Reading | None, *, name: str, opened: datetime | None, now: datetime
) -> Privacy:
    """Who can read what this seat writes at the item. `name`: the other's first name; `opened`: when the other did."""
    named = {"name": name}
    if item.joint:
        if (reading.entry.show if reading else item.show) == Show.ON_PAUSE:
            return Privacy(_("%(name)s reads this when you pause here") % named, shared=True)
        return Privacy(_("%(name)s reads this as you write") % named, shared=True)
    last = ""
    if opened:
        last = _("%(name)s opened it %(moment)s.") % {"name": name, "moment": wording.moment(opened, now=now)}
    if reading is None or reading.entry.shared_at is None:
        return Privacy(_("Only you can read this"), last or _before_sharing(item, seat))
    if waits_to_open(seat.dialogue):
        return Privacy(
            _("Shared with %(name)s, and not open yet") % named, _("It opens for both at once."), shared=True
        )
    since = _("since %(moment)s.") % {"moment": wording.moment(reading.entry.shared_at, now=now)}
    last = last or _("%(name)s has not opened it yet.") % named
    return Privacy(_("Shared with %(name)s") % named, f"{since} {last}", shared=True)


def writing(
    seat: Seat,
    item: Item,
    readings: Readings,
    *,
    keys: Ring,
    name: str,
    opened: Openings,
    now: datetime,
    slot: int = 0,
    trouble: Trouble | None = None,
    back: str = "prepare",
) -> Writing:
    """The place as this seat sees it: from what was opened for the page, or what was typed and could not be saved."""
    reading = readings.mine(item.key, slot)
    text = (reading.text if reading else None) or ""
    revision = reading.entry.revision if reading else 0
    due = due_of(reading) if item.steps else None
    at = reading.entry.saved_at if reading else None
    erased = not keys.has(seat.dialogue.scope)
    return Writing(
        seat=seat,
        item=item,
        slot=slot,
        text=trouble.typed.text if trouble else text,
        revision=trouble.typed.revision if trouble else revision,
        privacy=privacy(
            seat, item, reading, name=name, opened=opened.get((seat.person_id, f"{item.key}/{slot}")), now=now
        ),
        saved="" if trouble else wording.saved(at, now=now),
        writable=may_write(seat, item) and not erased,
        was="" if trouble else mark_of(seat, keys, revision, text if due is None else f"{text}\n{due}"),
        due=(trouble.typed.due if trouble else due) or "",
        reading=reading,
        trouble=trouble,
        back=back,
    )


@dataclass(frozen=True)
class Desk:
    """What the places of one page have in common. `name`: the other's first name; `back`: the page they stand on."""

    seat: Seat
    readings: Readings
    keys: Ring
    name: str
    now: datetime
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    back: str = "room"

    def place(self, item: Item, slot: int = 0) -> Writing:
        """One of them; who has opened it is not told on these pages."""
        return writing(
            self.seat,
            item,
            self.readings,
            keys=self.keys,
            name=self.name,
            opened={},
            now=self.now,
            slot=slot,
            trouble=self.troubles.get(place_name(item.key, slot)),
            back=self.back,
        )


def mark_of(seat: Seat, keys: Ring, revision: int, text: str) -> str:
    """What stood there when the page was made: a field that still says the same was not touched, and is left alone.

    Without it, a page that has stood open would ask about every topic that was changed elsewhere in the meantime. The
    mark is keyed with the writer's own key, and the revision is part of it: once saving.js has saved, it is void.
    """
    if not keys.has(seat.scope):
        return ""
    return f"{revision}:{keys.fingerprint(seat.scope, text)}"


def typed(post: Mapping[str, str], item: str, slot: int = 0) -> Typed:
    """What a page sent for this place; hidden fields that make no sense are refused."""
    name = place_name(item, slot)

    def sent(key: str, default: str = "") -> str:
        return post.get(f"{key}-{name}", post.get(key, default))

    if f"text-{name}" not in post and "text" not in post:
        raise Invalid
    try:
        revision, client = int(sent("revision", "0")), UUID(sent("client") or str(uuid4()))
    except ValueError:
        raise Invalid from None
    text = sent("text").replace("\r\n", "\n")
    due = sent("due") if f"due-{name}" in post or "due" in post else None
    return Typed(item, slot, text, revision, client, sent("was"), paused=sent("paused", "1") != "0", due=due)


def due_of(reading: Reading | None) -> str:
    """A step's date as a date field holds it."""
    due = reading.entry.step.due if reading and hasattr(reading.entry, "step") else None
    return due.isoformat() if due else ""


def all_typed(post: Mapping[str, str], items: Iterable[Item]) -> list[Typed]:
    """What a page with a place for each of these items sent; places that it did not show are left out."""
    return [typed(post, item.key) for item in items if f"text-{item.key}" in post]


def everything_typed(post: Mapping[str, str]) -> list[Typed]:
    """What a page sent for any place that has names of its own, whatever page it was."""
    found = []
    for field_name in post:
        if field_name.startswith("text-"):
            item, _slash, slot = field_name.removeprefix("text-").partition("/")
            found.append(typed(post, item, int(slot) if slot.isdecimal() and len(slot) < 6 else 0))
    return found


def save(seat: Seat, one: Typed, *, at: datetime, at_table: bool = False) -> actions.Saved:
    """Save one place; a step with its date. What is typed at the table is shown at once."""
    due = _date(one.due)
    saved = actions.save(
        seat,
        one.item,
        text=one.text,
        based_on=one.revision,
        client=one.client,
        at=at,
        slot=one.slot,
        paused=one.paused or at_table,
        at_table=at_table,
    )
    if one.due is not None:
        actions.set_due(seat, one.item, one.slot, due if one.text.strip() else None, at=at, at_table=at_table)
    return saved


def save_all(seat: Seat, keys: Ring, sent: Collection[Typed], *, at: datetime) -> dict[str, Trouble]:
    """Save every place that was touched; what could not be saved comes back by place, with the reason."""
    troubles = {}
    for one in sent:
        if compare_digest(one.was.encode(), mark_of(seat, keys, one.revision, one.marked).encode()) and one.was:
            continue
        if not one.text and not one.revision:
            continue  # an empty place that never had anything in it
        try:
            save(seat, one, at=at)
        except Refusal as refusal:
            troubles[one.place] = Trouble(one, refusal)
    return troubles


def _date(sent: str | None) -> date | None:
    try:
        return date.fromisoformat(sent) if sent else None
    except ValueError:
        raise NoDate from None


def _before_sharing(item: Item, seat: Seat) -> str:
    if item.part == "notes" and may_share(seat):
        return _("You may share it later as written feedback")
    return ""
