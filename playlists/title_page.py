"""Which title pages (封面) a screen needs for an edition. Decides how far ahead their tables of contents are drawn.

A title page names the items of its pass, and items begin and end while a screen may be offline. So there is one for
each list of items that will be on, as far ahead as ``MOST_LISTS``, and one without a list for whatever comes later.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from playlists.edition import Edition
from playlists.item import Item
from playlists.playlist import Playlist, contents_ahead
from playlists.screen import Screen

MOST_LISTS: Final = 24  # pictures of a playlist: weeks of items that come and go, and half a minute of a small board


class Opening(NamedTuple):
    """A title page to be drawn: of a playlist, for a pass of exactly these items; none of them: for any other pass."""

    playlist: Playlist
    items: tuple[Item, ...]


def openings_of(edition: Edition, screen: Screen, showable: Sequence[Item]) -> Iterator[Opening]:
    """The title pages that the screen needs; ``showable`` are the edition's items that it may show and can draw."""
    by_id = {item.id: item for item in showable}
    for playlist in _opened(edition, screen):
        ahead = contents_ahead(playlist, showable, edition.made_at)
        lists = list(islice((contents for contents in ahead if len(contents) > 1), MOST_LISTS))
        if lists:
            yield Opening(playlist, ())
        for contents in lists:
            yield Opening(playlist, tuple(by_id[item] for item in contents))


def _opened(edition: Edition, screen: Screen) -> list[Playlist]:
    """The playlists with title pages that a rule plays on the screen."""
    played = {rule.playlist for rule in edition.rules if rule.is_for(screen.id, edition.group)}
    return [playlist for playlist in edition.playlists if playlist.title_page and playlist.id in played]
