"""A real show on a real X server, and what happens to displays in lobbies: it comes back by itself."""

import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from player.device.show_status import load_status, load_tally
from player.errors import DisplayError
from player.sealed import SEALED
from playlists.on_air import on_air
from playlists.report import Agreement, Healing
from tests.fakes.sealed import COLOURS, SealedSample
from tests.player.show.running import PATIENCE_S, RunningShow
from tests.player.show.supervised import SupervisedShow
from tests.player.show.x_server import XServer

SAMPLE = SealedSample()
PAIR = SealedSample(items=("roads", "budget"))
THEIRS = set(COLOURS[:3])


@pytest.fixture
def state(tmp_path: Path) -> Path:
    SAMPLE.seal(tmp_path / "state")
    return tmp_path / "state"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "frames"


@pytest.fixture
def x_server() -> Iterator[XServer]:
    with XServer() as server:
        yield server


def on(server: XServer) -> dict[str, str]:
    return {"SDL_VIDEODRIVER": "x11", "DISPLAY": server.display}


def healing_of(show: RunningShow | SupervisedShow) -> Healing:
    status = load_status(show.state)
    return status.healing if status else Healing()


@pytest.mark.parametrize(
    ("accident", "told"),
    [
        (XServer.hide_window, "its window was minimised"),
        (XServer.shrink_window, "its window has another size than the display"),
        (XServer.close_window, "its window was closed"),
    ],
)
def test_a_window_lost_by_accident_is_opened_again(
    state: Path, record: Path, x_server: XServer, accident: Callable[[XServer], None], told: str
) -> None:
    with RunningShow(state, record, **on(x_server)) as show:
        show.wait_for(len)
        x_server.wait_for(THEIRS)
        accident(x_server)
        show.wait_until(lambda: bool(show.incidents()))
        x_server.wait_for(THEIRS)
        assert x_server.grab().getpixel((637, 357)) in THEIRS  # the whole panel
        assert show.end() == 0
        assert (healing_of(show).lost, healing_of(show).reopened) == (1, 1)
        assert [incident.what for incident in show.incidents()] == [f"{told}; the window is opened again"]
        assert not any(frame.is_black for frame in show.frames())


def test_a_window_on_somebodys_desk_is_ended_by_closing_it(state: Path, record: Path, x_server: XServer) -> None:
    with RunningShow(state, record, "--windowed", "320x180", **on(x_server)) as show:
        show.wait_for(len)
        x_server.close_window()
        assert show.process.wait(PATIENCE_S) == 0
        tally = load_tally(state)
        assert tally is not None
        assert tally.is_over
        assert show.incidents() == []


def test_an_x_server_that_was_killed_and_comes_back_in_another_mode_gets_its_picture(
    state: Path, record: Path, x_server: XServer
) -> None:
    with SupervisedShow(state, record, **on(x_server)) as show:
        x_server.wait_for(THEIRS)
        show.wait_until(lambda: load_status(state) is not None)
        x_server.kill()
        time.sleep(2)
        x_server.start("800x450")
        x_server.wait_for(THEIRS)
        assert x_server.grab().getpixel((797, 447)) in THEIRS
        show.end()
        assert healing_of(show).restarted == 1
        assert [incident.subject for incident in show.incidents()] == ["display"]


def test_a_window_destroyed_by_somebody_else_is_back_after_a_new_start(
    state: Path, record: Path, x_server: XServer
) -> None:
    with SupervisedShow(state, record, **on(x_server)) as show:
        x_server.wait_for(THEIRS)
        show.wait_until(lambda: load_status(state) is not None)
        x_server.destroy_window()
        time.sleep(1)
        x_server.wait_for(THEIRS)
        show.end()
        assert show.codes[0] != 0
        assert healing_of(show).restarted == 1


def test_a_show_that_was_stopped_goes_on_with_the_slide_that_is_due(state: Path, record: Path) -> None:
    with SupervisedShow(state, record, WATCHDOG_USEC="2000000", SDL_VIDEODRIVER="offscreen") as show:
        show.wait_for_frames(10)
        show.process.send_signal(signal.SIGSTOP)
        time.sleep(4)
        before = len(show.frames())
        show.process.send_signal(signal.SIGCONT)
        show.wait_for_frames(before + 2)
        second = show.frames()[before + 1]  # the first may end the fade in which it was stopped
        due = on_air(SAMPLE.edition(), SAMPLE.deck(), second.at).slide
        assert due is not None
        assert second.picture == due.sha256
        show.end()
        assert show.codes == [0]
        assert healing_of(show) == Healing()


def test_a_loop_that_hangs_on_a_disk_is_told_counted_and_started_again(tmp_path: Path, record: Path) -> None:
    state = tmp_path / "state"
    folder = state / SEALED / PAIR.seal(state)
    picture = (folder / PAIR.slide("budget").file).read_bytes()
    with SupervisedShow(state, record, WATCHDOG_USEC="2000000", SDL_VIDEODRIVER="offscreen") as show:
        show.wait_for_frames(1)
        for path in folder.glob("*.png"):
            path.unlink()
            os.mkfifo(path)  # reading it never ends, as from a card that dies
        show.wait_until(lambda: bool(show.codes))
        assert show.codes == [DisplayError.exit_code]
        for path in folder.glob("*.png"):
            path.unlink()
        (folder / PAIR.slide("budget").file).write_bytes(picture)
        before = len(show.frames())
        show.wait_for_frames(before + 1)
        show.end()
        assert (healing_of(show).stuck, healing_of(show).restarted) == (1, 1)
        assert "the display takes no new picture: it hangs" in {incident.what for incident in show.incidents()}


def test_systemd_is_told_of_no_life_while_the_loop_hangs(tmp_path: Path, record: Path) -> None:
    state = tmp_path / "state"
    folder = state / SEALED / PAIR.seal(state)
    with SupervisedShow(state, record, WATCHDOG_USEC="4000000", SDL_VIDEODRIVER="offscreen") as show:
        show.wait_for_frames(1)
        for path in folder.glob("*.png"):
            path.unlink()
            os.mkfifo(path)
        show.wait_until(lambda: bool(show.codes))
        quiet_s = show.ended_at[0] - show.alive_at
        assert quiet_s > 3


@pytest.mark.long  # half a minute: it waits out a shortage
def test_want_of_memory_leaves_a_picture_up_and_passes(state: Path, record: Path) -> None:
    big = SealedSample(size=(1920, 1080))
    big.seal(state)
    with RunningShow(state, record) as show:
        show.wait_for(lambda frames: len({frame.item for frame in frames}) >= 3)
        limits = resource.prlimit(show.process.pid, resource.RLIMIT_AS)
        size = int(Path(f"/proc/{show.process.pid}/statm").read_text().split()[0]) * resource.getpagesize()
        resource.prlimit(show.process.pid, resource.RLIMIT_AS, (size - 4_000_000, limits[1]))
        show.wait_until(lambda: healing_of(show).starved > 0)
        assert show.process.poll() is None
        resource.prlimit(show.process.pid, resource.RLIMIT_AS, limits)
        before = len(show.frames())
        show.wait_for(lambda frames: {frame.item for frame in frames[before:]} >= set(big.items), within_s=60)
        assert show.end() == 0
        assert not any(frame.is_black for frame in show.frames())
        assert {incident.subject for incident in show.incidents()} <= {*big.items, "fallback"}
        assert not (state / "heal").exists()


def test_a_state_folder_that_turns_read_only_does_not_stop_the_show(state: Path, record: Path) -> None:
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("mounting is not allowed here")
    with RunningShow(state, record, SUNBOARD_PROOFS_EVERY_S="0") as show:
        show.wait_for(lambda frames: len({frame.item for frame in frames}) >= 2)
        subprocess.run(["mount", "--bind", state, state], check=True)
        try:
            subprocess.run(["mount", "-o", "remount,bind,ro", state], check=True)
            before = len(show.frames())
            show.wait_for(lambda frames: len({frame.item for frame in frames[before:]}) == 3)
            show.wait_until(lambda: "read-only file system" in show.log.read_text().lower())
        finally:
            subprocess.run(["umount", "-l", state], check=True)
        plays = len(show.plays())
        show.wait_until(lambda: len(show.plays()) > plays)
        assert show.end() == 0
        assert not any(frame.is_black for frame in show.frames())
        assert all(one.until == other.since for one, other in pairwise(show.plays()))  # none was lost


def test_the_status_says_what_was_read_back(state: Path, record: Path) -> None:
    with RunningShow(state, record) as show:
        show.wait_for(lambda frames: len({frame.item for frame in frames}) >= 2)
        show.end()
        status = load_status(state)
        assert status is not None
        assert status.seen is not None
        assert status.seen.agreement is Agreement.RIGHT
        assert status.seen.wanted == status.seen.presented
        crcs = {frame.item: frame.crc for frame in show.frames() if frame.item == status.seen.item}
        assert int(status.seen.presented, 16) == crcs[status.seen.item]
