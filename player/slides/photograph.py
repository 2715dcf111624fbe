"""Picture files made ready: decoded with a limit, turned upright, cropped around what matters, scaled.

Whatever is wrong with a file ends in PictureError; the text around it is still shown.
"""

import struct
from collections.abc import Callable
from io import BytesIO
from typing import Final, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from player.slides.leaf import Area, Leaf, read_leaf

_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_MOST_PIXELS: Final = 50_000_000  # decoded: 150 MB, the most a board with 512 MB can spare
_DRAFT: Final = 2  # a JPEG is decoded at no more than about so many times the wanted size
_FAULTS: Final = (
    OSError,
    ValueError,
    SyntaxError,  # what Pillow's PNG reader raises for a broken chunk
    struct.error,
    MemoryError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class PictureError(ValueError):
    """A picture file cannot be used; the message says why."""


class Focus(NamedTuple):
    """What must survive a crop, in percent from the top left."""

    x: int = 50
    y: int = 50


_ORIENTATION: Final = 0x0112  # EXIF tag; values 5 to 8 are turned by a quarter
_FIRST_TURNED: Final = 5


class Album:
    """The picture files of an item. What was found out about a file is remembered from one layout to the next."""

    def __init__(self, read_blob: Callable[[str], bytes]) -> None:
        self._read_blob = read_blob
        self._shapes: dict[str, tuple[int, int] | PictureError] = {}
        self._leaves: dict[str, Leaf | PictureError] = {}

    def shape(self, sha256: str) -> tuple[int, int]:
        """Width and height as people see it (upright). Raises PictureError when the file cannot be read to its end."""
        if sha256 not in self._shapes:
            try:
                self._shapes[sha256] = _shape_of(self._file(sha256))
            except PictureError as error:
                self._shapes[sha256] = error
        found = self._shapes[sha256]
        if isinstance(found, PictureError):
            raise found
        return found

    def develop(self, sha256: str, size: tuple[int, int], focus: Focus) -> Image.Image:
        """The picture as RGB of just ``size`` px, cropped around ``focus`` where shapes differ. Raises PictureError."""
        return _develop(self._file(sha256), size, focus)

    def leaf(self, sha256: str) -> Leaf:
        """The picture as a page of text. Raises PictureError when the file cannot be read to its end."""
        if sha256 not in self._leaves:
            try:
                self._leaves[sha256] = read_leaf(_whole(self._file(sha256), "L"))
            except PictureError as error:
                self._leaves[sha256] = error
        found = self._leaves[sha256]
        if isinstance(found, PictureError):
            raise found
        return found

    def excerpt(self, sha256: str, area: Area, size: tuple[int, int]) -> Image.Image:
        """What of the picture lies in ``area``, as RGB of just ``size`` px. Raises PictureError."""
        return _whole(self._file(sha256), "RGB").resize(size, Image.Resampling.LANCZOS, box=area)

    def _file(self, sha256: str) -> bytes:
        try:
            return self._read_blob(sha256)
        except KeyError:
            raise PictureError("the file is missing") from None


def _shape_of(data: bytes) -> tuple[int, int]:
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            _check(picture)
            width, height = picture.size
            turned = picture.getexif().get(_ORIENTATION, 1) >= _FIRST_TURNED
            picture.draft("L", (1, 1))
            picture.load()
    except _FAULTS as error:
        raise PictureError(_reason(error)) from error
    return (height, width) if turned else (width, height)


def _develop(data: bytes, size: tuple[int, int], focus: Focus) -> Image.Image:
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            _check(picture)
            largest = max(size) * _DRAFT
            picture.draft("RGB", (largest, largest))
            upright = _flat(ImageOps.exif_transpose(picture))
            centre = (focus.x / 100, focus.y / 100)
            return ImageOps.fit(upright, size, Image.Resampling.LANCZOS, centering=centre)
    except _FAULTS as error:
        raise PictureError(_reason(error)) from error


def _whole(data: bytes, mode: str) -> Image.Image:
    """The picture as it is in the file, of all its pixels."""
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            _check(picture)
            return _flat(picture).convert(mode)
    except _FAULTS as error:
        raise PictureError(_reason(error)) from error


def _reason(error: BaseException) -> str:
    """The decoder's words, without the memory address of a file that has no name."""
    if isinstance(error, UnidentifiedImageError):
        return f"the file is none of {', '.join(_FORMATS)}"
    return str(error) or type(error).__name__


def _check(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > _MOST_PIXELS:
        raise PictureError(f"{width} × {height} pixels are more than {_MOST_PIXELS // 1_000_000} million")
    if min(width, height) < 1:
        raise PictureError("it is empty")


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency: white shows through, as on paper."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture.convert("RGBA"))
    return ground.convert("RGB")
