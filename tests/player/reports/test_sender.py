"""Heartbeat, spool and screenshot on their way to the office."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from player.device.live import SCREENSHOT_FILE, STATUS_FILE, Live, live_path
from player.device.show_status import Status
from player.errors import FetchError
from player.reports.heartbeat import beat
from player.reports.sender import Sender
from player.reports.spool import FOLDER, Spool
from player.sync.connection import Connection
from playlists.report import ClockTrust, Display, Heartbeat, Play
from playlists.wire import encode
from tests.fakes.feed import Feed
from tests.fakes.office_server import OfficeServer, served
from tests.player.reports.test_spool import play

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeServer]:
    with served(Feed(tmp_path / "feed")) as office:
        yield office


def show_says(state: Path, at: datetime) -> None:
    status = Status(
        at=at,
        since=at,
        edition=7,
        item="roads",
        page=1,
        of=2,
        showing="roads 1/2",
        frames=12,
        driver="kmsdrm",
        display=Display.ON,
    )
    Live(state, {}).write(STATUS_FILE, encode(status))


class TestHeartbeat:
    def test_it_tells_what_show_said_last(self, tmp_path: Path) -> None:
        show_says(tmp_path, NOW - timedelta(seconds=30))
        told = beat(tmp_path, 7, ClockTrust.SYNCED, NOW)

        assert (told.edition, told.clock, told.display, told.showing) == (7, ClockTrust.SYNCED, Display.ON, "roads 1/2")
        assert told.free_disk_mb > 0
        assert told.program

    @pytest.mark.parametrize("age_s", [200, -200])
    def test_a_show_that_is_silent_is_not_taken_for_running(self, tmp_path: Path, age_s: int) -> None:
        show_says(tmp_path, NOW - timedelta(seconds=age_s))
        told = beat(tmp_path, 7, ClockTrust.SYNCED, NOW)

        assert (told.display, told.showing) == (Display.UNKNOWN, "")

    @pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"at":"2026-11-20T02:30:00"}', b'{"display":"on"}'])
    def test_a_status_that_does_not_read_says_nothing(self, tmp_path: Path, content: bytes) -> None:
        Live(tmp_path, {}).write(STATUS_FILE, content)

        assert beat(tmp_path, 0, ClockTrust.UNSET, NOW).display is Display.UNKNOWN


class TestSending:
    @pytest.fixture
    def spool(self, tmp_path: Path) -> Iterator[Spool]:
        spool = Spool(tmp_path / FOLDER, "show")
        yield spool
        spool.close()

    def test_heartbeat_reports_and_screenshot_arrive(self, tmp_path: Path, office: OfficeServer, spool: Spool) -> None:
        spool.append(play(1))
        Live(tmp_path, {}).write(SCREENSHOT_FILE, b"jpeg")
        with Connection(office.feed.token, office.address) as connection:
            sent = Sender(tmp_path, office.address).send(
                spool, beat(tmp_path, 7, ClockTrust.SYNCED, NOW), connection.post
            )

        assert sent == 1
        assert [report.edition for report in office.reported(Heartbeat)] == [7]
        assert office.reported(Play) == [play(1)]
        assert office.screenshots == [b"jpeg"]

    def test_a_screenshot_is_sent_when_it_changed(self, tmp_path: Path, office: OfficeServer, spool: Spool) -> None:
        sender = Sender(tmp_path, office.address)
        with Connection(office.feed.token, office.address) as connection:
            for content in (b"one", b"one", b"two!"):
                if not live_path(tmp_path, SCREENSHOT_FILE).exists() or content != b"one":
                    Live(tmp_path, {}).write(SCREENSHOT_FILE, content)
                sender.send(spool, beat(tmp_path, 7, ClockTrust.SYNCED, NOW), connection.post)

        assert office.screenshots == [b"one", b"two!"]

    @pytest.mark.parametrize("answer", [b"", b"<html>", b'{"ids":"all"}', b'{"ids":["no id"]}'])
    def test_an_answer_that_is_none_keeps_the_reports(
        self, tmp_path: Path, office: OfficeServer, spool: Spool, answer: bytes
    ) -> None:
        spool.append(play(1))
        office.answers["/device/reports"] = lambda handler: handler.answer(200, answer)
        sender = Sender(tmp_path, office.address)
        with Connection(office.feed.token, office.address) as connection:
            with pytest.raises(FetchError, match="kept and sent again"):
                sender.send(spool, beat(tmp_path, 7, ClockTrust.SYNCED, NOW), connection.post)
            office.answers.clear()
            sender.send(spool, beat(tmp_path, 7, ClockTrust.SYNCED, NOW), connection.post)

        assert office.reported(Play) == [play(1)]
