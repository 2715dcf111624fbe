"""Where things lie in a feed: The Update Framework's roles, targets and our content-addressed blobs.

    <feed>/metadata/      TUF metadata (consistent snapshots): root, timestamp, snapshot, targets, register, editions,
                          urgent
    <feed>/targets/       register.json, and per screen group <group>/edition.json and, once somebody cut in,
                          <group>/urgent.json; with hash prefixes
    <feed>/blobs/<group>/<sha256>   pictures and videos that the edition names; no TUF targets: their hashes are in the
                                    items

Everything of one group lies below folders with the group's name, so that a web server can let a screen read only its
own.
"""

from typing import Final

METADATA: Final = "metadata"
TARGETS: Final = "targets"
BLOBS: Final = "blobs"

REGISTER_ROLE: Final = "register"  # delegated by targets; offline key; signs register.json
EDITIONS_ROLE: Final = "editions"  # delegated by targets; the office's key; signs */edition.json
URGENT_ROLE: Final = "urgent"  # delegated by targets; a key of its own; signs */urgent.json
REGISTER_TARGET: Final = "register.json"
EDITIONS_PATTERN: Final = "*/edition.json"
URGENT_PATTERN: Final = "*/urgent.json"

POKE_PATH: Final = "/feed/poke"  # below the office's address: server-sent events that say no more than "look now"
POKE_EVENT: Final = "look"

MAX_BLOB_BYTES: Final = 40 * 1024 * 1024  # a 40-megapixel photograph as JPEG; a video states its own size


def edition_target(group: str) -> str:
    """TUF target path of a group's edition."""
    return f"{group}/edition.json"


def urgent_target(group: str) -> str:
    """TUF target path of a group's urgent edition."""
    return f"{group}/urgent.json"


def blob_path(group: str, sha256: str) -> str:
    """Path of a blob below the feed's address."""
    return f"{BLOBS}/{group}/{sha256}"
