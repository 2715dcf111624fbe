"""An urgent edition (紧急一期): a group's urgent rules with what they show, laid over the group's edition.

Decides what the two make together, and which rules belong in which. It is signed by a key of its own and is small, so
that cutting in waits neither for the rest of the programme nor for its pictures.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

import msgspec

from playlists.edition import Edition
from playlists.schedule import Priority, Rule
from playlists.workdays import YearTable


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_T = TypeVar("_T", bound=_Named)


def parted(rules: Iterable[Rule], *, is_urgent: bool) -> tuple[Rule, ...]:
    """Those of ``rules`` that belong in an urgent edition, or in the other one."""
    return tuple(rule for rule in rules if (rule.priority is Priority.URGENT) is is_urgent)


def fault_of_rules(edition: Edition, *, is_urgent: bool) -> str | None:
    """Why the rules cannot be in such an edition, or None: only the urgent key may take the screens urgently."""
    strange = parted(edition.rules, is_urgent=not is_urgent)
    if not strange:
        return None
    kind = "urgent edition" if is_urgent else "edition"
    return f"{kind} {edition.number} holds the {strange[0].priority.value} rule {strange[0].id}"


def laid_over(base: Edition, urgent: Edition | None) -> Edition:
    """What screens play: ``base`` with the urgent rules. What both hold is taken from the one with the higher number.

    The screens, the group and the organisation are ``base``'s; the number is the higher one.
    """
    if urgent is None:
        return base
    older, newer = sorted((base, urgent), key=lambda edition: edition.number)
    return msgspec.structs.replace(
        base,
        number=newer.number,
        made_at=max(base.made_at, urgent.made_at),
        items=_together(base.items, urgent.items, newer.items),
        playlists=_together(base.playlists, urgent.playlists, newer.playlists),
        rules=_together(base.rules, urgent.rules, newer.rules),
        workdays=_tables(older.workdays, newer.workdays),
    )


def _together(first: Sequence[_T], second: Sequence[_T], newer: Sequence[_T]) -> tuple[_T, ...]:
    """Both, without doubles, in order of first appearance; doubles as in ``newer``."""
    found = {one.id: one for one in (*first, *second)}
    found.update({one.id: one for one in newer})
    return tuple(found.values())


def _tables(older: Iterable[YearTable], newer: Iterable[YearTable]) -> tuple[YearTable, ...]:
    years = {table.year: table for table in (*older, *newer)}
    return tuple(years[year] for year in sorted(years))
