"""What time does to accounts."""

from datetime import timedelta

from django.utils import timezone

from samtalerum.people import sweeps
from samtalerum.people.models import Event, Session


def test_the_security_log_is_forgotten_after_twelve_months(cast):
    now = timezone.now()
    for days in (364, 366):
        Event.objects.create(person=cast.ada, kind="signed-in", at=now - timedelta(days=days))
    assert sweeps.run(now) == 1
    assert sweeps.run(now) == 0
    assert Event.objects.get().at > now - timedelta(days=365)


def test_sessions_that_are_over_go(cast, client_for):
    client_for(cast.ada)
    assert sweeps.run(timezone.now()) == 0
    assert sweeps.run(timezone.now() + timedelta(hours=13)) == 1
    assert not Session.objects.exists()
