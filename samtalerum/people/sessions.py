"""Sessions in the database, found by the hash of the key in the cookie: a copy of the database signs nobody in."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone

from samtalerum.people.models import Session

# A page that polls must not write with every question.
SEEN_EVERY = timedelta(minutes=5)
PERSON = "_auth_user_id"
DEVICE = "device"
STARTED = "started"


def hashed(key: str) -> str:
    """What is stored of a session key. The key has 160 random bits, so a plain hash can't be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()


class SessionStore(DatabaseStore):
    """Django's store; the table holds hashes, and knows whose session it is."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        now = timezone.now()
        session = Session.objects.filter(session_key=hashed(self.session_key or ""), expire_date__gt=now).first()
        if session is None:
            self._session_key = None
        elif now - session.seen_at > SEEN_EVERY:
            Session.objects.filter(pk=session.pk).update(seen_at=now)
        return session

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(pk=hashed(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Session = super().create_model_instance(data)  # type: ignore[assignment]
        session.session_key = hashed(session.session_key)
        known = Session.objects.filter(pk=session.session_key).values_list("id", "started_at").first()
        if known:
            session.id, session.started_at = known
        session.person_id = data.get(PERSON)
        session.device = data.get(DEVICE, "")
        if STARTED in data:
            session.started_at = datetime.fromisoformat(data[STARTED])
        return session

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
