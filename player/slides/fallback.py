"""Slides that belong to no item: the calm empty state, and the last resort when there is nothing at all."""

from typing import Final

from PIL import Image

from player.slides.band import band_height, slide_part
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.drawing import Drawing, Kit
from player.slides.emblem import Emblem
from player.slides.fonts import Fonts
from player.slides.lines import Style, one_line
from player.slides.name_lines import name_lines
from player.slides.themes import THEMES, Theme, fault_of, themed
from player.slides.type_scale import is_strip, type_scale
from playlists.deck import Role
from playlists.screen import Screen, ThemeName

_TOP: Final = 0.33  # of the height, where the words begin: as a whole a little above the middle
_TOP_BELOW_EMBLEM: Final = 0.45
_EMBLEM: Final = 0.24  # of the short side
_TOP_OVER_CLOCK: Final = 0.2
_NAME: Final = "阳光公告"
_STRIP_TOP: Final = 0.13
_STRIP_NAME: Final = 0.3  # of a strip's height
_STRIP_WORDS: Final = 0.14
_MOST_LINES: Final = 5  # of the organisation's name
_LEADING: Final = 1.4
_DWELL_MS: Final = 60_000  # nothing to read: it stays until the schedule changes


def draw_fallback(screen: Screen, kit: Kit) -> Drawing:
    """What a screen shows while nothing is in force: who speaks here, and nothing else."""
    below, screen = band_height(screen), slide_part(screen)
    size = (screen.width_px, screen.height_px)
    emblem = Emblem(kit)
    kind = (size, kit.organisation, kit.fonts, themed(screen.theme, kit.look))
    if is_strip(screen):
        canvas = _empty_page(
            *kind, least=round(screen.height_px * _STRIP_WORDS), top=_STRIP_TOP, name=_STRIP_NAME, below=below
        )
    else:
        high = round(min(size) * _EMBLEM) if emblem.is_there else 0
        top = _TOP_BELOW_EMBLEM if high else _TOP
        canvas = _empty_page(*kind, least=type_scale(screen).floor, top=top, below=below)
        left, above = (size[0] - emblem.width(high)) // 2, round(size[1] * top) - round(high * 1.15)
        emblem.draw(canvas, left, above, high, canvas.theme.paper)
    _draw_edge(canvas)
    texts = tuple(canvas.texts)
    warnings = tuple(filter(None, (emblem.fault, fault_of(kit.look))))
    return Drawing(canvas.finished(), "", 0, 1, 1, _DWELL_MS, screen.theme, texts, None, warnings)


def draw_last_resort(size: tuple[int, int], organisation: str, fonts: Fonts) -> Image.Image:
    """The built-in slide of a screen that has no edition yet. Its lower third is left free for the clock."""
    least = min(size) // 30
    theme = THEMES[ThemeName.RED_GOLD]
    return _empty_page(size, organisation, fonts, theme, least=least, top=_TOP_OVER_CLOCK).finished().rgb()


def _draw_edge(canvas: Canvas) -> None:
    """A thin line round the page, as round a printed certificate."""
    width, height = canvas.size
    inset, thin = min(width, height) // 22, max(1, min(width, height) // 540)
    for x, y, wide, high in (
        (inset, inset, width - 2 * inset, thin),
        (inset, height - inset - thin, width - 2 * inset, thin),
        (inset, inset, thin, height - 2 * inset),
        (width - inset - thin, inset, thin, height - 2 * inset),
    ):
        canvas.fill((x, y, wide, high), canvas.theme.rule)


def _empty_page(
    size: tuple[int, int],
    organisation: str,
    fonts: Fonts,
    theme: Theme,
    *,
    least: int,
    top: float,
    name: float = 1 / 7,
    below: int = 0,
) -> Canvas:
    canvas = Canvas(size, theme, fonts, below=below)
    width, height = size
    short = min(size)
    margin = round(short * 0.12)
    big = Style(max(int(short * name), least), is_bold=True)
    title = one_line(_NAME, big, width - 2 * margin, fonts)
    y = round(height * top)
    canvas.line(title, (width - title.width) // 2, y, canvas.theme.accent, Role.TITLE)
    y += round(big.px * 1.45)
    rule = round(title.width * 0.62)
    thick = max(2, short // 200)
    canvas.fill(((width - rule) // 2, y, rule, thick), canvas.theme.accent)
    canvas.fill(((width - rule) // 2, y + 2 * thick, rule, max(1, thick // 3)), canvas.theme.rule)
    y += round(big.px * 0.45)
    sizes = ((max(short // 20, least), 2), (max(short // 26, least), 3), (least, _MOST_LINES))
    tries = [(px, min(most, max((height - margin // 2 - y) // round(px * _LEADING), 1))) for px, most in sizes]
    for line in name_lines(clean(organisation), tries, width - 2 * margin, fonts, is_bold=False).lines:
        canvas.line(line, (width - line.width) // 2, y, canvas.theme.ink, Role.TITLE)
        y += round(line.style.px * _LEADING)
    return canvas
