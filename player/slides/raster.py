"""A slide's pixels as drawn: numbers of colours, and the photographs that lie on them. Decides how they are read."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from PIL import Image

from playlists.deck import Box

_BAND: Final = 64  # rows handed out at a time: few enough to stay in a processor's cache


class Photograph(NamedTuple):
    """An RGB picture with its top left corner at ``x``, ``y``; nothing is drawn on it."""

    picture: Image.Image
    x: int
    y: int


class Raster(NamedTuple):
    """``drawn`` has a palette (Pillow's mode P); with photographs the whole has three bytes a pixel."""

    drawn: Image.Image
    photographs: tuple[Photograph, ...] = ()

    @property
    def has_palette(self) -> bool:
        """Whether every pixel is a number of the palette."""
        return not self.photographs

    def rgb(self, box: Box | None = None) -> Image.Image:
        """The slide, or a part of it, in true colours."""
        x, y, width, height = box or (0, 0, *self.drawn.size)
        part = self.drawn.crop((x, y, x + width, y + height)).convert("RGB")
        for photograph in self.photographs:
            part.paste(photograph.picture, (photograph.x - x, photograph.y - y))
        return part

    def bands(self) -> Iterator[bytes]:
        """The pixels from the top, some rows at a time: a true-colour copy of a 4K slide would take 33 MB."""
        width, height = self.drawn.size
        for top in range(0, height, _BAND):
            rows = min(_BAND, height - top)
            if self.has_palette:
                yield self.drawn.crop((0, top, width, top + rows)).tobytes()
            else:
                yield self.rgb((0, top, width, rows)).tobytes()
