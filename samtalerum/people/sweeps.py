"""What time does to accounts: sessions that are over go, and an address that nobody objected to comes into force,
the security log is forgotten after twelve months, and whoever has left comes to the end of that."""

from datetime import datetime, timedelta

from django.db.models import Q

from samtalerum.ground.sweeps import sweep
from samtalerum.people import addresses, leaving
from samtalerum.people.actions.leaving import stop_those_who_stay
from samtalerum.people.departures import Departure
from samtalerum.people.models import Event, Session
from samtalerum.people.takes_two import AddressChange, Hold, Merge
from samtalerum.vault.forgetting import forgets
from samtalerum.vault.retention import SECURITY_LOG


@forgets(Session, Event, Merge, AddressChange, Hold, Departure)
@sweep(every=timedelta(minutes=15))
def run(at: datetime) -> int:
    """Twice does no harm. Returns how many rows went or came into force."""
    over = Session.objects.filter(expire_date__lte=at).delete()[0]
    forgotten = Event.objects.filter(at__lt=SECURITY_LOG.over(at)).delete()[0]
    answered = Merge.objects.filter(ended_at__lt=SECURITY_LOG.over(at)).delete()[0]
    settled = AddressChange.objects.filter(ended_at__lt=SECURITY_LOG.over(at)).delete()[0]
    long_ago = Q(ended_at__lt=SECURITY_LOG.over(at)) | Q(stopped_at__lt=SECURITY_LOG.over(at))
    left = Departure.objects.filter(long_ago).delete()[0]
    ended = Hold.objects.filter(ended_at__lt=SECURITY_LOG.over(at)).delete()[0]
    return over + forgotten + answered + settled + left + ended + addresses.settle(at)


@sweep(every=timedelta(minutes=15))
def leave(at: datetime) -> int:
    """Windows of those who leave: stopped, begun, reminded of, ended. Twice does no harm."""
    done = stop_those_who_stay(at=at) + leaving.begin_for_those_who_left(at=at)
    return done + leaving.remind(at=at) + leaving.end_what_is_over(at=at)
