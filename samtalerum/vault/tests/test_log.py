"""The log: once a quarter of an hour, never about one's own, added to and never changed, nameless in the end."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from samtalerum.vault import api as vault
from samtalerum.vault import log
from samtalerum.vault.models import AccessLog, AppendOnly
from samtalerum.vault.sealed import Place, Scope

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
AT = datetime(2030, 3, 4, 9, 7, tzinfo=UTC)
ADA, BEN = UUID(int=1), UUID(int=2)
SHARED = Scope.dialogue(UUID(int=10))


def place(author: UUID | None = ADA, row: UUID | None = None, scope: Scope = SHARED) -> Place:
    return Place(scope, row or uuid4(), "success/0", "shown", author, 1)


def test_a_page_asked_for_again_writes_nothing_and_asks_once(django_assert_num_queries):
    places = [place() for _ in range(40)]
    with django_assert_num_queries(2, using="default"):
        log.openings(BEN, places, at=AT)
    with django_assert_num_queries(1, using="default"):
        log.openings(BEN, places, at=AT + timedelta(minutes=7))
    assert AccessLog.objects.count() == 40


def test_two_requests_of_one_reader_at_once_leave_one_row(monkeypatch):
    words = place()
    monkeypatch.setattr(AppendOnly, "values_list", lambda *_args, **_more: [])  # neither sees the other's row yet
    for _ in range(2):
        log.openings(BEN, [words], at=AT)
    assert AccessLog.objects.count() == 1


def test_sums_tell_who_and_how_often_and_leave_out_what_one_opens_of_ones_own():
    other = Scope.dialogue(UUID(int=11))
    log.openings(BEN, [place(), place()], at=AT)
    log.openings(BEN, [place(scope=other)], at=AT + timedelta(hours=1))
    log.openings(ADA, [place()], at=AT)
    sums = [(row["actor"], row["dialogue"], row["times"]) for row in vault.opened_in_sums(ADA)]
    assert sums == [(BEN, other.id, 1), (BEN, SHARED.id, 2)]
    assert vault.opened_in_sums(BEN) == []


def test_no_way_changes_or_removes_a_row():
    vault.log_act(ADA, "shared", dialogue=SHARED.id, at=AT)
    row = AccessLog.objects.get()
    row.actor = BEN
    changed = {"update_conflicts": True, "unique_fields": ["id"], "update_fields": ["actor"]}
    for forbidden in (
        row.save,
        row.delete,
        AccessLog.objects.all().delete,
        lambda: AccessLog.objects.update(actor=BEN),
        lambda: AccessLog._base_manager.update(actor=BEN),
        lambda: AccessLog.objects.bulk_update([row], ["actor"]),
        lambda: AccessLog.objects.bulk_create([row], **changed),
        lambda: AccessLog.objects.update_or_create(pk=row.pk, defaults={"actor": BEN}),
    ):
        with pytest.raises(TypeError), transaction.atomic():
            forbidden()
    assert AccessLog.objects.get().actor == ADA


def test_after_its_dialogue_the_log_has_no_names_and_a_year_later_nothing():
    log.openings(BEN, [place(), place(scope=Scope.dialogue(UUID(int=11)))], at=AT)
    assert vault.log_without_names(SHARED.id, at=AT + timedelta(days=1)) == 1
    assert vault.log_without_names(SHARED.id, at=AT + timedelta(days=9)) == 0
    row = AccessLog.objects.get(dialogue=SHARED.id)
    assert (row.actor, row.author, row.row, row.nameless_since) == (None, None, None, date(2030, 3, 5))
    assert [one.dialogue for one in vault.opened_by_others(ADA)] == [UUID(int=11)]
    assert vault.forget_log(at=datetime(2031, 3, 4, 12, tzinfo=UTC)) == 0
    assert vault.forget_log(at=datetime(2031, 3, 5, 12, tzinfo=UTC)) == 1
    assert AccessLog.objects.get().dialogue == UUID(int=11)
