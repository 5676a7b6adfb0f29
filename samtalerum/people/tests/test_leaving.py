"""Who leaves and who doesn't; the days of the window, whatever the clock; what time does and when it stops."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samtalerum.ground.dates import local_date
from samtalerum.mail.models import Letter
from samtalerum.people import actions, holds, leaving, sweeps
from samtalerum.people.departures import Departure
from samtalerum.people.models import Affiliation, Event, Leadership, Person, Supervision
from samtalerum.people.window import to_be_told

LAST = date(2030, 6, 30)
UNTIL = date(2030, 7, 30)


def on(day: date, clock: time = time(12)) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def told(person: Person, key: str = "people/leaving") -> int:
    return Letter.objects.filter(person=person.pk, notice=key).count()


def is_open(person: Person) -> bool:
    return Person.objects.get(pk=person.pk).is_active


def last_day(person: Person, day: date | None) -> None:
    Affiliation.objects.filter(person=person).update(ends=day)


def test_an_administrator_ends_everything_and_the_person_is_told_at_once(cast):
    actions.end_everything(cast.ada, last_day=LAST, actor=cast.rune, at=on(date(2030, 6, 1)))
    departure = Departure.objects.get()
    assert (departure.person, departure.last_day, departure.until) == (cast.ada, LAST, UNTIL)
    assert told(cast.ada) == 1
    sweeps.leave(on(date(2030, 6, 2)))
    assert told(cast.ada) == 1
    assert leaving.window_of(cast.ada, at=on(date(2030, 6, 2))).past is False


def test_whoever_s_affiliations_end_by_date_is_told_on_the_day_after(cast):
    last_day(cast.ada, LAST)
    assert sweeps.leave(on(LAST, time(23, 59))) == 0
    assert sweeps.leave(on(LAST + timedelta(days=1), time(0, 1))) == 1
    assert Departure.objects.get().until == UNTIL + timedelta(days=1)  # a whole month from the day of being told
    assert (told(cast.ada), told(cast.cleo)) == (1, 0)


def test_a_last_day_long_ago_still_leaves_a_month_from_being_told(cast):
    last_day(cast.ada, date(2029, 1, 1))
    sweeps.leave(on(LAST))
    assert Departure.objects.get().until == UNTIL
    assert is_open(cast.ada)


@pytest.mark.parametrize("keeps", ["guest", "future", "leads", "supervises", "administrator", "coordinator", "never"])
def test_whoever_still_belongs_leads_or_has_a_role_does_not_leave(cast, keeps):
    last_day(cast.ada, LAST)
    start, role = date(2030, 9, 1), {"administrator": "is_administrator", "coordinator": "is_coordinator"}
    if keeps in {"guest", "future"}:
        begins = start if keeps == "future" else date(2029, 1, 1)
        Affiliation.objects.create(person=cast.ada, unit=cast.faculty, category="guest", starts=begins)
    elif keeps == "leads":
        Leadership.objects.create(person=cast.ada, unit=cast.faculty, starts=date(2029, 1, 1))
    elif keeps == "supervises":
        Supervision.objects.create(person=cast.cleo, supervisor=cast.ada, starts=date(2029, 1, 1))
    elif keeps == "never":
        Affiliation.objects.filter(person=cast.ada).delete()
    else:
        Person.objects.filter(pk=cast.ada.pk).update(**{role[keeps]: True})
    assert sweeps.leave(on(date(2030, 8, 20))) == 0
    assert not Departure.objects.exists()


def test_a_new_affiliation_within_the_window_stops_it_and_the_mail_too(cast):
    last_day(cast.ada, LAST)
    sweeps.leave(on(LAST + timedelta(days=1)))
    Affiliation.objects.create(person=cast.ada, unit=cast.faculty, category="guest", starts=date(2030, 7, 20))
    assert not to_be_told().exists()
    assert leaving.window_of(cast.ada, at=on(LAST + timedelta(days=2))) is None
    sweeps.leave(on(date(2031, 1, 1)))
    assert is_open(cast.ada)
    assert Departure.objects.get().stopped_at
    assert told(cast.ada, "people/leaving-soon") == 0


def test_another_last_day_begins_another_window(cast):
    for day in (LAST, LAST + timedelta(days=31)):
        actions.end_everything(cast.ada, last_day=day, actor=cast.rune, at=on(date(2030, 6, 1)))
        last_day(cast.ada, day)
    assert [one.last_day for one in to_be_told()] == [LAST + timedelta(days=31)]
    assert Departure.objects.count() == 2


def test_at_the_end_the_account_is_closed_and_opening_it_again_begins_anew(cast, client_for):
    client = client_for(cast.ada)
    actions.end_everything(cast.ada, last_day=LAST, actor=cast.rune, at=on(date(2030, 6, 1)))
    sweeps.leave(on(UNTIL, time(23, 59)))
    assert is_open(cast.ada)
    assert sweeps.leave(on(UNTIL + timedelta(days=1), time(0, 1))) == 1
    assert not is_open(cast.ada)
    assert client.get("/").status_code == 302
    assert Event.objects.filter(person=cast.ada, kind=Event.Kind.CLOSED, actor=None).count() == 1
    assert sweeps.leave(on(UNTIL + timedelta(days=2))) == 0
    actions.open_account(Person.objects.get(pk=cast.ada.pk), actor=cast.rune, at=on(date(2030, 9, 1)))
    sweeps.leave(on(date(2030, 9, 1)))
    assert is_open(cast.ada)
    assert to_be_told().get().until == date(2030, 10, 1)


@pytest.mark.parametrize("named", ["person", "other"])
def test_a_legal_hold_that_names_the_person_pauses_the_end(cast, named):
    actions.end_everything(cast.ada, last_day=LAST, actor=cast.rune, at=on(LAST))
    pair = {"person": cast.ada, "other": None} if named == "person" else {"person": cast.ben, "other": cast.ada}
    hold = holds.propose(**pair, reason="Case 7", actor=cast.rune, at=on(LAST))
    holds.confirm(hold.pk, actor=cast.cleo, at=on(LAST))
    late = on(UNTIL + timedelta(days=9))
    sweeps.leave(late)
    assert is_open(cast.ada)
    assert leaving.window_of(cast.ada, at=late).held
    holds.end(hold.pk, actor=cast.rune, at=late)
    holds.end(hold.pk, actor=cast.cleo, at=late)
    sweeps.leave(late)
    assert not is_open(cast.ada)


def test_a_departure_is_forgotten_with_the_security_log(cast):
    actions.end_everything(cast.ada, last_day=LAST, actor=cast.rune, at=on(LAST))
    sweeps.leave(on(UNTIL + timedelta(days=1)))
    sweeps.run(on(UNTIL + timedelta(days=360)))
    assert Departure.objects.exists()
    sweeps.run(on(UNTIL + timedelta(days=370)))
    assert not Departure.objects.exists()


def test_home_says_until_when_and_the_administrator_s_page_what_follows(cast, client_for):
    today = local_date(datetime.now(UTC))
    actions.end_everything(cast.ada, last_day=today, actor=cast.rune, at=datetime.now(UTC))
    page = client_for(cast.ada).get("/").content.decode()
    assert "You can sign in until" in page
    assert "/take-along/" in page
    person = client_for(cast.rune).get(f"/administration/people/{cast.ada.pk}/").content.decode()
    assert "Leaves, and can sign in until" in person
    assert "You can sign in until" not in client_for(cast.cleo).get("/").content.decode()
    assert (
        "own words along"
        in client_for(cast.rune).get(f"/administration/people/{cast.ben.pk}/leaving/").content.decode()
    )


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    period=st.integers(1, 30),
    said=st.integers(-40, 40),  # days from the last day until an administrator writes it down
    looks=st.lists(st.integers(0, 80 * 24 * 4), max_size=25),  # when the worker looks, in quarters of an hour
)
def test_whatever_the_clock_nobody_is_closed_early_and_everybody_is_reminded_once(cast, settings, period, said, looks):
    """The window, told again in days: from the later of the last day and being told, so many days, both included."""
    settings.RETENTION = {"leaving": period}
    begun = on(LAST + timedelta(days=said), time(9))
    until = max(LAST, local_date(begun)) + timedelta(days=period)
    with transaction.atomic():
        actions.end_everything(cast.ada, last_day=LAST, actor=cast.rune, at=begun)
        for moment in sorted(begun + timedelta(minutes=15 * one) for one in looks):
            sweeps.leave(moment)
            today, seen = local_date(moment), local_date(moment) >= until - timedelta(days=7)
            assert is_open(cast.ada) == (today <= until)
            reminded = told(cast.ada, "people/leaving-soon")
            assert reminded <= (1 if period > 7 else 0)
            if today <= until:
                assert reminded == (1 if seen and period > 7 else 0)
        transaction.set_rollback(True)
