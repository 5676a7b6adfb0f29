"""A passkey in software, for what a well-behaved browser would never send; and a code app of its own making."""

import base64
import hashlib
import hmac
import json
import struct
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Device:
    """One key pair. What it answers can be bent: `origin`, `verified`, `count`, `handle`."""

    def __init__(self) -> None:
        self.name = uuid4().bytes
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.handle = ""
        self.count = 0
        self.origin = ORIGIN
        self.verified = True

    def made(self, options: dict[str, Any]) -> str:
        """The answer to "make a passkey"."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        data = AttestedCredentialData.create(b"\0" * 16, self.name, ES256.from_cryptography_key(self.key.public_key()))
        flags = PRESENT | VERIFIED | ATTESTED
        told = AuthenticatorData.create(_hashed(asked["rp"]["id"]), flags, self.count, data)
        return self._answer(
            clientDataJSON=websafe_encode(self._client("webauthn.create", asked)),
            attestationObject=websafe_encode(AttestationObject.create("none", told, {})),
        )

    def used(self, options: dict[str, Any]) -> str:
        """The answer to "use a passkey"."""
        asked = options["publicKey"]
        self.count += 1 if self.count else 0
        flags = PRESENT | (VERIFIED if self.verified else 0)
        told, client = (
            AuthenticatorData.create(_hashed(asked["rpId"]), flags, self.count),
            self._client("webauthn.get", asked),
        )
        signature = self.key.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=websafe_encode(client),
            authenticatorData=websafe_encode(told),
            signature=websafe_encode(signature),
            userHandle=self.handle,
        )

    def add_to(self, client: Client, name: str = "Phone") -> Any:
        """Through the pages, as a browser does."""
        options = client.post("/settings/security/passkeys/question/").json()
        return client.post("/settings/security/passkeys/add/", {"name": name, "credential": self.made(options)})

    def sign_in(self, client: Client, **more: str) -> Any:
        """At the door, by itself."""
        options = client.post("/sign-in/passkey/question/").json()
        return client.post("/sign-in/passkey/", {"credential": self.used(options), **more})

    def _client(self, kind: str, asked: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(kind, asked["challenge"], self.origin)

    def _answer(self, **response: str) -> str:
        name = websafe_encode(self.name)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def digits(secret: str, seconds: float) -> str:
    """RFC 6238, written from the paper and not from the library that the product uses."""
    key = base64.b32decode(secret.replace(" ", ""))
    mac = hmac.new(key, struct.pack(">Q", int(seconds) // 30), hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    return f"{(int.from_bytes(mac[start : start + 4]) & 0x7FFFFFFF) % 10**6:06d}"


def _hashed(host: str) -> bytes:
    return hashlib.sha256(host.encode()).digest()
