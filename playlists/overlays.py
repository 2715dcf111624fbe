"""What is laid over a screen's slides, and how one slide gives way to the next: settings of a screen.

Decides only what can be wished for. Where it stands and what it says at a time is ``player.slides.band``'s and
``player.slides.telling``'s; moving it is ``player.show``'s.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from playlists.wire import Record


class Transition(StrEnum):
    """How the next slide comes: at once, by a cross-fade, or pushing the old one out to the left."""

    CUT = "cut"
    FADE = "fade"
    PUSH = "push"


class Calendar(StrEnum):
    """Which date stands beside the time of day: none (and no time either), the date, the date and the lunar one."""

    NONE = "none"
    DATE = "date"
    LUNAR = "lunar"


class Overlays(Record, frozen=True):
    """What stands in the band below every slide; without any of it there is no band.

    ``stale_after_h``: from this age of the edition on, the day it was made is told; 0 never tells.
    ``has_ticker``: titles of what is urgent. Where a publicity period stands is told by the slide itself.
    """

    calendar: Calendar = Calendar.NONE
    stale_after_h: Annotated[int, Meta(ge=0, le=8760)] = 0
    has_ticker: bool = False

    @property
    def need_room(self) -> bool:
        """Whether slides have to leave room for any of it."""
        return self != Overlays()
