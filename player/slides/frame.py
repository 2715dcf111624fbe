"""What surrounds the text on every slide of an item: masthead, facts, code, foot. Decides their words and looks."""

from dataclasses import dataclass, replace
from typing import Final

from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.facts import AUDIENCES, CALL, STAGES, URGENT, Fact, facts_of, shown_date
from player.slides.fonts import Fonts
from player.slides.grid import Grid, make_grid, side_width
from player.slides.lines import Line, Style, one_line, set_lines
from player.slides.qr import Code, readable_address
from player.slides.type_scale import TypeScale
from playlists.deck import QrCode, Role
from playlists.item import Item, Timing
from playlists.screen import Screen

_LEADING: Final = 1.35


@dataclass(frozen=True)
class Frame:
    """An item's furniture on one screen; ``spilled`` are facts that found no room beside the text."""

    item: Item
    screen: Screen
    organisation: str
    scale: TypeScale
    grid: Grid
    facts: tuple[tuple[Line, bool], ...]
    code: Code | None
    call: tuple[Line, ...]
    address: tuple[Line, ...]
    spilled: tuple[Fact, ...]

    @property
    def is_urgent(self) -> bool:
        """Whether it carries the urgent band."""
        return self.item.timing is Timing.URGENT

    def draw(self, canvas: Canvas, page: int, of: int) -> QrCode | None:
        """Draw it all on a canvas; returns where the code went."""
        self._draw_masthead(canvas)
        self._draw_foot(canvas, page, of)
        return self._draw_side(canvas)

    def _draw_masthead(self, canvas: Canvas) -> None:
        theme, margin = canvas.theme, self.grid.margin
        _, _, width, height = self.grid.masthead
        small = self.scale.small
        band = height if self.is_urgent else 0
        canvas.fill((0, 0, width, band), theme.urgent)
        text_y = (height - small) // 2 if band else height - round(small * 1.75)
        colour = theme.on_urgent if band else theme.accent
        x = margin
        if band:
            x += self._draw_urgent_mark(canvas, x, height) + small
        right = self._kicker(canvas.fonts)
        canvas.line(right, width - margin - right.width, text_y, colour, Role.FURNITURE)
        room = width - margin - right.width - 2 * small - x
        name = one_line(clean(self.organisation), Style(small, is_bold=True), room, canvas.fonts)
        canvas.line(name, x, text_y, colour, Role.FURNITURE)
        if not band:
            thick = max(2, small // 7)
            canvas.fill((margin, height - thick - 2 * thick, width - 2 * margin, thick), theme.accent)
            canvas.fill((margin, height - max(1, thick // 3), width - 2 * margin, max(1, thick // 3)), theme.rule)

    def _draw_urgent_mark(self, canvas: Canvas, x: int, height: int) -> int:
        px = round(height * 0.5)
        mark = one_line(URGENT, Style(px, is_bold=True), px * 4, canvas.fonts)
        pad = round(px * 0.35)
        box = (x, (height - px) // 2 - pad // 2, mark.width + 2 * pad, px + pad)
        canvas.fill(box, canvas.theme.on_urgent)
        canvas.line(mark, x + pad, (height - px) // 2, canvas.theme.urgent, Role.FURNITURE)
        return box[2]

    def _kicker(self, fonts: Fonts) -> Line:
        item = self.item
        words = [clean(item.entry.title), STAGES[item.stage], AUDIENCES[item.audience]]
        text = " · ".join(word for word in words if word)
        return one_line(text, Style(self.scale.small, is_bold=True), self.grid.width // 2, fonts)

    def _draw_foot(self, canvas: Canvas, page: int, of: int) -> None:
        x, y, width, height = self.grid.foot
        small, theme = self.scale.small, canvas.theme
        canvas.fill((x, y, width, max(1, small // 18)), theme.rule)
        text_y = y + height - small
        right = 0
        if of > 1:
            number = one_line(f"{page}/{of}", Style(small, is_bold=True), width, canvas.fonts)
            canvas.line(number, x + width - number.width, text_y, theme.accent, Role.FURNITURE)
            right = number.width + small
        words = f"{clean(self.item.issuer)}　{shown_date(self.item, self.screen)}"
        line = one_line(words, Style(small), width - right, canvas.fonts)
        canvas.line(line, x, text_y, theme.muted, Role.FURNITURE)

    def _draw_side(self, canvas: Canvas) -> QrCode | None:
        x, y, width, height = self.grid.side
        if not self.grid.is_upright:
            self._draw_lines(canvas, self.facts, x, y)
            return self._draw_code(canvas, x, y + height - self._code_height()) if self.code else None
        if width and height:
            code = self._draw_code_upright(canvas, x, y) if self.code else None
            left = x + (self.code.side_px + self.grid.gutter if self.code else 0)
            self._draw_lines(canvas, self.facts, left, y + height - _height(self.facts))
            return code
        return None

    def _draw_lines(self, canvas: Canvas, lines: tuple[tuple[Line, bool], ...], x: int, y: int) -> None:
        for at, (line, is_label) in enumerate(lines):
            y += (self.scale.small // 2) if is_label and at else 0
            canvas.line(line, x, y, canvas.theme.muted if is_label else canvas.theme.ink, Role.FURNITURE)
            y += round(line.style.px * _LEADING)

    def _draw_code(self, canvas: Canvas, x: int, y: int) -> QrCode:
        assert self.code
        theme = canvas.theme
        canvas.picture_at(self.code.picture(theme.code, theme.on_code), x, y)
        below = y + self.code.side_px + self.scale.small // 2
        self._draw_call(canvas, x, below)
        return self.code.at(x, y)

    def _draw_code_upright(self, canvas: Canvas, x: int, y: int) -> QrCode:
        assert self.code
        canvas.picture_at(self.code.picture(canvas.theme.code, canvas.theme.on_code), x, y)
        self._draw_call(canvas, x + self.code.side_px + self.grid.gutter, y)
        return self.code.at(x, y)

    def _draw_call(self, canvas: Canvas, x: int, y: int) -> None:
        for line in (*self.call, *self.address):
            colour = canvas.theme.accent if line.style.is_bold else canvas.theme.muted
            canvas.line(line, x, y, colour, Role.FURNITURE)
            y += round(line.style.px * _LEADING)

    def _code_height(self) -> int:
        assert self.code
        lines = sum(round(line.style.px * _LEADING) for line in (*self.call, *self.address))
        return self.code.side_px + self.scale.small // 2 + lines


def make_frame(
    item: Item, screen: Screen, organisation: str, scale: TypeScale, fonts: Fonts, code: Code | None
) -> Frame:
    """Lay out an item's furniture; facts that find no room are left to the body."""
    is_urgent = item.timing is Timing.URGENT
    upright = make_grid(screen, scale, side_px=0, is_urgent=is_urgent).is_upright
    inner = make_grid(screen, scale, side_px=0, is_urgent=is_urgent).text[2]
    width = (code.side_px if code else side_width(screen, scale)) if not upright else inner
    if upright and code:
        width = inner - code.side_px - make_grid(screen, scale, side_px=0, is_urgent=is_urgent).gutter
    call = tuple(set_lines(CALL, Style(scale.small, is_bold=True), width, fonts, justify=False)) if code else ()
    address = tuple(set_lines(readable_address(item), Style(scale.small), width, fonts, justify=False)) if code else ()
    facts = facts_of(item)
    kept = list(facts)
    spoken = sum(round(line.style.px * _LEADING) for line in (*call, *address))
    while True:
        lines = tuple(_fact_lines(kept, width, scale, fonts))
        needed = _height(lines)
        if upright:
            extent = max(code.side_px if code else 0, spoken + (scale.small if spoken and lines else 0) + needed)
            room = screen.height_px // 3
        else:
            extent = needed + (code.side_px + spoken + scale.small * 2 if code else 0)
            room = make_grid(screen, scale, side_px=0, is_urgent=is_urgent).text[3]
        if extent <= room or not kept:
            break
        kept.pop()
    grid = make_grid(screen, scale, side_px=extent if upright else width, is_urgent=is_urgent)
    return Frame(item, screen, organisation, scale, grid, lines, code, call, address, tuple(facts[len(kept) :]))


def without_code(frame: Frame) -> Frame:
    """The same without its code."""
    return replace(frame, code=None, call=(), address=())


def _fact_lines(facts: list[Fact], width: int, scale: TypeScale, fonts: Fonts) -> list[tuple[Line, bool]]:
    lines: list[tuple[Line, bool]] = []
    for fact in facts:
        lines.append((one_line(fact.label, Style(scale.small), width, fonts), True))
        value = fact.value.replace("，", "，\n", 1) if fact.label == "公示期" else fact.value
        style = Style(round(scale.small * 1.1), is_bold=True)
        lines += [(line, False) for line in set_lines(value, style, width, fonts, justify=False)]
    return lines


def _height(lines: tuple[tuple[Line, bool], ...]) -> int:
    labels = sum(is_label for _, is_label in lines)
    gaps = max(labels - 1, 0) * (lines[0][0].style.px // 2 if lines else 0)
    return sum(round(line.style.px * _LEADING) for line, _ in lines) + gaps
