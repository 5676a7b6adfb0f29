"""Only one module holds a cipher, one touches the key store, and nothing readable enters a sealed column."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samtalerum.vault.sealed import Sealed, SealedField

HOUSE = Path(__file__).resolve().parents[3]
CODE = [
    path
    for folder in ("samtalerum", "config")
    for path in (HOUSE / folder).rglob("*.py")
    if "tests" not in path.parts and "migrations" not in path.parts
]


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (r"AESGCM|Fernet|primitives\.ciphers", {"samtalerum/vault/cipher.py"}),
        (r"cryptography", {"samtalerum/vault/cipher.py", "samtalerum/people/factors/code_app.py"}),  # six digits, no words
        (r"\bdecrypt\(|\bunpad\(", {"samtalerum/vault/cipher.py"}),
        (r"\bunwrap\(", {"samtalerum/vault/cipher.py", "samtalerum/vault/keystore/store.py"}),
        (r"\.forget\(|\.without_names\(", {"samtalerum/vault/log.py"}),
        # A ticket to a stream, and the link by which one objects to a new address: neither carries words.
        (r"django\.core\.signing|\bSigner\b", {"samtalerum/people/addresses.py", "samtalerum/people/notices.py"}),
        (r"from samtalerum\.vault\.cipher|import cipher", {
            "samtalerum/vault/api.py",
            "samtalerum/vault/masters.py",
            "samtalerum/vault/keystore/store.py",
        }),
        (r"WrappedKey", {"samtalerum/vault/keystore/models.py", "samtalerum/vault/keystore/store.py"}),
        (r"\.key_for\(", {"samtalerum/vault/api.py"}),
    ],
)  # fmt: skip
def test_each_secret_has_one_room(words, where):
    found = {str(path.relative_to(HOUSE)) for path in CODE if re.search(words, path.read_text(encoding="utf-8"))}
    assert found == where


@given(st.text() | st.binary() | st.integers() | st.lists(st.text()))
def test_a_sealed_column_refuses_what_could_be_read(readable):
    with pytest.raises(TypeError):
        SealedField(name="draft").get_prep_value(readable)


def test_a_sealed_column_takes_sealed_text_and_nothing():
    field = SealedField(name="draft")
    assert field.get_prep_value(Sealed(b"box")) == b"box"
    assert field.get_prep_value(None) is None
