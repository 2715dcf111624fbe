"""Bringing reports and the picture of the screen to the office. Decides the addresses; the wire is handed in.

Nothing here stops showing or syncing: what cannot be sent stays in the spool and goes with a later round.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from player.device.live import SCREENSHOT_FILE, live_path
from player.errors import FetchError
from player.reports.spool import Spool
from playlists.report import Accepted, Heartbeat, Reports
from playlists.wire import MAX_REPORTS_BYTES, ContractError, decode, encode

REPORTS_PATH: Final = "/device/reports"
SCREENSHOT_PATH: Final = "/device/screenshot"
MAX_SCREENSHOT_BYTES: Final = 2 * 1024 * 1024  # what the office takes; half of a 4K picture as JPEG has half of it

Post = Callable[[str, bytes, str], bytes]
"""(address, body, content type) -> the answer's bytes. Raises FetchError; NotTakenError for a body that is no good."""


class Sender:
    """Remembers which screenshot was sent last; a new process sends it once more."""

    def __init__(self, state: Path, office: str) -> None:
        self._screenshot = live_path(state, SCREENSHOT_FILE)
        self._office = office.rstrip("/")
        self._sent: tuple[int, int] | None = None

    def send(self, spool: Spool, heartbeat: Heartbeat, post: Post) -> int:
        """The heartbeat, what the spool holds, and the screenshot when it is new; returns how many reports went.

        Raises FetchError or StoreError at the first that fails.
        """

        def post_reports(reports: Reports) -> Accepted:
            answer = post(f"{self._office}{REPORTS_PATH}", encode(reports), "application/json")
            try:
                return decode(Accepted, answer, limit=MAX_REPORTS_BYTES, what="the answer to reports")
            except ContractError as error:
                raise FetchError(f"{error}; the reports are kept and sent again") from error

        post_reports(Reports((heartbeat,)))  # first: after it, NotTakenError speaks of a report and not of the office
        sent = spool.send(post_reports)
        self._send_screenshot(post)
        return sent

    def _send_screenshot(self, post: Post) -> None:
        try:
            with self._screenshot.open("rb") as file:
                picture = file.read(MAX_SCREENSHOT_BYTES + 1)
            stat = self._screenshot.stat()
        except OSError:
            return  # show has not made one yet
        identity = (stat.st_mtime_ns, stat.st_size)
        if identity == self._sent or not picture or len(picture) > MAX_SCREENSHOT_BYTES:
            return
        post(f"{self._office}{SCREENSHOT_PATH}", picture, "image/jpeg")
        self._sent = identity
