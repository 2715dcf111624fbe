"""``office feed mirror``: a copy of the feed in a bucket, for groups that everybody may see.

Decides the order of things: whoever reads the bucket at any moment finds the feed from before or the new one, whole.
Publishing knows nothing of this; what is not copied yet is copied by the next run.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, Protocol, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from msgspec.structs import replace
from tuf.api.metadata import Metadata, Timestamp

from office.environment_bucket import Bucket
from office.publishing.contents import Contents, contents_of
from office.publishing.errors import BucketError, PublishingError
from office.publishing.models import Publication
from office.publishing.open_groups import is_for_everybody
from office.publishing.standing import HERE, Memory, remember, remembered
from office.publishing.sweep import TIMESTAMP, Found, Published, left_over
from playlists.edition import blobs_named, parse_edition
from playlists.feed import METADATA

LOCK: Final = "mirror.lock"


class Place(Protocol):
    """Where the copy lies: Django's storage ``bucket``. All of it raises BucketError."""

    def listing(self) -> dict[str, Found]:
        """Everything there by its path."""

    def save(self, name: str, content: "File[bytes]") -> str:
        """Put a whole object there, in the place of one of that name."""

    def delete(self, name: str) -> None:
        """Remove an object, if it is there."""


class Mirrored(NamedTuple):
    """What a run found and did. ``kept_back``: groups that may not lie where anybody can read."""

    groups: tuple[str, ...]
    kept_back: tuple[str, ...]
    files: int
    written: int
    removed: int

    @property
    def sentence(self) -> str:
        """What was done, for a terminal."""
        what = f"the feed of {', '.join(self.groups)}" if self.groups else "no group's feed"
        return (
            f"The bucket holds {what}: {self.files} files, {self.written} of them new; {self.removed} old ones removed."
        )

    @property
    def refusals(self) -> tuple[str, ...]:
        """A sentence for each group that was not copied."""
        why = "not all of it is for the public, and anybody can read a bucket; its screens fetch from the office"
        return tuple(f"{group} is not copied: {why}." for group in self.kept_back)


def mirror(at: datetime) -> Mirrored:
    """Bring the bucket in line with the feed; a second run at once waits for the first.

    Raises BucketError, or another PublishingError when the feed here is at fault; the page tells of both.
    """
    bucket: Bucket | None = settings.BUCKET
    if bucket is None:
        raise PublishingError("no bucket is set: SUNBOARD_BUCKET names it, and docs/bucket.md the rest")
    with _lock():
        memory = remembered(bucket)
        try:
            return _bring_in_line(cast("Place", storages["bucket"]), memory, at)
        except (PublishingError, OSError) as error:
            fault = error.fault.value if isinstance(error, BucketError) else HERE
            remember(replace(remembered(bucket), fault=fault))
            if isinstance(error, OSError):
                raise PublishingError(
                    f"the feed cannot be read here: {(error.strerror or str(error)).lower()}"
                ) from error
            raise


def _bring_in_line(place: Place, memory: Memory, at: datetime) -> Mirrored:
    contents = contents_of((), is_for_everybody)
    found = place.listing()
    new = [path for path in contents.paths if not _is_there(path, contents, found)]
    for path in new:
        with contents.open(path) as file:
            place.save(path, File(file))
    timestamp = Metadata[Timestamp].from_bytes(contents.documents[TIMESTAMP]).signed
    remember(
        Memory(
            place=memory.place,
            at=at,
            snapshot=timestamp.snapshot_meta.version,
            timestamp=timestamp.version,
            served=tuple(sorted({*memory.served, *contents.groups})),
            kept_back=contents.kept_back,
            ceased={group: memory.ceased.get(group, at) for group in contents.kept_back if group in memory.served},
        )
    )
    old = left_over(found, contents.paths, cache(_published))
    for path in old:
        place.delete(path)
    return Mirrored(contents.groups, contents.kept_back, len(contents.paths), len(new), len(old))


def _is_there(path: str, contents: Contents, found: dict[str, Found]) -> bool:
    """Editions and pictures bear their hash; metadata may come again under its name, after a restored backup."""
    if path not in found or not path.startswith(f"{METADATA}/"):
        return path in found
    return found[path].etag == hashlib.md5(contents.documents[path], usedforsecurity=False).hexdigest()


def _published(group: str, sha256: str) -> Published:
    one = Publication.objects.filter(group__slug=group, sha256=sha256).first()
    return Published(one.number, blobs_named(parse_edition(bytes(one.document)))) if one else Published(0, ())


@contextmanager
def _lock() -> Iterator[None]:
    """One writer of the bucket at a time, over all the office's processes; publishing has its own and never waits."""
    with (Path(settings.DATA) / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
