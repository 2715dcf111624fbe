"""A PDF's pages as picture files: starts the process that reads it, watches it, and encodes what it draws.

Decides how a page is kept: grey where it has no colours, as PNG or JPEG, whichever is smaller.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from io import BytesIO
from typing import Final, NamedTuple

from PIL import Image, ImageChops

from player.documents.faults import DocumentError, Fault
from player.documents.limits import MAX_PDF_BYTES, MAX_SHEET_BYTES, WALL_S
from player.documents.selection import ALL, Selection
from player.documents.worker import END, FAULT, PAGE
from player.reader_process import reader_process, took_too_long
from playlists.item import MAX_PAGES

_HEAD_BYTES: Final = 1024  # where readers look for a PDF's first line
_GREY: Final = 24  # of 255: by how much the channels of a grey page differ when a scanner made it
_IS_COLOURED: Final = [255 * (tone > _GREY) for tone in range(256)]
_JPEG_QUALITY: Final = 88
_MARKS: Final = {b"P": PAGE, b"F": FAULT}


class Sheet(NamedTuple):
    """One page as a picture file."""

    data: bytes
    media_type: str
    width_px: int
    height_px: int


def rasterise(data: bytes, selection: Selection = ALL, *, wall_s: float = WALL_S) -> list[Sheet]:
    """The pages of a PDF, in order, within ``wall_s`` seconds. Raises DocumentError."""
    if len(data) > MAX_PDF_BYTES:
        raise DocumentError(Fault.TOO_LARGE, MAX_PDF_BYTES // 1024**2)
    if b"%PDF-" not in data[:_HEAD_BYTES]:
        raise DocumentError(Fault.NOT_PDF)
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        words = (str(selection.first), str(selection.last or 0))
        with reader_process("player.documents.worker", *words, file=file, wall_s=wall_s) as process:
            return [_encode(picture) for picture in _pictures(process)]


def _pictures(process: "subprocess.Popen[bytes]") -> Iterator[Image.Image]:
    """Each page as it comes. Raises DocumentError for what the process tells, and when it dies."""
    for _page in range(MAX_PAGES + 1):
        mark = _take(process, 1)
        if mark == END:
            return
        kind = _MARKS.get(mark)
        if kind is None:
            raise DocumentError(Fault.DAMAGED)
        fields = kind.unpack(mark + _take(process, kind.size - 1))
        if kind is FAULT:
            _, number, fault = fields
            raise DocumentError(Fault(fault.rstrip(b"\0").decode()), number)
        _, width, height, stride = fields
        if not 0 < width * 3 <= stride or not 0 < stride * height <= MAX_SHEET_BYTES:
            raise DocumentError(Fault.DAMAGED)
        yield Image.frombytes("RGB", (width, height), _take(process, stride * height), "raw", "RGB", stride, 1)
    raise DocumentError(Fault.DAMAGED)


def _take(process: "subprocess.Popen[bytes]", count: int) -> bytes:
    assert process.stdout is not None
    taken = process.stdout.read(count)
    if len(taken) < count:
        raise DocumentError(Fault.TOO_SLOW if took_too_long(process) else Fault.TOO_HEAVY)
    return taken


def _encode(picture: Image.Image) -> Sheet:
    kept = picture.convert("L") if _is_grey(picture) else picture
    png, jpeg = BytesIO(), BytesIO()
    kept.save(png, "PNG")
    kept.save(jpeg, "JPEG", quality=_JPEG_QUALITY, optimize=True, subsampling=0)
    is_png = png.tell() <= jpeg.tell()
    data = (png if is_png else jpeg).getvalue()
    return Sheet(data, "image/png" if is_png else "image/jpeg", kept.width, kept.height)


def _is_grey(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    differences = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return not any(one.point(_IS_COLOURED).getbbox() for one in differences)
