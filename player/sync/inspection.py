"""Which items of an edition a screen may show. Pure: decides from documents and a time; fetching is left to others.

The signatures on the documents themselves were The Update Framework's; here the screen counts the approvals, the
audience and the dates for itself, so that an office that was broken into cannot show what nobody approved.
"""

from datetime import datetime
from typing import NamedTuple

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


def screen_of(edition: Edition, group: str, screen_id: str, lowest_number: int) -> Screen:
    """The screen as the edition knows it. Raises FeedError when the edition is another's, or too old."""
    if edition.group != group:
        raise FeedError(f"edition {edition.number} is for group {edition.group}, not for {group}; the old one stays")
    if edition.number < lowest_number:
        raise FeedError(f"edition {edition.number} is older than edition {lowest_number}, which stays")
    try:
        return edition.screen(screen_id)
    except KeyError as error:
        what = f"edition {edition.number} of {group} does not know screen {screen_id}"
        raise FeedError(f"{what}; the old one stays") from error


def inspect(edition: Edition, register: Register, screen: Screen, at: datetime, verify: Verify) -> Inspection:
    """Sort the items: those that are over at ``at`` are dropped quietly, those at fault with a sentence."""
    items, faults = [], []
    for item in edition.items:
        if item.shown_until is not None and item.shown_until <= at:
            continue
        what = _fault_of_audience(item, screen) or fault_of(item, register, verify)
        if what:
            faults.append(Fault(f"item {item.id}", f"{what}; it is not shown"))
        else:
            items.append(item)
    return Inspection(tuple(items), tuple(faults))


def _fault_of_audience(item: Item, screen: Screen) -> str | None:
    if screen.audience.may_see(item.audience):
        return None
    return (
        f"item {item.id} version {item.version}: it is for {item.audience.value}, "
        f"and screen {screen.id} stands before {screen.audience.value}"
    )
