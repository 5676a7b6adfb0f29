"""What a letter asks of its dialogue as it leaves: where it leads, and whether its cause still stands."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.db.models import F, Q
from django.urls import reverse

from samtalerum.dialogues.elsewhere import HeldElsewhere, Stands
from samtalerum.dialogues.handed import FollowUp, Referral
from samtalerum.dialogues.models import Passage, Presence, Seat, SentSheet, SheetVersion
from samtalerum.dialogues.phases import MEETING
from samtalerum.dialogues.visibility import visible_entries
from samtalerum.mail.models import Letter
from samtalerum.mail.notices import Together
from samtalerum.vault import api as vault


def seat_of(letter: Letter) -> Seat | None:
    """The reader's place, while it is theirs."""
    return Seat.every.select_related("dialogue", "person").filter(pk=letter.about, ended_at__isnull=True).first()


def to_page(name: str) -> Together[str]:
    """A page of the letter's dialogue."""

    def pages(letters: Sequence[Letter]) -> Mapping[str, str]:
        of = dict(Seat.every.filter(pk__in={one.about for one in letters}).values_list("pk", "dialogue"))
        return {one.once: reverse(name, args=[of[UUID(one.about)]]) for one in letters}

    return Together(pages)


def _standing(letters: Sequence[Letter]) -> Mapping[str, bool]:
    """The step was not taken back, the dialogue is still where it led, and the seat still the reader's."""
    passages = Passage.objects.filter(
        pk__in={one.stamp for one in letters},
        undone_at__isnull=True,
        to=F("dialogue__phase"),
        dialogue__seats__in={one.about for one in letters},
        dialogue__seats__ended_at__isnull=True,
    )
    found = {(str(seat), str(passage)) for seat, passage in passages.values_list("dialogue__seats", "pk")}
    return {one.once: (one.about, one.stamp) in found for one in letters}


stands = Together(_standing)


def is_awaited(letter: Letter) -> bool:
    """The room is open, and this one has not been there since."""
    here = Presence.objects.filter(seat__id=letter.about, place=Presence.Where.ROOM, seen_at__gte=letter.written_at)
    return stands(letter) and not here.exists()


def meets(letter: Letter) -> bool:
    seat = seat_of(letter)
    return seat is not None and seat.dialogue.phase in MEETING


def is_unread(letter: Letter) -> bool:
    """Something shared since is still shared, and the reader has not opened it yet."""
    seat = seat_of(letter)
    if seat is None:
        return False
    shared = visible_entries(seat).exclude(author=seat).filter(shared_at__gte=letter.written_at)
    rows = set(shared.values_list("pk", flat=True))
    return bool(rows - vault.opened_by(seat.person_id, rows, since=letter.written_at))


def is_shared_no_longer(letter: Letter) -> bool:
    seat = seat_of(letter)
    return seat is not None and not visible_entries(seat).filter(pk=letter.stamp).exists()


def waits_for_confirmation(letter: Letter) -> bool:
    waiting = SheetVersion.objects.filter(pk=letter.stamp, complete_at__isnull=True)
    return seat_of(letter) is not None and waiting.exclude(confirmations__seat__id=letter.about).exists()


def sheet_stands(letter: Letter) -> bool:
    standing = SheetVersion.objects.filter(pk=letter.stamp, complete_at__isnull=False)
    return seat_of(letter) is not None and standing.exists()


def is_unopened(letter: Letter) -> bool:
    """What was sent afterwards was not taken back, and the reader has not opened it yet."""
    return seat_of(letter) is not None and FollowUp.objects.filter(pk=letter.stamp, opened_at__isnull=True).exists()


def is_read_by_others(letter: Letter) -> bool:
    sent = SentSheet.objects.filter(pk=letter.stamp, ended_at__isnull=True)
    return seat_of(letter) is not None and sent.exists()


def is_handed_on(letter: Letter) -> bool:
    return seat_of(letter) is not None and Referral.objects.filter(pk=letter.stamp).exists()


def is_open(letter: Letter) -> bool:
    seat = seat_of(letter)
    return seat is not None and seat.dialogue.opened_at is not None


def can_be_read(letter: Letter) -> bool:
    """The copy is still there, and it is still this person's to read."""
    return SentSheet.objects.filter(pk=letter.about, reader=letter.person, ended_at__isnull=True).exists()


def to_record(letter: Letter) -> str:
    return reverse("dialogues:elsewhere", args=[letter.about])


def stands_so(*wanted: Stands) -> Callable[[Letter], bool]:
    """The record is still in one of these states, and the reader is still one of the two."""

    def holds(letter: Letter) -> bool:
        found = HeldElsewhere.objects.filter(Q(owner=letter.person) | Q(partner=letter.person), pk=letter.about).first()
        return found is not None and found.stands in wanted

    return holds
