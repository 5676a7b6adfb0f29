"""AES-256-GCM with associated data: sealing, opening, wrapping. The only module that imports a cipher.

A box is: version (1 byte), key id (16), nonce (12), ciphertext with tag. Plaintext is padded to 256-byte steps, because
length alone tells "wrote nothing" from "wrote a lot".
"""

import hashlib
import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from samtalerum.vault.sealed import Place, Sealed

VERSION = 1
STEP = 256
SECRET = 32
NONCE = 12
TAG = 16
HEAD = 1 + 16 + NONCE
SHORTEST = HEAD + STEP + TAG


class Tampered(Exception):
    """A sealed text is not where, or not as, it was sealed. Nothing of it is shown."""


class DataKey:
    """An unwrapped key for one request. It never prints."""

    __slots__ = ("_cipher", "_secret", "id")

    def __init__(self, id_: UUID, secret: bytes) -> None:
        self.id = id_
        self._secret = secret
        self._cipher = AESGCM(secret)

    def __repr__(self) -> str:
        return "DataKey(•••)"

    def seal(self, place: Place, text: str) -> Sealed:
        """Seal a text for exactly this place."""
        nonce = os.urandom(NONCE)
        body = self._cipher.encrypt(nonce, pad(text.encode()), place.associated(VERSION))
        return Sealed(bytes([VERSION]) + self.id.bytes + nonce + body)

    def open(self, place: Place, sealed: Sealed) -> str:
        """Open a text that was sealed for exactly this place."""
        box = sealed.box
        if box[:17] != bytes([VERSION]) + self.id.bytes or len(box) < SHORTEST:
            raise Tampered
        try:
            padded = self._cipher.decrypt(box[17:HEAD], box[HEAD:], place.associated(VERSION))
        except InvalidTag:
            raise Tampered from None
        return unpad(padded).decode()

    def fingerprint(self, text: str) -> str:
        """Tells two texts apart without telling what they say: keyed, so a short text can't be guessed."""
        derived = hmac.digest(self._secret, b"samtalerum fingerprint", "sha256")
        return hmac.new(derived, text.encode(), hashlib.sha256).hexdigest()


def key_id(sealed: Sealed) -> UUID:
    """Which key sealed it: another one means that the first was erased."""
    if len(sealed.box) < SHORTEST:
        raise Tampered
    return UUID(bytes=sealed.box[1:17])


def new_secret() -> bytes:
    """A random 256-bit key."""
    return AESGCM.generate_key(256)


def wrap(master: bytes, secret: bytes, bound: bytes) -> bytes:
    """A data key under a master key, bound to what stands beside it in the store."""
    nonce = os.urandom(NONCE)
    return bytes([VERSION]) + nonce + AESGCM(master).encrypt(nonce, secret, bound)


def unwrap(master: bytes, wrapped: bytes, bound: bytes) -> bytes:
    """The data key again; Tampered when anything beside it was changed or the master key is another one."""
    if wrapped[:1] != bytes([VERSION]) or len(wrapped) != 1 + NONCE + SECRET + TAG:
        raise Tampered
    try:
        return AESGCM(master).decrypt(wrapped[1 : 1 + NONCE], wrapped[1 + NONCE :], bound)
    except InvalidTag:
        raise Tampered from None


def pad(plain: bytes) -> bytes:
    """Four bytes of length, the text, zeros up to the next multiple of 256."""
    framed = len(plain).to_bytes(4, "big") + plain
    return framed + bytes(-len(framed) % STEP)


def unpad(padded: bytes) -> bytes:
    """What was padded."""
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]
