"""Why the real thing doesn't start: each refusal is a sentence that says which setting is wrong and what to do."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from samtalerum.dialogues.due import rule as due
from samtalerum.dialogues.reminders.rule import Kind
from samtalerum.vault import checks, retention

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
LEAST_SECRET = 50

DEBUG = "SAMTALERUM_DEBUG is on: error pages would show what people wrote. Turn it off."
WEAK_KEY = (
    "SAMTALERUM_SECRET_KEY is missing or shorter than 50 characters. Make one with "
    "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` and keep it in a file that "
    "SAMTALERUM_SECRET_KEY_FILE points at."
)
HOSTS = "SAMTALERUM_HOSTS is missing or *. Write the names people type, for example samtale.university.example."
PLAIN_HTTP = (
    "SAMTALERUM_URL begins with http://, but people beyond this machine would use it. "
    "Put a proxy with a certificate in front and write the https:// address."
)
DEMO = "SAMTALERUM_DEMO is on: anybody could sign in as anybody. Turn it off, or run `make demo`."
DEMO_DATA = (
    "The database holds the demo university, whose people anybody knows. "
    "Point SAMTALERUM_VAR (or DATABASE_URL) at a new place."
)
NO_SENDER = (
    "SAMTALERUM_MAIL_FROM is missing or no address. Write whom mails come from, for example "
    "samtalerum@university.example."
)
NO_ANSWERS = "SAMTALERUM_MAIL_REPLY_TO is no address. Write one, or nothing."
HALF_AN_ACCOUNT = "SAMTALERUM_SMTP_USER and SAMTALERUM_SMTP_PASSWORD belong together: set both or none."
IN_THE_CLEAR = (
    "SAMTALERUM_SMTP_PASSWORD would travel to the mail server in the clear. Set SAMTALERUM_SMTP_TLS to starttls or tls."
)


def settings_refusals(*, host: str) -> list[str]:
    """What is wrong with the settings for serving to people; asks no database."""
    secret = settings.SECRET_KEY
    found = (
        (settings.DEBUG, DEBUG),
        (len(secret) < LEAST_SECRET or secret.startswith("for-tests"), WEAK_KEY),
        (not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS, HOSTS),
        (not settings.SECURE and (host not in LOOPBACK or _public_host() not in LOOPBACK), PLAIN_HTTP),
        (settings.DEMO, DEMO),
    )
    return (
        [sentence for wrong, sentence in found if wrong]
        + _mail_refusals()
        + checks.one_database()
        + _period_refusals()
        + _reminder_refusals()
    )


def data_refusals() -> list[str]:
    """What is wrong with the data: an invented university in it, or keys that don't fit. Asks both databases."""
    from samtalerum.people.models import Person

    found = checks.refusals()
    if not found and not settings.DEMO and Person.objects.filter(institution_id__startswith="demo-").exists():
        found.append(DEMO_DATA)
    return found


def _mail_refusals() -> list[str]:
    sender, answers = parseaddr(settings.DEFAULT_FROM_EMAIL)[1], parseaddr(settings.MAIL_REPLY_TO)[1]
    here = _public_host() in LOOPBACK
    plain = settings.SMTP_TLS == "no" and settings.EMAIL_HOST not in LOOPBACK
    found = (
        (not _is_address(sender) or (not here and sender.endswith("@localhost")), NO_SENDER),
        (bool(settings.MAIL_REPLY_TO) and not _is_address(answers), NO_ANSWERS),
        (bool(settings.EMAIL_HOST_USER) != bool(settings.EMAIL_HOST_PASSWORD), HALF_AN_ACCOUNT),
        (bool(settings.EMAIL_HOST_PASSWORD) and plain, IN_THE_CLEAR),
    )
    return [sentence for wrong, sentence in found if wrong]


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _public_host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def _period_refusals() -> list[str]:
    try:
        retention.refuse_longer_periods()
        due.rule()
    except ImproperlyConfigured as problem:
        return [str(problem)]
    return []


def _reminder_refusals() -> list[str]:
    unknown = [kind for kind in settings.REMINDERS_OFF if kind not in Kind.values]
    if not unknown:
        return []
    known = ", ".join(Kind.values)
    return [f"SAMTALERUM_REMINDERS_OFF knows no reminder {', '.join(unknown)}. Choose among {known}."]
