"""Blocks made of figures, and what is computed from them: totals, rates and shares are never typed.

Decides what such a block may hold and how its sums are rounded; how it looks is the typesetter's and the page's.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Annotated, NamedTuple

from msgspec import Meta

from playlists.wire import Line, Name, Record

Figure = Annotated[str, Meta(pattern=r"^[0-9]{1,12}(\.[0-9]{1,4})?$", description="a number, not below zero")]
Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]


class Grading(Record, frozen=True):
    """How many people found a subject good, fair or poor (好、中、差): as a whole, or in one ``aspect``."""

    subject: Name
    good: Count
    fair: Count
    poor: Count
    aspect: Line = ""

    def __post_init__(self) -> None:
        if not self.votes:
            raise ValueError(f"nobody has graded {self.subject}")

    @property
    def votes(self) -> int:
        """How many people gave a grade."""
        return self.good + self.fair + self.poor

    @property
    def good_rate(self) -> str:
        """The share of ``good`` in percent with one decimal: 100.0% means all and 0.0% nobody, never nearly so."""
        nearest = (2000 * self.good + self.votes) // (2 * self.votes)
        if 0 < self.good < self.votes:
            nearest = min(max(nearest, 1), 999)
        return f"{nearest // 10}.{nearest % 10}%"


class Appraisal(Record, frozen=True, tag_field="kind", tag="appraisal"):
    """民主测评、评议: what people think of bodies or leaders. One subject's aspects stand one after another."""

    gradings: Annotated[tuple[Grading, ...], Meta(min_length=1, max_length=300)]
    caption: Line = ""


class Bar(Record, frozen=True):
    """A named figure; its decimals are shown as they are written."""

    label: Name
    value: Figure

    @property
    def amount(self) -> Decimal:
        """The figure as a number."""
        return Decimal(self.value)


class Chart(Record, frozen=True, tag_field="kind", tag="chart"):
    """A few figures of one unit, compared by bars that all begin at zero."""

    bars: Annotated[tuple[Bar, ...], Meta(min_length=1, max_length=20)]
    caption: Line = ""
    unit: Line = ""

    def share(self, bar: Bar) -> float:
        """The bar's length, the longest being 1."""
        longest = max(one.amount for one in self.bars)
        return float(bar.amount / longest) if longest else 0.0

    def told(self, bar: Bar) -> str:
        """The bar's figure with its unit: 1,286 件."""
        return f"{bar.amount:,} {self.unit}".rstrip()


class Group(NamedTuple):
    """Gradings that belong under one heading, named; ``total`` when there are several."""

    heading: str
    rows: tuple[tuple[str, Grading], ...]
    total: Grading | None


def groups_of(appraisal: Appraisal) -> list[Group]:
    """One group for each subject with aspects, headed by its name; subjects without aspects stand in one list."""
    runs = groupby(appraisal.gradings, key=lambda one: one.subject if one.aspect else "")
    return [_group(heading, tuple(run)) for heading, run in runs]


def _group(heading: str, gradings: Sequence[Grading]) -> Group:
    rows = tuple((one.aspect or one.subject, one) for one in gradings)
    return Group(heading, rows, _sum(gradings) if len(gradings) > 1 else None)


def _sum(gradings: Sequence[Grading]) -> Grading:
    good, fair, poor = (sum(counts) for counts in zip(*((g.good, g.fair, g.poor) for g in gradings), strict=True))
    return Grading(gradings[0].subject, good, fair, poor)
