"""Somebody is here twice."""

from datetime import date

import pytest
from django.core import mail
from django.utils import timezone

from samtalerum.mail.worker import work_off
from samtalerum.people import actions, merging, sweeps
from samtalerum.people.departures import Departure
from samtalerum.people.models import Affiliation, Leadership, Person, Supervision
from samtalerum.people.takes_two import Merge


@pytest.fixture
def twin(cast):
    """Ada once more."""
    twin = Person.objects.create_person("Ada H.", "ada.h@fjordby.example", institution_id="40718")
    Affiliation.objects.create(person=twin, unit=cast.faculty, category="phd", starts=date(2020, 1, 1))
    return twin


def use(*people):
    """They have signed in before."""
    Person.objects.filter(pk__in=[one.pk for one in people]).update(last_login=timezone.now())
    for one in people:
        one.refresh_from_db()


def propose(cast, twin):
    return merging.propose(keep=cast.ada, gone=twin, actor=cast.rune, at=timezone.now())


def test_accounts_that_were_never_used_become_one_at_once(cast, twin):
    same = Affiliation.objects.get(person=cast.ada)
    Affiliation.objects.create(person=twin, unit=same.unit, category=same.category, starts=same.starts)
    Leadership.objects.create(person=twin, unit=cast.faculty, starts=date(2020, 1, 1))
    Supervision.objects.create(person=twin, supervisor=cast.ada, starts=date(2020, 1, 1))
    Supervision.objects.create(person=twin, supervisor=cast.ben, starts=date(2020, 1, 1))
    assert propose(cast, twin).ended_at
    twin.refresh_from_db()
    cast.ada.refresh_from_db()
    assert (twin.is_active, twin.merged_into, twin.institution_id) == (False, cast.ada, None)
    assert cast.ada.institution_id == "40718"
    assert Affiliation.objects.filter(person=cast.ada).count() == 2
    assert Leadership.objects.filter(person=cast.ada).exists()
    assert list(Supervision.objects.values_list("person", "supervisor")) == [(cast.ada.pk, cast.ben.pk)]
    assert {one.email: one.ends_at is None for one in cast.ada.addresses.all()} == {
        "ada@fjordby.example": True,
        "ada.h@fjordby.example": False,
    }
    assert cast.ada.earlier_names.get().name == "Ada H."


def test_used_accounts_wait_until_the_person_said_yes_in_both(cast, twin, client_for):
    use(cast.ada, twin)
    merge = propose(cast, twin)
    work_off(timezone.now())
    sent = {message.to[0] for message in mail.outbox}
    assert sent == {"Ada Holm <ada@fjordby.example>", '"Ada H." <ada.h@fjordby.example>'}
    first, second = client_for(cast.ada), client_for(twin)
    path = f"/settings/merge/{merge.pk}/"
    assert path in first.get("/settings/").content.decode()
    first.post(path, {"yes": "1"})
    assert Person.objects.get(pk=twin.pk).is_active
    assert path not in first.get("/settings/").content.decode()
    assert second.post(path, {"yes": "1"})["Location"] == "/sign-in/"
    assert Person.objects.get(pk=twin.pk).merged_into == cast.ada
    assert second.get("/settings/").status_code == 302


def test_an_administrator_gains_nobodys_account_by_merging(cast, twin, client_for):
    """Rune asks to merge Ada into his own account and says yes himself: nothing moves."""
    use(cast.ada, cast.rune)
    merge = merging.propose(keep=cast.rune, gone=cast.ada, actor=cast.rune, at=timezone.now())
    client_for(cast.rune).post(f"/settings/merge/{merge.pk}/", {"yes": "1"})
    assert Person.objects.get(pk=cast.ada.pk).is_active
    assert Affiliation.objects.filter(person=cast.ada).exists()


def test_one_no_ends_the_question(cast, twin, client_for):
    use(cast.ada, twin)
    merge = propose(cast, twin)
    client_for(twin).post(f"/settings/merge/{merge.pk}/", {"no": "1"})
    assert Merge.objects.get(pk=merge.pk).ended_at
    assert client_for(cast.ada).post(f"/settings/merge/{merge.pk}/", {"yes": "1"}).status_code == 404


def test_a_stranger_cannot_answer(cast, twin, client_for):
    use(cast.ada, twin)
    merge = propose(cast, twin)
    assert client_for(cast.cleo).post(f"/settings/merge/{merge.pk}/", {"yes": "1"}).status_code == 404


def test_a_package_may_refuse_and_moves_what_it_keeps(cast, twin):
    seen = []
    merging.register(merging.Mover("test", lambda keep, gone: False, lambda keep, gone, at: seen.append(gone)))
    try:
        with pytest.raises(merging.CannotMerge):
            propose(cast, twin)
        assert not seen
        merging.register(merging.Mover("test", lambda keep, gone: True, lambda keep, gone, at: seen.append(gone)))
        propose(cast, twin)
        assert seen == [twin]
    finally:
        merging.unregister("test")


def test_nobody_is_merged_with_themselves_or_twice(cast, twin):
    use(cast.ada, twin)
    with pytest.raises(merging.CannotMerge):
        merging.propose(keep=cast.ada, gone=cast.ada, actor=cast.rune, at=timezone.now())
    propose(cast, twin)
    with pytest.raises(merging.CannotMerge):
        propose(cast, twin)


def test_roles_do_not_move_with_a_merge(cast, twin):
    actions.set_roles(twin, administrator=True, coordinator=False, actor=cast.rune, at=timezone.now())
    with pytest.raises(actions.LastAdministrator):
        propose(cast, twin)


def test_an_administrator_looks_at_both_asks_and_takes_it_back(cast, twin, client_for):
    use(cast.ada, twin)
    rune = client_for(cast.rune)
    path = f"/administration/people/{cast.ada.pk}/merge/"
    page = rune.get(path, {"gone": "ada.h@fjordby.example"}).content.decode()
    assert "This one stays" in page
    assert "40718" in page
    rune.post(path, {"gone": "ada.h@fjordby.example"})
    merge = Merge.objects.get()
    assert "Take the question back" in rune.get(path).content.decode()
    rune.post(f"/administration/merge/{merge.pk}/take-back/")
    assert Merge.objects.get().ended_at
    page = rune.post(path, {"gone": "nobody"}).content.decode()
    assert page.count("Nobody with an open account is called that") == 2


def test_whether_the_one_person_leaves_is_asked_anew(cast, twin):
    actions.end_everything(twin, last_day=date(2030, 1, 1), actor=cast.rune, at=timezone.now())
    assert Departure.objects.filter(person=twin).exists()
    propose(cast, twin)
    assert not Departure.objects.exists()
    assert sweeps.leave(timezone.now()) == 0
