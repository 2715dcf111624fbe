"""The deck of a screen: every finished slide (画面) of an edition, and what is on each.

Decides how slides are described; drawing them is ``player.slides``'s. This is the content of ``slides.json``.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from playlists.playlist import DwellMs
from playlists.screen import ThemeName
from playlists.wire import Address, Identifier, Line, Record, Sha256

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels from the top left of the picture as people see it."""


class Role(StrEnum):
    """What a run of text is: the title, the body, or furniture that repeats on every slide."""

    TITLE = "title"
    BODY = "body"
    FURNITURE = "furniture"


class TextRun(Record, frozen=True):
    """One line of text as drawn; ``px`` is its type size."""

    text: str
    box: Box
    px: int
    role: Role


class QrCode(Record, frozen=True):
    """The QR code on a slide; ``box`` includes its quiet zone."""

    address: Address
    box: Box
    module_px: int


class Slide(Record, frozen=True):
    """画面: one finished picture. ``item`` is empty on the fallback slide, which belongs to no item."""

    file: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9.-]{0,120}$")]
    item: str
    version: int
    page: int
    of: int
    dwell_ms: DwellMs
    theme: ThemeName
    sha256: Sha256
    texts: tuple[TextRun, ...] = ()
    qr: QrCode | None = None
    warnings: tuple[Line, ...] = ()


class Deck(Record, frozen=True):
    """All slides of one screen for one edition; ``fallback`` is what it shows when nothing is in force."""

    screen: Identifier
    fallback: Slide
    slides: tuple[Slide, ...]
