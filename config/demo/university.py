"""The people of Fjordby University: units, posts, leaders, supervisors, dates around today."""

from datetime import date, timedelta

from samtalerum.people.models import Affiliation, Leadership, Leave, Person, StandIn, Supervision, Unit

PREFIX = "demo-"
COAST, WORDS, HEALTH, HOUSE, COACHES = "coast", "words", "health", "house", "coaches"

UNITS = {
    COAST: ("Department of Coastal Ecology", "Institut for Kystøkologi", "Institutionen för kustekologi"),
    WORDS: (
        "Department of Language and Memory",
        "Institut for Sprog og Erindring",
        "Institutionen för språk och minne",
    ),
    HEALTH: ("Department of Public Health", "Institut for Folkesundhed", "Institutionen för folkhälsa"),
    COACHES: ("Career coaching", "Karrierecoaching", "Karriärcoachning"),
}
TOP = ("Fjordby University", "Fjordby Universitet", "Fjordby universitet")

# key, name, language, unit, category, years since the start, years until the end (None: no fixed term)
PEOPLE: tuple[tuple[str, str, str, str, str, float, float | None], ...] = (
    ("birgitte", "Birgitte Holst", "da", HOUSE, "professor", 9, None),
    ("hanne", "Hanne Ravn", "da", HOUSE, "technical", 6, None),
    ("ingrid", "Ingrid Solheim", "en", HOUSE, "technical", 4, None),
    ("peder", "Peder Munk", "da", HOUSE, "technical", 11, None),
    ("karen", "Karen Bjerregaard", "da", COAST, "professor", 12, None),
    ("tove", "Tove Aalto", "sv", COAST, "professor", 8, None),
    ("sofie", "Sofie Kjærgaard", "da", COAST, "postdoc", 2.4, 0.6),
    ("wei", "Wei Zhang", "en", COAST, "phd", 2.1, 0.9),
    ("priya", "Priya Raman", "en", COAST, "postdoc", 0.8, 1.2),
    ("mikkel", "Mikkel Thorup", "da", COAST, "postdoc", 1.5, 0.5),
    ("johan", "Johan Ek", "sv", COAST, "assistant", 2.9, 1.1),
    ("aino", "Aino Virtanen", "en", COAST, "phd", 0.7, 2.3),
    ("diego", "Diego Fuentes", "en", COAST, "phd", 1.6, 1.4),
    ("maja", "Maja Krogh", "da", COAST, "associate", 7, None),
    ("kwame", "Kwame Mensah", "en", COAST, "guest", 0.4, 0.6),
    ("yuki", "Yuki Tanaka", "en", COAST, "postdoc", 0.2, 1.8),
    ("rasmus", "Rasmus Dalgaard", "da", COAST, "technical", 5, None),
    ("lars", "Lars Nygaard", "en", WORDS, "professor", 10, None),
    ("gunnar", "Gunnar Þórsson", "en", WORDS, "professor", 6, None),
    ("elin", "Elin Sjöberg", "sv", WORDS, "assistant", 3.2, 0.8),
    ("fatima", "Fatima El-Sayed", "en", WORDS, "postdoc", 1.2, 0.8),
    ("noor", "Noor Hassan", "da", WORDS, "phd", 2.2, 0.8),
    ("oskar", "Oskar Lindgren", "sv", WORDS, "postdoc", 0.9, 1.1),
    ("camille", "Camille Moreau", "en", WORDS, "postdoc", 2.6, 0.4),
    ("jonas", "Jonas Wulff", "da", WORDS, "phd", 1.1, 1.9),
    ("siri", "Siri Haugen", "en", WORDS, "associate", 6, None),
    ("mahsa", "Mahsa Rahimi", "en", WORDS, "phd", 0.5, 2.5),
    ("eske", "Eske Vinther", "da", WORDS, "academic", 3, None),
    ("tomasz", "Tomasz Zieliński", "en", WORDS, "guest", 0.6, 0.4),
    ("anne", "Anne-Mette Bruun", "da", HEALTH, "professor", 7, None),
    ("bo", "Bo Östberg", "sv", HEALTH, "associate", 9, None),
    ("leila", "Leila Ahmadi", "en", HEALTH, "postdoc", 1.9, 0.1),
    ("nikolaj", "Nikolaj Fogh", "da", HEALTH, "assistant", 1.4, 2.6),
    ("sanna", "Sanna Korhonen", "sv", HEALTH, "phd", 2.4, 0.6),
    ("grace", "Grace Okafor", "en", HEALTH, "postdoc", 1.1, 0.9),
    ("viktor", "Viktor Blom", "sv", HEALTH, "phd", 1.8, 1.2),
    ("ida", "Ida Skovgaard", "da", HEALTH, "phd", 0.3, 2.7),
    ("haruto", "Haruto Mori", "en", HEALTH, "guest", 0.2, 0.3),
    ("marta", "Marta Kowalska", "en", HEALTH, "technical", 2, None),
    ("emil", "Emil Rask", "da", HEALTH, "academic", 4, None),
    ("kirsten", "Kirsten Lund", "da", COACHES, "technical", 5, None),
    ("signe", "Signe Thorup", "da", COACHES, "technical", 3, None),
    ("astrid", "Astrid Nyström", "sv", COACHES, "technical", 3, None),
    ("martin", "Martin Keller", "en", COACHES, "technical", 2, None),
)
LEADERS = ((HOUSE, "birgitte", 5), (COAST, "karen", 6), (WORDS, "lars", 4), (HEALTH, "anne", 3), (HEALTH, "bo", 1))
FORMER_LEADERS = ((WORDS, "gunnar", 9, 4),)
SUPERVISORS = (
    ("wei", "tove"), ("aino", "tove"), ("diego", "maja"), ("noor", "gunnar"), ("jonas", "siri"),
    ("mahsa", "lars"), ("sanna", "bo"), ("viktor", "anne"), ("ida", "anne"),
)  # fmt: skip
COORDINATORS, ADMINISTRATORS = {"hanne"}, {"ingrid"}


class University:
    """Everybody by key."""

    def __init__(self, people: dict[str, Person]) -> None:
        self._people = people

    def __getitem__(self, key: str) -> Person:
        return self._people[key]


def build(today: date) -> University:
    """Make units and people with dates around today."""
    top = Unit.objects.create(name=TOP[0], name_da=TOP[1], name_sv=TOP[2])
    units = {HOUSE: top}
    for key, (english, danish, swedish) in UNITS.items():
        units[key] = Unit.objects.create(name=english, name_da=danish, name_sv=swedish, parent=top)
    people = {}
    for key, name, language, unit, category, since, until in PEOPLE:
        people[key] = _person(key, name, language)
        Affiliation.objects.create(
            person=people[key],
            unit=units[unit],
            category=category,
            fixed_term=until is not None,
            starts=today - _years(since),
            ends=None if until is None else today + _years(until),
        )
    for unit, leader, since in LEADERS:
        Leadership.objects.create(unit=units[unit], person=people[leader], starts=today - _years(since))
    for unit, leader, since, ended in FORMER_LEADERS:
        Leadership.objects.create(
            unit=units[unit], person=people[leader], starts=today - _years(since), ends=today - _years(ended)
        )
    for person, supervisor in SUPERVISORS:
        Supervision.objects.create(person=people[person], supervisor=people[supervisor], starts=today - _years(0.3))
    StandIn.objects.create(leader=people["karen"], person=people["maja"], starts=today - timedelta(days=20))
    Leave.objects.create(person=people["camille"], starts=today - timedelta(days=40), ends=today + timedelta(days=120))
    return University(people)


def _person(key: str, name: str, language: str) -> Person:
    return Person.objects.create_person(
        name,
        f"{key}@fjordby.example",
        institution_id=f"{PREFIX}{key}",
        language=language,
        is_coordinator=key in COORDINATORS,
        is_administrator=key in ADMINISTRATORS,
    )


def _years(number: float) -> timedelta:
    return timedelta(days=round(number * 365.25))
