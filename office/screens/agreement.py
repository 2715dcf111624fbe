"""Whether the picture on a screen is the slide that should be up: by what was read back, and by our own schedule.

Pure. The screen vouches that the pixels on its display are those of a slide; the office works out by itself which slide
was due at that moment. Only both together make a picture the right one.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from office.screens.condition import AHEAD, SILENT_AFTER, Level
from playlists.deck import Slide
from playlists.report import Agreement, Seen


class Verdict(Enum):
    """Kept apart from what a screen says: no news is ``UNKNOWN``, never right."""

    SAME = Level.OK
    OTHER = Level.BAD
    UNKNOWN = Level.MUTED

    @property
    def css(self) -> str:
        """The class of its badge."""
        return self.value.css

    @property
    def word(self) -> str:
        """For the badge."""
        return {
            Verdict.SAME: _("picture agrees"),
            Verdict.OTHER: _("picture differs"),
            Verdict.UNKNOWN: _("picture not known"),
        }[self]


class Slot(NamedTuple):
    """Which slide: the item's version and page. The dark frame has page 0."""

    item: str
    version: int
    page: int


A_TRANSITION: Final = timedelta(seconds=2)  # a screen looks when its fade is over: the slide before was due till then
DARK: Final = Slot("", 0, 0)


def read_back(seen: Seen | None, at: datetime) -> Verdict:
    """By the screen's own reading; one that is old, or from a clock far ahead, tells nothing of now."""
    if seen is None or not -AHEAD <= at - seen.at <= SILENT_AFTER:
        return Verdict.UNKNOWN
    is_right = seen.agreement is Agreement.RIGHT and seen.wanted == seen.presented
    return Verdict.SAME if is_right else Verdict.OTHER


def compared(seen: Seen | None, due: Iterable[Slide | None], at: datetime, *, is_switching: bool) -> Verdict:
    """By our schedule too: ``due`` are the slides that were on air when the screen looked, None for the dark frame.

    ``is_switching``: a newer edition is so fresh that the screen may still show the one before.
    """
    verdict = read_back(seen, at)
    if verdict is not Verdict.SAME or seen is None or Slot(seen.item, seen.version, seen.page) in map(_slot, due):
        return verdict
    return Verdict.UNKNOWN if is_switching else Verdict.OTHER


def _slot(slide: Slide | None) -> Slot:
    return Slot(slide.item, slide.version, slide.page) if slide else DARK
