"""What the account itself holds about a person, to take along: names, addresses, where one belongs, what happened."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samtalerum.ground.dates import clock, day_year
from samtalerum.people.models import Event, Span
from samtalerum.people.taking import Chapter, Fact, named, takes


@takes(order=90)
def account(person: Any, at: datetime) -> list[Chapter]:  # noqa: ARG001 - as every function that takes
    """One chapter. What was sealed is in others."""
    facts = named("name", _("Name"), person.display_name)
    for earlier in person.earlier_names.order_by("until"):
        facts += named("earlier-name", _("Earlier name"), earlier.name)
    facts += named("staff-number", _("Staff number"), person.institution_id)
    for address in person.addresses.order_by("starts_at"):
        label = _("Address") if address.ends_at is None else _("Earlier address")
        facts += named("address" if address.ends_at is None else "earlier-address", label, address.email)
    facts += named("language", _("Language"), person.get_language_display())
    return [Chapter("account", _("Your account"), (*facts, *_belonging(person), *_lately(person)))]


def _belonging(person: Any) -> list[Fact]:
    affiliations = person.affiliations.select_related("unit").order_by("starts")
    leads = person.leaderships.select_related("unit").order_by("starts")
    supervisors = person.supervisions.select_related("supervisor").order_by("starts")
    appointed, appoints = person.stands_in_for.select_related("leader"), person.stand_ins.select_related("person")
    leaves = person.leaves.order_by("starts")
    return [
        *(_span("affiliation", _("Affiliation"), row, str(row)) for row in affiliations),
        *(_span("leads", _("Leads"), row, str(row.unit)) for row in leads),
        *(_span("supervisor", _("Supervisor"), row, row.supervisor.display_name) for row in supervisors),
        *(_span("stands-in-for", _("You stand in for"), row, row.leader.display_name) for row in appointed),
        *(_span("stand-in", _("Your stand-ins"), row, row.person.display_name) for row in appoints),
        *(_span("leave", _("Leave"), row, "") for row in leaves),
    ]


def _span(key: str, label: str, row: Span, words: str) -> Fact:
    first, last = day_year(row.starts), day_year(row.ends) if row.ends else ""
    days = _("%(first)s to %(last)s") % {"first": first, "last": last} if last else _("since %(day)s") % {"day": first}
    value = f"{row.starts.isoformat()}/{row.ends.isoformat() if row.ends else '..'}"
    return Fact(key, label, f"{words}, {days}" if words else days, f"{words} {value}".strip())


def _lately(person: Any) -> list[Fact]:
    """The security log, as the security page shows the latest of it."""
    found = []
    for event in Event.objects.filter(person=person):
        what = f"{event.get_kind_display()}: {event.words}" if event.words else event.get_kind_display()
        when = f"{day_year(event.at)}, {clock(event.at)}"
        found.append(Fact(f"event-{event.kind}", when, str(what), event.at.isoformat()))
    return found
