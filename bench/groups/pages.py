"""Pages and one autosave beside their floors, and in a house with ten times as many dialogues."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from bench.figures import Figure, middle
from bench.house import FLOOR, House
from bench.setting import CLIENTS, WORKERS, Setting

SAVED = 2000  # characters of an autosave
Results = dict[tuple[str, str, int], list[dict[str, Any]]]
Where = Callable[[House, int], dict[str, Any]]


def home(house: House, number: int) -> dict[str, Any]:
    """The owner's start page."""
    return {"path": "/", "session": house.seeded["before"][number]["owner"]}


def leading(house: House, number: int) -> dict[str, Any]:
    """The page of a leader: the people led, twenty of them."""
    return {"path": "/leading/", "session": house.seeded["before"][number]["partner"]}


def prepare(house: House, number: int) -> dict[str, Any]:
    """The owner's preparation, four topics of it written."""
    one = house.seeded["before"][number]
    return {"path": f"/dialogues/{one['dialogue']}/prepare/", "session": one["owner"]}


def room(house: House, number: int) -> dict[str, Any]:
    """The owner's room, the sheet begun."""
    one = house.seeded["rooms"][number]
    return {"path": f"/dialogues/{one['dialogue']}/room/", "session": one["owner"]}


def autosave(house: House, number: int) -> dict[str, Any]:
    """Two kilobytes at one topic, on top of what was there."""
    one = house.seeded["before"][number]
    path = f"/dialogues/{one['dialogue']}/save/motivation/"
    return {"path": path, "session": one["owner"], "save": SAVED, "revision": one.setdefault("revision", 3)}


def desk(house: House, number: int) -> dict[str, Any]:
    """A coach's desk: the queue of forty, eight courses under way."""
    return {"path": "/desk/", "session": house.seeded["courses"][number]["coach"]}


def course(house: House, number: int) -> dict[str, Any]:
    """The course as the one who is coached sees it: the second focus, three meetings."""
    one = house.seeded["courses"][number]
    return {"path": f"/dialogues/{one['dialogue']}/room/", "session": one["owner"]}


def journal(house: House, number: int) -> dict[str, Any]:
    """Five passages, one of them shared."""
    one = house.seeded["courses"][number]
    return {"path": f"/dialogues/{one['dialogue']}/notes/", "session": one["owner"]}


PAGES: dict[str, Where] = {
    "home": home,
    "people I lead": leading,
    "preparation": prepare,
    "room": room,
    "desk": desk,
    "course": course,
    "journal": journal,
    "autosave": autosave,
}


def pages(setting: Setting) -> list[Figure]:
    """In rounds, so that whatever disturbs the machine disturbs all alike; of the rounds, the median."""
    counted = _counted(setting)
    results = _measured(setting, counted)
    setting.found["autosave"] = middle([one["p50"] for one in results["autosave", "large", 1]])
    figures = [_figure(results, f"floor: {name}", "floor", clients, name) for name in ("hello", "session + 3 queries")
               for clients in (1, CLIENTS)]  # fmt: skip
    for name in PAGES:
        figures += _of_page(results, name, counted[name])
    small, large = setting.sizes
    for name in PAGES:
        ratio = _ratio(results, (name, "large"), (name, "small"), 1, "p50")
        figures.append(Figure(f"{name}: time at {large:,} / at {small:,} dialogues", ratio, "times", "<= 1.2"))
    return figures


def _of_page(results: Results, name: str, counted: dict[str, int]) -> list[Figure]:
    figures = [
        Figure(f"{name}: statements to the content", counted["content"], "", "<= 10"),
        Figure(f"{name}: statements to the key store", counted["keys"], "", "<= 1"),
        Figure(f"{name}: bytes before compression", counted["bytes"], "B"),
    ]
    aim = ">= 0.5" if name == "autosave" else ">= 0.7"
    for clients in (1, CLIENTS):
        figures += [
            _figure(results, f"floor of {name}", f"floor {name}", clients, f"floor {name}"),
            _figure(results, name, "large", clients, name),
            _time(results, name, clients, "p50"),
            _time(results, name, clients, "p95"),
            Figure(f"{name}, {_clients(clients)}: of its floor",
                   _ratio(results, (name, "large"), (f"floor {name}", "floor"), clients, "a_second"), "times", aim),
        ]  # fmt: skip
    return figures


def _counted(setting: Setting) -> dict[str, dict[str, int]]:
    told = {}
    for name, where in PAGES.items():
        one = where(setting.large, CLIENTS - 1)
        form = {"revision": str(one["revision"]), "paused": "0"} if "save" in one else None
        told[name] = [one["session"], one["path"], form]
    answer = setting.large.tell("-m", "bench.inside", given={"pages": told})
    setting.large.seeded["before"][CLIENTS - 1]["revision"] = 5  # it was saved twice
    setting.found["cipher"] = answer["cipher"]
    counted: dict[str, dict[str, int]] = answer["pages"]
    return counted


def _measured(setting: Setting, counted: dict[str, dict[str, int]]) -> Results:
    floor, large = setting.large.serve(*FLOOR, workers=WORKERS), setting.large.serve(workers=WORKERS)
    small = setting.small.serve(workers=WORKERS)
    setting.found["server"] = large
    results: Results = defaultdict(list)

    def measure(name: str, where: str, server: Any, requests: list[dict[str, Any]]) -> None:
        for clients in (1,) if server is small else (1, CLIENTS):  # growth is judged by one client's times
            done = setting.load(server, requests[:clients])
            results[name, where, clients].append(done)
            for one, revision in zip(requests, done["revisions"], strict=False):
                one["revision"] = revision

    many = range(CLIENTS)
    saves = {house: [autosave(house, number) for number in many] for house in (setting.small, setting.large)}
    for _ in range(setting.rounds):
        for name, path in (("hello", "/hello/"), ("session + 3 queries", "/session/?dialogue=")):
            measure(name, "floor", floor, [_bare(setting.large, number, path) for number in many])
        for name, where in PAGES.items():
            measure(f"floor {name}", "floor", floor, [_floor(setting.large, n, counted[name]) for n in many])
            for house, called, server in ((setting.large, "large", large), (setting.small, "small", small)):
                asked = saves[house] if name == "autosave" else [where(house, number) for number in many]
                measure(name, called, server, asked)
    for number, one in enumerate(saves[setting.large]):
        setting.large.seeded["before"][number]["revision"] = one["revision"]
    small.stop()
    floor.stop()
    return results


def _bare(house: House, number: int, path: str) -> dict[str, Any]:
    one = house.seeded["before"][number]
    return {"path": path + one["dialogue"] if path.endswith("=") else path, "session": one["owner"]}


def _floor(house: House, number: int, counted: dict[str, int]) -> dict[str, Any]:
    one = house.seeded["before"][number]
    asked = f"keys={counted['keys']}&writes={counted['writes']}&reads={counted['content'] - counted['writes']}"
    return {"path": f"/flat/?{asked}&bytes={counted['bytes']}&dialogue={one['dialogue']}", "session": one["owner"]}


def _figure(results: Results, title: str, where: str, clients: int, name: str) -> Figure:
    place = "floor" if where.startswith("floor") else where
    value = middle([one["a_second"] for one in results[name, place, clients]])
    return Figure(f"{title}, {_clients(clients)}: rate", round(value, 1), "requests/s")


def _time(results: Results, name: str, clients: int, which: str) -> Figure:
    value = middle([one[which] for one in results[name, "large", clients]])
    aim = "<= 400" if which == "p95" and clients == CLIENTS else ""
    return Figure(f"{name}, {_clients(clients)}: {which}", round(value, 1), "ms", aim)


def _ratio(results: Results, this: tuple[str, str], that: tuple[str, str], clients: int, what: str) -> float:
    """The median over the rounds, each round compared with itself."""
    pairs = zip(results[(*this, clients)], results[(*that, clients)], strict=True)
    return round(middle([one[what] / other[what] for one, other in pairs]), 2)


def _clients(number: int) -> str:
    return "1 client" if number == 1 else f"{number} clients"
