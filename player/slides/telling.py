"""What the band below a slide says at a time, in words. Decides wording and until when it holds; draws nothing.

Where a publicity period stands is told by the slide itself (``period``), which has a picture for every day, so it is
not told here again. The time of day is all that depends on the minute.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from player.slides.characters import clean
from player.slides.lunar import lunar_date
from playlists.deck import Deck
from playlists.edition import Edition
from playlists.in_force import items_in_force
from playlists.item import Timing
from playlists.overlays import Calendar
from playlists.schedule import day_of

_WEEKDAYS: Final = "一二三四五六日"
_ONE_MINUTE: Final = timedelta(minutes=1)
_MOST_TITLES: Final = 5  # at five characters a second nobody waits for a sixth
_MOST_CHARACTERS: Final = 60  # of one title; the slide has it whole


class Words(NamedTuple):
    """Each part of the band; "" where there is nothing to say. ``urgent`` are titles, the newest first."""

    time: str = ""
    day: str = ""
    lunar: str = ""
    age: str = ""
    urgent: tuple[str, ...] = ()


class Telling(NamedTuple):
    """What is said in an interval that ends at ``until``."""

    words: Words
    until: datetime


def tell(edition: Edition, deck: Deck, at: datetime) -> Telling:
    """What is said below the slides at ``at``. Raises KeyError when the edition is not for the deck's screen."""
    screen = edition.screen(deck.screen)
    wished = screen.overlays
    local = at.astimezone(ZoneInfo(screen.zone))
    borders = [day_of(at, ZoneInfo(screen.zone))[1].until]
    time = day = lunar = age = ""
    if wished.calendar is not Calendar.NONE:
        time, day = f"{local:%H:%M}", f"{local.month}月{local.day}日　星期{_WEEKDAYS[local.weekday()]}"
        borders.append(at.replace(second=0, microsecond=0) + _ONE_MINUTE)
    if wished.calendar is Calendar.LUNAR:
        lunar = lunar_date(local.date())
    if wished.stale_after_h:
        stale_at = edition.made_at + timedelta(hours=wished.stale_after_h)
        age = _age(edition, screen.zone) if at >= stale_at else ""
        borders.append(stale_at)
    urgent: tuple[str, ...] = ()
    if wished.has_ticker:
        urgent, until = _urgent(edition, deck, at)
        borders.append(until)
    return Telling(Words(time, day, lunar, age, urgent), min(border for border in borders if border > at))


def _age(edition: Edition, zone: str) -> str:
    made = edition.made_at.astimezone(ZoneInfo(zone))
    return f"内容更新于 {made.month}月{made.day}日"


def _urgent(edition: Edition, deck: Deck, at: datetime) -> tuple[tuple[str, ...], datetime]:
    found = items_in_force(edition, deck, at)
    titles = [clean(item.title).replace("\n", " ") for item in found.items if item.timing is Timing.URGENT]
    return tuple(_shortened(title) for title in titles[:_MOST_TITLES]), found.until


def _shortened(title: str) -> str:
    return title if len(title) <= _MOST_CHARACTERS else title[: _MOST_CHARACTERS - 1] + "…"
