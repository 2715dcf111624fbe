"""What a screen tells the office: proofs of play, heartbeats, incidents. Decides their form, not when they are sent.

Every report carries an id made by the screen, so that sending one twice counts it once.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from playlists.item import Instant
from playlists.wire import Address, Code, Identifier, Line, Name, Record

ReportId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$", description="a random UUID in hex")]


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


class Heartbeat(Record, frozen=True, tag_field="kind", tag="heartbeat"):
    """How a screen is: the edition it shows (0: none yet), its clock, its disk, its program."""

    id: ReportId
    at: Instant
    edition: int
    clock: ClockTrust
    display: Display
    free_disk_mb: int
    program: Code
    showing: str = ""


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
