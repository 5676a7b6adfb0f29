"""The page *How your words are kept* says what is set."""

import re

import pytest
from django.urls import reverse

from samtalerum.dialogues.phases import Phase
from samtalerum.people.models import Person


def words_of(client) -> str:
    """The page's words, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(reverse("dialogues:kept")).content.decode()))


def test_the_page_is_made_from_the_settings(cast, client_for, settings):
    client = client_for(cast.ada)
    assert "6 months after the conversation was held" in words_of(client)
    settings.RETENTION = {"private": 45, "sheet": 700}
    said = words_of(client)
    assert "45 days after the conversation was held" in said
    assert "at most 700 days after it was confirmed" in said
    assert "6 months after the conversation" not in said


@pytest.mark.parametrize(("language", "words"), [("da", "6 måneder efter"), ("sv", "6 månader efter")])
def test_in_each_language(cast, client_for, language, words):
    Person.objects.update(language=language)
    cast.ada.refresh_from_db()
    client = client_for(cast.ada, headers={"Accept-Language": language})
    assert words in words_of(client)


def test_the_page_after_says_the_periods_as_they_are_set(cast, client_for, settings):
    settings.RETENTION = {"partner_notes": 10, "sheet_after_next": 100}
    dialogue = cast.start(Phase.CONFIRMED)
    page = client_for(cast.ada).get(reverse("dialogues:after", args=[dialogue.pk])).content.decode()
    assert "10 days after you both confirmed" in page
    assert "100 days after the next sheet" in page
