from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from player.device.clock import CLOCK_FILE, Clock, GoodTime, load_good_time, save_good_time
from player.errors import StoreError
from playlists.report import ClockTrust

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
IN_1970 = datetime(1970, 1, 1, tzinfo=UTC)


class Machine:
    """A system clock, a monotonic clock and a time source, moved by the test."""

    def __init__(self, system: datetime = NOON, *, synced: bool = False) -> None:
        self.system, self.synced, self.seconds = system, synced, 100.0
        self.boot = "first"

    def clock(self, good: GoodTime | None = None) -> Clock:
        return Clock(
            good,
            system=lambda: self.system,
            uptime_s=lambda: self.seconds,
            boot=lambda: self.boot,
            synchronized=lambda: self.synced,
        )

    def pass_time(self, hours: float) -> None:
        self.system += hours * HOUR
        self.seconds += hours * 3600


def synced(at: datetime) -> GoodTime:
    return GoodTime(last_good=at, trust=ClockTrust.SYNCED)


def restored(at: datetime) -> GoodTime:
    return GoodTime(last_good=at, trust=ClockTrust.RESTORED)


def kept(clock: Clock) -> GoodTime:
    """What is kept as good, without when the machine was started."""
    good = clock.good_time()
    assert good is not None
    return msgspec.structs.replace(good, boot="", uptime_s=0.0)


@pytest.mark.parametrize(
    ("is_synced", "good", "trust"),
    [
        (True, None, ClockTrust.SYNCED),
        (True, restored(NOON), ClockTrust.SYNCED),
        (False, synced(NOON), ClockTrust.RESTORED),
        (False, None, ClockTrust.UNSET),
    ],
)
def test_trust_says_where_the_time_comes_from(is_synced: bool, good: GoodTime | None, trust: ClockTrust) -> None:  # noqa: FBT001
    assert Machine(synced=is_synced).clock(good).trust() is trust


def test_a_machine_that_wakes_in_1970_goes_on_from_the_last_good_time() -> None:
    machine = Machine(IN_1970)
    clock = machine.clock(synced(NOON))
    assert clock.now() == NOON
    machine.pass_time(2)
    assert clock.now() == NOON + 2 * HOUR


def test_a_program_that_is_restarted_an_hour_later_loses_no_time() -> None:
    machine = Machine(IN_1970)
    good = machine.clock(synced(NOON)).good_time()
    machine.pass_time(1)
    assert machine.clock(good).now() == NOON + HOUR


def test_after_another_start_of_the_machine_uptimes_are_not_compared() -> None:
    machine = Machine(IN_1970)
    machine.seconds = 500_000
    good = machine.clock(synced(NOON)).good_time()
    machine.seconds, machine.boot = 10, "second"
    assert machine.clock(good).now() == NOON


def test_an_edition_tells_a_machine_without_any_time_that_it_is_not_1970() -> None:
    machine = Machine(IN_1970)
    clock = machine.clock()
    clock.learn(NOON)
    machine.pass_time(1)
    assert clock.now() == NOON + HOUR
    assert clock.trust() is ClockTrust.RESTORED


def test_a_clock_set_back_by_hand_does_not_go_behind_the_last_good_time() -> None:
    machine = Machine()
    clock = machine.clock(synced(NOON - HOUR))
    machine.system -= 3 * HOUR
    assert clock.now() == NOON - HOUR


def test_a_time_source_is_believed_over_a_time_that_was_only_carried_on() -> None:
    machine = Machine(NOON, synced=True)
    assert machine.clock(restored(NOON + 1000 * HOUR)).now() == NOON


def test_a_clock_that_runs_wild_without_a_time_source_is_not_kept_as_good() -> None:
    machine = Machine()
    clock = machine.clock(synced(NOON))
    machine.pass_time(1)
    machine.system += 10_000 * HOUR
    assert kept(clock) == restored(NOON + HOUR)


def test_what_a_time_source_set_is_kept_as_good() -> None:
    assert kept(Machine(synced=True).clock()) == synced(NOON)


def test_with_nothing_known_nothing_is_kept() -> None:
    assert Machine().clock().good_time() is None


def test_the_good_time_survives_on_disk(tmp_path: Path) -> None:
    save_good_time(tmp_path, synced(NOON))
    assert load_good_time(tmp_path) == synced(NOON)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"last_good":"2026-11-18T04:00:00","trust":"synced"}'])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / CLOCK_FILE).write_bytes(content)
    assert load_good_time(tmp_path) is None


def test_a_folder_that_is_gone_is_told_as_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"clock\.json"):
        save_good_time(tmp_path / "gone", synced(NOON))
