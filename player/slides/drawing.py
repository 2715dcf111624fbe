"""What the typesetter is given besides item and screen, and what it hands back; turns that into a file's bytes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from PIL import Image

from player.slides.fonts import Fonts
from player.slides.png import encode_png
from player.slides.raster import Raster
from player.slides.themes import NO_LOOK
from playlists.deck import Clip, QrCode, Slide, TextRun
from playlists.look import Look
from playlists.publicity import ALWAYS, DaySpan
from playlists.screen import ThemeName
from playlists.workdays import YearTable

_MAX_WARNING: Final = 400  # characters of a playlists.wire.Line


@dataclass(frozen=True)
class Kit:
    """What drawing needs besides item and screen.

    ``read_blob`` gives a file's bytes for its SHA-256 and raises KeyError when it is absent; then the picture is left
    out and a warning says so. ``workdays`` are the edition's tables, by which publicity periods are counted.
    """

    fonts: Fonts
    organisation: str
    read_blob: Callable[[str], bytes]
    look: Look = NO_LOOK
    workdays: tuple[YearTable, ...] = ()


class Drawing(NamedTuple):
    """One drawn slide, right on ``days``, ``width_px`` × ``height_px`` of the screen, upright."""

    raster: Raster
    item: str
    version: int
    page: int
    of: int
    dwell_ms: int
    theme: ThemeName
    texts: tuple[TextRun, ...]
    qr: QrCode | None
    warnings: tuple[str, ...]
    days: DaySpan = ALWAYS
    clip: Clip | None = None

    @property
    def page_name(self) -> str:
        """Tells it from the item's other pictures: its page, and the first day it is right on if there is one."""
        since = self.days.since
        return f"{self.page}-{since.isoformat()}" if since else str(self.page)

    @property
    def picture(self) -> Image.Image:
        """The whole slide in RGB, made anew."""
        return self.raster.rgb()


def to_png(drawing: Drawing) -> bytes:
    """The picture as PNG; the same picture always gives the same bytes."""
    return encode_png(drawing.raster)


def to_slide(drawing: Drawing, file: str, png: bytes) -> Slide:
    """The drawing's description for the deck; ``png`` are the bytes that stand in ``file``."""
    return Slide(
        file=file,
        item=drawing.item,
        version=drawing.version,
        page=drawing.page,
        of=drawing.of,
        dwell_ms=drawing.dwell_ms,
        theme=drawing.theme,
        sha256=hashlib.sha256(png).hexdigest(),
        texts=drawing.texts,
        qr=drawing.qr,
        warnings=tuple(warning[:_MAX_WARNING] for warning in drawing.warnings),
        since_day=drawing.days.since,
        until_day=drawing.days.until,
        clip=drawing.clip,
    )
