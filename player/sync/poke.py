"""The office's "look now": a line that is held to it, so that a publication is seen within seconds and not a minute.

Decides how far that is heeded: it may end a wait early, no sooner than LEAST_S after a round, and ever later while it
brings nothing. It carries no content and is not trusted. Without it everything goes on as before, a minute later.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import requests
import urllib3

from player.errors import FetchError
from player.network import Network
from player.sync.line import open_session
from playlists.feed import POKE_EVENT, POKE_PATH

LEAST_S: Final = 2.0  # between the end of a round and one that a poke calls for
LONGEST_S: Final = 60.0  # the same, when pokes keep bringing nothing: no more often than without them
SPREAD_S: Final = 0.5  # five hundred screens hear it at once
FIRST_PAUSE_S: Final = 2.0  # before the line is taken up again, doubled each time
LONGEST_PAUSE_S: Final = 600.0  # an office without this, or from before it, is asked six times an hour
STEADY_S: Final = 60.0  # a line that held so long was a good one
SILENCE_S: Final = 75.0  # three of the office's beats
_CHUNK_BYTES: Final = 512
_BYTES: Final = 4_096  # what may come at once …
_BYTES_PER_S: Final = 64  # … and all the time; an office sends 3 bytes each 25 s

_log = logging.getLogger(__name__)


class Patience:
    """How long after a round a poke is heeded."""

    def __init__(self) -> None:
        self.least_s = LEAST_S

    def learn(self, *, was_poked: bool, is_new: bool) -> None:
        """After each round; ``is_new``: whether it brought anything."""
        self.least_s = min(LONGEST_S, 2 * self.least_s) if was_poked and not is_new else LEAST_S


class Poke:
    """The line, held by a thread of its own that ends with the process."""

    def __init__(self, whom: Callable[[], tuple[str, str]], network: Network) -> None:
        """``whom``: the office's address and the screen's token, as they are now."""
        self._whom, self._network = whom, network
        self.wanted = threading.Event()

    def start(self) -> None:
        """Begin to listen."""
        threading.Thread(target=self._listen_for_ever, name="poke", daemon=True).start()

    def _listen_for_ever(self) -> None:
        pauses = 0
        while True:
            began = time.monotonic()
            try:
                self.listen()
            except (FetchError, requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                _log.debug("the office's line is not there: %s", error)
            pauses = 0 if time.monotonic() - began >= STEADY_S else pauses + 1
            time.sleep(pause_after(pauses))

    def listen(self) -> None:
        """One line, until the office ends it. Raises FetchError, or what the network's libraries raise."""
        office, token = self._whom()
        with (
            open_session(self._network) as session,
            session.get(
                f"{office}{POKE_PATH}",
                headers={"Accept": "text/event-stream", "Accept-Encoding": "identity", "User-Agent": "sunboard-player"},
                auth=_bearer(token),
                stream=True,
                allow_redirects=False,
                timeout=(self._network.connect_s, SILENCE_S),
            ) as response,
        ):
            if response.status_code != requests.codes.ok:
                raise FetchError(f"HTTP {response.status_code}")
            if not response.headers.get("Content-Type", "").startswith("text/event-stream"):
                raise FetchError("something else answers there")
            _log.info("the office tells at once when something is published")
            chunks = iter(lambda: response.raw.read1(_CHUNK_BYTES, decode_content=False), b"")
            for _ in pokes(chunks, time.monotonic):
                self.wanted.set()


def pokes(chunks: Iterable[bytes], clock: Callable[[], float]) -> Iterator[None]:
    """One for each "look now" in a stream of server-sent events. Raises FetchError when more comes than may come."""
    began, got, line = clock(), 0, b""
    for chunk in chunks:
        got += len(chunk)
        if got > _BYTES + _BYTES_PER_S * (clock() - began):
            raise FetchError("more comes than an office has to say")
        *whole, line = (line + chunk).split(b"\n")
        line = line[-_CHUNK_BYTES:]
        for one in whole:
            if one.strip() == f"event: {POKE_EVENT}".encode():
                yield


def pause_after(pauses: int) -> float:
    """Seconds until the line is taken up again, spread: an office that was started again is not run down."""
    pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(pauses, 20))
    return pause * random.uniform(0.5, 1)  # noqa: S311 (spreads load, keeps no secret)


def _bearer(token: str) -> Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    """The token as a header; never the machine's .netrc."""

    def add(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {token}"
        return request

    return add
