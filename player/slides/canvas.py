"""The picture being drawn, and the record of what was put on it. Decides how ink meets paper, not where."""

from typing import Final

from PIL import Image, ImageDraw

from player.slides.fonts import ASCENT, Fonts
from player.slides.lines import Line
from player.slides.themes import Colour, Theme
from playlists.deck import Box, Role, TextRun

_SMOOTH: Final = 4  # shapes with curves are drawn so many times larger and reduced: Pillow's own have jagged edges


class Canvas:
    """An RGB picture with the texts drawn so far."""

    def __init__(self, size: tuple[int, int], theme: Theme, fonts: Fonts) -> None:
        self.picture = Image.new("RGB", size, theme.paper)
        self.theme = theme
        self.fonts = fonts
        self.texts: list[TextRun] = []
        self.warnings: list[str] = []
        self._draw = ImageDraw.Draw(self.picture)

    def line(self, line: Line, x: int, y: int, colour: Colour, role: Role = Role.BODY) -> None:
        """Set a line with the top left of its em box at ``x``, ``y``."""
        px, is_bold = line.style
        baseline = y + round(px * ASCENT)
        for text, pen in line.places:
            ink = self.fonts.ink(text, px, is_bold)
            if ink.mask is not None:
                left, top = x + pen + ink.left, baseline + ink.top
                self.picture.paste(colour, (left, top, left + ink.mask.width, top + ink.mask.height), ink.mask)
        if line.places:
            start = max(line.places[0][1], 0)
            self.texts.append(TextRun(text=line.text, box=(x + start, y, line.width - start, px), px=px, role=role))

    def warn(self, text: str) -> None:
        """Note what could not be drawn."""
        self.warnings.append(text)

    def fill(self, box: Box, colour: Colour) -> None:
        """A filled rectangle: rules, bands, bars."""
        x, y, width, height = box
        if width > 0 and height > 0:
            self._draw.rectangle((x, y, x + width - 1, y + height - 1), fill=colour)

    def rounded(self, box: Box, radius: int, colour: Colour) -> None:
        """A filled rectangle with smooth round corners."""
        x, y, width, height = box
        mask = Image.new("L", (width * _SMOOTH, height * _SMOOTH))
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, *(mask.width - 1, mask.height - 1)), radius * _SMOOTH, fill=255)
        self.picture.paste(colour, (x, y), mask.reduce(_SMOOTH))

    def picture_at(self, picture: Image.Image, x: int, y: int) -> None:
        """Put a finished RGB picture down."""
        self.picture.paste(picture, (x, y))
