"""The spool: nothing that was appended is lost or counted twice, whatever dies; and it never fills the disk."""

import errno
import os
import resource
import subprocess
import sys
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from player.errors import FetchError, StoreError
from player.reports.segment import remove_if_done
from player.reports.spool import NotTakenError, Spool
from playlists.report import Accepted, Display, Incident, Play, Report, Reports

AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


def play(number: int) -> Play:
    since = AT + timedelta(seconds=10 * number)
    return Play(
        id=uuid.UUID(int=number).hex,
        item="roads",
        version=1,
        page=1,
        edition=7,
        rule="always",
        since=since,
        until=since + timedelta(seconds=10),
        display=Display.ON,
    )


class Office:
    """Takes reports; fails or refuses when told to."""

    def __init__(self) -> None:
        self.held: dict[str, Report] = {}
        self.uploads = 0
        self.refuses: Callable[[Report], bool] = lambda _: False

    def post(self, reports: Reports) -> Accepted:
        self.uploads += 1
        taken = [report for report in reports.reports if not self.refuses(report)]
        self.held.update((report.id, report) for report in taken)
        return Accepted(ids=tuple(report.id for report in taken))

    def lose_the_answer(self, reports: Reports) -> Accepted:
        self.post(reports)
        raise FetchError("the answer was lost")


@pytest.fixture
def office() -> Office:
    return Office()


def segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.jsonl"))


def test_what_was_appended_is_sent_in_order_and_once(spool: Spool, office: Office) -> None:
    for number in range(5):
        spool.append(play(number))

    assert spool.send(office.post) == 5
    assert spool.send(office.post) == 0
    assert list(office.held.values()) == [play(number) for number in range(5)]
    assert office.uploads == 1


def test_an_empty_spool_asks_nobody(folder: Path, office: Office) -> None:
    assert Spool(folder).send(office.post) == 0
    assert office.uploads == 0
    assert not folder.exists()


def test_several_writers_are_all_sent(folder: Path, spool: Spool, office: Office) -> None:
    sync = Spool(folder, "sync")
    spool.append(play(1))
    sync.append(play(2))
    spool.append(play(3))
    sync.close()

    assert sync.send(office.post) == 3


def test_a_segment_goes_when_it_was_acknowledged_and_its_writer_is_gone(
    folder: Path, spool: Spool, office: Office
) -> None:
    spool.append(play(1))
    with closing(Spool(folder)) as sender:
        sender.send(office.post)
    assert len(segments(folder)) == 1

    spool.close()
    Spool(folder).send(office.post)
    assert segments(folder) == []
    assert office.uploads == 1


def test_a_reports_way_is_written_down_in_steps_and_at_the_end(folder: Path, spool: Spool, office: Office) -> None:
    with closing(Spool(folder)) as sender:
        for number in range(5):
            spool.append(play(number))
            sender.send(office.post)
        assert not (folder / "cursor.json").exists()
        for number in range(1500):
            spool.append(play(number + 5))
        sender.send(office.post)
        assert (folder / "cursor.json").exists()
        spool.append(play(2500))
        sender.send(office.post)
    uploads = office.uploads
    Spool(folder).send(office.post)

    assert office.uploads == uploads


def test_when_the_office_goes_away_the_way_so_far_is_written_down(folder: Path, spool: Spool, office: Office) -> None:
    sender = Spool(folder)
    spool.append(play(1))
    sender.send(office.post)

    def away(_: Reports) -> Accepted:
        raise FetchError("no network")

    spool.append(play(2))
    with pytest.raises(FetchError):
        sender.send(away)
    sent = Spool(folder).send(office.post)

    assert sent == 1


def test_a_segment_with_a_report_that_came_at_the_last_moment_stays(folder: Path, spool: Spool) -> None:
    spool.append(play(1))
    (path,) = segments(folder)
    sent_up_to = path.stat().st_size
    spool.append(play(2))
    spool.close()

    assert not remove_if_done(path, sent_up_to)
    assert path.exists()
    assert remove_if_done(path, path.stat().st_size)
    assert not path.exists()


def test_a_writer_goes_on_while_its_segment_is_sent(folder: Path, spool: Spool, office: Office) -> None:
    spool.append(play(1))
    Spool(folder).send(office.post)
    spool.append(play(2))
    Spool(folder).send(office.post)

    assert list(office.held.values()) == [play(1), play(2)]


def test_a_lost_answer_sends_again_and_the_ids_make_it_once(spool: Spool, office: Office) -> None:
    spool.append(play(1))
    with pytest.raises(FetchError):
        spool.send(office.lose_the_answer)

    assert spool.send(office.post) == 1
    assert list(office.held.values()) == [play(1)]


def test_what_the_office_does_not_acknowledge_stays_and_the_rest_is_not_sent_again(
    spool: Spool, office: Office
) -> None:
    for number in range(4):
        spool.append(play(number))
    office.refuses = lambda report: report == play(2)

    assert spool.send(office.post) == 2
    office.refuses = lambda _: False
    office.held.clear()
    assert spool.send(office.post) == 2
    assert list(office.held.values()) == [play(2), play(3)]


def test_a_report_that_the_office_never_takes_costs_only_itself(spool: Spool, office: Office) -> None:
    for number in range(9):
        spool.append(play(number))

    def post(reports: Reports) -> Accepted:
        if play(6) in reports.reports:
            raise NotTakenError("a number out of range")
        return office.post(reports)

    assert spool.send(post) == 9
    assert list(office.held.values()) == [play(number) for number in (0, 1, 2, 3, 4, 5, 7, 8)]
    assert spool.send(post) == 0


def test_a_line_torn_by_a_power_cut_is_passed_over(folder: Path, spool: Spool, office: Office) -> None:
    for number in range(3):
        spool.append(play(number))
    spool.close()
    (path,) = segments(folder)
    path.write_bytes(path.read_bytes()[:-20])
    spool.append(play(3))

    assert spool.send(office.post) == 3
    assert list(office.held.values()) == [play(0), play(1), play(3)]
    assert not path.exists()


def test_a_line_that_is_just_being_written_is_waited_for(folder: Path, spool: Spool, office: Office) -> None:
    spool.append(play(1))
    (path,) = segments(folder)
    line = msgspec.json.encode(play(2)) + b"\n"
    with path.open("ab") as file:
        file.write(line[:50])
        file.flush()
        assert spool.send(office.post) == 1
        file.write(line[50:])

    assert spool.send(office.post) == 1
    assert list(office.held.values()) == [play(1), play(2)]


@pytest.mark.parametrize("junk", [b"\xff" * 40 + b"\n", b"\x00\xff\r\x0b\x85\r\n", b"\r\n"])
def test_a_damaged_line_costs_only_itself(folder: Path, spool: Spool, office: Office, junk: bytes) -> None:
    for number in range(3):
        spool.append(play(number))
    (path,) = segments(folder)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + junk + lines[2])

    assert spool.send(office.post) == 2
    assert list(office.held.values()) == [play(0), play(2)]


@pytest.mark.parametrize("damage", [b"", b"{", b'{"offsets":{"x":"y"}}', b"\xff"])
def test_a_damaged_cursor_only_sends_again(folder: Path, spool: Spool, office: Office, damage: bytes) -> None:
    spool.append(play(1))
    spool.send(office.post)
    (folder / "cursor.json").write_bytes(damage)

    spool.send(office.post)
    assert list(office.held.values()) == [play(1)]


def test_many_reports_go_in_several_uploads(spool: Spool, office: Office) -> None:
    for number in range(2_500):
        spool.append(play(number))

    assert spool.send(office.post) == 2_500
    assert office.uploads >= 3
    assert len(office.held) == 2_500


class TestWaiting:
    """Looking at what waits, without sending it."""

    def test_it_is_all_that_was_not_acknowledged_oldest_first_and_forgets_nothing(
        self, spool: Spool, office: Office
    ) -> None:
        for number in range(2_500):
            spool.append(play(number))
        office.refuses = lambda report: report.id == play(700).id
        spool.send(office.post)

        for _ in range(2):
            assert list(spool.waiting()) == [play(number) for number in range(700, 2_500)]

    def test_nothing_waits_where_nothing_was_ever_reported(self, folder: Path) -> None:
        assert list(Spool(folder).waiting()) == []

    def test_what_was_dropped_is_among_it_under_the_id_it_is_told_by(self, folder: Path, office: Office) -> None:
        spool = Spool(folder, "show", max_bytes=20_000, segment_bytes=5_000)
        for number in range(500):
            spool.append(play(number))
        spool.close()

        lost, *plays = Spool(folder).waiting()
        Spool(folder).send(office.post)

        assert isinstance(lost, Incident)
        assert lost.what.startswith(f"{500 - len(plays)} reports were dropped since ")
        assert set(office.held) == {lost.id, *(one.id for one in plays)}


class TestFull:
    def test_the_oldest_go_first_and_their_number_is_told_once(self, folder: Path, office: Office) -> None:
        spool = Spool(folder, "show", max_bytes=20_000, segment_bytes=5_000)
        for number in range(500):
            spool.append(play(number))
            os.utime(segments(folder)[-1], ns=(number, number))  # a quick test must not depend on the clock's steps
        spool.close()
        assert sum(path.stat().st_size for path in segments(folder)) <= 20_000

        Spool(folder).send(office.post)
        Spool(folder).send(office.post)
        plays = [report for report in office.held.values() if isinstance(report, Play)]
        (told,) = [report for report in office.held.values() if isinstance(report, Incident)]
        assert plays == [play(number) for number in range(500 - len(plays), 500)]
        assert 0 < len(plays) < 100
        assert told.what.startswith(f"{500 - len(plays)} reports were dropped since ")

    def test_what_is_lost_while_the_loss_is_told_is_told_next_time(self, folder: Path, office: Office) -> None:
        show = Spool(folder, "show", max_bytes=20_000, segment_bytes=5_000)

        def append_100() -> None:
            for number in range(100):
                show.append(play(number))

        def post_slowly(reports: Reports) -> Accepted:
            if not office.held:
                append_100()
            return office.post(reports)

        append_100()
        append_100()
        Spool(folder).send(post_slowly)
        Spool(folder).send(office.post)
        show.close()

        assert sum(isinstance(report, Incident) for report in office.held.values()) == 2

    def test_a_segment_dropped_while_others_are_sent_does_not_hold_them_up(self, folder: Path, office: Office) -> None:
        for number in range(3):
            one = Spool(folder, "show")
            one.append(play(number))
            one.close()

        def post_while_room_is_made(reports: Reports) -> Accepted:
            if not office.held:
                segments(folder)[1].unlink()
            return office.post(reports)

        assert Spool(folder).send(post_while_room_is_made) == 2
        assert list(office.held.values()) == [play(0), play(2)]

    def test_what_was_sent_is_not_counted_as_lost(self, folder: Path, office: Office) -> None:
        spool = Spool(folder, "show", max_bytes=20_000, segment_bytes=5_000)
        for number in range(500):
            spool.append(play(number))
            spool.send(office.post)
        spool.close()

        assert len(office.held) == 500
        assert all(isinstance(report, Play) for report in office.held.values())


APPENDING = """
import sys
from pathlib import Path
from player.reports.segment import remove_if_done
from player.reports.spool import NotTakenError, Spool
from tests.player.reports.test_spool import play
spool = Spool(Path(sys.argv[1]), "show")
for number in range(int(sys.argv[2])):
    spool.append(play(number))
    print(number, flush=True)
"""


def test_kill_9_loses_nothing_that_was_appended(folder: Path, office: Office) -> None:
    with subprocess.Popen(
        (sys.executable, "-c", APPENDING, str(folder), "1000000"), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(50)]
        process.kill()
        told += process.stdout.readlines()
    last = int([line for line in told if line.endswith("\n")][-1])

    Spool(folder).send(office.post)
    assert {play(number).id for number in range(last + 1)} <= set(office.held)
    assert segments(folder) == []


def test_a_disk_without_room_is_a_store_error_and_what_was_there_is_sent(folder: Path, office: Office) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))

    ended = subprocess.run(
        (sys.executable, "-c", APPENDING, str(folder), "100"),
        capture_output=True,
        text=True,
        preexec_fn=limit,
        check=False,
    )
    appended = len(ended.stdout.split())

    assert StoreError.__name__ in ended.stderr
    assert appended > 2
    assert Spool(folder).send(office.post) == appended


def test_a_report_that_cannot_be_flushed_is_not_taken_for_kept(
    spool: Spool, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    spool.append(play(1))
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        with pytest.raises(StoreError, match="input/output error"):
            spool.append(play(2))
    spool.append(play(3))

    spool.send(office.post)
    assert {play(1).id, play(3).id} <= set(office.held)
