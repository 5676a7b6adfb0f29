"""The accessibility statement: the program's own, or the institution's, escaped."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from config import environment

PAGE = reverse("web:accessibility")


@pytest.mark.django_db
def test_a_stranger_reads_what_was_tested(client):
    page = client.get(PAGE).content.decode()
    assert "WCAG 2.2" in page
    assert "screen reader" in page


@pytest.mark.django_db
def test_the_institutions_words_are_shown_in_the_readers_language_and_escaped(client, settings):
    settings.ACCESSIBILITY = {"en": "First <b>part</b>.\n\nSecond.", "da": "Første del.", "sv": "Första delen."}
    page = client.get(PAGE).content.decode()
    assert "<p>First &lt;b&gt;part&lt;/b&gt;.</p>" in page
    assert "<p>Second.</p>" in page
    assert "What was tested" not in page
    assert "Første del." in client.get(PAGE, headers={"Accept-Language": "da"}).content.decode()


def test_the_folder_needs_every_language(tmp_path, monkeypatch):
    monkeypatch.setenv("SAMTALERUM_ACCESSIBILITY", str(tmp_path))
    (tmp_path / "en.txt").write_text("Words\n", encoding="utf-8")
    assert environment.statements("SAMTALERUM_ACCESSIBILITY", ["en"]) == {"en": "Words"}
    with pytest.raises(ImproperlyConfigured, match=r"da\.txt"):
        environment.statements("SAMTALERUM_ACCESSIBILITY", ["en", "da"])
    (tmp_path / "da.txt").write_text(" \n", encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="empty"):
        environment.statements("SAMTALERUM_ACCESSIBILITY", ["en", "da"])


def test_without_a_folder_there_is_no_statement(monkeypatch):
    monkeypatch.delenv("SAMTALERUM_ACCESSIBILITY", raising=False)
    assert environment.statements("SAMTALERUM_ACCESSIBILITY", ["en"]) == {}
