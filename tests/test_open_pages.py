"""Closed until opened: these pages, and no others, answer somebody who has not signed in."""

from tests.addresses import addresses

OPEN = {
    "people:sign-in",
    "people:sign-in-code",
    "people:passkey-sign-in",
    "people:passkey-options",
    "people:object-to-address",  # by a signed link; it can only leave things as they are
    "people:second",  # after the right code, before anybody is signed in
    "people:demo-sign-in",  # in the demo only, on this machine only
    "people:demo-mail",
    "people:demo-one-mail",
    "web:language",
    "web:accessibility",  # the law wants it readable for everybody
    "dialogues:table",  # for a session that was laid on the table, and then for its seat alone
    "dialogues:table-save",
    "dialogues:table-leave",
    "health:live",
    "health:ready",
    "health:metrics",  # to whoever knows the token
}


def test_only_these_pages_are_open_to_strangers():
    assert {one.name for one in addresses() if not getattr(one.view, "login_required", True)} == OPEN


def test_every_address_has_a_name_of_its_own():
    names = [one.name for one in addresses()]
    assert len(names) == len(set(names))
    assert "None" not in "".join(names)
