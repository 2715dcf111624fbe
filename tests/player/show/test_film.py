"""Videos on the display: the right frame for the time, never black, whatever becomes of the decoder."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from player.show.film import BROKE_OFF, CHANGED_FILE, STALLED
from player.show.incidents import HEAL_FILE
from player.video.messages import FRAME
from playlists.report import Agreement, Healing
from tests.fakes.sealed import COLOURS, SealedSample
from tests.player.show.cinema import SIZE, Cinema, Presented
from tests.player.show.stage import NOON
from tests.player.video.samples import RATE, make_mp4

TWO_SECONDS = 2 * RATE
FADE_S = 0.7
LATE_S = 1.0  # what a busy machine may be behind: half of the video, so that a frame of another time is told

Open = Callable[..., Cinema]


@pytest.fixture
def open_cinema(tmp_path: Path, sdl: None) -> Iterator[Open]:  # noqa: ARG001 (for what it does)
    opened: list[Cinema] = []

    def _open(*, begins_s: float = 0.0, stalled_s: float = 20.0, **changes: object) -> Cinema:
        fields: dict[str, object] = {
            "items": ("roads", "film"), "size": SIZE, "made_at": NOON - timedelta(days=30), "video_ms": 2000,
            "videos": {"film": make_mp4(TWO_SECONDS)},
        }  # fmt: skip
        sample = SealedSample(**{**fields, **changes})  # type: ignore[arg-type]
        sample.seal(tmp_path)
        opened.append(Cinema(tmp_path, sample, begins_s=begins_s, stalled_s=stalled_s))
        return opened[-1]

    yield _open
    for cinema in opened:
        cinema.end()


def test_pain_01_a_video_comes_without_black_and_plays_in_time(open_cinema: Open) -> None:
    cinema = open_cinema(is_looped=True, dwell_ms=10_000, begins_s=9.5)
    cinema.wait(lambda: len({frame.number for frame in faded(cinema)}) > 10)
    assert not any(frame.is_black for frame in cinema.seen)
    assert all(frame.lag_s(2.0) < LATE_S for frame in faded(cinema))
    assert [play.item for play in cinema.plays] == ["roads"]
    assert cinema.health.healing == Healing()


def test_pain_01_a_video_joined_in_its_middle_is_where_it_should_be_and_goes_without_black(open_cinema: Open) -> None:
    cinema = open_cinema(begins_s=3.2)
    cinema.run_until(4.2)
    assert not any(frame.is_black for frame in cinema.seen)
    playing = [frame for frame in cinema.seen if frame.item == "film" and not frame.is_poster]
    assert all(frame.lag_s(60) < LATE_S for frame in playing)
    assert playing[-1].number > 50
    (play,) = cinema.plays
    assert (play.item, play.until - NOON) == ("film", pytest.approx(timedelta(seconds=4), abs=timedelta(seconds=0.5)))


def test_pain_01_a_looped_video_has_no_black_at_its_seams_and_is_in_time_after_them(open_cinema: Open) -> None:
    cinema = open_cinema(items=("film",), is_looped=True, dwell_ms=5000, begins_s=3.5)
    seams = [NOON + timedelta(seconds=second) for second in (4, 5)]  # it is looped, then its slide comes again
    cinema.wait(lambda: len([frame for frame in cinema.seen if frame.at >= seams[1]]) > 8)
    assert not any(frame.is_black for frame in cinema.seen)
    assert any(seams[0] <= frame.at < seams[1] for frame in cinema.seen)
    assert all(frame.lag_s(2.0) < LATE_S for frame in cinema.seen if frame.at >= seams[0])
    assert cinema.health.healing == Healing()
    assert cinema.plays == []  # it is one play that goes on


@pytest.mark.parametrize(
    "rotation", [90, pytest.param(180, marks=pytest.mark.long), pytest.param(270, marks=pytest.mark.long)]
)
def test_a_video_is_turned_as_its_panel_hangs(open_cinema: Open, rotation: int) -> None:
    cinema = open_cinema(begins_s=2.3, rotation=rotation)
    cinema.wait(lambda: cinema.is_playing)
    assert cinema.seen[-1].lag_s(60) < LATE_S
    cinema.seconds += 60
    cinema.kiosk.round()
    assert cinema.health.agreement is Agreement.RIGHT


@pytest.mark.parametrize("size", [(642, 362), pytest.param((1100, 700), marks=pytest.mark.long)])
def test_a_video_fits_a_place_of_any_size(open_cinema: Open, size: tuple[int, int]) -> None:
    cinema = open_cinema(items=("film",), is_looped=True, dwell_ms=60_000, size=size)
    cinema.wait(lambda: cinema.is_playing)
    cinema.seconds += 60
    cinema.kiosk.round()
    assert cinema.is_playing
    assert cinema.health.agreement is Agreement.RIGHT


@pytest.mark.long
@pytest.mark.parametrize(
    "deed",
    [
        f"os.write(1, {FRAME.pack(99, 1280, 0)!r} * 100)",
        f"os.write(1, {FRAME.pack(0, 2**31, 0)!r} * 100)",
        "os.close(1); time.sleep(60)",
    ],
    ids=["foreign slot", "long rows", "falls silent"],
)
def test_attack_a_decoder_that_a_hostile_file_got_hold_of_cannot_make_show_read_elsewhere_or_wait(
    open_cinema: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    (tmp_path / "site").mkdir()
    taken_over = f"import os, sys, time\nwhile 'player.video.decoder' in sys.orig_argv: {deed}\n"
    (tmp_path / "site" / "sitecustomize.py").write_text(taken_over)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'site'}:{os.environ.get('PYTHONPATH') or Path.cwd()}")
    cinema = open_cinema(items=("film",), is_looped=True, dwell_ms=60_000)
    cinema.wait(lambda: bool(cinema.incidents()))
    assert BROKE_OFF in cinema.incidents()[0]
    assert cinema.place().getcolors() == [(320 * 180, COLOURS[0])]


@pytest.mark.long
def test_a_board_that_cannot_keep_up_leaves_out_frames_and_keeps_the_time(open_cinema: Open) -> None:
    heavy = make_mp4(TWO_SECONDS, size=(1280, 720), key_every=10)
    cinema = open_cinema(items=("film", "roads"), videos={"film": heavy}, begins_s=0.0)
    with throttled(cinema.decoder(), part=0.06):
        cinema.run_until(2.7)
    numbers = {frame.number for frame in faded(cinema) if not frame.is_poster}
    assert 0 < len(numbers) < TWO_SECONDS * 0.7
    assert not any(frame.is_black for frame in cinema.seen)
    first = next(frame for frame in cinema.seen if frame.item == "roads")
    assert first.passed_s < 0.5  # the schedule held
    (play,) = cinema.plays
    assert play.until - NOON == pytest.approx(timedelta(seconds=2), abs=timedelta(seconds=0.5))


def test_a_decoder_that_is_killed_leaves_the_poster_and_plays_the_next_time(open_cinema: Open) -> None:
    cinema = open_cinema(items=("film",), is_looped=True, dwell_ms=60_000)
    cinema.wait(lambda: cinema.is_playing)
    os.kill(cinema.decoder(), signal.SIGKILL)
    cinema.wait(lambda: not cinema.is_playing)
    assert cinema.place().getcolors() == [(320 * 180, COLOURS[0])]
    assert cinema.incidents() == [f"the video of item film page 1 is not played: {BROKE_OFF}; its poster is up"]
    assert cinema.health.agreement is Agreement.RIGHT
    cinema.time = NOON + timedelta(seconds=60)
    cinema.wait(lambda: cinema.is_playing)
    assert not any(frame.is_black for frame in cinema.seen)
    assert cinema.health.healing == Healing()


@pytest.mark.long
def test_a_decoder_that_hangs_is_given_up(open_cinema: Open) -> None:
    cinema = open_cinema(items=("film",), is_looped=True, dwell_ms=60_000, stalled_s=0.5)
    cinema.wait(lambda: cinema.is_playing)
    os.kill(cinema.decoder(), signal.SIGSTOP)
    cinema.wait(lambda: not cinema.is_playing)
    assert STALLED in cinema.incidents()[0]
    assert cinema.place().getcolors() == [(320 * 180, COLOURS[0])]


def test_a_file_that_was_changed_on_disk_is_not_played_but_mended(open_cinema: Open, tmp_path: Path) -> None:
    other = make_mp4(70)
    cinema = open_cinema(begins_s=0.0)
    for path in tmp_path.glob("sealed/*/*.mp4"):
        path.write_bytes(other)
    cinema.time = NOON + timedelta(seconds=2.1)
    cinema.wait(lambda: bool(cinema.incidents()))
    assert cinema.incidents() == [f"the video of item film page 1 is not played: {CHANGED_FILE}; its poster is up"]
    assert cinema.place().getcolors() == [(320 * 180, COLOURS[1])]
    assert (tmp_path / HEAL_FILE).exists()


def test_on_a_calm_screen_the_poster_is_up(open_cinema: Open) -> None:
    calm = open_cinema(begins_s=2.2, is_calm=True)
    calm.run_until(2.8)
    assert calm.window.film is None
    assert calm.place().getcolors() == [(320 * 180, COLOURS[1])]
    assert calm.incidents() == []


def test_a_display_that_loses_the_moving_picture_is_noticed_and_healed(open_cinema: Open) -> None:
    cinema = open_cinema(items=("film",), is_looped=True, dwell_ms=60_000)
    cinema.wait(lambda: cinema.is_playing)
    assert cinema.window.film is not None
    os.kill(cinema.decoder(), signal.SIGSTOP)  # so that no newer frame covers it up
    cinema.run_until((cinema.time - NOON).total_seconds() + 0.4)
    cinema.window.surface.fill((200, 10, 10), cinema.window.film.box)
    cinema.seconds += 60
    cinema.kiosk.round()
    assert cinema.health.healing.wrong == 1
    cinema.wait(lambda: cinema.health.agreement is Agreement.RIGHT and cinema.is_playing)
    cinema.seconds += 60
    cinema.kiosk.round()
    assert cinema.health.agreement is Agreement.RIGHT


def faded(cinema: Cinema) -> list[Presented]:
    """The frames of the video that were presented after its slide had come in."""
    return [frame for frame in cinema.seen if frame.item == "film" and frame.passed_s > FADE_S]


class throttled:  # noqa: N801 (reads as the word it is)
    """A process that gets only a part of the time."""

    def __init__(self, pid: int, part: float) -> None:
        self._pid, self._part, self._ending = pid, part, threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()

    def _work(self) -> None:
        period_s = 0.05
        while not self._ending.is_set():
            try:
                os.kill(self._pid, signal.SIGCONT)
                time.sleep(period_s * self._part)
                os.kill(self._pid, signal.SIGSTOP)
            except ProcessLookupError:
                return
            self._ending.wait(period_s * (1 - self._part))
        os.kill(self._pid, signal.SIGCONT)
