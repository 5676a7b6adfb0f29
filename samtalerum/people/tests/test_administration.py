"""The administrators' pages."""

import re
from datetime import date

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from samtalerum.mail.worker import work_off
from samtalerum.people import actions
from samtalerum.people.models import (
    Address,
    Affiliation,
    EarlierName,
    Event,
    Leadership,
    Leave,
    Person,
    Session,
    StandIn,
    Supervision,
    Unit,
)

PEOPLE = "/administration/people/"
UNITS = "/administration/units/"


@pytest.fixture
def rune(client_for, cast):
    return client_for(cast.rune)


def blanked(answer):
    """Without what differs between any two requests: the token, and the address the language switch leads back to."""
    return re.sub(rb'value="[^"]*"', b"", answer.content)


def page_of(person):
    return f"{PEOPLE}{person.pk}/"


def every_page(cast):
    affiliation = Affiliation.objects.get(person=cast.ada)
    return [
        PEOPLE,
        f"{PEOPLE}add/",
        *(page_of(cast.ada) + rest for rest in ("", "address/", "roles/", "account/", "leaving/", "merge/")),
        *(page_of(cast.ada) + f"add/{kind}/" for kind in ("affiliation", "leadership", "supervision", "leave")),
        f"/administration/affiliation/{affiliation.pk}/",
        f"/administration/affiliation/{affiliation.pk}/remove/",
        UNITS,
        f"{UNITS}add/",
        *(f"{UNITS}{cast.unit.pk}/{rest}" for rest in ("", "end/", "leaders/add/")),
    ]


def test_every_page_opens_for_an_administrator(rune, cast):
    assert {path: rune.get(path).status_code for path in every_page(cast)} == dict.fromkeys(every_page(cast), 200)


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_for_everybody_else_the_pages_do_not_exist(client_for, cast, method):
    cast.cleo.is_coordinator = True
    cast.cleo.save()
    for person in (cast.ada, cast.ben, cast.cleo):
        client = client_for(person)
        missing = getattr(client, method)("/nothing/here/")
        for path in every_page(cast):
            answer = getattr(client, method)(path)
            assert (answer.status_code, blanked(answer)) == (404, blanked(missing)), path


def test_missing_ids_answer_like_missing_pages(rune, cast):
    missing = blanked(rune.get("/nothing/here/"))
    nobody = "00000000-0000-0000-0000-000000000000"
    for path in (f"{PEOPLE}{nobody}/", f"{UNITS}{nobody}/", f"/administration/leave/{nobody}/", "/administration/pet/"):
        answer = rune.get(path)
        assert (answer.status_code, blanked(answer)) == (404, missing)


@pytest.mark.parametrize("text", ["holm", "ADA", "ada@fjord", "40718", "Ada Sand"])
def test_people_are_found_by_name_address_number_and_earlier_name(rune, cast, text):
    Person.objects.filter(pk=cast.ada.pk).update(institution_id="40718")
    EarlierName.objects.create(person=cast.ada, name="Ada Sand", until=timezone.now())
    page = rune.get(PEOPLE, {"q": text}).content.decode()
    assert page_of(cast.ada) in page
    assert page_of(cast.ben) not in page


def test_a_name_with_a_letter_beyond_z_is_found_in_any_case(rune, cast):
    astrid = Person.objects.create_person("Øyvind Ås")
    for text in ("øyvind", "Øyvind"):
        assert page_of(astrid) in rune.get(PEOPLE, {"q": text}).content.decode()


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("open", {"ada", "ben", "cleo", "rune"}),
        ("here", {"ada", "ben", "cleo"}),
        ("leaders", {"ben"}),
        ("without", {"ben"}),
        ("left", {"rune"}),
        ("closed", set()),
        ("nonsense", {"ada", "ben", "cleo", "rune"}),
    ],
)
def test_the_list_is_narrowed_by_kind(rune, cast, show, names):
    page = rune.get(PEOPLE, {"show": show}).content.decode()
    assert {name for name in ("ada", "ben", "cleo", "rune") if page_of(getattr(cast, name)) in page} == names


def test_the_list_is_narrowed_to_a_unit_and_those_below(rune, cast):
    elsewhere = Unit.objects.create(name="Law")
    for unit, found in ((cast.faculty, True), (cast.unit, True), (elsewhere, False)):
        page = rune.get(PEOPLE, {"unit": str(unit.pk)}).content.decode()
        assert (page_of(cast.ada) in page) is found


def test_the_list_goes_on_page_by_page_and_asks_no_more_for_many(rune, cast, django_assert_max_num_queries):
    for number in range(60):
        one = Person.objects.create_person(f"Zoe {number:02}", f"zoe{number}@fjordby.example")
        Affiliation.objects.create(person=one, unit=cast.unit, category="phd", starts=date(2020, 1, 1))
    with django_assert_max_num_queries(10):
        first = rune.get(PEOPLE, {"q": "zoe"}).content.decode()
    assert "Page 1 of 3" in first
    assert "Zoe 24" in first
    assert "Zoe 25" not in first
    assert "Zoe 59" in rune.get(PEOPLE, {"q": "zoe", "page": "3"}).content.decode()
    assert "60 people" in first


def test_a_person_is_added_and_can_sign_in(rune, client, cast):
    typed = {"display_name": "Dan Krogh", "email": "Dan@Fjordby.example", "language": "da", "institution_id": "7"}
    answer = rune.post(f"{PEOPLE}add/", typed)
    dan = Person.objects.get(display_name="Dan Krogh")
    assert answer["Location"] == page_of(dan)
    assert (dan.email, dan.language, dan.institution_id) == ("dan@fjordby.example", "da", "7")
    assert not dan.has_usable_password()
    client.post("/sign-in/", {"email": "dan@fjordby.example"})
    assert "<dan@fjordby.example>" in mail.outbox[-1].to[0]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"display_name": ""}, "Write the name that others shall see"),
        ({"email": "dan"}, "not an e-mail address"),
        ({"email": "ADA@fjordby.example"}, "Somebody has this address already"),
        ({"institution_id": "40718"}, "Somebody else has this staff number"),
    ],
)
def test_errors_are_said_at_the_field_and_what_was_typed_is_kept(rune, cast, typed, words):
    Person.objects.filter(pk=cast.ada.pk).update(institution_id="40718")
    whole = {"display_name": "Dan Krogh", "email": "dan@fjordby.example", "language": "sv", "institution_id": "8"}
    page = rune.post(f"{PEOPLE}add/", whole | typed).content.decode()
    assert page.count(words) == 2  # in the summary and at the field
    assert all(f'value="{value}"' in page for name, value in (whole | typed).items() if value and name != "language")
    assert not Person.objects.filter(display_name="Dan Krogh").exists()


def test_an_earlier_name_stays_findable(rune, cast):
    rune.post(page_of(cast.ada), {"display_name": "Ada Sand", "language": "en", "institution_id": ""})
    cast.ada.refresh_from_db()
    assert cast.ada.display_name == "Ada Sand"
    assert cast.ada.institution_id is None
    assert "Ada Holm" in rune.get(page_of(cast.ada)).content.decode()


def test_a_new_address_ends_sessions_and_tells_the_old_one(client_for, cast):
    ada = client_for(cast.ada)
    actions.new_address(cast.ada, "ada@new.example", actor=cast.rune, at=timezone.now())
    work_off(timezone.now())
    assert ada.get("/settings/").status_code == 302
    assert [message.recipients() for message in mail.outbox] == [["Ada Holm <ada@fjordby.example>"]]
    assert "ada@new.example" not in mail.outbox[0].body + mail.outbox[0].subject
    assert Person.objects.get(pk=cast.ada.pk).email == "ada@new.example"
    assert Address.objects.filter(person=cast.ada).count() == 2
    assert Event.objects.filter(person=cast.ada, kind="address", actor=cast.rune).exists()


def test_an_administrators_own_new_address_leads_to_the_door(rune, cast):
    assert rune.post(page_of(cast.rune) + "address/", {"email": "rune@new.example"})["Location"] == "/sign-in/"


def test_an_administrators_own_account_is_closed_at_the_door(rune, cast):
    actions.set_roles(cast.ada, administrator=True, coordinator=False, actor=cast.rune, at=timezone.now())
    assert rune.post(page_of(cast.rune) + "account/")["Location"] == "/sign-in/"


def test_roles_are_given_and_written_down(rune, cast):
    rune.post(page_of(cast.ada) + "roles/", {"administrator": "on"})
    cast.ada.refresh_from_db()
    assert (cast.ada.is_administrator, cast.ada.is_coordinator) == (True, False)
    assert Event.objects.get(person=cast.ada, kind="role-given").words == "administrator"
    rune.post(page_of(cast.ada) + "roles/", {})
    assert Event.objects.filter(person=cast.ada, kind="role-taken").exists()


def test_the_last_administrator_stays(rune, cast):
    page = rune.post(page_of(cast.rune) + "roles/", {}).content.decode()
    assert page.count("This is the last administrator") == 2
    page = rune.post(page_of(cast.rune) + "account/").content.decode()
    assert "This is the last administrator" in page
    cast.rune.refresh_from_db()
    assert cast.rune.is_administrator
    assert cast.rune.is_active


def test_an_administrator_may_step_down_when_there_is_another(rune, cast):
    actions.set_roles(cast.ada, administrator=True, coordinator=False, actor=cast.rune, at=timezone.now())
    assert rune.post(page_of(cast.rune) + "roles/", {})["Location"] == reverse("home:home")
    assert rune.get(PEOPLE).status_code == 404


def test_an_account_is_closed_and_opened(rune, client_for, cast):
    ada = client_for(cast.ada)
    rune.post(page_of(cast.ada) + "account/")
    assert ada.get("/settings/").status_code == 302
    assert page_of(cast.ada) in rune.get(PEOPLE, {"show": "closed"}).content.decode()
    rune.post(page_of(cast.ada) + "account/")
    assert Person.objects.get(pk=cast.ada.pk).is_active


def test_when_somebody_leaves_everything_ends_with_a_last_day(rune, cast):
    day = date(2030, 6, 30)
    Supervision.objects.create(person=cast.ada, supervisor=cast.ben, starts=date(2029, 1, 1))
    StandIn.objects.create(leader=cast.ben, person=cast.cleo, starts=date(2031, 1, 1))
    rune.post(page_of(cast.ben) + "leaving/", {"last_day": "2030-06-30"})
    assert Affiliation.objects.get(person=cast.ben).ends == day
    assert Leadership.objects.get(person=cast.ben).ends == day
    assert Supervision.objects.get(supervisor=cast.ben).ends == day
    assert not StandIn.objects.exists()
    assert Person.objects.get(pk=cast.ben.pk).is_active


ADDED = [
    ("affiliation", {"unit": "faculty", "category": "guest", "starts": "2030-01-01"}, Affiliation),
    ("leadership", {"unit": "faculty", "starts": "2030-01-01", "ends": "2031-01-01"}, Leadership),
    ("supervision", {"supervisor": "ben@fjordby.example", "starts": "2030-01-01"}, Supervision),
    ("leave", {"starts": "2030-01-01", "ends": "2030-12-31"}, Leave),
]


@pytest.mark.parametrize(("kind", "typed", "model"), ADDED)
def test_what_has_days_is_added_changed_and_removed(rune, cast, kind, typed, model):
    typed = {name: str(cast.faculty.pk) if value == "faculty" else value for name, value in typed.items()}
    before = set(model.objects.values_list("pk", flat=True))
    assert rune.post(page_of(cast.ada) + f"add/{kind}/", typed)["Location"] == page_of(cast.ada)
    row = model.objects.exclude(pk__in=before).get()
    assert row.starts == date(2030, 1, 1)
    path = f"/administration/{kind}/{row.pk}/"
    assert 'value="2030-01-01"' in rune.get(path).content.decode()
    assert rune.post(path, typed | {"ends": "2030-02-01"})["Location"] == page_of(cast.ada)
    row.refresh_from_db()
    assert row.ends == date(2030, 2, 1)
    assert rune.get(path + "remove/").status_code == 200
    rune.post(path + "remove/")
    assert not model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(("kind", "typed", "model"), ADDED)
def test_a_last_day_before_the_first_is_refused_at_the_field(rune, cast, kind, typed, model):
    typed = {name: str(cast.faculty.pk) if value == "faculty" else value for name, value in typed.items()}
    page = rune.post(page_of(cast.ada) + f"add/{kind}/", typed | {"ends": "2029-12-31"}).content.decode()
    assert page.count("The last day is before the first") == 2
    assert 'value="2029-12-31"' in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Nobody Known", "Nobody with an open account is called that"),
        ("", "Write whom you mean"),
        ("Twin Name", "Several people have this name"),
        ("ada@fjordby.example", "That is the same person"),
    ],
)
def test_whom_one_means_must_be_clear(rune, cast, typed, words):
    for _ in range(2):
        Person.objects.create_person("Twin Name")
    path = page_of(cast.ada) + "add/supervision/"
    page = rune.post(path, {"supervisor": typed, "starts": "2030-01-01"}).content.decode()
    assert page.count(words) == 2
    assert f'value="{typed}"' in page or not typed


def test_leading_the_same_unit_twice_is_refused_in_words(rune, cast):
    path = f"{UNITS}{cast.unit.pk}/leaders/add/"
    page = rune.post(path, {"person": "Ben Lund", "starts": "2030-01-01"}).content.decode()
    assert page.count("This is written down already") == 2
    assert rune.post(path, {"person": "Cleo Falk", "starts": "2030-01-01"})["Location"] == f"{UNITS}{cast.unit.pk}/"
    assert Leadership.objects.filter(unit=cast.unit).count() == 2


def test_a_unit_is_added_renamed_and_moved(rune, cast):
    rune.post(f"{UNITS}add/", {"name": "Organic", "parent": str(cast.unit.pk)})
    unit = Unit.objects.get(name="Organic")
    assert unit.parent == cast.unit
    rune.post(f"{UNITS}{unit.pk}/", {"name": "Organic Chemistry", "name_da": "Organisk kemi", "parent": ""})
    unit.refresh_from_db()
    assert (unit.name, unit.name_da, unit.parent) == ("Organic Chemistry", "Organisk kemi", None)


def test_a_unit_never_lies_under_itself(rune, cast):
    with pytest.raises(actions.Circle):
        actions.change_unit(cast.faculty, parent=cast.unit, names={})
    page = rune.post(f"{UNITS}{cast.faculty.pk}/", {"name": "Science", "parent": str(cast.unit.pk)})
    assert page.status_code == 200
    cast.faculty.refresh_from_db()
    assert cast.faculty.parent is None


def test_a_unit_ends_only_when_nobody_belongs_to_it_any_more(rune, cast):
    path = f"{UNITS}{cast.unit.pk}/end/"
    assert "People or units still belong" in rune.post(path, {"last_day": "2030-06-30"}).content.decode()
    Affiliation.objects.update(ends=date(2030, 6, 30))
    assert rune.post(path, {"last_day": "2030-06-30"})["Location"] == f"{UNITS}{cast.unit.pk}/"
    assert Leadership.objects.get(unit=cast.unit).ends == date(2030, 6, 30)
    assert "Until 30 June 2030" in rune.get(UNITS).content.decode()
    rune.post(path, {"again": "1"})
    assert Unit.objects.get(pk=cast.unit.pk).ended_on is None


def test_pages_ask_as_much_for_much_as_for_little(rune, cast, django_assert_max_num_queries):
    for number in range(5):
        unit = Unit.objects.create(name=f"Group {number}", parent=cast.unit)
        Affiliation.objects.create(person=cast.ada, unit=unit, category="phd", starts=date(2020, 1, 1))
        Leadership.objects.create(person=cast.ada, unit=unit, starts=date(2020, 1, 1))
        other = Person.objects.create_person(f"Other {number}", f"other{number}@fjordby.example")
        Supervision.objects.create(person=cast.ada, supervisor=other, starts=date(2020, 1, 1))
        StandIn.objects.create(leader=cast.ada, person=other, starts=date(2020, 1, 1))
    for path, most in ((page_of(cast.ada), 12), (UNITS, 5), (f"{UNITS}{cast.unit.pk}/", 6)):
        with django_assert_max_num_queries(most):
            assert rune.get(path).status_code == 200


def test_sessions_of_others_are_untouched_by_a_new_address(rune, client_for, cast):
    client_for(cast.cleo)
    actions.new_address(cast.ada, "ada@new.example", actor=cast.rune, at=timezone.now())
    assert Session.objects.filter(person=cast.cleo).count() == 1
