"""An edition (一期): the complete, immutable content of one screen group. Decides that it is consistent in itself."""

from typing import Annotated, Final, Literal

from msgspec import Meta

from playlists.item import Instant, Item, blobs_of
from playlists.look import Look
from playlists.playlist import ItemEntry, Playlist
from playlists.schedule import Rule
from playlists.screen import Screen
from playlists.wire import (
    MAX_EDITION_BYTES,
    Identifier,
    Name,
    Ordinal,
    Record,
    decode,
    refuse_doubles,
    refuse_far_times,
)
from playlists.workdays import YearTable

FORMAT: Final = 1


class Edition(Record, frozen=True):
    """一期. ``number`` only rises within a group."""

    format: Literal[1]
    number: Ordinal
    group: Identifier
    made_at: Instant
    organisation: Name
    items: Annotated[tuple[Item, ...], Meta(max_length=2000)]
    playlists: Annotated[tuple[Playlist, ...], Meta(max_length=200)]
    rules: Annotated[tuple[Rule, ...], Meta(max_length=1000)]
    screens: Annotated[tuple[Screen, ...], Meta(min_length=1, max_length=1000)]
    workdays: Annotated[tuple[YearTable, ...], Meta(max_length=50)] = ()
    look: Look = Look()

    def __post_init__(self) -> None:
        refuse_far_times(self.made_at)
        refuse_doubles(tuple(item.id for item in self.items), "item")
        refuse_doubles(tuple(playlist.id for playlist in self.playlists), "playlist")
        refuse_doubles(tuple(rule.id for rule in self.rules), "rule")
        refuse_doubles(tuple(screen.id for screen in self.screens), "screen")
        _refuse_dangling(self)

    def screen(self, screen_id: str) -> Screen:
        """The screen of that id. Raises KeyError when the edition is not for it."""
        found = next((screen for screen in self.screens if screen.id == screen_id), None)
        if found is None:
            raise KeyError(f"edition {self.number} of {self.group} is not for screen {screen_id}")
        return found


def parse_edition(data: bytes) -> Edition:
    """Read an edition from its JSON. Raises ContractError (see ``wire``)."""
    return decode(Edition, data, limit=MAX_EDITION_BYTES, what="edition")


def blobs_named(edition: Edition) -> tuple[str, ...]:
    """Hashes of every file the edition needs, its emblem's first, without doubles."""
    emblem = (edition.look.emblem,) if edition.look.emblem else ()
    return tuple(dict.fromkeys((*emblem, *(sha256 for item in edition.items for sha256 in blobs_of(item)))))


def _refuse_dangling(edition: Edition) -> None:
    items = {item.id for item in edition.items}
    playlists = {playlist.id for playlist in edition.playlists}
    for playlist in edition.playlists:
        for entry in playlist.entries:
            if isinstance(entry, ItemEntry) and entry.item not in items:
                raise ValueError(f"playlist {playlist.id} names item {entry.item}, which the edition does not have")
    for rule in edition.rules:
        if rule.playlist not in playlists:
            raise ValueError(f"rule {rule.id} names playlist {rule.playlist}, which the edition does not have")
