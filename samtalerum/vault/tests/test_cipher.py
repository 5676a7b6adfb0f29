"""Sealing and opening: only for the place it was sealed for, and without telling how long a text is."""

from uuid import UUID, uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samtalerum.vault.cipher import STEP, DataKey, Tampered, key_id, new_secret, pad, unpad, unwrap, wrap
from samtalerum.vault.sealed import Place, Scope, Sealed

KEY = DataKey(uuid4(), new_secret())
HERE = Place(Scope.dialogue(UUID(int=1)), UUID(int=2), "success/0", "draft", UUID(int=3), 4)
ELSEWHERE = {
    "another dialogue": Place(Scope.dialogue(UUID(int=9)), HERE.row, HERE.item, HERE.field, HERE.author, HERE.revision),
    "an own part": Place(
        Scope.own(UUID(int=1), UUID(int=3)), HERE.row, HERE.item, HERE.field, HERE.author, HERE.revision
    ),
    "another row": Place(HERE.scope, UUID(int=9), HERE.item, HERE.field, HERE.author, HERE.revision),
    "another item": Place(HERE.scope, HERE.row, "career/0", HERE.field, HERE.author, HERE.revision),
    "another field": Place(HERE.scope, HERE.row, HERE.item, "shown", HERE.author, HERE.revision),
    "another author": Place(HERE.scope, HERE.row, HERE.item, HERE.field, UUID(int=9), HERE.revision),
    "an older revision": Place(HERE.scope, HERE.row, HERE.item, HERE.field, HERE.author, 3),
}


@given(st.text())
def test_what_was_sealed_opens_in_its_place(text):
    assert KEY.open(HERE, KEY.seal(HERE, text)) == text


@pytest.mark.parametrize("place", ELSEWHERE.values(), ids=ELSEWHERE)
def test_moved_anywhere_else_it_is_refused(place):
    with pytest.raises(Tampered):
        KEY.open(place, KEY.seal(HERE, "mine"))


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_changed_byte_is_refused(position, value):
    box = bytearray(KEY.seal(HERE, "words").box)
    position %= len(box)
    assume(box[position] != value)
    box[position] = value
    with pytest.raises(Tampered):
        KEY.open(HERE, Sealed(bytes(box)))


UUIDS = st.sampled_from([UUID(int=number) for number in range(4)])
SCOPES = st.one_of(st.builds(Scope.dialogue, UUIDS), st.builds(Scope.own, UUIDS, UUIDS), st.builds(Scope.person, UUIDS))
WORDS = st.text("a/:1", max_size=3)
PLACES = st.builds(Place, SCOPES, UUIDS, WORDS, WORDS, st.none() | UUIDS, st.integers(0, 20))


@given(PLACES, PLACES)
def test_no_two_places_read_the_same(one, other):
    assert (one.associated(1) == other.associated(1)) is (one == other)


@given(st.binary(max_size=600))
def test_what_no_key_ever_sealed_is_refused(box):
    with pytest.raises(Tampered):
        KEY.open(HERE, Sealed(box))


@given(st.integers(0, 300), st.text(max_size=400))
def test_a_text_that_was_cut_is_refused(length, text):
    box = KEY.seal(HERE, text).box
    with pytest.raises(Tampered):
        KEY.open(HERE, Sealed(box[:length]))


def test_a_box_too_short_to_name_its_key_is_refused():
    for box in (b"", b"\x01", KEY.seal(HERE, "").box[:16]):
        with pytest.raises(Tampered):
            key_id(Sealed(box))


@pytest.mark.parametrize("wrapped", [b"", b"\x01" * 13, b"\x02" + bytes(60), b"\x01" + bytes(59)])
def test_what_is_no_wrapped_key_is_refused(wrapped):
    with pytest.raises(Tampered):
        unwrap(new_secret(), wrapped, b"ada")


def test_parts_of_a_place_can_not_flow_into_each_other():
    one = Place(HERE.scope, HERE.row, "ab", "c", HERE.author, 1)
    other = Place(HERE.scope, HERE.row, "a", "bc", HERE.author, 1)
    assert one.associated(1) != other.associated(1)


@given(st.binary(max_size=2000))
def test_padding_comes_off_and_hides_the_length(plain):
    padded = pad(plain)
    assert unpad(padded) == plain
    assert len(padded) % STEP == 0


def test_nothing_and_a_sentence_are_equally_long():
    assert len(KEY.seal(HERE, "").box) == len(KEY.seal(HERE, "I dream of the sea, and of a small group.").box)


def test_the_same_text_is_never_sealed_alike():
    assert KEY.seal(HERE, "words").box != KEY.seal(HERE, "words").box


def test_a_wrapped_key_opens_only_under_its_master_and_beside_its_readers():
    master, secret = new_secret(), new_secret()
    wrapped = wrap(master, secret, b"ada,ben")
    assert unwrap(master, wrapped, b"ada,ben") == secret
    for other, bound in ((new_secret(), b"ada,ben"), (master, b"ada,ben,eve")):
        with pytest.raises(Tampered):
            unwrap(other, wrapped, bound)


def test_a_fingerprint_needs_the_key():
    assert KEY.fingerprint("yes") == KEY.fingerprint("yes") != KEY.fingerprint("no")
    assert DataKey(uuid4(), new_secret()).fingerprint("yes") != KEY.fingerprint("yes")


def test_nothing_secret_prints():
    secret = new_secret()
    key = DataKey(uuid4(), secret)
    sealed = key.seal(HERE, "mine")
    for shown in (repr(key), str(key), repr(sealed), str(sealed), f"{sealed}"):
        assert secret.hex() not in shown
        assert "•••" in shown
