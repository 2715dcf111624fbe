"""The bearer token by which a screen is known. Decides its form; only its hash is kept here."""

import hashlib
import secrets
from typing import Final

from django.http import HttpRequest

from office.screens.models import Screen

TOKEN_BYTES: Final = 32  # 256 bits: nobody guesses one, so it needs no slow hash and no limit of tries
_SCHEME: Final = "Bearer "


def new_token() -> str:
    """A fresh random token."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(secret: str) -> str:
    """What is kept of a token or of a code's secret: its SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def screen_of(request: HttpRequest) -> Screen | None:
    """The enrolled screen whose token the request carries, or None."""
    header = request.headers.get("Authorization", "")
    token = header.removeprefix(_SCHEME).strip()
    if not header.startswith(_SCHEME) or not token:
        return None
    return Screen.objects.select_related("group").filter(token_digest=digest_of(token)).first()
