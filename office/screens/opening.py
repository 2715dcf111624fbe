"""Whether a screen is within its hours of operation. Pure. Between the two nobody can say: displays take their time."""

from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final
from zoneinfo import ZoneInfo

from playlists.schedule import Hours, Interval, hours_within

CHANGE: Final = timedelta(minutes=3)  # a television is switched, asked, and its answer sent by then


class Opening(Enum):
    """What may be expected of the display."""

    OPEN = auto()
    CLOSED = auto()
    CHANGING = auto()  # it opened or closed so shortly ago that either is right


def opening_at(hours: Hours | None, zone: str, at: datetime) -> Opening:
    """By the screen's hours in its zone (none: always open); they name days of the week at most, no working days."""
    if hours is None:
        return Opening.OPEN
    window = Interval(at - CHANGE, at)
    spans = hours_within(hours, ZoneInfo(zone), window, ())
    if not spans:
        return Opening.CLOSED
    reached = window.since
    for since, until in spans:
        if since <= reached:
            reached = max(reached, until)
    return Opening.OPEN if reached == window.until else Opening.CHANGING
