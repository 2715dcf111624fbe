"""``office feed verify``: a feed looked at as a screen would, by the screen's own code, without drawing anything.

Decides what is asked of it: the chain of signatures from this office's first root, documents that read and belong
together, each item's approvals and audience on each screen, and the bytes of each picture.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from tuf.api.metadata import Metadata

from office.publishing.contents import published_groups
from office.publishing.errors import PublishingError
from office.publishing.metadata import root_files
from office.screens.models import Screen
from player.errors import FeedError, PlayerError
from player.stick import Stick
from player.sync.blobs import Blobs, FetchBlob, Wanted, files_of
from player.sync.connection import Connection
from player.sync.documents import Content, Documents, read_content, refuse_foreign
from player.sync.feed_client import FeedClient, FeedPlace, Source, fetch_blob
from player.sync.folder import Folder
from player.sync.inspection import inspect, screen_of
from player.sync.signature import holds
from playlists.by_hand import FEED, key_of
from playlists.feed import REGISTER_TARGET, TARGETS, edition_target, urgent_target

_STICK: Final = "stick"  # what a stick's feed has in the place of an address
_MOST_GROUPS: Final = 20_000


class Verdict(NamedTuple):
    """What was found of a group's feed. ``faults``: a sentence for each thing that does not hold."""

    group: str
    edition: int
    urgent: int
    items: int
    pictures: int
    faults: tuple[str, ...]


class Feed(NamedTuple):
    """Where a feed lies: ``address`` is what its source answers for."""

    source: Source
    address: str


@contextmanager
def feed_at(place: str, token: str) -> Iterator[Feed]:
    """The feed on the stick mounted at ``place``, or at that http(s) address, where ``token`` may be asked for."""
    if "://" in place:
        with Connection(token, place) as connection:
            yield Feed(connection, place)
    else:
        yield Feed(Folder(Stick(Path(place)), _STICK), _STICK)


def groups_at(place: str, token: str) -> list[str]:
    """The groups to look at: those on the stick, the one whose screen has the token, or all that were published.

    Raises PublishingError when there are none.
    """
    if "://" not in place:
        stick, targets = Stick(Path(place)), f"{FEED}/{TARGETS}"
        groups = [name for name in stick.names(targets, _MOST_GROUPS) if stick.is_folder(f"{targets}/{name}")]
    else:
        screens = Screen.objects.filter(token_digest=key_of(token))
        groups = [screen.group.slug for screen in screens.select_related("group")] or published_groups()
    if not groups:
        raise PublishingError(f"{place} carries no group's edition")
    return groups


def verify(feed: Feed, groups: Collection[str], at: datetime, scratch: Path) -> tuple[list[Verdict], datetime]:
    """The verdict on each group, and when the first signature expires; ``scratch`` is an empty folder.

    Raises PlayerError when the feed as a whole does not hold, KeysMissingError when this office has none itself.
    """
    read, first_root = scratch / "feed", root_files()[0].read_bytes()
    place = FeedPlace.below(feed.address)
    with FeedClient(scratch / "kept", read, place=place, root=first_root, connection=feed.source, at=at) as client:
        client.refresh()
        register = client.fetch(REGISTER_TARGET, b"")
        verdicts = [_verdict(client, feed, group, register, Blobs(scratch / "pictures")) for group in groups]
    return verdicts, _soonest_expiry(read)


def _verdict(client: FeedClient, feed: Feed, group: str, register: bytes, blobs: Blobs) -> Verdict:
    try:
        edition = client.fetch(edition_target(group), b"")
        urgent = client.fetch_if_any(urgent_target(group), b"") or b""
        content = read_content(Documents(edition, register, urgent))
        refuse_foreign(content, group, None)
    except PlayerError as error:
        return Verdict(group, 0, 0, 0, 0, (_for_the_office(error),))
    emblem = content.edition.look.emblem
    files = {Wanted(emblem): "the edition"} if emblem else {}
    files |= {wanted: f"item {item.id}" for item in content.edition.items for wanted in files_of(item)}
    faults = [*_faults_of_items(content)]
    faults += _faults_of_files(files, blobs, partial(fetch_blob, *feed, group))
    number = content.urgent.number if content.urgent else 0
    count = len(content.edition.items)
    return Verdict(group, content.base.number, number, count, len(files), tuple(dict.fromkeys(faults)))


def _faults_of_items(content: Content) -> Iterator[str]:
    for one in content.edition.screens:
        try:
            screen = screen_of(content.edition, one.id)
        except FeedError as error:
            yield _for_the_office(error)
            continue
        yield from (fault.what for fault in inspect(content.edition, content.register, screen, holds).faults)


def _faults_of_files(files: dict[Wanted, str], blobs: Blobs, fetch: FetchBlob) -> Iterator[str]:
    for wanted, whose in files.items():
        try:
            blobs.fetch(wanted, partial(fetch, wanted), f"{wanted.name} of {whose}")
        except PlayerError as error:
            yield _for_the_office(error)
        blobs.keep_only(())


def _for_the_office(error: PlayerError) -> str:
    """The sentence without what a screen does now: this is none."""
    return str(error).rpartition("; ")[0] if str(error).endswith("stays") else str(error)


def _soonest_expiry(read: Path) -> datetime:
    metadata: list[Metadata[Any]] = [Metadata.from_file(str(path)) for path in read.glob("*.json")]
    expiries: list[datetime] = [one.signed.expires for one in metadata]
    return min(expiries)
