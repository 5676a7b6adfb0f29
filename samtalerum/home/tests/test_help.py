"""Help: each role meets its own questions first, in every language."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from config import catalogues
from samtalerum.home.help import SECTIONS, sections_for
from samtalerum.people.models import Person

HELP = reverse("home:help")
ROLES = {
    "ada": ["employee"],
    "ben": ["employee", "leader"],
    "coordinator": ["employee", "coordinator"],
    "administrator": ["employee", "administrator"],
}


@pytest.fixture
def reader(cast):
    """Somebody of that role."""

    def of(role):
        if role in {"ada", "ben"}:
            return getattr(cast, role)
        return Person.objects.create_person("Rie R", f"{role}@help.example", **{f"is_{role}": True})

    return of


@pytest.mark.parametrize("role", ROLES)
def test_own_sections_come_first(reader, role):
    shown = sections_for(reader(role))
    assert [one.section.key for one in shown if one.own] == ROLES[role]
    assert [one.own for one in shown] == sorted((one.own for one in shown), reverse=True)
    assert len(shown) == len(SECTIONS)


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_the_page_answers_the_questions_of_each_role_in_every_language(reader, client_for, role, language):
    person = reader(role)
    Person.objects.update(language=language)
    person.refresh_from_db()
    page = client_for(person).get(HELP).content.decode()
    assert [len(section.questions) for section in SECTIONS] == [11, 11, 10, 10]
    for section in SECTIONS:
        assert len(re.findall(f'<h3 id="{section.key}-', page)) == len(section.questions)
    with translation.override(language):
        for question in (question for section in SECTIONS for question in section.questions):
            assert str(question.ask) in page
            assert str(question.answer) in page


@pytest.mark.parametrize("language", [code for code in catalogues.LANGUAGES if code != "en"])
def test_no_question_or_answer_is_left_in_english(language):
    for question in (question for section in SECTIONS for question in section.questions):
        for text in (question.ask, question.answer):
            with translation.override("en"):
                english = str(text)
            with translation.override(language):
                assert str(text) != english


@pytest.mark.parametrize("key", ["employee", "leader"])
def test_both_sides_learn_what_a_stand_in_sees(key):
    (section,) = (section for section in SECTIONS if section.key == key)
    (question,) = (question for question in section.questions if question.key == "stand-in")
    assert "may be invited" in str(question.answer)


@pytest.mark.parametrize("role", ROLES)
def test_every_link_leads_to_a_page_that_the_reader_may_open(reader, client_for, role):
    client = client_for(reader(role))
    page = client.get(HELP).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    for path in set(re.findall(r'href="(/[^"#]*)"', main)):
        assert client.get(path).status_code == 200, path
    for anchor in re.findall(r'href="#([^"]+)"', main):
        assert f'id="{anchor}"' in main


@pytest.mark.django_db
def test_the_door_has_the_accessibility_statement_and_not_the_help(client):
    door = client.get(reverse("people:sign-in")).content.decode()
    assert f'href="{reverse("web:accessibility")}"' in door
    assert f'href="{HELP}"' not in door


@pytest.mark.parametrize(
    ("role", "next_thing"),
    [
        ("ada", None),
        ("ben", reverse("home:leading")),
        ("coordinator", f"{HELP}#coordinator"),
        ("administrator", reverse("people:people")),
    ],
)
def test_an_empty_home_shows_each_role_its_own_next_thing(reader, client_for, role, next_thing):
    page = client_for(reader(role)).get(reverse("home:home")).content.decode().split("<template")[0]
    buttons = re.findall(r'<a class="ds-button" data-variant="secondary" href="([^"]+)"', page)
    assert buttons == ([next_thing] if next_thing else [])
    assert page.count('<a class="ds-button" href') == 1  # to ask stands first, for everybody
    assert f'href="{HELP}"' in page
