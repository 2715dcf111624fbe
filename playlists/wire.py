"""Strict reading and writing of the contract's documents.

Decides what a document may cost (bytes) and how its faults are told (which field, what was expected). What the fields
mean is left to the modules that define them.
"""

from datetime import datetime
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta

T = TypeVar("T")

MAX_EDITION_BYTES: Final = 16 * 1024 * 1024  # 2,000 items of 8 kB: more than a county's screens roll in a month
MAX_REGISTER_BYTES: Final = 1024 * 1024  # 4,000 approvers of 250 bytes
MAX_REPORTS_BYTES: Final = 1024 * 1024  # one upload of reports; the spool sends several
EARLIEST_YEAR: Final = 2000
LATEST_YEAR: Final = 2200

MAX_SLIDES_BYTES: Final = 32 * 1024 * 1024  # the sealed description of every slide, with every line of text

SHORTEST_DWELL_MS: Final = 2_000  # less cannot be taken in by somebody who walks past
LONGEST_DWELL_MS: Final = 600_000  # ten minutes: longer nobody stands before a screen

# Everything but C0 controls (tab and newline excepted) and DEL, which no screen can show and which hide things in logs.
_PRINTABLE: Final = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"

Identifier = Annotated[
    str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", description="lower-case letters, digits, hyphens")
]
Line = Annotated[str, Meta(max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$", description="one line of text")]
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$", description="a short name")]
Text = Annotated[str, Meta(max_length=100_000, pattern=_PRINTABLE, description="text, lines parted by \\n")]
DwellMs = Annotated[
    int, Meta(ge=SHORTEST_DWELL_MS, le=LONGEST_DWELL_MS, description="how long one slide stays up, in milliseconds")
]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="SHA-256 in lower-case hex")]
Address = Annotated[
    str, Meta(max_length=500, pattern=r"^((https?|HTTPS?)://[^\s]+)?$", description="http(s) address or empty")
]
Code = Annotated[
    str, Meta(max_length=40, pattern=r"^([0-9A-Za-z][0-9A-Za-z.-]*)?$", description="a catalogue code, dotted")
]
Ordinal = Annotated[
    int, Meta(ge=1, le=2**53 - 1, description="counts up from 1; exact in every reader of JSON")  # RFC 8785, RFC 7493
]
ZoneName = Annotated[
    str, Meta(max_length=64, pattern=r"^[A-Za-z0-9_+/-]+$", description="IANA zone, e.g. Asia/Shanghai")
]


class ContractError(ValueError):
    """A document breaks the contract; the message names the document, the field and what was expected."""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of everything on the wire: immutable, and unknown fields are an error."""


def decode(kind: type[T], data: bytes, *, limit: int, what: str) -> T:
    """Read one JSON document of type ``kind``.

    ``limit`` is in bytes; ``what`` names the document in errors. Raises ContractError for anything but a valid
    document: too long, not JSON, a wrong or unknown field, nesting past what the type allows.
    """
    if len(data) > limit:
        raise ContractError(f"{what} has {len(data):,} bytes; at most {limit:,} are read")
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise ContractError(f"{what}: {error}") from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ContractError(f"{what} is not valid JSON: {error}") from error


def encode(value: Record) -> bytes:
    """The document as compact JSON; the same value always gives the same bytes."""
    return msgspec.json.encode(value)


def to_plain(value: Record) -> dict[str, Any]:
    """The document as plain dicts and sequences, times as text; what digests are computed over."""
    plain = msgspec.to_builtins(value)
    assert isinstance(plain, dict)
    return plain


def refuse_far_times(*times: datetime | None) -> None:
    """Raise ValueError for a time whose neighbours in other zones a calendar may not have, or that is nobody's plan."""
    for time in times:
        if time is not None and not EARLIEST_YEAR <= time.year < LATEST_YEAR:
            raise ValueError(f"the time {time} is not between the years {EARLIEST_YEAR} and {LATEST_YEAR}")


def refuse_doubles(values: tuple[str, ...], what: str) -> None:
    """Raise ValueError naming the first value that stands twice in ``values``."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{what} {value!r} stands twice")
        seen.add(value)
