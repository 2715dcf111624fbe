"""Which items the rules in force at an instant would show on a screen, whatever their priority.

``on_air`` says which of them is up; this says what else waits, so that a ticker never names what may not be shown here.
"""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from playlists.deck import Deck
from playlists.edition import Edition
from playlists.item import Item
from playlists.playlist import one_pass
from playlists.schedule import day_of, intervals_of


class InForce(NamedTuple):
    """The items, newest first, and until when that holds at least."""

    items: tuple[Item, ...]
    until: datetime


def items_in_force(edition: Edition, deck: Deck, at: datetime) -> InForce:
    """The items at ``at`` that are drawn for the deck's screen, for its audience, and named by a rule in force.

    Raises KeyError when the edition is not for the deck's screen.
    """
    screen = edition.screen(deck.screen)
    _, day = day_of(at, ZoneInfo(screen.zone))
    drawn = {slide.item for slide in deck.slides}
    items = [item for item in edition.items if item.id in drawn and screen.audience.may_see(item.audience)]
    playlists = {playlist.id: playlist for playlist in edition.playlists}
    borders = [edge for item in items for edge in (item.shown_from, item.shown_until) if edge is not None]
    named: set[str] = set()
    for rule in edition.rules:
        if rule.is_for(screen.id, edition.group):
            spans = intervals_of(rule, day, edition.workdays)
            borders += [edge for span in spans for edge in span]
            if any(since <= at < until for since, until in spans):
                named.update(turn.item for turn in one_pass(playlists[rule.playlist], items, at))
    found = sorted((item for item in items if item.id in named), key=lambda item: item.shown_from, reverse=True)
    return InForce(tuple(found), min((edge for edge in borders if edge > at), default=day.until))
