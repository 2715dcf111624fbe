"""How the journal's entries hang together: what an entry's digest covers. Decides nothing about who writes when."""

import hashlib
from datetime import UTC, datetime
from typing import Any, Final

import rfc8785

FIRST: Final = "0" * 64
"""What stands for the digest before the very first entry."""


def digest_of(*, previous: str, at: datetime, person: str, action: str, subject: str, details: dict[str, Any]) -> str:
    """SHA-256 in hex over the RFC 8785 JSON of the previous entry's digest and everything this entry says.

    ``person`` is the user name, empty for a step that the system took by itself.
    """
    plain: dict[str, Any] = {
        "sunboard": "journal/1",
        "previous": previous,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "person": person,
        "action": action,
        "subject": subject,
        "details": details,
    }
    return hashlib.sha256(rfc8785.dumps(plain)).hexdigest()
