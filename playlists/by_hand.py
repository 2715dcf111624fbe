"""What goes by hand between office and screen: where it lies on a stick, and what proves who wrote it.

    <stick>/sunboard/feed/                     a feed, as on any web server (``playlists.feed``)
    <stick>/sunboard/reports/<screen>/<n>      what the screen tells (``Reports``), from 1 to the first gap
    <stick>/sunboard/accepted/<screen>         what the office holds of that (``Accepted``)

A feed proves itself. The other two begin with a line that holds an HMAC-SHA256 (RFC 2104) under the SHA-256 of the
screen's token: the office keeps exactly that and not the token. Which reports are carried is left to both sides.
"""

import hashlib
import hmac
from enum import StrEnum
from typing import Final

from playlists.wire import MAX_REPORTS_BYTES, ContractError

SUNBOARD: Final = "sunboard"
FEED: Final = f"{SUNBOARD}/feed"
REPORTS: Final = f"{SUNBOARD}/reports"
ACCEPTED: Final = f"{SUNBOARD}/accepted"

MAX_PARCELS: Final = 500  # of reports from one screen: a full spool fills some 160
MAX_ACCEPTED_BYTES: Final = 8 * 1024 * 1024  # 200,000 ids, more than a full spool holds
PROOF_BYTES: Final = 65  # hex and the line's end
MAX_PARCEL_BYTES: Final = MAX_REPORTS_BYTES + PROOF_BYTES


class Purpose(StrEnum):
    """What a proof is about, so that one thing is never taken for the other."""

    REPORTS = "reports"
    ACCEPTED = "accepted"


def parcel_path(screen: str, number: int) -> str:
    """Where a screen's reports lie below the stick; ``number`` counts from 1."""
    return f"{REPORTS}/{screen}/{number}"


def accepted_path(screen: str) -> str:
    """Where the office's acknowledgement for a screen lies below the stick."""
    return f"{ACCEPTED}/{screen}"


def key_of(token: str) -> str:
    """The key that screen and office share: the SHA-256 of the token, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def prove(document: bytes, purpose: Purpose, screen: str, key: str) -> bytes:
    """The document with its proof before it."""
    return _proof(document, purpose, screen, key).encode("ascii") + b"\n" + document


def proven(data: bytes, purpose: Purpose, screen: str, key: str) -> bytes:
    """The document without its proof. Raises ContractError when the proof does not hold."""
    proof, document = data[: PROOF_BYTES - 1], data[PROOF_BYTES:]
    wanted = _proof(document, purpose, screen, key).encode("ascii")
    if data[PROOF_BYTES - 1 : PROOF_BYTES] != b"\n" or not hmac.compare_digest(proof, wanted):
        raise ContractError("it was changed on the way, or written under another enrolment of this screen")
    return document


def _proof(document: bytes, purpose: Purpose, screen: str, key: str) -> str:
    heading = f"sunboard by hand 1\n{purpose.value}\n{screen}\n".encode("ascii")
    return hmac.digest(bytes.fromhex(key), heading + document, "sha256").hex()
