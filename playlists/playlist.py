"""A playlist (轮播单): what comes after what. Decides the order of one pass; not when it is in force."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Annotated, Final, NamedTuple

from msgspec import Meta

from playlists.item import Item
from playlists.wire import Code, DwellMs, Identifier, Line, Name, Record

_MOST_EDGES: Final = 500  # beginnings and ends looked at ahead: months, and half a second of a small board

Weight = Annotated[int, Meta(ge=1, le=20)]


class ItemEntry(Record, frozen=True, tag_field="kind", tag="item"):
    """One item; ``weight`` times in each pass; ``dwell_ms`` replaces the slides' own reading time."""

    item: Identifier
    dwell_ms: DwellMs | None = None
    weight: Weight = 1


class Selection(Record, frozen=True, tag_field="kind", tag="selection"):
    """The newest live items of a catalogue entry (with those below it) and of an issuer; empty means any."""

    newest: Annotated[int, Meta(ge=1, le=200)]
    entry: Code = ""
    issuer: Line = ""
    dwell_ms: DwellMs | None = None
    weight: Weight = 1

    def picks(self, item: Item) -> bool:
        """Whether the item is of the wanted catalogue entry and issuer. ``1`` picks ``1`` and ``1.2``, not ``12``."""
        code = item.entry.code
        of_entry = not self.entry or code == self.entry or code.startswith(f"{self.entry}.")
        return of_entry and (not self.issuer or item.issuer == self.issuer)


class Playlist(Record, frozen=True):
    """轮播单: entries in order. ``title_page``: a pass of several items opens with a slide that names them (封面)."""

    id: Identifier
    title: Name
    entries: Annotated[tuple[ItemEntry | Selection, ...], Meta(max_length=500)]
    title_page: bool = False


class Turn(NamedTuple):
    """One item's turn in a pass."""

    item: str
    dwell_ms: int | None


def one_pass(playlist: Playlist, showable: Sequence[Item], at: datetime) -> tuple[Turn, ...]:
    """The turns of one pass at ``at``, drawn from ``showable`` (items this screen may show and can draw).

    Entries keep their order; one of weight w comes w times, spread evenly over the pass.
    """
    live = [item for item in showable if item.is_live(at)]
    turns = [(turn, entry.weight) for entry in playlist.entries for turn in _turns_of(entry, live)]
    return tuple(_spread(turns))


def contents_of(turns: Iterable[Turn]) -> tuple[str, ...]:
    """The items of a pass, each once, in order of first turn."""
    return tuple(dict.fromkeys(turn.item for turn in turns))


def contents_ahead(playlist: Playlist, showable: Sequence[Item], since: datetime) -> Iterator[tuple[str, ...]]:
    """What the playlist's passes hold from ``since`` on as items begin and end, in order of time, each list once."""
    picked = [item for item in showable if any(_may_pick(entry, item) for entry in playlist.entries)]
    edges = {edge for item in picked for edge in (item.shown_from, item.shown_until) if edge and edge > since}
    told: set[tuple[str, ...]] = set()
    for at in sorted({since, *edges})[:_MOST_EDGES]:
        contents = contents_of(one_pass(playlist, picked, at))
        if contents not in told:
            told.add(contents)
            yield contents


def _may_pick(entry: ItemEntry | Selection, item: Item) -> bool:
    return entry.item == item.id if isinstance(entry, ItemEntry) else entry.picks(item)


def _turns_of(entry: ItemEntry | Selection, live: Sequence[Item]) -> list[Turn]:
    if isinstance(entry, ItemEntry):
        return [Turn(item.id, entry.dwell_ms) for item in live if item.id == entry.item]
    picked = sorted((item for item in live if entry.picks(item)), key=lambda item: item.id)
    picked.sort(key=lambda item: item.shown_from, reverse=True)
    return [Turn(item.id, entry.dwell_ms) for item in picked[: entry.newest]]


def _spread(turns: Iterable[tuple[Turn, int]]) -> list[Turn]:
    placed = [
        (Fraction(2 * time + 1, 2 * weight), place, turn)
        for place, (turn, weight) in enumerate(turns)
        for time in range(weight)
    ]
    placed.sort(key=lambda entry: entry[:2])
    return [turn for _, _, turn in placed]
