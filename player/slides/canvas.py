"""The picture being drawn, and the record of what was put on it. Decides how ink meets paper, not where."""

from typing import TYPE_CHECKING, Final

from PIL import Image, ImageChops, ImageDraw

from player.slides.fonts import ASCENT, Fonts, Ink
from player.slides.lines import Line
from player.slides.palette import Palette
from player.slides.raster import Photograph, Raster
from player.slides.themes import Colour, Theme
from playlists.deck import Box, Clip, Role, TextRun

if TYPE_CHECKING:
    from player.slides.period import Saying

_SMOOTH: Final = 4  # shapes with curves are drawn so many times larger and reduced: Pillow's own have jagged edges
_INKED: Final = b"\0" + b"\xff" * 255
_BADGE_COLOURS: Final = 72  # of the palette's 256; text in all its colours takes some 150
_IS_SEEN: Final = [255 * (alpha > 0) for alpha in range(256)]
Place = tuple[int, int]


class Canvas:
    """A picture of numbered colours with the texts drawn so far.

    ``saying``: what is said of a publicity period on the days the picture is for; whoever draws it notes ``is_dated``.
    ``below`` are pixels of paper that the picture is higher than ``size``: room for what is laid there later.
    """

    def __init__(
        self, size: tuple[int, int], theme: Theme, fonts: Fonts, saying: "Saying | None" = None, *, below: int = 0
    ) -> None:
        self.size = size
        self.theme = theme
        self.fonts = fonts
        self.texts: list[TextRun] = []
        self.warnings: list[str] = []
        self.clip: Clip | None = None  # the video that plays on the picture
        self.saying = saying
        self.is_dated = False
        self._palette = Palette()
        self._pixels = Image.new("L", (size[0], size[1] + below), self._palette.number(theme.paper))
        self._draw = ImageDraw.Draw(self._pixels)
        self._photographs: list[Photograph] = []
        self._tinted: dict[tuple[str, int, bool, int, Colour], Image.Image] = {}

    def finished(self) -> Raster:
        """What was drawn; nothing more can be."""
        self._pixels.putpalette(self._palette.rgb)
        return Raster(self._pixels, tuple(self._photographs))

    def line(self, line: Line, x: int, y: int, colour: Colour, role: Role = Role.BODY) -> None:
        """Set a line with the top left of its em box at ``x``, ``y``."""
        if not line.places:
            return
        start = max(line.places[0].pen, 0)
        self._set(line, x, y + round(line.style.px * ASCENT), colour)
        box = (x + start, y, line.width - start, line.style.px)
        self.texts.append(TextRun(text=line.text, box=box, px=line.style.px, role=role))

    def warn(self, text: str) -> None:
        """Note what could not be drawn."""
        self.warnings.append(text)

    def fill(self, box: Box, colour: Colour) -> None:
        """A filled rectangle: rules, bands, bars."""
        x, y, width, height = box
        if width > 0 and height > 0:
            self._draw.rectangle((x, y, x + width - 1, y + height - 1), fill=self._palette.number(colour))

    def rounded(self, box: Box, radius: int, colour: Colour) -> None:
        """A filled rectangle with smooth round corners."""
        x, y, width, height = box
        mask = Image.new("L", (width * _SMOOTH, height * _SMOOTH))
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, *(mask.width - 1, mask.height - 1)), radius * _SMOOTH, fill=255)
        self.shape(mask.reduce(_SMOOTH), (x, y), colour)

    def shape(self, mask: Image.Image, place: Place, colour: Colour) -> None:
        """Ink of one colour, as strong as the mask says, over whatever is there."""
        box = (*place, place[0] + mask.width, place[1] + mask.height)
        under = self._pixels.crop(box)
        inked = _renumbered(mask, _INKED)
        for ground in sorted(set(under.tobytes())):
            here = _renumbered(under, bytes(255 if number == ground else 0 for number in range(256)))
            tinted = _renumbered(mask, self._palette.ramp(ground, colour))
            self._pixels.paste(tinted, place, ImageChops.multiply(here, inked))

    def modules(self, cells: Image.Image, module_px: int, x: int, y: int) -> None:
        """A code: its dark cells, one pixel each in the mask, as squares of so many pixels."""
        dark, light = self._palette.number(self.theme.code), self._palette.number(self.theme.on_code)
        size = (cells.width * module_px, cells.height * module_px)
        squares = _renumbered(cells, bytes((light, *[dark] * 255))).resize(size, Image.Resampling.NEAREST)
        self._pixels.paste(squares, (x, y))

    def badge(self, picture: Image.Image, x: int, y: int, ground: Colour) -> None:
        """An RGBA picture of few colours on a ground: a slide with it still needs one byte a pixel."""
        whole = Image.new("RGB", picture.size, ground)
        whole.paste(picture, mask=picture)
        few = whole.quantize(_BADGE_COLOURS, dither=Image.Dither.NONE)
        rgb = bytes(few.getpalette() or b"")
        numbers = bytes(self._palette.number((rgb[at], rgb[at + 1], rgb[at + 2])) for at in range(0, len(rgb), 3))
        numbered = Image.frombytes("L", few.size, few.tobytes().translate(numbers.ljust(256, b"\0")))
        self._pixels.paste(numbered, (x, y), picture.getchannel("A").point(_IS_SEEN))

    def picture_at(self, picture: Image.Image, x: int, y: int) -> None:
        """Lay a finished RGB picture down, over all that was or will be drawn."""
        self._photographs.append(Photograph(picture, x, y))

    def _set(self, line: Line, x: int, baseline: int, colour: Colour) -> None:
        px = line.style.px
        inks = [(one, self.fonts.ink(one.text, px, one.is_bold)) for one in line.places]
        placed = [(one, (x + one.pen + ink.left, baseline + ink.top), ink) for one, ink in inks if ink.strengths]
        ground = self._ground([(place, ink) for _, place, ink in placed])
        free = -px  # where the last glyph's ink ended
        for one, place, ink in placed:
            if ground is None or place[0] < free:
                self.shape(Image.frombytes("L", ink.size, ink.strengths), place, colour)
            else:
                self._pixels.paste(self._tint(one.text, ink, (px, one.is_bold, ground, colour)), place)
            free = max(free, place[0] + ink.size[0])

    def _ground(self, placed: list[tuple[Place, Ink]]) -> int | None:
        """The one colour under all of a line's ink; None when there are several."""
        if not placed:
            return None
        left, top = (max(min(place[at] for place, _ in placed), 0) for at in (0, 1))
        right, bottom = (min(max(place[at] + ink.size[at] for place, ink in placed), self.size[at]) for at in (0, 1))
        if right <= left or bottom <= top:
            return None
        least, most = self._pixels.crop((left, top, right, bottom)).getextrema()
        return least if isinstance(least, int) and least == most else None

    def _tint(self, text: str, ink: Ink, kind: tuple[int, bool, int, Colour]) -> Image.Image:
        """A glyph's ink in the numbers of its colour on its ground."""
        key = (text, *kind)
        if key not in self._tinted:
            numbers = ink.strengths.translate(self._palette.ramp(*kind[2:]))
            self._tinted[key] = Image.frombytes("L", ink.size, numbers)
        return self._tinted[key]


def _renumbered(picture: Image.Image, table: bytes) -> Image.Image:
    """Each byte looked up in a table: ten times as fast as ``Image.point``, which rounds every entry of it first."""
    return Image.frombytes("L", picture.size, picture.tobytes().translate(table))
