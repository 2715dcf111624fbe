"""What a feed on a stick consists of: the metadata that holds now, and the chosen groups' editions with their pictures.

Decides the order in which it is written: whatever something points to comes before it, the timestamp last of all.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings
from tuf.api.metadata import Metadata, TargetFile

from office.publishing.errors import FeedDamagedError, PublishingError
from office.publishing.metadata import feed_lock, read_root, read_snapshot, read_targets, read_timestamp, root_files
from playlists.by_hand import FEED
from playlists.edition import blobs_named, parse_edition
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
    """Paths below the stick. ``blobs``: pictures and where they lie here; ``documents``: all else, in order.

    ``holds_until``: when the first of the signatures expires.
    """

    blobs: dict[str, Path]
    documents: dict[str, bytes]
    groups: tuple[str, ...]
    holds_until: datetime

    @property
    def paths(self) -> tuple[str, ...]:
        """Everything that belongs there, in the order of writing."""
        return (*self.blobs, *self.documents)

    def read(self, path: str) -> bytes:
        """The bytes that belong at one of ``paths``. Raises PublishingError."""
        if path in self.documents:
            return self.documents[path]
        source = self.blobs[path]
        try:
            return source.read_bytes()
        except OSError as error:
            raise PublishingError(f"the picture {source.name[:12]} is not in {source.parent}") from error


def contents_of(groups: Collection[str]) -> Contents:
    """What to carry for ``groups`` (empty: for all). Raises PublishingError when nothing was published for one."""
    with feed_lock():
        editions = _documents_of(groups)
        metadata = _metadata()
        register = {path: _read(TARGETS, path) for path in _paths(read_targets(REGISTER_ROLE).signed.targets.values())}
    found = tuple(dict.fromkeys(group for group, _ in editions))
    _refuse_unpublished(groups, found)
    blobs = {
        f"{FEED}/{blob_path(group, sha256)}": Path(settings.BLOBS) / sha256
        for group, path in editions
        for sha256 in blobs_named(parse_edition(editions[group, path]))
    }
    documents = {f"{FEED}/{TARGETS}/{path}": data for (_, path), data in editions.items()}
    documents |= {f"{FEED}/{TARGETS}/{path}": data for path, data in register.items()}
    documents |= {f"{FEED}/{METADATA}/{name}": data for name, data in metadata.items()}
    return Contents(blobs, documents, found, _soonest_expiry(metadata))


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
    """Every root, then what the timestamp leads to, from the far end, and the timestamp last."""
    snapshot = read_snapshot().signed
    names = [path.name for path in root_files()]
    names += [f"{meta.version}.{name}" for name, meta in snapshot.meta.items()]
    names += [f"{read_timestamp().signed.snapshot_meta.version}.snapshot.json", "timestamp.json"]
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
