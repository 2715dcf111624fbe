"""A screen as the contract has it. Decides how inches and metres become millimetres."""

from datetime import time
from decimal import Decimal
from typing import Final, Literal, cast

from office.screens.models import Screen
from playlists import screen as wire
from playlists.item import Audience
from playlists.overlays import Calendar, Overlays, Transition
from playlists.schedule import DayPart, Hours
from playlists.screen import ThemeName

MM_PER_INCH: Final = Decimal("25.4")
MM_PER_M: Final = 1000


def to_screen(screen: Screen) -> wire.Screen:
    """The screen for an edition."""
    return wire.Screen(
        id=screen.slug,
        title=screen.title,
        width_px=screen.width_px,
        height_px=screen.height_px,
        diagonal_mm=round(Decimal(screen.diagonal_inch) * MM_PER_INCH),
        distance_mm=round(Decimal(screen.distance_m) * MM_PER_M),
        audience=Audience(screen.audience),
        zone=screen.zone,
        rotation=cast("Literal[0, 90, 180, 270]", screen.rotation),
        theme=ThemeName(screen.theme),
        hours=hours_of(screen),
        has_glare=screen.has_glare,
        characters_per_s=screen.characters_per_s,
        transition=Transition(screen.transition),
        is_calm=screen.is_calm,
        overlays=Overlays(
            calendar=Calendar(screen.calendar),
            stale_after_h=screen.stale_after_h,
            has_ticker=screen.has_ticker,
        ),
    )


def hours_of(screen: Screen) -> Hours | None:
    """Its hours of operation, every day the same; None: always."""
    if screen.opens is None and screen.closes is None:
        return None
    return Hours(parts=(DayPart(since=screen.opens or time(0), until=screen.closes or time(0)),))
