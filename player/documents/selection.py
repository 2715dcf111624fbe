"""Which pages of a document are attached: all, or from one to another."""

import re
from typing import Final, NamedTuple

from player.documents.faults import DocumentError, Fault

_WRITTEN: Final = re.compile(r"(\d{1,6})(?:\s*[-–—~至]\s*(\d{1,6}))?")


class Selection(NamedTuple):
    """Pages ``first`` to ``last``, both included, counted from 1; ``last`` None: to the end."""

    first: int = 1
    last: int | None = None


ALL: Final = Selection()


def parse_selection(text: str) -> Selection:
    """``2`` or ``1-3``; empty means every page. Raises DocumentError."""
    if not text.strip():
        return ALL
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        raise DocumentError(Fault.BAD_SELECTION)
    first = int(found[1])
    last = int(found[2]) if found[2] else first
    if not 1 <= first <= last:
        raise DocumentError(Fault.BAD_SELECTION)
    return Selection(first, last)
