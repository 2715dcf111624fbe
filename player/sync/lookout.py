"""Keeping watch while large files come: nothing small waits for them.

Decides when a look is due and that a file makes way when the look found something; what is looked at is its callers'.
The line stays open while nothing is found: hanging up costs what is on its way.
"""

import time
from collections.abc import Callable
from contextlib import closing
from typing import Final

from player.errors import UnfinishedError
from player.sync.line import Chunks

LOOK_EVERY_S: Final = 20.0  # two small requests, while something large comes anyway


class Lookout:
    """Of one round, over all the files that it fetches."""

    def __init__(self, look: Callable[[], str], every_s: float) -> None:
        """``look`` says why a file has to make way; empty when it need not."""
        self._look, self._every_s = look, every_s
        self._due = time.monotonic() + every_s

    def over(self, chunks: Chunks) -> Chunks:
        """The same. Raises UnfinishedError when a file has to make way, after what came was handed on."""
        with closing(chunks):
            for chunk in chunks:
                yield chunk
                if time.monotonic() >= self._due:
                    why = self._look()
                    self._due = time.monotonic() + self._every_s
                    if why:
                        raise UnfinishedError(f"a large file makes way: {why}")
