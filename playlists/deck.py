"""The deck of a screen: every finished slide (画面) of an edition, and what is on each.

Decides how slides are described; drawing them is ``player.slides``'s. This is the content of ``slides.json``.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from playlists.publicity import DaySpan
from playlists.screen import ThemeName
from playlists.wire import Address, DwellMs, Identifier, Line, Record, Sha256

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


class Clip(Record, frozen=True):
    """The video on a slide: the hash of its file, and where on the picture it plays; the poster is drawn there."""

    blob: Sha256
    box: Box
    duration_ms: DwellMs
    is_looped: bool = False

    def place_ms(self, passed_ms: int) -> int:
        """Which instant of the video is seen so long after its slide came up: that follows from the time alone.

        One that plays once stands still at its end.
        """
        return passed_ms % self.duration_ms if self.is_looped else min(max(passed_ms, 0), self.duration_ms - 1)


class Slide(Record, frozen=True):
    """画面: one finished picture. ``item`` is empty on slides that belong to no item: the fallback and title pages.

    It is right on the local days [since_day, until_day) of the screen; None is without limit. A page that says where a
    publicity period stands has a slide for each thing there is to say, and on every day exactly one of them is right.
    """

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
    since_day: date | None = None
    until_day: date | None = None
    clip: Clip | None = None

    def shown_ms(self, wished_ms: int | None) -> int:
        """How long it stays up where a playlist wishes so long; a video that plays once sets its own time."""
        if self.clip is not None and not self.clip.is_looped:
            return self.dwell_ms
        return wished_ms or self.dwell_ms

    def is_right_on(self, day: date) -> bool:
        """Whether what it says is so on a local day."""
        return DaySpan(self.since_day, self.until_day).holds(day)


class TitlePage(Record, frozen=True):
    """封面: the slide that opens a pass of a playlist of exactly these items, or (``items`` empty) of any others."""

    playlist: Identifier
    items: tuple[Identifier, ...]
    slide: Slide


class Deck(Record, frozen=True):
    """All slides of one screen for one edition; ``fallback`` is what it shows when nothing is in force."""

    screen: Identifier
    fallback: Slide
    slides: tuple[Slide, ...]
    titles: tuple[TitlePage, ...] = ()

    @property
    def pictures(self) -> tuple[Slide, ...]:
        """Every slide, of items or not: what must be there on disk."""
        return (*self.slides, *(title.slide for title in self.titles), self.fallback)

    def title_of(self, playlist: str, items: Sequence[str]) -> Slide | None:
        """The slide that opens a pass of these items; None when none was drawn."""
        own = {title.items: title.slide for title in self.titles if title.playlist == playlist}
        return own.get(tuple(items)) or own.get(())

    def playlist_of(self, slide: Slide) -> str:
        """The playlist whose title page the slide is, empty for other slides."""
        return next((title.playlist for title in self.titles if title.slide == slide), "")
