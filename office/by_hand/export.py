"""``office feed export``: the feed onto a stick, and the office's word on the reports that came from screens.

Decides that a stick from which somebody took the power holds the feed from before or the new one, and that nothing of
a group that was not chosen stays on it.
"""

import os
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from office.publishing.contents import Contents, contents_of
from office.publishing.errors import PublishingError
from office.publishing.services import renew_signatures
from office.screens.models import Carried
from player.stick import Stick
from playlists.by_hand import FEED, Purpose, accepted_path, prove
from playlists.feed import BLOBS, METADATA, TARGETS
from playlists.report import Accepted
from playlists.wire import encode

_MARGIN_BYTES: Final = 4 * 1024 * 1024  # folders, and room for the screens' first reports
_CLUSTER_BYTES: Final = 64 * 1024  # what the smallest file takes on a large stick
_MOST_NAMES: Final = 20_000  # looked at in one folder while sweeping

Progress = Callable[[int, int], None]
"""(bytes done, bytes to do) -> nothing."""


class Exported(NamedTuple):
    """What is on the stick now; ``written`` counts the files that had to be."""

    groups: tuple[str, ...]
    files: int
    written: int
    acknowledged: tuple[str, ...]
    holds_until: datetime


def export(
    folder: Path, groups: Collection[str], at: datetime, progress: Progress = lambda _done, _all: None
) -> Exported:
    """Bring the stick at ``folder`` in line with the feed of ``groups`` (empty: of all that have one).

    Raises PublishingError with what to mend, or StoreError when the stick does.
    """
    _refuse_unusable(folder)
    renew_signatures(at)  # so that the carrier has as many days as there can be
    contents = contents_of(groups)
    stick = Stick(folder)
    changed = _changed(stick, contents)
    _refuse_full(folder, changed.values())
    done = 0
    for path, size in changed.items():
        stick.write(f"{FEED}/{path}", contents.read(path))
        done += size
        progress(done, sum(changed.values()))
    _sweep(stick, contents)
    acknowledged = _acknowledge(stick, contents.groups)
    return Exported(contents.groups, len(contents.paths), len(changed), acknowledged, contents.holds_until)


def _refuse_unusable(folder: Path) -> None:
    if not folder.is_dir():
        raise PublishingError(f"{folder} is no folder: is the stick plugged in and mounted there?")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PublishingError(f"{folder} cannot be written to: is the stick's switch on read-only?")


def _changed(stick: Stick, contents: Contents) -> dict[str, int]:
    """Sizes of what is not on the stick yet, in the order of writing: whatever is named before what names it."""
    wanted = ((path, contents.read(path)) for path in contents.paths)
    return {path: len(data) for path, data in wanted if not stick.has(f"{FEED}/{path}", data)}


def _refuse_full(folder: Path, sizes: Collection[int]) -> None:
    room = os.statvfs(folder)
    free = room.f_bavail * room.f_frsize
    needed = sum(max(size, _CLUSTER_BYTES) for size in sizes) + _MARGIN_BYTES
    if sizes and needed > free:
        raise PublishingError(
            f"{folder} has {free // 1_000_000:,} MB free and {needed // 1_000_000 + 1:,} MB are needed: "
            "nothing was written"
        )


def _sweep(stick: Stick, contents: Contents) -> None:
    """Remove what no longer belongs to the feed. Nothing there names it any more, so this may be cut off anywhere."""
    wanted = {f"{FEED}/{path}" for path in contents.paths}
    wanted |= {path.rpartition("/")[0] for path in wanted}
    for top in (f"{FEED}/{METADATA}", f"{FEED}/{TARGETS}", f"{FEED}/{BLOBS}"):
        for path in _inside(stick, top):
            for inner in _inside(stick, path) if stick.is_folder(path) else ():
                if inner not in wanted:
                    stick.remove(inner)
            if path not in wanted:
                stick.remove(path)


def _inside(stick: Stick, path: str) -> Iterator[str]:
    return (f"{path}/{name}" for name in stick.names(path, _MOST_NAMES))


def _acknowledge(stick: Stick, groups: Collection[str]) -> tuple[str, ...]:
    """Say what the office holds of what screens of ``groups`` sent by hand last; the screens it was said to."""
    carried = Carried.objects.filter(screen__group__slug__in=groups).exclude(screen__token_digest="").exclude(ids=[])
    for one in carried.select_related("screen"):
        document, screen = encode(Accepted(ids=tuple(one.ids))), one.screen
        data = prove(document, Purpose.ACCEPTED, screen.slug, screen.token_digest)
        if not stick.has(accepted_path(screen.slug), data):
            stick.write(accepted_path(screen.slug), data)
    return tuple(one.screen.slug for one in carried.select_related("screen"))
