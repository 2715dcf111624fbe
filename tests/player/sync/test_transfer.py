"""Files over lines that break off and from servers that give no parts: nothing comes twice that need not."""

import logging
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from player.errors import FeedError, FetchError
from player.sync.enrolment import save_enrolment
from playlists.item import Picture
from tests.fakes.office_server import Handler
from tests.player.sync.conftest import Street
from tests.player.sync.lines import Line, breaking_line, noise
from tests.street.test_nginx import TEMPORARY, free_port, is_listening

DATA = noise()
HALF = len(DATA) // 2


@pytest.fixture
def line(street: Street) -> Line:
    return Line.to_picture(street, DATA)


@pytest.fixture(autouse=True)
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "player.sync.blobs")
    return caplog


def toll_of(told: pytest.LogCaptureFixture) -> tuple[int, int]:
    """How often the line broke off and how many bytes came for nothing, as sync reports it."""
    found = re.findall(r"the line broke off (\d+) times?, (\d+) bytes came for nothing", told.text)
    return sum(int(breaks) for breaks, _ in found), sum(int(wasted) for _, wasted in found)


def is_whole(street: Street, line: Line) -> bool:
    return street.items_on_show() == ["roads", "map"] and not line.part.exists()


class TestBreakingOff:
    def test_a_picture_that_breaks_off_four_times_is_sent_once(
        self, street: Street, line: Line, told: pytest.LogCaptureFixture
    ) -> None:
        line.most = len(DATA) // 5 + 1
        street.sync()

        assert is_whole(street, line)
        assert line.sent == len(DATA)
        assert len(line.starts) == 5
        assert toll_of(told) == (4, 0)

    def test_a_line_that_brings_next_to_nothing_has_a_rest_and_what_came_stays(
        self, street: Street, line: Line
    ) -> None:
        line.most = 30_000
        for number in (1, 2):
            assert "broke off" in street.refused(FetchError)
            assert line.part.stat().st_size == number * 30_000
        line.most = len(DATA)
        street.sync()

        assert is_whole(street, line)
        assert line.sent == len(DATA)

    def test_what_came_is_taken_up_by_another_process(self, street: Street, line: Line) -> None:
        line.leave_part(DATA[:HALF])
        street.sync()

        assert is_whole(street, line)
        assert line.starts == [HALF]

    def test_a_whole_file_whose_name_a_power_cut_prevented_is_not_asked_for(self, street: Street, line: Line) -> None:
        line.leave_part(DATA)
        street.sync()

        assert is_whole(street, line)
        assert line.starts == []

    def test_documents_never_go_on_in_the_middle(self, street: Street) -> None:
        street.feed.publish()
        asked: list[str | None] = []

        def half(handler: Handler) -> None:
            asked.append(handler.headers["Range"])
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            handler.wfile.write(b"{" * 500)
            handler.close_connection = True

        street.office.answers["/feed/targets/*"] = half
        for _ in range(2):
            assert "broke off" in street.refused(FetchError)
        assert asked == [None, None]


def refuses(handler: Handler) -> None:
    handler.answer(416, b"")


def gives_another_part(handler: Handler) -> None:
    handler.answer(206, DATA[:100], **{"Content-Range": f"bytes 0-99/{len(DATA)}"})


def gives_several_parts(handler: Handler) -> None:
    handler.answer(206, b"--x\r\n", "multipart/byteranges; boundary=x")


class TestServersWithoutParts:
    def test_a_whole_file_in_place_of_a_part_begins_anew(
        self, street: Street, line: Line, told: pytest.LogCaptureFixture
    ) -> None:
        line.gives_parts = False
        line.leave_part(DATA[:HALF])
        street.sync()

        assert is_whole(street, line)
        assert line.sent == len(DATA)
        assert toll_of(told) == (0, HALF)

    @pytest.mark.parametrize("wrong", [refuses, gives_another_part, gives_several_parts])
    def test_a_part_that_is_none_is_not_taken_and_the_whole_file_asked_for(
        self, street: Street, line: Line, told: pytest.LogCaptureFixture, wrong: object
    ) -> None:
        def answer(handler: Handler) -> None:
            wrong(handler) if handler.headers["Range"] else line.answer(handler)  # type: ignore[operator]

        path = next(path for path in street.office.answers if "/blobs/" in path)
        street.office.answers[path] = answer
        line.leave_part(DATA[:HALF])
        street.sync()

        assert is_whole(street, line)
        assert toll_of(told) == (0, HALF)

    def test_every_byte_that_came_twice_is_counted(
        self, street: Street, line: Line, told: pytest.LogCaptureFixture
    ) -> None:
        """It breaks off and gives no parts: no screen gets that far, but the figure is the server's own."""
        line.gives_parts, line.most = False, 200_000
        for _ in range(3):
            assert "broke off" in street.refused(FetchError)
        line.most = len(DATA)
        street.sync()

        assert is_whole(street, line)
        assert toll_of(told)[1] == line.sent - len(DATA)


class TestSpoilt:
    @pytest.mark.parametrize(
        "spoilt", [bytes(HALF), DATA[:-1] + b"!", DATA + b"!"], ids=["in the middle", "one byte", "too long"]
    )
    def test_attack_a_spoilt_part_costs_one_more_transfer_and_nothing_else(
        self, street: Street, line: Line, told: pytest.LogCaptureFixture, spoilt: bytes
    ) -> None:
        line.leave_part(spoilt)
        street.sync()

        assert is_whole(street, line)
        assert line.starts[-1] == 0
        assert toll_of(told)[1] == max(len(DATA), len(spoilt))
        assert street.incidents() == []

    @pytest.mark.parametrize(("part", "starts"), [(b"", [0]), (DATA[:HALF], [HALF, 0])])
    def test_attack_a_changed_picture_is_fetched_anew_once_at_most_and_nothing_of_it_stays(
        self, street: Street, line: Line, part: bytes, starts: list[int]
    ) -> None:
        line.data = DATA[:-1] + b"!"
        if part:
            line.leave_part(part)

        assert "was changed" in street.refused(FeedError)
        assert line.starts == starts
        assert not line.part.exists()

    def test_parts_that_no_edition_names_go_with_the_next_one(self, street: Street, line: Line) -> None:
        line.most = 30_000
        street.refused(FetchError)
        other = street.feed.add_picture(noise(40))
        street.feed.add_item("map", body=(Picture(blob=other),))
        street.feed.publish()
        street.sync()

        assert is_whole(street, line)
        assert {path.name for path in line.part.parent.iterdir()} == {other}


NGINX = """daemon off; user root; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    log_format asked '$status $http_range'; access_log {folder}/access.log asked; {temporary}
    server {{ listen 127.0.0.1:{port}; location /feed/ {{ alias {feed}/; }} }}
}}
"""


@contextmanager
def nginx(folder: Path, feed: Path) -> Iterator[int]:
    """A feed on a real nginx; its port."""
    port = free_port()
    temporary = TEMPORARY.format(folder=folder)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, feed=feed, temporary=temporary))
    with subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL) as process:
        try:
            while not is_listening(port):
                assert process.poll() is None, (folder / "error.log").read_text()
            yield port
        finally:
            process.terminate()


@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs Debian's nginx, which ./check installs")
def test_a_picture_from_a_real_nginx_goes_on_where_the_line_broke_off(
    street: Street, tmp_path: Path, told: pytest.LogCaptureFixture
) -> None:
    sha256 = street.feed.add_picture(DATA)
    street.feed.add_item("map", body=(Picture(blob=sha256),))
    street.feed.publish()
    (tmp_path / "nginx").mkdir()
    with nginx(tmp_path / "nginx", street.feed.folder) as port, breaking_line(port, 150_000) as (address, relay):
        save_enrolment(street.state, street.feed.enrolment(address))
        street.sync_at(datetime.now(UTC))

    assert street.items_on_show() == ["roads", "map"]
    assert relay.breaks == len(DATA) // 150_000
    assert toll_of(told) == (relay.breaks, 0)
    assert relay.carried - len(DATA) < 30_000  # the documents and all headers
    log = (tmp_path / "nginx" / "access.log").read_text()
    assert len(re.findall(r"^206 bytes=\d+-$", log, re.MULTILINE)) == relay.breaks
