"""The feed's signed metadata on disk: reading what holds now, and replacing one role's with all that follows from it.

Decides versions and order: a role's file, then the snapshot, then the timestamp, which alone makes them the truth.
Which targets there are is decided in ``feed`` and ``register_signing``. Callers hold ``feed_lock``.
"""

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from securesystemslib.signer import Signer
from tuf.api.exceptions import RepositoryError, UnsignedMetadataError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from office.publishing import expiries
from office.publishing.errors import FeedDamagedError, KeysMissingError
from office.publishing.files import write_atomically
from office.publishing.keys import own_signer
from playlists.feed import EDITIONS_ROLE, METADATA, URGENT_ROLE

LOCK: Final = "feed.lock"
OWN_TARGETS: Final = {URGENT_ROLE: expiries.URGENT, EDITIONS_ROLE: expiries.EDITIONS}
"""Target roles that the office signs itself, each with the key of the role's name, and how long that holds."""
_NO_FEED: Final = "there is no feed yet: run office keys init --offline FOLDER on this machine first"


@contextmanager
def feed_lock() -> Iterator[None]:
    """One writer of the feed at a time, over all the office's processes; others wait."""
    with (Path(settings.DATA) / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def metadata_folder() -> Path:
    """Where the metadata lies."""
    return Path(settings.FEED) / METADATA


def write_version(role: str, metadata: Metadata[Any]) -> None:
    """Write one version of a role's metadata under its consistent name; nothing points to it yet."""
    write_atomically(metadata_folder() / f"{metadata.signed.version}.{role}.json", metadata.to_bytes())


def read_root() -> Metadata[Root]:
    """The root that holds now. Raises KeysMissingError before ``office keys init``."""
    return Metadata.from_bytes(newest_root())


def newest_root() -> bytes:
    """The newest root metadata: what a new screen pins. Raises KeysMissingError before ``office keys init``."""
    return root_files()[-1].read_bytes()


def root_files() -> list[Path]:
    """Every root metadata from the first on: what leads any enrolled screen to the newest. Raises as ``read_root``."""
    roots = sorted(metadata_folder().glob("*.root.json"), key=lambda path: int(path.name.split(".")[0]))
    if not roots:
        raise KeysMissingError(_NO_FEED)
    return roots


def read_timestamp() -> Metadata[Timestamp]:
    """The timestamp, from which all else follows. Raises KeysMissingError before ``office keys init``."""
    path = metadata_folder() / "timestamp.json"
    if not path.exists():
        raise KeysMissingError(_NO_FEED)
    return _read(path)


def read_snapshot() -> Metadata[Snapshot]:
    """The snapshot that holds now."""
    return _read(metadata_folder() / f"{read_timestamp().signed.snapshot_meta.version}.snapshot.json")


def read_targets(role: str) -> Metadata[Targets]:
    """A target role's metadata that holds now."""
    version = read_snapshot().signed.meta[f"{role}.json"].version
    return _read(metadata_folder() / f"{version}.{role}.json")


def replace_targets(
    role: str, targets: Mapping[str, TargetFile], signer: Signer, holds: timedelta, at: datetime
) -> None:
    """Sign the role's next version with ``targets`` and make it the truth. The target files must lie there already."""
    replace_roles({role: (Targets(expires=at + holds, targets=dict(targets)), signer)}, at)


def replace_roles(roles: Mapping[str, tuple[Targets, Signer]], at: datetime) -> None:
    """Sign the next version of several target roles, each with its signer, and make all of them the truth at once."""
    meta = read_snapshot().signed.meta
    for role, (signed, signer) in roles.items():
        signed.version = meta[f"{role}.json"].version + 1
        metadata = Metadata(signed)
        metadata.sign(signer)
        write_version(role, metadata)
        meta = {**meta, f"{role}.json": MetaFile(signed.version)}
    write_snapshot(meta, at)


def write_snapshot(meta: dict[str, MetaFile], at: datetime) -> None:
    """Sign the next snapshot over ``meta`` and point the timestamp to it."""
    version = read_timestamp().signed.snapshot_meta.version + 1
    metadata = Metadata(Snapshot(version=version, expires=at + expiries.SNAPSHOT, meta=meta))
    metadata.sign(own_signer("snapshot"))
    write_version("snapshot", metadata)
    write_timestamp(read_timestamp().signed.version + 1, version, at)


def write_timestamp(version: int, snapshot: int, at: datetime) -> None:
    """Sign a timestamp that points to a snapshot: from here on screens see it."""
    metadata = Metadata(Timestamp(version=version, expires=at + expiries.TIMESTAMP, snapshot_meta=MetaFile(snapshot)))
    metadata.sign(own_signer("timestamp"))
    write_atomically(metadata_folder() / "timestamp.json", metadata.to_bytes())


def renew(at: datetime) -> tuple[str, ...]:
    """Sign anew what of the office's own is close to its expiry; returns the roles signed, empty when none was due."""
    due = [role for role in OWN_TARGETS if _is_due(read_targets(role), role, at)]
    for role in due:
        replace_targets(role, read_targets(role).signed.targets, own_signer(role), OWN_TARGETS[role], at)
    if due:
        return (*due, "snapshot", "timestamp")
    if _is_due(read_snapshot(), "snapshot", at):
        write_snapshot(read_snapshot().signed.meta, at)
        return ("snapshot", "timestamp")
    timestamp = read_timestamp()
    if _is_due(timestamp, "timestamp", at):
        write_timestamp(timestamp.signed.version + 1, timestamp.signed.snapshot_meta.version, at)
        return ("timestamp",)
    return ()


def _is_due(metadata: Metadata[Any], role: str, at: datetime) -> bool:
    return bool(metadata.signed.expires - at < expiries.RENEW_BEFORE[role]) or not _is_signed(metadata, role)


def _is_signed(metadata: Metadata[Any], role: str) -> bool:
    """Whether the key that should sign it did: not when a key was replaced and what follows was cut off."""
    delegator = read_targets("targets").signed if role in OWN_TARGETS else read_root().signed
    try:
        delegator.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    except UnsignedMetadataError:
        return False
    return True


def _read(path: Path) -> Metadata[Any]:
    try:
        return Metadata.from_bytes(path.read_bytes())
    except (OSError, RepositoryError, ValueError) as error:
        raise FeedDamagedError(
            f"the feed's {path.name} is gone or damaged; restore {path.parent} from the backup"
        ) from error
