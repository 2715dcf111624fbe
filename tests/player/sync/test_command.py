"""``player sync`` as a process: what it prints, how it waits, how it ends, what the service manager hears."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from player.app import main
from player.reports.spool import Spool
from player.sealed import current_name
from player.sync.command import LONGEST_WAIT_S, pause_after
from player.sync.enrolment import save_enrolment
from player.sync.round import HEAL_FILE
from playlists.report import Heartbeat, Play
from tests.fakes.feed import Feed
from tests.fakes.office_server import Handler, served
from tests.player.reports.test_spool import play
from tests.player.sync.conftest import Street

PATIENCE_S = 20.0


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def log_lines_as_before() -> Iterator[None]:
    """The command sends the whole process's log to stderr, which is another one in the next test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """What systemd listens on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(PATIENCE_S)
        yield listener


@pytest.fixture
def looping(street: Street, manager: socket.socket) -> Iterator[subprocess.Popen[str]]:
    """A sync that goes on, a round each second."""
    process = subprocess.Popen(
        (sys.executable, "-m", "player.app", "sync", "--every", "1", "--state", str(street.state)),
        env=os.environ | {"NOTIFY_SOCKET": manager.getsockname()},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_once_prints_one_line(street: Street, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "--once", "--state", str(street.state)]) == 0
    assert capsys.readouterr().out == "edition 1 is on show: 1 slide, nothing new\n"

    street.feed.add_item("bridge")
    street.feed.publish()
    assert main(["sync", "--once", "--state", str(street.state)]) == 0
    assert capsys.readouterr().out == "edition 2 is on show: 2 slides\n"


def test_a_machine_that_is_no_screen_is_told_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "--once", "--state", str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith("is no screen yet: run player enrol OFFICE_ADDRESS CODE\n")


def test_it_tells_the_manager_ready_and_each_round(looping: subprocess.Popen[str], manager: socket.socket) -> None:
    status = b"STATUS=edition 1 is on show: 1 slide"
    heard: list[bytes] = []
    while heard.count(status) < 2:
        heard.append(manager.recv(1000))

    assert heard[0] == b"READY=1"
    assert b"WATCHDOG=1" in heard[heard.index(status) : -1]
    assert looping.poll() is None


def test_a_screen_that_is_enrolled_again_follows_the_new_office_without_a_restart(
    street: Street, looping: subprocess.Popen[str], manager: socket.socket, tmp_path: Path
) -> None:
    while not manager.recv(1000).startswith(b"STATUS="):
        pass
    other = Feed(tmp_path / "other")
    other.add_item("bridge")
    other.publish()
    with served(other) as office:
        save_enrolment(street.state, other.enrolment(office.address))
        until(lambda: bool(current_name(street.state)) and street.items_on_show() == ["bridge"])
        until(lambda: bool(office.reported(Heartbeat)))
    assert looping.poll() is None


def test_a_new_edition_comes_without_a_restart_also_after_the_office_was_away(
    street: Street, looping: subprocess.Popen[str]
) -> None:
    street.office.answers["/*"] = lambda handler: handler.answer(503, b"")
    asked = len(street.office.asked)
    until(lambda: len(street.office.asked) > asked + 3)
    street.feed.add_item("bridge")
    street.feed.publish()
    street.office.answers.clear()

    until(lambda: street.items_on_show() == ["roads", "bridge"])
    assert looping.poll() is None


def test_the_end_signal_ends_it_at_once_and_cleanly(looping: subprocess.Popen[str], manager: socket.socket) -> None:
    while manager.recv(1000) != b"WATCHDOG=1":
        pass
    looping.send_signal(signal.SIGTERM)

    _, told = looping.communicate(timeout=PATIENCE_S)
    assert looping.returncode == 0
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("failures", "longest"), [(0, 60.0), (1, 120.0), (3, 480.0), (4, LONGEST_WAIT_S), (10_000, LONGEST_WAIT_S)]
)
def test_pauses_grow_with_failures_up_to_a_limit_and_are_spread(failures: int, longest: float) -> None:
    pauses = [pause_after(failures, 60.0) for _ in range(50)]

    assert all(longest * 0.8 <= pause <= longest for pause in pauses)
    assert len(set(pauses)) > 1


def test_no_pause_makes_the_manager_lose_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "90000000")

    assert all(pause_after(failures, 60.0) <= 45.0 for failures in range(10))


def test_show_can_call_for_healing_at_any_time(street: Street) -> None:
    process = subprocess.Popen(
        (sys.executable, "-m", "player.app", "sync", "--every", "3600", "--state", str(street.state)),
        stderr=subprocess.DEVNULL,
    )
    try:
        asked = len(street.office.asked)
        until(lambda: "/device/reports" in street.office.asked[asked:])
        path = street.sealed().folder / street.sealed().deck.slides[0].file
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
        (street.state / HEAL_FILE).touch()
        until(lambda: path.read_bytes() == whole)
        until(lambda: not (street.state / HEAL_FILE).exists())
    finally:
        process.kill()
        process.wait()


def test_a_call_for_healing_that_cannot_be_answered_does_not_make_it_race(street: Street) -> None:
    street.office.answers["/*"] = lambda handler: handler.answer(503, b"")
    process = subprocess.Popen(
        (sys.executable, "-m", "player.app", "sync", "--every", "3600", "--state", str(street.state)),
        stderr=subprocess.DEVNULL,
    )
    try:
        asked = len(street.office.asked)
        until(lambda: "/device/reports" in street.office.asked[asked:])
        (street.state / HEAL_FILE).touch()
        rounds = street.office.asked.count("/device/reports")
        time.sleep(2.5)
        assert street.office.asked.count("/device/reports") <= rounds + 1
    finally:
        process.kill()
        process.wait()


def test_an_office_that_finds_fault_with_one_report_gets_the_others(street: Street) -> None:
    spool = Spool(street.state / "spool", "show")
    for number in range(4):
        spool.append(play(number))
    spool.close()

    def picky(handler: Handler) -> None:
        if play(2).id in handler.body.decode():
            handler.answer(400, b'{"error": "report 2 cannot be true"}', "application/json")
        else:
            handler.take_reports()

    street.office.answers["/device/reports"] = picky
    street.sync()

    assert street.office.reported(Play) == [play(0), play(1), play(3)]
    assert not list((street.state / "spool").glob("show-*"))
