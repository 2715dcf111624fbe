"""The organisation's emblem (标识) beside its name. Decides how it is scaled and on what ground it stands."""

import struct
from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError

from player.slides.canvas import Canvas
from player.slides.drawing import Kit
from player.slides.themes import Colour, contrast

_FORMATS: Final = ("PNG", "JPEG")
_MOST_PIXELS: Final = 4_000_000  # the office keeps a square of 512; a larger one comes from somebody else
_WIDEST: Final = 3  # over its height
_DARK: Final = 4.5  # contrast to white from which a ground is so dark that an emblem made for paper would be lost
_PAD: Final = 0.1  # of its height: the white around it on a dark ground
_WHITE: Final = (255, 255, 255)
_FAULTS: Final = (OSError, ValueError, SyntaxError, struct.error, MemoryError, Image.DecompressionBombError)


class Emblem:
    """The emblem, opened; ``fault`` says in one sentence why there is none though the look names one."""

    def __init__(self, kit: Kit) -> None:
        self._picture: Image.Image | None = None
        self.fault = ""
        if kit.look.emblem is None:
            return
        try:
            self._picture = _open(kit.read_blob(kit.look.emblem))
        except KeyError:
            self.fault = "the organisation's emblem is missing"
        except _FAULTS as error:
            self.fault = f"the organisation's emblem cannot be used: {_reason(error)}"

    @property
    def is_there(self) -> bool:
        """Whether there is anything to draw."""
        return self._picture is not None

    def width(self, height: int) -> int:
        """What it takes at that height; 0 when there is none."""
        if self._picture is None:
            return 0
        return round(height * self._picture.width / self._picture.height)

    def draw(self, canvas: Canvas, x: int, y: int, height: int, ground: Colour) -> None:
        """Put it down with its top left at ``x``, ``y``; on a dark ground on a white plate of the same size."""
        if self._picture is None:
            return
        width, pad = self.width(height), 0
        if contrast(ground, _WHITE) >= _DARK:
            pad = round(height * _PAD)
            canvas.rounded((x, y, width, height), pad, _WHITE)
        size = (max(width - 2 * pad, 1), max(height - 2 * pad, 1))
        canvas.badge(self._picture.resize(size, Image.Resampling.LANCZOS), x + pad, y + pad, _WHITE if pad else ground)


def _reason(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return f"the file is none of {', '.join(_FORMATS)}"
    return str(error) or type(error).__name__


def _open(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data), formats=_FORMATS) as picture:
        if picture.width * picture.height > _MOST_PIXELS or picture.width > _WIDEST * picture.height:
            raise ValueError(f"{picture.width} × {picture.height} pixels are no emblem")
        return picture.convert("RGBA")
