"""How far this machine's clock is to be believed, and a time that never runs behind the last good one.

Small boards have no battery clock: after a power cut without a network they wake in 1970 or at the last shutdown. The
last good time is kept in ``<state>/clock.json``. A clock that a time source has set is believed over a time that was
only carried on; between two that were set, time does not go back.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from player.durable import write_durably
from playlists.item import Instant
from playlists.report import ClockTrust
from playlists.wire import ContractError, Record, decode, encode

CLOCK_FILE: Final = "clock.json"
SAVE_EVERY_S: Final = 1800.0  # what a power cut can lose; each costs an SD card 66 kB with the file system's journal
MAX_CLOCK_BYTES: Final = 1024
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")  # random(4)
_SYNCHRONIZED: Final = Path("/run/systemd/timesync/synchronized")  # made by systemd-timesyncd(8) once it set the clock


class GoodTime(Record, frozen=True):
    """The content of ``clock.json``: a time that has certainly passed, and how sure the clock was then.

    ``uptime_s`` is how long the machine had run in the boot of id ``boot``: as long as that lasts, no time is lost.
    """

    last_good: Instant
    trust: ClockTrust
    boot: str = ""
    uptime_s: float = 0.0


def read_uptime_s() -> float:
    """Seconds since the machine started, its sleep included; the same for every process."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def read_boot() -> str:
    """The id of this boot, empty where the kernel does not tell."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return ""


def is_synchronized() -> bool:
    """Whether a time source has set the system clock since start."""
    return _SYNCHRONIZED.exists()


def load_good_time(state: Path) -> GoodTime | None:
    """The last good time, or None when none is known (a damaged file is as good as none)."""
    try:
        data = (state / CLOCK_FILE).read_bytes()
        return decode(GoodTime, data, limit=MAX_CLOCK_BYTES, what=CLOCK_FILE)
    except (OSError, ContractError):
        return None


def save_good_time(state: Path, good: GoodTime) -> None:
    """Keep ``good`` through a power cut. Raises StoreError."""
    write_durably(state / CLOCK_FILE, encode(good))


class Clock:
    """Tells the time for what is shown. Reads the system through its arguments, so that a test can set it."""

    def __init__(
        self,
        good: GoodTime | None,
        *,
        system: Callable[[], datetime] = lambda: datetime.now(UTC),
        uptime_s: Callable[[], float] = read_uptime_s,
        boot: Callable[[], str] = read_boot,
        synchronized: Callable[[], bool] = is_synchronized,
    ) -> None:
        self._system, self._uptime_s, self._synchronized = system, uptime_s, synchronized
        self._boot = boot()
        self._good = good
        is_of_this_boot = good is not None and good.boot == self._boot != ""
        self._good_since = good.uptime_s if good is not None and is_of_this_boot else uptime_s()

    def now(self) -> datetime:
        """The time in UTC: the system's, unless that lies behind the last good time carried on."""
        system = self._system()
        carried = self._carried()
        if carried is None or system >= carried or (self._is_only_carried() and self._synchronized()):
            return system
        return carried

    def trust(self) -> ClockTrust:
        """How far ``now`` is to be believed."""
        if self._synchronized():
            return ClockTrust.SYNCED
        return ClockTrust.RESTORED if self._good else ClockTrust.UNSET

    def learn(self, passed: datetime) -> None:
        """Take note of a time that has certainly passed, such as when an edition was made."""
        carried = self._carried()
        if carried is None or passed > carried:
            self._set(passed, ClockTrust.RESTORED)

    def good_time(self) -> GoodTime | None:
        """What to keep now. Without a time source that is the old good time carried on, not what the clock claims."""
        if self._synchronized():
            self._set(self.now(), ClockTrust.SYNCED)
        else:
            carried = self._carried()
            if carried is not None:
                self._set(carried, ClockTrust.RESTORED)
        return self._good

    def _carried(self) -> datetime | None:
        if self._good is None:
            return None
        return self._good.last_good + timedelta(seconds=self._uptime_s() - self._good_since)

    def _is_only_carried(self) -> bool:
        return self._good is not None and self._good.trust is not ClockTrust.SYNCED

    def _set(self, good: datetime, trust: ClockTrust) -> None:
        self._good_since = self._uptime_s()
        self._good = GoodTime(last_good=good, trust=trust, boot=self._boot, uptime_s=self._good_since)
