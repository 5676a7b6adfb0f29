"""A client that looks at every page it fetches: each request in each test is also a page inspection.

Valid HTML, one h1, a title, a language, unique ids, labels that name their fields, nothing inline, no content in the
title's place. A fragment is asked for less: it is a part of a page.
"""

import re
from collections import Counter
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponse
from django.test import Client

from samtalerum.people import proof
from samtalerum.people.factors import rules
from samtalerum.web.answers import is_fragment

# What html5lib, older than today's HTML, takes for a mistake.
FINE = frozenset({"non-void-element-with-trailing-solidus", "unexpected-null-character"})
# What is another on every page: the form's token and the page's own id. Identifiers stay: two may be the same.
DIFFERS = re.compile(r'value="[A-Za-z0-9]{64}"|(?<=-client)[^>]*>')
_sound: set[int] = set()
UNLABELLED = frozenset({"hidden", "submit", "button", "reset", "image"})


class Inspected(AssertionError):
    """A page that nobody should be served."""


class InspectingClient(Client):
    """Django's client; a page that is not sound fails the test that fetched it."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and response.content:
            inspect(
                response,
                fragment=is_fragment(response.wsgi_request),
                address=f"{request['REQUEST_METHOD']} {request['PATH_INFO']}",
            )
        return response

    def force_login(self, user: Any, backend: str | None = None) -> None:
        """As somebody who has shown a second factor, where one is asked for."""
        super().force_login(user, backend)
        if rules.asked(user):
            session = self.session
            session[proof.SECOND] = True
            session[proof.HOW] = proof.Proof.PASSKEY
            session.save()


def inspect(response: HttpResponse, *, fragment: bool, address: str) -> None:
    """Fail with everything that is wrong with this page; the same page again is known to be sound."""
    text = response.content.decode()
    same = hash((fragment, DIFFERS.sub("", text)))
    if same in _sound:
        return
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(text) if fragment else parser.parse(text)
    found = [
        f"not valid HTML at line {line[0]}: {code} {data or ''}"
        for line, code, data in parser.errors
        if code not in FINE
    ]
    found += _structure(tree, fragment=fragment)
    if found:
        raise Inspected(f"{address} ({response.status_code}):\n" + "\n".join(f"- {one}" for one in found))
    _sound.add(same)


def _structure(tree: Element, *, fragment: bool) -> list[str]:
    everything = [one for one in tree.iter() if isinstance(one.tag, str)]
    ids = Counter(one.get("id") for one in everything if one.get("id") is not None)
    found = [f"id {name!r} is used {count} times" for name, count in ids.items() if count > 1]
    found += [f"an id is empty or has a space: {name!r}" for name in ids if not name or re.search(r"\s", name)]
    for one in everything:
        found += _inline(one)
    if not fragment:
        found += _page(tree, everything)
        found += _references(everything, set(ids))
    found += _fields(everything, labelled=not fragment)
    return found


def _inline(one: Element) -> list[str]:
    found = [f"<{one.tag} {name}>: nothing inline" for name in one.attrib if name == "style" or name.startswith("on")]
    if one.tag == "style" or (one.tag == "script" and not one.get("src") and one.get("type") != "application/json"):
        found.append(f"an inline <{one.tag}>")
    if (one.get("href") or "").strip().lower().startswith("javascript:"):
        found.append("a javascript: address")
    return found


def _page(tree: Element, everything: list[Element]) -> list[str]:
    found = []
    headings = [one for one in everything if one.tag == "h1"]
    if len(headings) != 1:
        found.append(f"{len(headings)} h1 instead of one")
    found += ["the h1 is empty" for one in headings if not "".join(one.itertext()).strip()]
    titles = [one for one in everything if one.tag == "title" and "".join(one.itertext()).strip()]
    if not titles:
        found.append("no title")
    if not tree.get("lang"):
        found.append("no lang on <html>")
    if sum(one.tag == "main" for one in everything) != 1:
        found.append("not exactly one <main>")
    levels = [int(one.tag[1]) for one in everything if re.fullmatch(r"h[1-6]", one.tag)]
    found += [f"h{after} follows h{before}" for before, after in pairwise(levels) if after > before + 1]
    return found


def _references(everything: list[Element], ids: set[str | None]) -> list[str]:
    found = []
    for one in everything:
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form"):
            found += [
                f"<{one.tag} {name}={value!r}> points at nothing"
                for value in (one.get(name) or "").split()
                if value not in ids
            ]
    return found


def _fields(everything: list[Element], *, labelled: bool) -> list[str]:
    named = {one.get("for") for one in everything if one.tag == "label"}
    inside = {id(field) for one in everything if one.tag == "label" for field in one.iter()}
    found = []
    for one in everything:
        if one.tag not in {"input", "select", "textarea"} or one.get("type") in UNLABELLED:
            continue
        has_label = one.get("id") in named or id(one) in inside or one.get("aria-label") or one.get("aria-labelledby")
        if labelled and not has_label:
            found.append(f"<{one.tag} name={one.get('name')!r}> has no label")
    return found + [
        f"a <{one.tag}> without words"
        for one in everything
        if one.tag in {"a", "button"} and not ("".join(one.itertext()).strip() or one.get("aria-label"))
    ]
