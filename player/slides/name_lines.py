"""Setting the organisation's name where room is short. Decides that it shrinks, then wraps, and is cut only at last."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from player.slides.fonts import Fonts
from player.slides.lines import Line, Style, balanced_lines, one_line, set_lines

NAME_CUT: Final = "the organisation's name is too long for the head of the slide and is cut"
LEADING: Final = 1.15  # of the size: the lines of one name stand close


class NameLines(NamedTuple):
    """The name's lines, all of one size; ``is_cut`` when even the last try had no room for all of it."""

    lines: tuple[Line, ...]
    is_cut: bool

    @property
    def height(self) -> int:
        """From the first line's top to the last one's foot."""
        return self.lines[0].style.px + self.step * (len(self.lines) - 1)

    @property
    def step(self) -> int:
        """From one line to the next."""
        return round(self.lines[0].style.px * LEADING)


def name_lines(
    words: str, tries: Sequence[tuple[int, int]], width: int, fonts: Fonts, *, is_bold: bool = True
) -> NameLines:
    """The name in the first of ``tries`` (pixels per em, most lines) that holds it; in the last one cut if need be."""
    for px, most in tries:
        lines = balanced_lines(words, Style(px, is_bold), width, fonts)
        if len(lines) <= most:
            return NameLines(tuple(lines), is_cut=False)
    kept = set_lines(words, Style(px, is_bold), width, fonts, justify=False)[: most - 1]  # filled: the most of it
    rest = words[sum(len(line.text) for line in kept) :].lstrip()
    return NameLines((*kept, one_line(rest, Style(px, is_bold), width, fonts)), is_cut=True)
