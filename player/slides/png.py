"""A raster as a PNG file. Decides how hard to press: enough for a small board's card, little of its processor.

Written here because rows without a filter take a third of the time of any encoder's choice of filters and are as
fast to read. The same raster always gives the same bytes.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from player.slides.raster import Raster

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_REST: Final = (0, 0, 0)  # compression, filter, interlace (PNG 3rd ed., 11.2.1)
_PALETTE: Final = (8, 3)  # bit depth and colour type
_TRUE_COLOUR: Final = (8, 2)
_FAST: Final = 1  # zlib level; runs of equal bytes only (Z_RLE) would be smaller, but slower for the show to read


def encode_png(raster: Raster) -> bytes:
    """The file's bytes."""
    kind = _PALETTE if raster.has_palette else _TRUE_COLOUR
    header = struct.pack(">II5B", *raster.drawn.size, *kind, *_REST)
    palette = bytes(raster.drawn.getpalette() or b"") if raster.has_palette else b""
    chunks = [(b"IHDR", header), (b"PLTE", palette), (b"IDAT", b"".join(_pressed(raster))), (b"IEND", b"")]
    return _SIGNATURE + b"".join(_chunk(name, data) for name, data in chunks if data or name == b"IEND")


def _pressed(raster: Raster) -> Iterator[bytes]:
    compressor = zlib.compressobj(_FAST)
    stride = raster.drawn.width * (1 if raster.has_palette else 3)
    for pixels in raster.bands():
        yield compressor.compress(b"".join(b"\0" + pixels[at : at + stride] for at in range(0, len(pixels), stride)))
    yield compressor.flush()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
