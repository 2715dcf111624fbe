"""The furniture of a strip: a panel so low that one line of large type fills it, as light-emitting diodes over a door.

A small line above (who speaks or what about, what kind of matter, the page), the code at the right, and one line of
text at a time. Where a publicity period stands comes right after the title; issuer, date and facts have no place of
their own and follow the text as its last lines.
"""

from dataclasses import dataclass
from typing import Final

from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.facts import DEADLINE, URGENT, Fact, facts_of, shown_date
from player.slides.fonts import Fonts
from player.slides.frame import Frame
from player.slides.grid import Grid
from player.slides.lines import Line, Style, one_line
from player.slides.name_lines import NAME_CUT, name_lines
from player.slides.period import Saying
from player.slides.qr import Code
from player.slides.side import Side
from player.slides.type_scale import TypeScale
from playlists.deck import QrCode, Role
from playlists.item import Item, Timing
from playlists.screen import Screen

_MARGIN: Final = 0.07  # of the height
_HEAD: Final = 1.75  # small ems: the line above, with its rule


@dataclass(frozen=True)
class Strip(Frame):
    """A frame whose pages name their title themselves and hold their text in the middle of the height."""

    @property
    def running_title_px(self) -> int:
        """Nothing below the line above."""
        return 0

    @property
    def is_centred(self) -> bool:
        """One line has no company to hang from."""
        return True

    def draw(self, canvas: Canvas, page: int, of: int) -> QrCode | None:
        """Draw it all on a canvas; returns where the code went."""
        small, margin, theme = self.scale.small, self.grid.margin, canvas.theme
        _, _, width, height = self.grid.masthead
        is_urgent = self.item.timing is Timing.URGENT
        if is_urgent:
            canvas.fill((0, 0, width, height), theme.urgent)
        else:
            canvas.fill((margin, height - max(2, small // 10), width - 2 * margin, max(2, small // 10)), theme.accent)
        colour, y = theme.on_urgent if is_urgent else theme.accent, (height - small) // 2
        number = one_line(f"{page}/{of}", Style(small, is_bold=True), width, canvas.fonts)
        canvas.line(number, width - margin - number.width, y, colour, Role.FURNITURE)
        kind = self._kind(canvas.fonts, width // 2 if self._deadline else width // 3)
        right = width - margin - number.width - small - kind.width
        canvas.line(kind, right, y, colour, Role.FURNITURE)
        words = clean(self.organisation) if page == 1 else clean(self.item.title)
        words = f"【{URGENT}】{words}" if is_urgent else words
        name = name_lines(words, ((small, 1),), right - small - margin, canvas.fonts)
        if name.is_cut and page == 1:
            canvas.warn(NAME_CUT)
        canvas.line(name.lines[0], margin, y, colour, Role.FURNITURE)
        return self.side.draw(canvas)

    @property
    def _deadline(self) -> str:
        """Until when opinions are asked for, on one line; empty when they are not."""
        return next((f"{fact.label} {fact.value.split()[0]}" for fact in self.spilled if fact.label == DEADLINE), "")

    def _kind(self, fonts: Fonts, width: int) -> Line:
        """What people must not miss has the place of the kind of matter."""
        if not self._deadline:
            return super()._kind(fonts, width)
        return one_line(self._deadline, Style(self.scale.small, is_bold=True), width, fonts)


def make_strip(
    item: Item,
    screen: Screen,
    scale: TypeScale,
    *,
    organisation: str,
    fonts: Fonts,
    code: Code | None,
    sayings: tuple[Saying, ...] = (),
) -> Strip:
    """Lay out an item's furniture on a strip."""
    issued = Fact("发布", f"{clean(item.issuer)}　{shown_date(item, screen)}")
    grid = _grid(screen, scale, code)
    side = Side(None, (), (), code, grid, (), ())
    foot = one_line("", Style(scale.small), screen.width_px, fonts)
    told = (*facts_of(item, screen, has_code=code is not None), issued)
    return Strip(item, screen, organisation, scale, fonts, side, foot, told, sayings=sayings)


def _grid(screen: Screen, scale: TypeScale, code: Code | None) -> Grid:
    width, height = screen.width_px, screen.height_px
    margin = round(height * _MARGIN)
    head = round(scale.small * _HEAD)
    space = height - head - margin // 2
    side_px = code.side_px if code else 0
    gutter = margin if code else 0
    # The code's box ends where the code does, so that it stands in the middle of the space beside the text.
    side = (width - margin - side_px, head + margin // 4, side_px, (space + side_px) // 2)
    text = (margin, head + margin // 4, width - 2 * margin - side_px - gutter, space)
    return Grid(width, height, margin, gutter, (0, 0, width, head), text, side, (0, height, width, 0), is_upright=False)
