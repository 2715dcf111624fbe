"""The side of a slide: where a publicity period stands, facts, the opinion code, the call to use it, its address.

Decides what of it finds room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from player.slides.canvas import Canvas
from player.slides.facts import CALL, CONSULTATION, DEADLINE, Fact, facts_of, is_consultation
from player.slides.fonts import Fonts
from player.slides.grid import Grid, make_grid, side_width
from player.slides.lines import Line, Style, one_line, set_lines
from player.slides.period import PeriodPanel, Saying, make_panel
from player.slides.qr import Code, readable_address
from player.slides.type_scale import TypeScale
from playlists.deck import QrCode, Role
from playlists.item import Item, Timing
from playlists.screen import Screen

_LEADING: Final = 1.35
_VALUE: Final = 1.1  # of the label's size
_DEADLINE: Final = 1.45  # likewise: of all that stands here, what people must not miss
_PAD: Final = 0.4  # small ems round the facts of a consultation in their panel
_ADDRESS_LINES: Final = 2  # the site, and the way on it
_UPRIGHT_SHARE: Final = 0.3  # of the height of an upright screen that the side may take


class _Tone(Enum):
    QUIET = "muted"
    PLAIN = "ink"
    CALL = "accent"
    HEAD = "on_accent"


class _Stacked(NamedTuple):
    line: Line
    tone: _Tone
    y: int


@dataclass(frozen=True)
class Side:
    """What stands in the side, the panel above the facts; ``left_out`` are facts that found no room. Sizes in px.

    ``pad`` parts the facts of a consultation from the edges of their own panel; 0 where they have none.
    """

    panel: PeriodPanel | None
    facts: tuple[_Stacked, ...]
    speech: tuple[_Stacked, ...]
    code: Code | None
    grid: Grid
    left_out: tuple[Fact, ...]
    warnings: tuple[str, ...]
    pad: int = 0

    @property
    def is_address_broken(self) -> bool:
        """Whether the address beside the code is broken elsewhere than after the site's name."""
        return sum(one.tone is _Tone.QUIET for one in self.speech) > _ADDRESS_LINES

    def draw(self, canvas: Canvas) -> QrCode | None:
        """Draw it into its box; returns where the code went."""
        x, y, width, height = self.grid.side
        if self.code is None:
            self._draw_facts(canvas, (x, y, width))
            return None
        if self.grid.is_upright:
            beside = x + self.code.side_px + self.grid.gutter
            canvas.modules(self.code.modules, self.code.module_px, x, y)
            _draw_stack(canvas, self.speech, beside, y)
            down = height - _told_height(self.panel, self.facts) - self.pad
            self._draw_facts(canvas, (beside, y + down, x + width - beside))
            return self.code.at(x, y)
        below = y + height - _height(self.speech)
        top = below - self.code.side_px - _gap(self.speech)
        self._draw_facts(canvas, (x, y, width))
        canvas.modules(self.code.modules, self.code.module_px, x, top)
        _draw_stack(canvas, self.speech, x, below)
        return self.code.at(x, top)

    def _draw_facts(self, canvas: Canvas, place: tuple[int, int, int]) -> None:
        """Panel and facts from ``x``, ``y`` on; a consultation's facts ``width`` wide in a panel with a head."""
        x, y, width = place
        if self.panel:
            self.panel.draw(canvas, x, y)
        top = y + _told_height(self.panel, self.facts) - _height(self.facts)
        if self.pad and self.facts:
            head = self.facts[0].line.style.px + 2 * self.pad
            canvas.fill((x, top, width, _height(self.facts) + self.pad), canvas.theme.panel)
            canvas.fill((x, top, width, head), canvas.theme.accent)
        _draw_stack(canvas, self.facts, x + self.pad, top)


def make_side(
    item: Item, screen: Screen, scale: TypeScale, fonts: Fonts, code: Code | None, *, sayings: Sequence[Saying] = ()
) -> Side:
    """Lay out an item's side and the grid that gives it room; facts are left out from the last one on, then the panel.

    ``sayings``: all that is said of where the item's publicity period stands. The code gives way until that stands
    beside the text, or the first fact when there is nothing of it to say, and until no name in its address is broken.
    """
    tries = [_side(item, screen, scale, fonts, one, sayings=sayings) for one in (code.sizes() if code else (None,))]
    complete = [side for side in tries if side.panel or (not sayings and (side.facts or not side.left_out))]
    unbroken = [side for side in complete if not side.is_address_broken]
    return (unbroken or complete or tries[-1:])[0]


def _side(
    item: Item, screen: Screen, scale: TypeScale, fonts: Fonts, code: Code | None, *, sayings: Sequence[Saying]
) -> Side:
    is_urgent = item.timing is Timing.URGENT
    bare = make_grid(screen, scale, side_px=0, is_urgent=is_urgent)
    width = _width(bare, screen, scale, code)
    share = max(round(screen.height_px * _UPRIGHT_SHARE), code.side_px if code else 0)
    limit = share if bare.is_upright else bare.text[3]
    speech = _speech(item, width, scale, fonts) if code else ()
    warnings: tuple[str, ...] = ()
    if _extent(0, speech, code, bare, scale) > limit:
        speech = _call(width, scale, fonts)
        if _extent(0, speech, code, bare, scale) > limit:
            speech = ()
        warnings = ("the opinion address is too long to be written beside its code",)
    facts = facts_of(item, screen, has_code=code is not None)
    pad = round(scale.small * _PAD) if is_consultation(item) else 0
    sizes = (scale.body, scale.floor, scale.small)
    panels = [make_panel(sayings, width, px, fonts, least_px=scale.small) for px in sizes] if sayings else []
    large, *smaller = (*panels, None)
    tries = [(large, count) for count in range(len(facts), -1, -1)] + [(panel, 0) for panel in smaller]
    for panel, count in tries:
        stack = _fact_stack(facts[:count], width - 2 * pad, scale, fonts, pad)
        extent = _extent(_told_height(panel, stack) + pad * bool(stack), speech, code, bare, scale)
        if extent <= limit:
            break
    grid = make_grid(screen, scale, side_px=extent if bare.is_upright else width, is_urgent=is_urgent)
    return Side(panel, stack, speech, code, grid, tuple(facts[count:]), warnings, pad)


def _width(bare: Grid, screen: Screen, scale: TypeScale, code: Code | None) -> int:
    """Width of a line of text in the side."""
    if bare.is_upright:
        return bare.text[2] - (code.side_px + bare.gutter if code else 0)
    return code.side_px if code else side_width(screen, scale)


def _extent(above: int, speech: tuple[_Stacked, ...], code: Code | None, bare: Grid, scale: TypeScale) -> int:
    """Height that panel and facts (``above``), code and what is said about it need together."""
    told = above + (_height(speech) + scale.small if code and above else _height(speech))
    if code is None:
        return above
    return max(code.side_px, told) if bare.is_upright else code.side_px + _gap(speech) + told


def _speech(item: Item, width: int, scale: TypeScale, fonts: Fonts) -> tuple[_Stacked, ...]:
    call = [(one.line, one.tone, 0) for one in _call(width, scale, fonts)]
    address = _address_lines(readable_address(item), Style(scale.small), width, fonts)
    return _stack(call + [(line, _Tone.QUIET, 0) for line in address])


def _call(width: int, scale: TypeScale, fonts: Fonts) -> tuple[_Stacked, ...]:
    style = Style(scale.small, is_bold=True)
    lines = set_lines(CALL, style, width, fonts, justify=False)
    if len(lines) > 1:
        lines = set_lines(CALL.replace(" · ", "\n"), style, width, fonts, justify=False)
    return _stack([(line, _Tone.CALL, 0) for line in lines])


def _fact_stack(facts: list[Fact], width: int, scale: TypeScale, fonts: Fonts, pad: int) -> tuple[_Stacked, ...]:
    """The facts one below another; in a panel (``pad``) under its head, which is the deadline's label if it has one."""
    rows: list[tuple[Line, _Tone, int]] = []
    value = Style(round(scale.small * _VALUE), is_bold=True)
    if pad and facts and facts[0].label != DEADLINE:
        rows.append((one_line(CONSULTATION, value, width, fonts), _Tone.HEAD, pad))
    for fact in facts:
        if fact.label == DEADLINE:
            rows += _deadline_rows(fact, width, scale, fonts, pad)
            continue
        label, *_ = set_lines(fact.label, Style(scale.small), width, fonts, justify=False)
        rows.append((label, _Tone.QUIET, (scale.small // 2 if rows else 0) + (pad if len(rows) == 1 else 0)))
        rows += [(line, _Tone.PLAIN, 0) for line in set_lines(fact.value, value, width, fonts, justify=False)]
    return _stack(rows)


def _deadline_rows(fact: Fact, width: int, scale: TypeScale, fonts: Fonts, pad: int) -> list[tuple[Line, _Tone, int]]:
    """The panel's head, and the day in large type."""
    head, day = (Style(round(scale.small * size), is_bold=True) for size in (_VALUE, _DEADLINE))
    lines = set_lines(fact.value, day, width, fonts, justify=False)
    days = [(line, _Tone.CALL, 0 if at else round(1.3 * pad)) for at, line in enumerate(lines)]
    return [(one_line(fact.label, head, width, fonts), _Tone.HEAD, pad), *days]


def _address_lines(address: str, style: Style, width: int, fonts: Fonts) -> list[Line]:
    """The address on one line, or parted after the name of the site, which people know."""
    lines = set_lines(address, style, width, fonts, justify=False)
    if len(lines) > 1 and "/" in address:
        site, _, path = address.partition("/")
        lines = set_lines(f"{site}/\n{path}", style, width, fonts, justify=False)
    return lines


def _stack(rows: list[tuple[Line, _Tone, int]]) -> tuple[_Stacked, ...]:
    """Lines one below another, each with the gap wanted above it."""
    stacked: list[_Stacked] = []
    y = 0
    for line, tone, gap in rows:
        stacked.append(_Stacked(line, tone, y + gap))
        y += gap + round(line.style.px * _LEADING)
    return tuple(stacked)


def _draw_stack(canvas: Canvas, stack: tuple[_Stacked, ...], x: int, y: int) -> None:
    colours = {
        _Tone.QUIET: canvas.theme.muted,
        _Tone.PLAIN: canvas.theme.ink,
        _Tone.CALL: canvas.theme.accent,
        _Tone.HEAD: canvas.theme.on_accent,
    }
    for one in stack:
        canvas.line(one.line, x, y + one.y, colours[one.tone], Role.FURNITURE)


def _height(stack: tuple[_Stacked, ...]) -> int:
    return stack[-1].y + stack[-1].line.style.px if stack else 0


def _told_height(panel: PeriodPanel | None, facts: tuple[_Stacked, ...]) -> int:
    """Height of the panel and the facts below it."""
    between = panel.pad if panel and facts else 0
    return (panel.height if panel else 0) + between + _height(facts)


def _gap(speech: tuple[_Stacked, ...]) -> int:
    return speech[0].line.style.px // 2 if speech else 0
