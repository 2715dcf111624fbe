"""What a screen tells the office: proofs of play, heartbeats, incidents. Decides their form, not when they are sent.

Every report carries an id made by the screen, so that sending one twice counts it once.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from playlists.item import Instant
from playlists.wire import Address, Code, Identifier, Line, Name, Record

ReportId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$", description="a random UUID in hex")]

Checksum = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}$", description="CRC-32 of a picture's pixels in hex")]


class Display(StrEnum):
    """What is known of the display. ``offscreen``: drawn to memory, nobody sees it."""

    ON = "on"
    OFF = "off"
    UNKNOWN = "unknown"
    OFFSCREEN = "offscreen"


class ClockTrust(StrEnum):
    """How far a screen's clock is to be believed: set by a time source, carried on from the last good time, neither."""

    SYNCED = "synced"
    RESTORED = "restored"
    UNSET = "unset"


class Play(Record, frozen=True, tag_field="kind", tag="play"):
    """播出记录: a slide was presented in [since, until).

    ``item`` is empty on slides that belong to no item: with a ``rule`` it was the title page of the playlist which that
    rule plays, without one the fallback.
    """

    id: ReportId
    item: str
    version: int
    page: int
    edition: int
    rule: str
    since: Instant
    until: Instant
    display: Display


class Agreement(StrEnum):
    """Whether the picture read back from the display is the one that should be up, pixel for pixel.

    ``stuck``: still the picture before it, or no new frame; ``lost``: there is no window to read from.
    """

    RIGHT = "right"
    BLACK = "black"
    STUCK = "stuck"
    WRONG = "wrong"
    LOST = "lost"


class Seen(Record, frozen=True):
    """What a screen read back from its display at ``at``, and the slide that should be up (page 0: none).

    ``wanted`` and ``presented`` are checksums over the pixels: of the picture made ready, and of the one read back.
    """

    at: Instant
    edition: int
    item: str
    version: int
    page: int
    wanted: Checksum
    presented: Checksum
    agreement: Agreement


class Healing(Record, frozen=True):
    """How often a screen was found black, stuck, wrong, without its window or short of memory, and what it did.

    Counted since the machine was set up; what needs a person is told as an incident besides.
    """

    black: int = 0
    stuck: int = 0
    wrong: int = 0
    lost: int = 0
    starved: int = 0
    redrawn: int = 0
    reopened: int = 0
    restarted: int = 0


class Heartbeat(Record, frozen=True, tag_field="kind", tag="heartbeat"):
    """How a screen is: the edition it shows (0: none yet), its clock, its disk, its program, its picture."""

    id: ReportId
    at: Instant
    edition: int
    clock: ClockTrust
    display: Display
    free_disk_mb: int
    program: Code
    showing: str = ""
    seen: Seen | None = None
    healing: Healing | None = None


class Incident(Record, frozen=True, tag_field="kind", tag="incident"):
    """Something a person in the office should know: ``what`` is one clear sentence."""

    id: ReportId
    at: Instant
    subject: Line
    what: Annotated[str, Meta(max_length=2000)]


Report = Play | Heartbeat | Incident


class Reports(Record, frozen=True):
    """One upload."""

    reports: Annotated[tuple[Report, ...], Meta(max_length=2000)]


class Accepted(Record, frozen=True):
    """The office's answer: the ids it now holds, whether new or known."""

    ids: tuple[ReportId, ...]


class EnrolRequest(Record, frozen=True):
    """What a new screen sends; ``code`` is the one the office showed."""

    code: Annotated[str, Meta(min_length=8, max_length=64)]
    machine: Name


class Enrolment(Record, frozen=True):
    """What the office answers: who the screen is, where its feed is, its token, and the root of trust (base64 JSON)."""

    screen: Identifier
    group: Identifier
    organisation: Name
    feed: Address
    office: Address
    token: Annotated[str, Meta(min_length=32, max_length=128)]
    root: Annotated[str, Meta(max_length=200_000)]
