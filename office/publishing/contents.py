"""What a copy of the feed consists of: the metadata that holds now, and some groups' editions with their pictures.

Decides the order in which a copy is written: whatever something points to comes before it, the timestamp last of all.
"""

import io
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from django.conf import settings
from tuf.api.metadata import Metadata, TargetFile

from office.publishing.errors import FeedDamagedError, PublishingError
from office.publishing.metadata import feed_lock, read_root, read_snapshot, read_targets, read_timestamp, root_files
from playlists.edition import Edition, blobs_named, parse_edition
from playlists.feed import (
    EDITIONS_ROLE,
    METADATA,
    REGISTER_ROLE,
    TARGETS,
    URGENT_ROLE,
    blob_path,
    edition_target,
    urgent_target,
)

_TARGET_ROLES: Final = (EDITIONS_ROLE, URGENT_ROLE)


class Contents(NamedTuple):
    """Paths below the feed. ``blobs``: pictures and where they lie here; ``documents``: all else, in order.

    ``kept_back``: published groups that may not be in this copy. ``holds_until``: when the first signature expires.
    """

    blobs: dict[str, Path]
    documents: dict[str, bytes]
    groups: tuple[str, ...]
    kept_back: tuple[str, ...]
    holds_until: datetime

    @property
    def paths(self) -> tuple[str, ...]:
        """Everything that belongs there, in the order of writing."""
        return (*self.blobs, *self.documents)

    def open(self, path: str) -> IO[bytes]:
        """The bytes that belong at one of ``paths``, to be read and closed. Raises PublishingError."""
        if path in self.documents:
            return io.BytesIO(self.documents[path])
        source = self.blobs[path]
        try:
            return source.open("rb")
        except OSError as error:
            raise PublishingError(f"the picture {source.name[:12]} is not in {source.parent}") from error

    def read(self, path: str) -> bytes:
        """All of these bytes."""
        with self.open(path) as file:
            return file.read()


def contents_of(groups: Collection[str], may_go: Callable[[Edition], bool] = lambda _edition: True) -> Contents:
    """What to copy for ``groups`` (empty: for all); a group goes only when all it published ``may_go``.

    Raises PublishingError when nothing was published for one.
    """
    with feed_lock():
        editions = _documents_of(groups)
        metadata = _metadata()
        register = {path: _read(TARGETS, path) for path in _paths(read_targets(REGISTER_ROLE).signed.targets.values())}
    found = tuple(dict.fromkeys(group for group, _ in editions))
    _refuse_unpublished(groups, found)
    read = {key: parse_edition(data) for key, data in editions.items()}
    kept_back = tuple(dict.fromkeys(group for (group, _), edition in read.items() if not may_go(edition)))
    going = {key: edition for key, edition in read.items() if key[0] not in kept_back}
    blobs = {
        blob_path(group, sha256): Path(settings.BLOBS) / sha256
        for (group, _), edition in going.items()
        for sha256 in blobs_named(edition)
    }
    documents = {f"{TARGETS}/{path}": editions[group, path] for group, path in going}
    documents |= {f"{TARGETS}/{path}": data for path, data in register.items()}
    documents |= {f"{METADATA}/{name}": data for name, data in metadata.items()}
    left = tuple(group for group in found if group not in kept_back)
    return Contents(blobs, documents, left, kept_back, _soonest_expiry(metadata))


def published_groups() -> list[str]:
    """Every group that the office's own feed has an edition for."""
    return [name.partition("/")[0] for name in read_targets(EDITIONS_ROLE).signed.targets]


def _documents_of(groups: Collection[str]) -> dict[tuple[str, str], bytes]:
    """(group, path below targets) -> edition or urgent edition."""
    found: dict[tuple[str, str], bytes] = {}
    for role in _TARGET_ROLES:
        for name, target in read_targets(role).signed.targets.items():
            group = name.partition("/")[0]
            if name in {edition_target(group), urgent_target(group)} and (not groups or group in groups):
                found |= {(group, path): _read(TARGETS, path) for path in _paths([target])}
    return found


def _metadata() -> dict[str, bytes]:
    """What the timestamp leads to, from the far end, every root, and the timestamp last.

    The roots come late: a new one may name a new key for the timestamp, and then the old timestamp no longer holds.
    """
    snapshot = read_snapshot().signed
    names = [f"{meta.version}.{name}" for name, meta in snapshot.meta.items()]
    names += [f"{read_timestamp().signed.snapshot_meta.version}.snapshot.json"]
    names += [*(path.name for path in root_files()), "timestamp.json"]
    return {name: _read(METADATA, name) for name in names}


def _paths(targets: Collection[TargetFile]) -> Iterator[str]:
    return (target.get_prefixed_paths()[0] for target in targets)


def _read(folder: str, path: str) -> bytes:
    try:
        return (Path(settings.FEED) / folder / path).read_bytes()
    except OSError as error:
        raise FeedDamagedError(f"the feed's {path} is gone or cannot be read; restore it from the backup") from error


def _refuse_unpublished(wanted: Collection[str], found: Collection[str]) -> None:
    missing = [group for group in wanted if group not in found]
    if missing:
        raise PublishingError(f"nothing was published for {', '.join(missing)} yet: run office publish first")
    if not found:
        raise PublishingError("nothing was published yet: run office publish first")


def _soonest_expiry(metadata: dict[str, bytes]) -> datetime:
    """Of everything that holds now: of the roots, that is the newest."""
    read: list[Metadata[Any]] = [Metadata.from_bytes(data) for name, data in metadata.items() if "root" not in name]
    expiries: list[datetime] = [one.signed.expires for one in (read_root(), *read)]
    return min(expiries)
