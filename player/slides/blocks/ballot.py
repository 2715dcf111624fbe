"""The columns of an appraisal: what stands in them and how wide they are. Drawing them is ``appraisal``'s."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from player.slides.characters import clean
from player.slides.lines import Style, one_line
from player.slides.setting import Setting
from playlists.figures import Grading, Group

GRADES: Final = ("好", "中", "差")
SWATCH: Final = 0.72  # em, the side of the square that shows a grade's filling
SWATCH_STEP: Final = 1.35  # sides from a swatch's left edge to its grade
_VOTES: Final = "票数"
_RATE: Final = "好评率"
_STEPS: Final = ((1.0, 1.0), (1.0, 0.6), (0.9, 0.6), (0.8, 0.6))  # of the body size, and ems between columns
_LEAST_NAME: Final = 4  # ems; a narrower column of names reads like a ladder
_UNLIMITED: Final = 1_000_000  # px; a name has at most 400 characters


class Columns(NamedTuple):
    """Type size, width of the names, and the right edge of each column of figures, headed by ``heads``."""

    px: int
    name: int
    rights: tuple[int, ...]
    heads: tuple[str, ...]

    def cells(self, grading: Grading) -> list[str]:
        """The figures of a row, as many as there are heads."""
        counts = [grading.votes, grading.good, grading.fair, grading.poor]
        shown = counts if self.heads[0] == _VOTES else counts[1:]
        return [*(f"{count:,}" for count in shown), grading.good_rate]


def columns_of(groups: Sequence[Group], setting: Setting) -> Columns | None:
    """The largest and widest columns that leave every name on one line; at the least size names may be wrapped.

    None when even then too little is left for the names.
    """
    names = [name for group in groups for name, _ in group.rows]
    for size, gutter in _STEPS:
        px = max(round(setting.scale.body * size), setting.scale.floor)
        columns = _columns_at(groups, px, round(px * gutter), setting)
        if all(_width(name, columns.px, setting) <= columns.name for name in names):
            return columns
    return columns if columns.name >= _LEAST_NAME * columns.px else None


def common_votes(groups: Sequence[Group]) -> int | None:
    """The number of votes when it is the same for all rows: then it is told once and needs no column."""
    votes = {grading.votes for group in groups for _, grading in group.rows}
    return votes.pop() if len(votes) == 1 else None


def _columns_at(groups: Sequence[Group], px: int, gutter: int, setting: Setting) -> Columns:
    heads = (*(() if common_votes(groups) else (_VOTES,)), *GRADES, _RATE)
    bare = Columns(px, 0, (), heads)
    table = [bare.cells(grading) for grading in _gradings(groups)]
    swatch = round(px * SWATCH * SWATCH_STEP)
    widths = [
        max(_width(head, px, setting) + swatch * (head in GRADES), *(_width(cell, px, setting) for cell in column))
        for head, column in zip(heads, zip(*table, strict=True), strict=True)
    ]
    name = setting.width - sum(widths) - gutter * len(widths)
    rights = (name + sum(widths[:at]) + gutter * at for at in range(1, len(widths) + 1))
    return bare._replace(name=name, rights=tuple(rights))


def _gradings(groups: Sequence[Group]) -> Iterator[Grading]:
    for group in groups:
        yield from (grading for _, grading in group.rows)
        if group.total:
            yield group.total


def _width(text: str, px: int, setting: Setting) -> int:
    """Width on one line in bold, which is the wider one."""
    return one_line(clean(text), Style(px, is_bold=True), _UNLIMITED, setting.fonts).width
