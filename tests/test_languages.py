"""English is the source; Danish and Swedish are complete, in the interface and in the blueprint that ships."""

import re

import pytest
from django.conf import settings

from config import catalogues
from samtalerum.blueprints import editions
from samtalerum.blueprints.loading import load_file


def test_every_sentence_has_its_danish_and_swedish_with_the_same_placeholders():
    found = catalogues.problems()
    assert not found, "\n".join(found[:40])


def test_the_catalogues_are_those_of_the_settings():
    assert {"en", *catalogues.LANGUAGES} == {code for code, _name in settings.LANGUAGES}


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_no_translation_is_the_english_by_mistake(language):
    """A sentence of four words or more is never the same in two languages."""
    same = [
        message.id
        for message in catalogues.read(language)
        if isinstance(message.id, str)
        and message.id == message.string
        and len(re.findall(r"\w+", re.sub(r"%\(\w+\)[sd]", "", message.id))) >= 4
    ]
    assert not same, same


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_nobody_is_called_she_or_he(language):
    pronouns = {
        "da": r"\b(hun|hende|hendes|han|ham|hans|vedkommende)\b",
        "sv": r"\b(hon|henne|hennes|han|honom|hans)\b",
    }
    wrong = [
        text
        for message in catalogues.read(language)
        for text in (message.string if isinstance(message.string, (tuple, list)) else [message.string])
        if message.id and re.search(pronouns[language], text, re.IGNORECASE)
    ]
    assert not wrong, wrong


def test_the_blueprint_that_ships_speaks_every_language():
    for path in editions.LIBRARY.glob("*.yaml"):
        assert set(load_file(path)["languages"]) == {code for code, _name in settings.LANGUAGES}
