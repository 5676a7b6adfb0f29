"""Settings for mail that would not work, or would give a password away, stop the start with a sentence."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment, refusals
from samtalerum.mail import commands
from tests.post_office import open_post_office

PUBLIC = {"PUBLIC_URL": "https://samtale.fjordby.example", "DEFAULT_FROM_EMAIL": "samtalerum@fjordby.example"}
ACCOUNT = {"EMAIL_HOST_USER": "samtalerum", "EMAIL_HOST_PASSWORD": "secret", "EMAIL_HOST": "smtp.fjordby.example"}


def refused(settings, **given) -> list[str]:
    for name, value in (PUBLIC | given).items():
        setattr(settings, name, value)
    return [one for one in refusals.settings_refusals(host="127.0.0.1") if "MAIL" in one or "SMTP" in one]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"DEFAULT_FROM_EMAIL": "samtalerum@localhost"}, "SAMTALERUM_MAIL_FROM"),
        ({"DEFAULT_FROM_EMAIL": "Samtalerum"}, "SAMTALERUM_MAIL_FROM"),
        ({"MAIL_REPLY_TO": "the desk"}, "SAMTALERUM_MAIL_REPLY_TO"),
        ({"EMAIL_HOST_USER": "samtalerum"}, "set both or none"),
        ({**ACCOUNT, "SMTP_TLS": "no"}, "in the clear"),
    ],
)
def test_what_would_not_work_is_refused(settings, given, sentence):
    (said,) = refused(settings, **given)
    assert sentence in said


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"DEFAULT_FROM_EMAIL": "Samtalerum <samtalerum@fjordby.example>", "MAIL_REPLY_TO": "desk@fjordby.example"},
        {**ACCOUNT, "SMTP_TLS": "starttls"},
        {**ACCOUNT, "SMTP_TLS": "tls"},
        {**ACCOUNT, "EMAIL_HOST": "localhost"},
        {"PUBLIC_URL": "http://localhost:8000", "DEFAULT_FROM_EMAIL": "samtalerum@localhost"},
    ],
)
def test_what_works_is_not(settings, given):
    assert refused(settings, **given) == []


def test_a_word_that_is_not_known_is_said(monkeypatch):
    monkeypatch.setenv("SAMTALERUM_TRIED", "at dawn")
    with pytest.raises(ImproperlyConfigured, match="Write no or tls"):
        environment.choice("SAMTALERUM_TRIED", "no", ["no", "tls"])
    with pytest.raises(ImproperlyConfigured, match="Write hours and minutes"):
        environment.clock("SAMTALERUM_TRIED", "07:30")


def test_a_test_mail_says_what_the_mail_server_answered(settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert commands.send_test_mail("nowhere") == 1
    assert commands.send_test_mail("ada@fjordby.example") == 1
    assert "Connection refused" in capsys.readouterr().err
    with open_post_office() as office:
        settings.EMAIL_PORT = office.port
        assert commands.send_test_mail("ada@fjordby.example") == 0
        assert [mail["Subject"] for mail in office.mails] == ["A test mail from Samtalerum"]
        office.refuses["ada@fjordby.example"] = "554 5.7.1 relaying denied"
        assert commands.send_test_mail("ada@fjordby.example") == 1
    assert "relaying denied" in capsys.readouterr().err
