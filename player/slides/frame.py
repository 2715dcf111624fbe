"""What surrounds the text on every slide of an item: masthead, foot and side. Decides their words and looks."""

from dataclasses import dataclass
from typing import Final

from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.emblem import Emblem
from player.slides.facts import AUDIENCES, STAGES, URGENT, Fact, mark_of, shown_date
from player.slides.fonts import Fonts
from player.slides.grid import Grid
from player.slides.lines import Line, Style, one_line, set_lines
from player.slides.name_lines import LEADING, NAME_CUT, name_lines
from player.slides.period import Saying
from player.slides.qr import Code
from player.slides.side import Side, make_side
from player.slides.themes import Colour
from player.slides.type_scale import TypeScale
from playlists.deck import QrCode, Role
from playlists.item import Item, Timing
from playlists.screen import Screen

_NAME: Final = 1.2  # of the small size: the voice that speaks here
_NAME_TIGHT: Final = 1.1  # where it has no room so large
_EMBLEM: Final = 0.7  # of the masthead's height
_RUNNING_TITLE: Final = 2.4  # body ems
_URGENT_MARK: Final = 0.5  # of the band's height


@dataclass(frozen=True)
class Frame:
    """An item's furniture on one screen; ``spilled`` are facts that found no room and belong into the body.

    ``sayings``: all that is said of where the item's publicity period stands, a variant of each page for each.
    """

    item: Item
    screen: Screen
    organisation: str
    scale: TypeScale
    fonts: Fonts
    side: Side
    foot: Line
    spilled: tuple[Fact, ...]
    emblem: Emblem | None = None
    sayings: tuple[Saying, ...] = ()

    @property
    def grid(self) -> Grid:
        """Where things stand."""
        return self.side.grid

    @property
    def running_title_px(self) -> int:
        """What the one-line title of later pages takes, with the space below."""
        return round(self.scale.body * _RUNNING_TITLE)

    @property
    def is_centred(self) -> bool:
        """Whether the text stands in the middle of its height instead of hanging from the top."""
        return False

    def draw(self, canvas: Canvas, page: int, of: int) -> QrCode | None:
        """Draw it all on a canvas; returns where the code went."""
        if self.item.timing is Timing.URGENT:
            self._draw_urgent_band(canvas)
        else:
            self._draw_masthead(canvas)
        self._draw_foot(canvas, page, of)
        return self.side.draw(canvas)

    def _draw_masthead(self, canvas: Canvas) -> None:
        """The organisation and the kind of matter, over a thick and a thin rule."""
        theme, margin = canvas.theme, self.grid.margin
        _, _, width, height = self.grid.masthead
        thick, thin = max(2, self.scale.small // 7), max(1, self.scale.small // 18)
        baseline = height - round(self.scale.small * 1.85)
        left = self._draw_emblem(canvas, margin, height - 3 * thick, theme.paper)
        self._draw_names(canvas, left, baseline, theme.accent, (0, height - 3 * thick - self.scale.small // 6))
        canvas.fill((margin, height - 3 * thick, width - 2 * margin, thick), theme.accent)
        canvas.fill((margin, height - thin, width - 2 * margin, thin), theme.rule)

    def _draw_emblem(self, canvas: Canvas, left: int, bottom: int, ground: Colour) -> int:
        """Put the emblem between the slide's edge and the rule; returns where the name begins."""
        if self.emblem is None or not self.emblem.is_there:
            return left
        high = round(bottom * _EMBLEM)
        self.emblem.draw(canvas, left, bottom - high - self.scale.small // 5, high, ground)
        return left + self.emblem.width(high) + self.scale.small // 2

    def _draw_urgent_band(self, canvas: Canvas) -> None:
        """The masthead as one solid band with the word in it, and an edge of the same colour round the slide."""
        theme, margin, grid = canvas.theme, self.grid.margin, self.grid
        _, _, width, height = grid.masthead
        edge = margin // 6
        canvas.fill((0, 0, width, height), theme.urgent)
        for box in (
            (0, 0, edge, grid.height),
            (width - edge, 0, edge, grid.height),
            (0, grid.height - edge, width, edge),
        ):
            canvas.fill(box, theme.urgent)
        px = round(height * _URGENT_MARK)
        mark = set_lines(URGENT, Style(px, is_bold=True), width, canvas.fonts)[0]
        pad, y = px // 3, (height - px) // 2
        canvas.fill((margin, y - pad // 2, mark.width + 2 * pad, px + pad), theme.on_urgent)
        canvas.line(mark, margin + pad, y, theme.urgent, Role.FURNITURE)
        left = margin + mark.width + 2 * pad + self.scale.small
        self._draw_names(canvas, left, (height - self.scale.small) // 2, theme.on_urgent, (0, height))

    def _draw_names(self, canvas: Canvas, left: int, y: int, colour: Colour, room: tuple[int, int]) -> None:
        """The organisation at the left, what the item is at the right, at ``y``; two lines share ``room``."""
        right = self.grid.width - self.grid.margin
        kind = self._kind(canvas.fonts, (right - left) // 2)
        canvas.line(kind, right - kind.width, y, colour, Role.FURNITURE)
        small = self.scale.small
        width = right - kind.width - 2 * round(small * _NAME) - left
        most = 2 if round(small * LEADING) + small <= room[1] - room[0] else 1
        tries = ((round(small * _NAME), 1), (round(small * _NAME_TIGHT), 1), (small, most))
        name = name_lines(clean(self.organisation), tries, width, canvas.fonts)
        if name.is_cut:
            canvas.warn(NAME_CUT)
        px = name.lines[0].style.px
        top = y - (px - small) if len(name.lines) == 1 else room[0] + (room[1] - room[0] - name.height) // 2
        for at, line in enumerate(name.lines):
            canvas.line(line, left, top + at * name.step, colour, Role.FURNITURE)

    def _kind(self, fonts: Fonts, width: int) -> Line:
        item = self.item
        words = [clean(item.entry.title), mark_of(item), STAGES[item.stage], AUDIENCES[item.audience]]
        return one_line(" · ".join(filter(None, words)), Style(self.scale.small, is_bold=True), width, fonts)

    def _draw_foot(self, canvas: Canvas, page: int, of: int) -> None:
        x, y, width, height = self.grid.foot
        small, theme = self.scale.small, canvas.theme
        canvas.fill((x, y, width, max(1, small // 18)), theme.rule)
        canvas.line(self.foot, x, y + height - small, theme.muted, Role.FURNITURE)
        number = one_line(f"{page}/{of}", Style(small, is_bold=True), width, canvas.fonts)
        canvas.line(number, x + width - number.width, y + height - small, theme.accent, Role.FURNITURE)


def make_frame(
    item: Item,
    screen: Screen,
    scale: TypeScale,
    *,
    organisation: str,
    fonts: Fonts,
    code: Code | None,
    sayings: tuple[Saying, ...] = (),
) -> Frame:
    """Lay out an item's furniture. A contact that the side has no room for moves to the foot, else to the body."""
    side = make_side(item, screen, scale, fonts, code, sayings=sayings)
    room = side.grid.foot[2] - scale.small * 4  # the page number's place: "99/99" and air
    words = f"{clean(item.issuer)}　{shown_date(item, screen)}"
    spilled = list(side.left_out)
    if spilled:
        longer = f"{words}　　{spilled[-1].label} {' '.join(spilled[-1].value.split())}"
        if len(set_lines(longer, Style(scale.small), room, fonts)) == 1:
            words = longer
            spilled.pop()
    foot = one_line(words, Style(scale.small), room, fonts)
    return Frame(item, screen, organisation, scale, fonts, side, foot, tuple(spilled), sayings=sayings)
