"""The videos of an edition: which are here, which this screen can play, and fetching the others bit by bit.

Decides that a video never holds anything else up: its slide is sealed with the poster first, and it makes way for
whatever is newer. A file that is not as its notice says is not played; the office is told.
"""

import logging
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from player.errors import FeedError, FetchError, UnfinishedError
from player.sync.blobs import VIDEO, Blobs, FetchBlob, Wanted
from player.sync.inspection import Fault
from player.video import Fault as VideoFault
from player.video import VideoError, inspect_video
from player.video.limits import SLOW_WALL_S
from playlists.item import Item, videos_of
from playlists.screen import Screen
from playlists.video import Video

_LENGTH_SLACK_MS: Final = 100

_log = logging.getLogger(__name__)


class Reels(NamedTuple):
    """``playable``: hashes of the files to be sealed; ``missing``: what was not fetched yet."""

    playable: tuple[str, ...]
    missing: tuple[str, ...]
    faults: tuple[Fault, ...]


class Videos:
    """Those of the items that one screen shows."""

    def __init__(self, blobs: Blobs, items: Iterable[Item], screen: Screen, known: Iterable[str]) -> None:
        """``known``: hashes of files that were looked at before, and are playable."""
        self._blobs, self._screen = blobs, screen
        self._named = {video.blob: (video, item) for item in items for video in videos_of(item)}
        self._here = {sha256 for sha256 in self._named if blobs.has(sha256)}
        self._playable = dict.fromkeys(sha256 for sha256 in known if sha256 in self._here)
        self._faults: dict[str, Fault] = {}

    def look(self) -> Reels:
        """Look at the files that came since the last look."""
        for sha256, (video, item) in self._named.items():
            if sha256 in self._here and sha256 not in self._playable and sha256 not in self._faults:
                self._look_at(video, item)
        faults = dict.fromkeys(self._faults.values())  # that one needs an extra is told once
        return Reels(tuple(self._playable), self._missing, tuple(faults))

    def fetch(self, fetch: FetchBlob, progress: Callable[[], None]) -> bool:
        """Fetch what is missing, one after another; whether one made way, and should go on soon.

        What the wire does is only logged: the next round tries again. Raises StoreError.
        """
        for sha256 in self._missing:
            video, item = self._named[sha256]
            wanted = Wanted(sha256, video.size_bytes, VIDEO)
            try:
                self._blobs.fetch(wanted, partial(fetch, wanted), wanted.name)
                self._here.add(sha256)
            except UnfinishedError as error:
                _log.debug("%s: %s", wanted.name, error)
                return True
            except FeedError as error:
                self._faults[sha256] = poster_shown(item, str(error).rpartition("; ")[0] or str(error))
            except FetchError as error:
                _log.warning("%s: %s; tried again in the next round", wanted.name, error)
                return False
            progress()
        return False

    @property
    def _missing(self) -> tuple[str, ...]:
        return tuple(sha256 for sha256 in self._named if sha256 not in self._here and sha256 not in self._faults)

    def _look_at(self, video: Video, item: Item) -> None:
        try:
            _refuse_other(video, self._blobs.path(video.blob))
        except VideoError as error:
            if error.fault is VideoFault.NO_READER:
                subject = f"screen {self._screen.id}"
                self._faults[video.blob] = Fault(subject, f"{subject}: {error}; the posters are shown")
            else:
                self._faults[video.blob] = poster_shown(item, f"video {video.blob[:12]} is not played: {error}")
        else:
            self._playable[video.blob] = None


def _refuse_other(video: Video, path: Path) -> None:
    """Raise VideoError unless the file is one that screens play, as the notice describes it."""
    with path.open("rb") as file:
        facts = inspect_video(file, wall_s=SLOW_WALL_S)
    is_other = (facts.width_px, facts.height_px) != (video.width_px, video.height_px)
    if is_other or abs(facts.duration_ms - video.duration_ms) > _LENGTH_SLACK_MS:
        raise VideoError(VideoFault.OTHER)


def poster_shown(item: Item, why: str) -> Fault:
    """What the office is told of a video that is not played."""
    return Fault(f"item {item.id}", f"item {item.id} version {item.version}: {why}; its poster is shown")
