"""Sessions in the database, found by the hash of the key in the cookie: a copy of the database signs nobody in."""

import hashlib
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware as DjangosAuthentication
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.middleware import SessionMiddleware as DjangosMiddleware
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from samtalerum.ground.prepared import Prepared
from samtalerum.people.models import Person, Session

# A page that polls must not write with every question.
SEEN_EVERY = timedelta(minutes=5)
LENDER = "lender"  # whose session it is although nobody is signed in with it: a table (samtalerum.dialogues.table)
DEVICE = "device"
STARTED = "started"


def hashed(key: str) -> str:
    """What is stored of a session key. The key has 160 random bits, so a plain hash can't be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()


_KNOWN = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).select_related("person").order_by(),
    key=str,
    now=datetime,
)


class SessionMiddleware(DjangosMiddleware):
    """Django's, but an answer deletes the cookie only where the request itself ended the session.

    Django deletes it too when the session was gone already. An old page that asks at the moment in which its browser
    begins another session would then take the new cookie away with its late answer. A cookie of no session does no harm.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        before = response.cookies.get(settings.SESSION_COOKIE_NAME)
        answer: HttpResponse = super().process_response(request, response)
        cookie = answer.cookies.get(settings.SESSION_COOKIE_NAME)
        ended = getattr(getattr(request, "session", None), "ended_here", False)
        if cookie is not None and cookie is not before and cookie["max-age"] == 0 and not ended:
            del answer.cookies[settings.SESSION_COOKIE_NAME]
        return answer


class AuthenticationMiddleware(DjangosAuthentication):
    """Django's, but the person comes with the session, in one statement."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: signed_in(request))  # type: ignore[assignment]


def signed_in(request: HttpRequest) -> Any:
    """Whose session it is, by the same proofs that Django asks for; whatever else there is to say, Django says."""
    session: Any = request.session
    told = {name: session.get(name, "") for name in (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY)}
    person = session.person
    if (
        person is not None
        and person.is_active
        and told[SESSION_KEY] == str(person.pk)
        and told[BACKEND_SESSION_KEY] in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(told[HASH_SESSION_KEY], person.get_session_auth_hash())
    ):
        return person
    return get_user(request)


class SessionStore(DatabaseStore):
    """Django's store; the table holds hashes, and knows whose session it is."""

    ended_here = False  # by this request
    person: Person | None = None  # whose it is, once it has been read

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        now = timezone.now()
        session = _KNOWN.first(key=hashed(self.session_key or ""), now=now)
        if session is None:
            self._session_key = None
        elif abs(now - session.seen_at) > SEEN_EVERY:  # also what a clock that was ahead has written
            # Where nothing can be written, because the disk is full, one can still read.
            with suppress(OperationalError):
                Session.objects.filter(pk=session.pk).update(seen_at=now)
        self.person = session.person if session else None
        return session

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(pk=hashed(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Session = super().create_model_instance(data)  # type: ignore[assignment]
        session.session_key = hashed(session.session_key)
        known = Session.objects.filter(pk=session.session_key).values_list("id", "started_at").first()
        if known:
            session.id, session.started_at = known
        session.person_id = data.get(SESSION_KEY) or data.get(LENDER)
        session.device = data.get(DEVICE, "")
        if STARTED in data:
            session.started_at = datetime.fromisoformat(data[STARTED])
        return session

    def flush(self) -> None:
        super().flush()
        self.ended_here = True

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(pk=hashed(key)).delete()


def sessions_of(person: Any, *, at: datetime) -> Any:
    """Where this person is signed in, the latest used first."""
    return Session.objects.filter(person=person, expire_date__gt=at)


def end_all(person: Any) -> None:
    """Sign a person out everywhere."""
    Session.objects.filter(person=person).delete()


def is_this(session: Session, request: HttpRequest) -> bool:
    """The session that this request belongs to."""
    return session.pk == hashed(request.session.session_key or "")
