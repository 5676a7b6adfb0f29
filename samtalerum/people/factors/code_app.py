"""A code app (TOTP, RFC 6238): a secret that app and server share, and six digits from it and the half minute.

The secret is sealed with the person's own key, which lies in the key store and not beside it.
"""

import base64
import hmac
import io
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import qrcode.main
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.conf import settings
from django.utils.safestring import SafeString
from qrcode.image.svg import SvgPathFillImage

from samtalerum.people.factors.models import CodeApp
from samtalerum.vault import api as vault

DIGITS = 6
SECONDS = 30
DRIFT = 1  # half minutes that a phone's clock may be early or late
SECRET = 20


def pending(person: Any) -> CodeApp:
    """The app that is being set up; the page can be opened again and shows the same secret."""
    there = CodeApp.objects.filter(person=person).first()
    if there is not None:
        return there
    scope = vault.Scope.person(person.pk)
    vault.create_key(scope, readers=[person.pk])
    app = CodeApp(person=person)
    text = base64.b32encode(secrets.token_bytes(SECRET)).decode()
    app.secret = vault.ring(person.pk, [scope]).seal(_place(app), text)
    return CodeApp.objects.get_or_create(person=person, defaults={"id": app.pk, "secret": app.secret})[0]


def secret_of(app: CodeApp, *, at: datetime) -> str:
    """As the app wants it: 32 letters and digits. Nothing when the person's key was erased."""
    keys = vault.ring(app.person_id, [vault.Scope.person(app.person_id)])
    return vault.open(keys, [(app.secret, _place(app))], at=at)[0] or ""


def accepts(app: CodeApp, typed: str, *, at: datetime) -> bool:
    """These are the digits of this moment, and nobody has used them or later ones: claimed by update."""
    digits = "".join(character for character in typed if character.isdigit())
    secret = secret_of(app, at=at)
    if not secret or len(digits) != DIGITS:
        return False
    machine = HOTP(base64.b32decode(secret), DIGITS, SHA1())  # noqa: S303 - what apps speak; it is keyed
    now = int(at.timestamp()) // SECONDS
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(machine.generate(step).decode(), digits):
            unused = CodeApp.objects.filter(pk=app.pk, last_step__lt=step)
            return unused.update(last_step=step, used_at=at) == 1
    return False


def address(app: CodeApp, secret: str) -> str:
    """What the drawing says to the app."""
    label = quote(f"{settings.INSTITUTION}:{app.person.email}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': settings.INSTITUTION})}"


def drawing(text: str) -> SafeString:
    """A QR code as SVG inside the page: no picture is fetched, nothing inline needs leave."""
    file = io.BytesIO()
    picture: Any = qrcode.main.make  # has no types
    picture(text, image_factory=SvgPathFillImage, border=2).save(file)
    svg = file.getvalue().decode().partition("?>")[2].strip()
    # Nothing a person typed gets into the drawing but as squares.
    return SafeString(svg.replace("<svg ", '<svg class="st-qr" aria-hidden="true" focusable="false" ', 1))


def _place(app: CodeApp) -> vault.Place:
    return vault.Place(
        scope=vault.Scope.person(app.person_id),
        row=app.pk,
        item="code-app",
        field="secret",
        author=app.person_id,
        revision=0,
    )
