"""What is left over in a copy of the feed. Pure; decides what may go, never touching what the present metadata names.

Of each kind of document the one before stays, with its pictures: a reader may just be fetching by the old timestamp.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

from playlists.feed import METADATA, blob_path

TIMESTAMP: Final = f"{METADATA}/timestamp.json"
_GROUP, _HASH = r"(?P<group>[a-z0-9][a-z0-9-]{0,63})", r"[0-9a-f]{64}"
_VERSIONED: Final = re.compile(
    r"metadata/(?P<version>\d{1,9})\.(?P<kind>targets|snapshot|register|editions|urgent)\.json"
)
_REGISTER: Final = re.compile(rf"targets/{_HASH}\.(?P<kind>register)\.json")
_EDITION: Final = re.compile(rf"targets/{_GROUP}/(?P<sha256>{_HASH})\.(?P<kind>edition|urgent)\.json")
_BLOB: Final = re.compile(rf"blobs/{_GROUP}/{_HASH}")


class Found(NamedTuple):
    """An object of the copy."""

    etag: str
    modified: datetime


class Published(NamedTuple):
    """An edition that the office made: its number, and the hashes of the pictures that it names."""

    number: int
    blobs: tuple[str, ...]


Lookup = Callable[[str, str], Published]
"""(group, an edition's hash) -> what is known of it."""


def left_over(found: Mapping[str, Found], named: Collection[str], published: Lookup) -> list[str]:
    """Paths that may go, of what was ``found`` before ``named`` was written; what is not of a feed is not among them.

    Roots are never left over, and of a group that ``named`` has no edition of, everything is.
    """
    groups = {match["group"] for path in named if (match := _EDITION.fullmatch(path))}
    kept = {*named}
    for path in _former(found, named, published):
        match = _EDITION.fullmatch(path)
        if match is None:
            kept.add(path)
        elif match["group"] in groups:
            blobs = published(match["group"], match["sha256"]).blobs
            kept |= {path, *(blob_path(match["group"], sha256) for sha256 in blobs)}
    ours = (_VERSIONED, _REGISTER, _EDITION, _BLOB)
    return [path for path in found if path not in kept and any(one.fullmatch(path) for one in ours)]


def _former(found: Mapping[str, Found], named: Collection[str], published: Lookup) -> Iterable[str]:
    """The newest document of each kind beside those that are named now, as far as the old timestamp can name it."""
    newest: dict[tuple[str, ...], tuple[int, datetime, str]] = {}
    # What came after the timestamp was left by a run that was cut off: nobody was ever sent to it.
    served = found[TIMESTAMP].modified if TIMESTAMP in found else datetime.min.replace(tzinfo=UTC)
    for path, one in found.items():
        if path in named or one.modified > served:
            continue
        key: tuple[str, ...]
        if match := _EDITION.fullmatch(path):
            key, number = (match["kind"], match["group"]), published(match["group"], match["sha256"]).number
        elif match := _VERSIONED.fullmatch(path):
            key, number = (match["kind"],), int(match["version"])
        elif match := _REGISTER.fullmatch(path):
            key, number = (path.split("/")[0], match["kind"]), 0
        else:
            continue
        newest[key] = max(newest.get(key, (-1, served, "")), (number, one.modified, path))
    return [path for _, _, path in newest.values()]
