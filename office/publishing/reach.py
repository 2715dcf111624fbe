"""Which items a group's playlists can ever bring up. Pure; so that an edition stays small while the archive grows."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from playlists.item import Audience, Item
from playlists.playlist import ItemEntry, Playlist, Selection


def reachable(
    playlists: Iterable[Playlist], items: Sequence[Item], audiences: Iterable[Audience], at: datetime
) -> frozenset[str]:
    """Ids of the items that some entry can show at or after ``at`` on a screen before one of ``audiences``."""
    found: set[str] = set()
    entries = [entry for playlist in playlists for entry in playlist.entries]
    for audience in set(audiences):
        visible = [item for item in items if audience.may_see(item.audience)]
        for entry in entries:
            found.update(_named(entry, visible) if isinstance(entry, ItemEntry) else _picked(entry, visible, at))
    return frozenset(found)


def _named(entry: ItemEntry, visible: Iterable[Item]) -> Iterable[str]:
    return (item.id for item in visible if item.id == entry.item)


def _picked(selection: Selection, visible: Iterable[Item], at: datetime) -> Iterable[str]:
    """What the selection can pick. One with ``newest`` newer ones that have begun and never end is out for good."""
    wanted = sorted((item for item in visible if selection.picks(item)), key=lambda item: item.id)
    wanted.sort(key=lambda item: item.shown_from, reverse=True)
    lasting = 0
    for item in wanted:
        if lasting >= selection.newest:
            return
        yield item.id
        lasting += item.shown_until is None and item.shown_from <= at
