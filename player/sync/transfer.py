"""Bringing one file here over a line that breaks off.

Decides when to go on where it ended, when to begin anew and when to give up, and counts what came for nothing. What is
here is believed only when the whole has its hash, which is its name: no other version of it can be meant (ADR 15).
"""

import hashlib
import os
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from player.errors import BrokenOffError, FeedError
from player.sync.line import Chunks

WORTH_BYTES: Final = 64 * 1024  # a line that broke off before it brought so much has a rest until the next round


class Part(NamedTuple):
    """A file's bytes from ``start`` on: from where was asked for, or 0 from whoever gives whole files only."""

    start: int
    chunks: Chunks


Ask = Callable[[int], Part]
"""From which byte on -> the rest of the file. Raises FetchError or FeedError, as its chunks do."""


@dataclass
class Toll:
    """What a bad line cost: how often it broke off, and the bytes that came and were thrown away.

    What was on its way when a line was given up is not known here, and not in it.
    """

    breaks: int = 0
    wasted_bytes: int = 0


class Transfer:
    """One file with a known hash, in the making at ``path``."""

    def __init__(self, path: Path, sha256: str, ask: Ask) -> None:
        self._path, self._sha256, self._ask = path, sha256, ask
        self._size, self._digest = 0, hashlib.sha256()
        self.toll = Toll()

    def bring(self, what: str) -> None:
        """Make it whole and durable. Raises FetchError: then what came stays, for another time.

        Raises FeedError naming ``what`` when the bytes are not the hash's, and OSError: then nothing stays.
        """
        self._look_at_what_is_here()
        try:
            is_patched = self._go_on()
            if is_patched and not self._is_right():  # a power cut or a stranger may have spoilt what came before
                self._throw_away()
                self._go_on()
        except (FeedError, OSError):  # a disk that is full gets its room back
            self._throw_away()
            raise
        if not self._is_right():
            self._throw_away()
            raise FeedError(f"{what} was changed: its bytes are not those that were approved; it is refused")

    def _look_at_what_is_here(self) -> None:
        with suppress(FileNotFoundError), self._path.open("rb") as file:
            self._digest = hashlib.file_digest(file, "sha256")
            self._size = file.tell()

    def _go_on(self) -> bool:
        """Until an answer came to its end; whether the file is made of more than that one."""
        is_patched = self._size > 0
        while not self._is_right():
            former = self._size
            try:
                is_patched = self._take(self._ask(former)) and is_patched
                break
            except BrokenOffError:
                self.toll.breaks += 1
                if self._size < former + WORTH_BYTES:
                    raise
                is_patched = True
        return is_patched

    def _take(self, part: Part) -> bool:
        """Write down what comes; whether that goes on from what was here. What came is on disk however it ends."""
        if part.start != self._size:
            self._throw_away()
        with closing(part.chunks), self._path.open("ab") as file:
            try:
                for chunk in part.chunks:
                    file.write(chunk)
                    self._digest.update(chunk)
                    self._size += len(chunk)
            finally:
                file.flush()
                os.fsync(file.fileno())
        return part.start > 0

    def _is_right(self) -> bool:
        return self._digest.hexdigest() == self._sha256

    def _throw_away(self) -> None:
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
        self.toll.wasted_bytes += self._size
        self._size, self._digest = 0, hashlib.sha256()
