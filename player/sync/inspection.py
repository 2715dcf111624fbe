"""Which items of an edition a screen may show. Decides from the documents alone; fetching is left to others.

The signatures on the documents themselves were The Update Framework's; here the screen counts the approvals, the
audience and the dates for itself, so that an office that was broken into cannot show what nobody approved. No clock is
asked: a clock that ran ahead while an edition was sealed would take items off that are not over.
"""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from player.errors import FeedError
from playlists.approval import Register, Verify, fault_of
from playlists.edition import Edition
from playlists.item import Item
from playlists.screen import Screen


class Fault(NamedTuple):
    """Something the office should know: ``what`` is one sentence about ``subject``, the same as long as it lasts."""

    subject: str
    what: str


class Inspection(NamedTuple):
    """The items to be drawn, and why others are not. An item that is merely over is in neither."""

    items: tuple[Item, ...]
    faults: tuple[Fault, ...]


def screen_of(edition: Edition, screen_id: str) -> Screen:
    """The screen as the edition knows it. Raises FeedError when it does not, or names a zone nobody knows here."""
    try:
        screen = edition.screen(screen_id)
    except KeyError as error:
        what = f"edition {edition.number} of {edition.group} does not know screen {screen_id}"
        raise FeedError(f"{what}; the old one stays") from error
    for zone in (screen.zone, *(rule.zone for rule in edition.rules)):
        _refuse_unknown_zone(edition, zone)
    return screen


def inspect(edition: Edition, register: Register, screen: Screen, verify: Verify) -> Inspection:
    """Sort the items: those over when the edition was made are dropped quietly, those at fault with a sentence."""
    items, faults = [], []
    for item in edition.items:
        if item.shown_until is not None and item.shown_until <= edition.made_at:
            continue
        what = _fault_of_audience(item, screen) or fault_of(item, register, verify)
        if what:
            faults.append(Fault(f"item {item.id}", f"{what}; it is not shown"))
        else:
            items.append(item)
    return Inspection(tuple(items), tuple(faults))


def _refuse_unknown_zone(edition: Edition, zone: str) -> None:
    """Without its zone nobody can tell when a slide is on; a folder of the zone database is no zone either."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        what = f"edition {edition.number} names the time zone {zone}, which this machine does not know"
        raise FeedError(f"{what}; the old one stays") from error


def _fault_of_audience(item: Item, screen: Screen) -> str | None:
    if screen.audience.may_see(item.audience):
        return None
    return (
        f"item {item.id} version {item.version}: it is for {item.audience.value}, "
        f"and screen {screen.id} stands before {screen.audience.value}"
    )
