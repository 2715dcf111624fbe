"""The band below every slide of a screen that has overlays: its height, where its parts stand, and its picture.

The typesetter draws a slide into what lies above the band, so nothing here can cover a slide's words. Decides which
parts give way where the screen is too narrow for all.
"""

from math import hypot
from typing import Final, NamedTuple

import msgspec
from PIL import Image

from player.slides.canvas import Canvas
from player.slides.facts import URGENT
from player.slides.fonts import Fonts
from player.slides.lines import Line, Style, set_lines
from player.slides.telling import Words
from player.slides.themes import NO_LOOK, Colour, Theme, themed
from player.slides.type_scale import is_strip, type_scale
from playlists.deck import Box, Role, TextRun
from playlists.look import Look
from playlists.overlays import Overlays
from playlists.screen import Screen

_HEIGHT: Final = 1.9  # small ems
_STRIP_HEIGHT: Final = 1.35
_MARGIN: Final = 0.083  # of the short side, as a page's
_STRIP_MARGIN: Final = 0.07  # of the height, as a strip's
_LOWEST: Final = 128  # px: on a lower panel one line of text needs all the height there is
_GAP: Final = 1.3  # ems between two parts
_LEAST_ROOM: Final = 10  # ems: less of a moving line cannot be read
_LOOP_GAP: Final = 4  # ems between the end of what the ticker says and its beginning
_FOLLOWED: Final = 0.7  # of the reading speed: the eye has to follow while it reads
_NOTICE_S: Final = 1.0  # to see that the line is another one
_LEAST_PAGE_S: Final = 4.0
_ENDLESS: Final = 1_000_000  # px: one line, however long


class DrawnBand(NamedTuple):
    """``picture`` is the band as it stands still. ``room`` is where in it the ticker runs, if it has to run.

    ``ribbon`` is what runs through it, ``pages`` are what changes in steps on a calm screen; both as high as the room.
    The ribbon moves by ``px_per_s``, each page stays for ``page_s``; ``texts`` is what stands still.
    """

    picture: Image.Image
    px_per_s: int
    room: Box | None = None
    ribbon: Image.Image | None = None
    pages: tuple[Image.Image, ...] = ()
    page_s: float = 0
    texts: tuple[TextRun, ...] = ()


class _Part(NamedTuple):
    line: Line
    colour: Colour


def band_height(screen: Screen) -> int:
    """Pixels at the bottom of the screen that slides leave free; 0 without overlays, or where there is no room."""
    if not screen.overlays.need_room or screen.height_px < _LOWEST:
        return 0
    return round(type_scale(screen).small * (_STRIP_HEIGHT if is_strip(screen) else _HEIGHT))


def slide_part(screen: Screen) -> Screen:
    """The screen without its band: as wide, less high, its pixels as large."""
    height = screen.height_px - band_height(screen)
    if height == screen.height_px:
        return screen
    part = hypot(screen.width_px, height) / hypot(screen.width_px, screen.height_px)
    diagonal_mm = round(screen.diagonal_mm * part)
    return msgspec.structs.replace(screen, height_px=height, diagonal_mm=diagonal_mm, overlays=Overlays())


def draw_band(screen: Screen, words: Words, fonts: Fonts, look: Look = NO_LOOK) -> DrawnBand:
    """The band with these words. The same arguments always give the same pictures."""
    return _Setter(screen, words, fonts, themed(screen.theme, look)).draw()


def lay_band(picture: Image.Image, band: DrawnBand) -> None:
    """Put the band below the slide on a whole picture, for looking at; a ticker stands where it begins."""
    top = picture.height - band.picture.height
    picture.paste(band.picture, (0, top))
    first = band.pages[0] if band.pages else band.ribbon
    if band.room and first:
        x, y, width, height = band.room
        picture.paste(first.crop((0, 0, min(width, first.width), height)), (x, top + y))


class _Setter:
    """One band being set."""

    def __init__(self, screen: Screen, words: Words, fonts: Fonts, theme: Theme) -> None:
        self._words, self._fonts, self._screen = words, fonts, screen
        self._theme = theme
        self._px = type_scale(screen).small
        self._size = (screen.width_px, band_height(screen))
        part = slide_part(screen)
        self._margin = round(min(part.width_px, part.height_px) * (_STRIP_MARGIN if is_strip(part) else _MARGIN))
        self._canvas = Canvas(self._size, self._theme, fonts)

    def draw(self) -> DrawnBand:
        if not any(self._words):
            return self._drawn()
        width, height = self._size
        self._canvas.fill((0, 0, width, height), self._theme.panel)
        self._canvas.fill((0, 0, width, max(1, self._px // 18)), self._theme.rule)
        left, right = self._margin, width - self._margin
        parts = self._fitting(right - left)
        if "age" in parts and not self._words.urgent:
            self._put(parts.pop("age"), left)
        for name in ("time", "day", "lunar", "age"):
            if name in parts:
                right -= parts[name].line.width
                self._put(parts[name], right)
                right -= self._gap
        drawn = self._with_ticker(left, right) if self._words.urgent else self._drawn()
        return drawn._replace(texts=tuple(self._canvas.texts))

    @property
    def _gap(self) -> int:
        return round(self._px * _GAP)

    def _fitting(self, room: int) -> dict[str, _Part]:
        """The parts that find room beside one another, the most needed first."""
        theme, words = self._theme, self._words
        wished = {
            "time": (words.time, True, theme.accent),
            "day": (words.day, False, theme.ink),
            "age": (words.age, False, theme.muted),
            "lunar": (words.lunar, False, theme.muted),
        }
        if words.urgent:
            room -= self._px * _LEAST_ROOM + self._label().width + self._px + self._gap
        parts: dict[str, _Part] = {}
        for name, (text, is_bold, colour) in wished.items():
            line = self._line(text, is_bold=is_bold)
            if text and line.width <= room:
                parts[name] = _Part(line, colour)
                room -= line.width + self._gap
        return parts

    def _with_ticker(self, left: int, right: int) -> DrawnBand:
        """The label, and the titles behind it: standing if they fit, else to be moved."""
        label, height = self._label(), self._size[1]
        pad = self._px // 3
        high = self._px + min(pad, (height - self._px) // 2)
        plate = (left, (height - high) // 2, label.width + 2 * pad, high)
        self._canvas.fill(plate, self._theme.urgent)
        self._canvas.line(label, left + pad, (height - self._px) // 2, self._theme.on_urgent, Role.FURNITURE)
        left += plate[2] + self._px // 2
        rule = max(1, self._px // 18)
        room = (left, rule, right - left, height - rule)
        line = self._line(("　" * 2).join(self._words.urgent), is_bold=True)
        if line.width <= room[2]:
            self._put(_Part(line, self._theme.ink), left)
            return self._drawn()
        if self._screen.is_calm:
            return self._in_steps(room)
        ribbon = self._strip_of(line, line.width + self._px * _LOOP_GAP, room)
        return self._drawn(room, ribbon)

    def _in_steps(self, room: Box) -> DrawnBand:
        style = Style(self._px, is_bold=True)
        lines = [
            line
            for title in self._words.urgent
            for line in set_lines(title, style, room[2], self._fonts, justify=False)
        ]
        pages = tuple(self._strip_of(line, room[2], room) for line in lines)
        reading_s = max(len(line.text) for line in lines) / self._screen.characters_per_s
        return self._drawn(room, None, pages, max(_LEAST_PAGE_S, _NOTICE_S + reading_s))

    def _strip_of(self, line: Line, width: int, room: Box) -> Image.Image:
        canvas = Canvas((width, room[3]), self._theme, self._fonts)
        canvas.fill((0, 0, width, room[3]), self._theme.panel)
        canvas.line(line, 0, (self._size[1] - self._px) // 2 - room[1], self._theme.ink, Role.FURNITURE)
        return canvas.finished().rgb()

    def _drawn(
        self,
        room: Box | None = None,
        ribbon: Image.Image | None = None,
        pages: tuple[Image.Image, ...] = (),
        page_s: float = 0,
    ) -> DrawnBand:
        px_per_s = round(self._px * self._screen.characters_per_s * _FOLLOWED)
        picture, texts = self._canvas.finished().rgb(), tuple(self._canvas.texts)
        return DrawnBand(picture, px_per_s, room, ribbon, pages, page_s, texts)

    def _put(self, part: _Part, x: int) -> None:
        self._canvas.line(part.line, x, (self._size[1] - self._px) // 2, part.colour, Role.FURNITURE)

    def _label(self) -> Line:
        return self._line(URGENT, is_bold=True)

    def _line(self, text: str, *, is_bold: bool) -> Line:
        return set_lines(text, Style(self._px, is_bold), _ENDLESS, self._fonts, justify=False)[0]
