"""Picture files made ready: decoded with a limit, turned upright, cropped around what matters, scaled.

Whatever is wrong with a file ends in PictureError; the text around it is still shown.
"""

import struct
from io import BytesIO
from typing import Final, NamedTuple

from PIL import Image, ImageOps

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


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height as people see it (upright), without decoding the picture. Raises PictureError."""
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            _check(picture)
            width, height = picture.size
            turned = picture.getexif().get(_ORIENTATION, 1) >= _FIRST_TURNED
    except _FAULTS as error:
        raise PictureError(str(error) or type(error).__name__) from error
    return (height, width) if turned else (width, height)


_ORIENTATION: Final = 0x0112  # EXIF tag; values 5 to 8 are turned by a quarter
_FIRST_TURNED: Final = 5


def load(data: bytes, size: tuple[int, int], focus: Focus) -> Image.Image:
    """The picture as RGB of just ``size`` px, cropped around ``focus`` where the shapes differ. Raises PictureError."""
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            _check(picture)
            largest = max(size) * _DRAFT
            picture.draft("RGB", (largest, largest))
            upright = _flat(ImageOps.exif_transpose(picture))
            centre = (focus.x / 100, focus.y / 100)
            return ImageOps.fit(upright, size, Image.Resampling.LANCZOS, centering=centre)
    except _FAULTS as error:
        raise PictureError(str(error) or type(error).__name__) from error


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
