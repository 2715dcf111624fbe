"""What the typesetter is given besides item and screen, and what it hands back; turns that into a file's bytes."""

import hashlib
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from PIL import Image

from player.slides.fonts import Fonts
from playlists.deck import QrCode, Slide, TextRun
from playlists.screen import ThemeName

_PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_RGB_8_BIT: Final = (8, 2, 0, 0, 0)  # bit depth, colour type, compression, filter, interlace (PNG 3rd ed., 11.2.1)
_FAST: Final = (
    1  # zlib level: a slide is read from the disk of the screen that drew it, so time counts and size does not
)
_BAND: Final = 64  # rows compressed at a time: few enough to stay in a processor's cache
_MAX_WARNING: Final = 400  # characters of a playlists.wire.Line


@dataclass(frozen=True)
class Kit:
    """What drawing needs besides item and screen.

    ``read_blob`` gives a file's bytes for its SHA-256 and raises KeyError when it is absent; then the picture is left
    out and a warning says so.
    """

    fonts: Fonts
    organisation: str
    read_blob: Callable[[str], bytes]


class Drawing(NamedTuple):
    """One drawn slide. ``picture`` is RGB, ``width_px`` × ``height_px`` of the screen, upright."""

    picture: Image.Image
    item: str
    version: int
    page: int
    of: int
    dwell_ms: int
    theme: ThemeName
    texts: tuple[TextRun, ...]
    qr: QrCode | None
    warnings: tuple[str, ...]


def to_png(drawing: Drawing) -> bytes:
    """The picture as PNG; the same picture always gives the same bytes.

    Written here because rows without a filter are three times faster to make than with any encoder's choice of filters,
    and as fast to read.
    """
    header = struct.pack(">II5B", *drawing.picture.size, *_RGB_8_BIT)
    chunks = ((b"IHDR", header), (b"IDAT", _compressed(drawing.picture)), (b"IEND", b""))
    return _PNG_SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


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
    )


def _compressed(picture: Image.Image) -> bytes:
    """The picture's rows, unfiltered, band by band: a second copy of a 4K picture would cost 25 MB."""
    width, height = picture.size
    compressor = zlib.compressobj(_FAST)
    parts = []
    for top in range(0, height, _BAND):
        pixels = picture.crop((0, top, width, min(top + _BAND, height))).tobytes()
        rows = b"".join(b"\0" + pixels[at : at + width * 3] for at in range(0, len(pixels), width * 3))
        parts.append(compressor.compress(rows))
    return b"".join((*parts, compressor.flush()))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
