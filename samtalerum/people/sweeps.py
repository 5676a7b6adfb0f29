"""What time does to accounts: sessions that are over go, and an address that nobody objected to comes into force,
and the security log is forgotten after twelve months."""

from datetime import datetime, timedelta

from samtalerum.ground.sweeps import sweep
from samtalerum.people import addresses
from samtalerum.people.models import AddressChange, Event, Hold, Merge, Session
from samtalerum.vault.forgetting import forgets
from samtalerum.vault.retention import SECURITY_LOG


@forgets(Session, Event, Merge, AddressChange, Hold)
@sweep(every=timedelta(minutes=15))
def run(at: datetime) -> int:
    """Twice does no harm. Returns how many rows went or came into force."""
    over = Session.objects.filter(expire_date__lte=at).delete()[0]
    forgotten = Event.objects.filter(at__lt=SECURITY_LOG.over(at)).delete()[0]
    answered = Merge.objects.filter(ended_at__lt=SECURITY_LOG.over(at)).delete()[0]
    settled = AddressChange.objects.filter(ended_at__lt=SECURITY_LOG.over(at)).delete()[0]
    ended = Hold.objects.filter(ended_at__lt=SECURITY_LOG.over(at)).delete()[0]
    return over + forgotten + answered + settled + ended + addresses.settle(at)
