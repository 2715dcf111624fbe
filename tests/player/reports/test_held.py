"""Reports held in memory and written together: in order, flushed once, and kept while the disk takes none."""

import errno
import os
from pathlib import Path

import pytest

from player.errors import StoreError
from player.reports.spool import MOST_HELD, Spool
from playlists.report import Incident, Play
from tests.player.reports.test_spool import play, segments


@pytest.fixture
def flushes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The files that were flushed, one entry for each time."""
    real, seen = os.fsync, []

    def flush(file: int) -> None:
        seen.append(file)
        real(file)

    monkeypatch.setattr(os, "fsync", flush)
    return seen


def on_disk(folder: Path) -> list[Play | Incident]:
    return list(Spool(folder).waiting())  # type: ignore[arg-type]


def test_what_is_held_is_written_in_order_and_flushed_once(folder: Path, spool: Spool, flushes: list[int]) -> None:
    spool.append(play(0))
    flushes.clear()
    for number in range(1, 13):
        spool.hold(play(number))
    assert on_disk(folder) == [play(0)]
    spool.write_held()
    assert len(flushes) == 1
    spool.write_held()  # nothing is held any more
    assert len(flushes) == 1
    assert on_disk(folder) == [play(number) for number in range(13)]


def test_a_page_that_was_flushed_is_not_written_again(folder: Path, spool: Spool) -> None:
    for number in range(36):
        spool.hold(play(number))
        if number % 12 == 11:
            spool.write_held()
            (segment,) = segments(folder)
            assert segment.stat().st_size == (number + 1) // 12 * 4096
    assert on_disk(folder) == [play(number) for number in range(36)]


def test_what_fills_little_of_a_page_is_not_blown_up(folder: Path, spool: Spool) -> None:
    for number in range(50):
        spool.append(play(number))
    (segment,) = segments(folder)
    assert segment.stat().st_size < 2 * sum(len(line.rstrip()) for line in segment.read_bytes().splitlines())
    assert on_disk(folder) == [play(number) for number in range(50)]


def test_reading_a_segment_leaves_no_trace_on_the_card(folder: Path, spool: Spool) -> None:
    spool.append(play(0))
    (segment,) = segments(folder)
    os.utime(segment, ns=(0, segment.stat().st_mtime_ns))  # read so long ago that any file system would note it
    assert on_disk(folder) == [play(0)]
    assert segment.stat().st_atime_ns == 0


def test_what_must_not_wait_takes_what_is_held_with_it_in_order(folder: Path, spool: Spool, flushes: list[int]) -> None:
    spool.append(play(0))
    flushes.clear()
    spool.hold(play(1))
    spool.append(play(2))
    assert len(flushes) == 1
    assert on_disk(folder) == [play(0), play(1), play(2)]


def test_whoever_ends_in_order_leaves_nothing_in_memory(folder: Path, spool: Spool) -> None:
    spool.hold(play(1))
    spool.close()
    assert on_disk(folder) == [play(1)]


@pytest.mark.parametrize("error", [errno.EIO, errno.EROFS, errno.ENOSPC])
def test_a_disk_that_takes_nothing_for_a_while_loses_and_doubles_nothing(
    folder: Path, spool: Spool, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    def fail(_: int) -> None:
        raise OSError(error, os.strerror(error))

    spool.append(play(0))
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        for number in range(1, 4):
            spool.hold(play(number))
            with pytest.raises(StoreError, match=os.strerror(error).lower()):
                spool.write_held()
    assert on_disk(folder) == [play(0)]  # what could not be flushed was taken back: a full disk needs the room
    spool.write_held()
    assert on_disk(folder) == [play(number) for number in range(4)]


def test_a_report_that_could_not_be_added_is_the_callers_and_what_is_held_stays(folder: Path) -> None:
    folder.write_bytes(b"in the way")
    spool = Spool(folder, "show")
    spool.hold(play(1))
    with pytest.raises(StoreError):
        spool.append(play(2))
    folder.unlink()
    spool.write_held()
    spool.close()
    assert on_disk(folder) == [play(1)]


def test_as_many_as_memory_is_to_hold_are_written_at_once(folder: Path, spool: Spool) -> None:
    for number in range(MOST_HELD + 1):
        spool.hold(play(number))
    assert len(on_disk(folder)) == MOST_HELD + 1


def test_a_disk_that_takes_nothing_for_hours_costs_the_oldest_and_their_number_is_told(folder: Path) -> None:
    folder.write_bytes(b"in the way")
    spool = Spool(folder, "show")
    for number in range(MOST_HELD):
        spool.hold(play(number))
    for number in range(3):
        with pytest.raises(StoreError):
            spool.hold(play(MOST_HELD + number))
    folder.unlink()
    spool.write_held()
    spool.close()

    lost, *plays = on_disk(folder)
    assert isinstance(lost, Incident)
    assert lost.what.startswith("3 reports were dropped since ")
    assert plays == [play(number) for number in range(3, MOST_HELD + 3)]


def test_of_a_write_that_was_cut_anywhere_only_whole_reports_are_read(folder: Path, spool: Spool) -> None:
    spool.append(play(0))
    (segment,) = segments(folder)
    before = segment.stat().st_size
    for number in range(1, 6):
        spool.hold(play(number))
    spool.write_held()
    spool.close()
    whole = segment.read_bytes()
    for cut in range(before, len(whole), 41):
        segment.write_bytes(whole[:cut])
        read = on_disk(folder)
        assert read == [play(number) for number in range(len(read))]
        assert len(read) == whole[:cut].count(b"\n")
