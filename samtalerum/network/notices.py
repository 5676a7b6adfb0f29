"""What a mail says about one's network: nothing of what is in it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samtalerum.mail.models import Letter
from samtalerum.mail.notices import Notice
from samtalerum.network.models import Contact


def _still_ends(letter: Letter) -> bool:
    """Some that the person was warned of have not been used since."""
    return Contact.objects.filter(owner=letter.person, warned_at__isnull=False).exists()


contacts_end = Notice(
    key="network/contacts-end",
    subject=_("Something of yours will be erased soon in Samtalerum"),
    words=_(
        "Contacts in your network that you have not used for long will be erased within a month. You can keep them."
    ),
    link=lambda _letter: reverse("network:contacts"),
    holds=_still_ends,
)
