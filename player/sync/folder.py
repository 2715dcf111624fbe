"""A feed on a stick, asked as if it were the office's web server. What the bytes mean is left to the callers.

Decides which file answers for an address. Nothing is ever listed, so a stick may hold as many files as it likes.
"""

import io
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from player.errors import FetchError
from player.stick import AbsentError, Stick
from player.sync.connection import RefusedError, TooLongError
from player.sync.line import Chunks
from player.sync.transfer import Part
from playlists.by_hand import FEED

_CHUNK_BYTES: Final = 64 * 1024


class Folder:
    """The ``Source`` of a round over a stick."""

    def __init__(self, stick: Stick, feed: str, *, progress: Callable[[], None] = lambda: None) -> None:
        """``feed`` is the address for which the stick stands; ``progress`` is called whenever bytes came."""
        self._stick, self._feed, self._progress = stick, f"{feed.rstrip('/')}/", progress

    def get(self, address: str, limit: int) -> Chunks:
        """The bytes at ``address``; the file is opened before this returns, so its errors come at once.

        Raises FetchError: RefusedError with status 404 for a file that is missing, TooLongError past ``limit`` bytes.
        """
        return self.get_file(address, limit, 0).chunks

    def get_file(self, address: str, limit: int, start: int) -> Part:
        """The same, from byte ``start`` on."""
        if not address.startswith(self._feed):
            raise FetchError(f"{address} lies outside the feed {self._feed}")
        path = f"{FEED}/{address.removeprefix(self._feed)}"
        try:
            return Part(start, self._read(self._stick.open(path), path, limit, start))
        except AbsentError as error:
            raise RefusedError(str(error), HTTPStatus.NOT_FOUND, "") from error

    def _read(self, file: io.FileIO, path: str, limit: int, start: int) -> Chunks:
        left = limit - start
        with file:
            file.seek(start)
            while chunk := _next(file, path):
                self._progress()
                left -= len(chunk)
                if left < 0:
                    raise TooLongError(f"{path} goes on past the {limit:,} bytes it may have")
                yield chunk


def _next(file: io.FileIO, path: str) -> bytes:
    try:
        return file.read(_CHUNK_BYTES)
    except OSError as error:
        raise FetchError(f"{path} broke off: was the stick pulled out?") from error
