"""The office's "look now": what it brings about, and how little a hostile one can."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from player.errors import FetchError
from player.network import Network
from player.sync.poke import LEAST_S, LONGEST_S, Patience, Poke, pokes
from playlists.feed import POKE_PATH
from tests.fakes.office_server import Handler
from tests.player.sync.conftest import Street
from tests.player.sync.test_command import until

LOOK = b"event: look\ndata:\n\n"


class Line:
    """The office's end: holds whoever comes, and says "look now" when told to."""

    def __init__(self) -> None:
        self.is_held, self.say, self.end = threading.Event(), threading.Event(), threading.Event()
        self.token = ""

    def __call__(self, handler: Handler) -> None:
        self.token = handler.headers.get("Authorization", "")
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        handler.close_connection = True
        handler.wfile.write(b":\n\n")
        self.is_held.set()
        self.say.wait(60)
        handler.wfile.write(LOOK)
        self.end.wait(60)


@pytest.fixture
def line(street: Street) -> Line:
    line = Line()
    street.office.answers[POKE_PATH] = line
    return line


def test_the_offices_word_is_heard_with_the_screens_token(street: Street, line: Line) -> None:
    poke = Poke(lambda: (street.office.address, street.feed.token), Network())
    with ThreadPoolExecutor() as threads:
        listening = threads.submit(poke.listen)
        assert line.is_held.wait(20)
        assert line.token == f"Bearer {street.feed.token}"
        assert not poke.wanted.is_set()
        line.say.set()
        assert poke.wanted.wait(20)
        line.end.set()
        listening.result(20)


@pytest.mark.long
def test_a_publication_is_on_the_screen_at_the_offices_word_and_not_an_hour_later(street: Street, line: Line) -> None:
    asked = len(street.office.asked)
    process = subprocess.Popen(
        (sys.executable, "-m", "player.app", "sync", "--every", "3600", "--state", str(street.state)),
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: "/device/reports" in street.office.asked[asked:])  # the first round has looked at the feed
        until(line.is_held.is_set)
        street.feed.add_item("bridge")
        street.feed.publish()
        line.say.set()
        until(lambda: street.items_on_show() == ["roads", "bridge"])
    finally:
        process.kill()
        process.wait()


def test_it_is_off_where_somebody_turned_it_off(street: Street, line: Line) -> None:
    process = subprocess.Popen(
        (sys.executable, "-m", "player.app", "sync", "--every", "1", "--state", str(street.state)),
        env=os.environ | {"SUNBOARD_POKE": "off"},
        stderr=subprocess.DEVNULL,
    )
    asked = len(street.office.asked)
    try:
        until(lambda: "/device/reports" in street.office.asked[asked:])
        assert POKE_PATH not in street.office.asked
        assert not line.is_held.is_set()
    finally:
        process.kill()
        process.wait()


class TestHostile:
    def test_pokes_that_bring_nothing_are_heeded_ever_later_until_they_are_worth_no_more_than_none(self) -> None:
        patience, heeded = Patience(), []
        for _ in range(7):
            heeded.append(patience.least_s)
            patience.learn(was_poked=True, is_new=False)
        assert heeded == [LEAST_S, 4, 8, 16, 32, LONGEST_S, LONGEST_S]

        patience.learn(was_poked=True, is_new=True)
        assert patience.least_s == LEAST_S

    @pytest.mark.parametrize("what", [LOOK, b"event: look\n", b"x", b"\n"])
    def test_a_flood_is_hung_up_on_in_bounded_memory(self, what: bytes) -> None:
        def flood() -> Iterator[bytes]:
            while True:
                yield what * 100

        with pytest.raises(FetchError, match="more comes than an office has to say"):
            for _ in pokes(flood(), lambda: 0.0):
                pass

    def test_only_look_now_is_understood_however_it_is_cut_up(self) -> None:
        said = b":\n\nevent: look\ndata: {}\n\nevent: reboot\ndata: look\n\nevent: look\r\n\r\ndata: event: look\n\n"
        assert len(list(pokes((said[at : at + 1] for at in range(len(said))), time.monotonic))) == 2

    @pytest.mark.parametrize(
        ("status", "kind"),
        [(404, "text/html"), (401, "text/plain"), (200, "text/html"), (302, "text/plain"), (503, "")],
    )
    def test_what_is_no_line_is_not_taken_for_one(self, street: Street, status: int, kind: str) -> None:
        elsewhere = {"Location": f"{street.office.address}/elsewhere"} if status == 302 else {}
        street.office.answers[POKE_PATH] = lambda handler: handler.answer(status, LOOK, kind, **elsewhere)
        poke = Poke(lambda: (street.office.address, "token"), Network())

        with pytest.raises(FetchError):
            poke.listen()

        assert not poke.wanted.is_set()
        assert "/elsewhere" not in street.office.asked
