"""The kiosk in this process, offscreen, with a system clock that the test sets."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from player.device.clock import Clock
from player.device.display import choose_display
from player.show.editions import Editions
from player.show.errands import Errands
from player.show.incidents import Incidents
from player.show.kiosk import Kiosk
from player.show.presence import PlayRecorder
from player.show.scribe import Scribe
from player.show.window import Window, open_window
from playlists.on_air import on_air
from playlists.report import Play
from tests.fakes.sealed import COLOURS, SealedSample

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
SAMPLE = SealedSample(size=(320, 180), made_at=NOON - timedelta(days=30))


class Stage:
    """A kiosk, its real window, and a hand on the clock."""

    def __init__(self, state: Path, sample: SealedSample) -> None:
        self.sample = sample
        self.time = NOON
        self.plays: list[Play] = []
        self.told: list[str] = []
        clock = Clock(None, system=lambda: self.time, synchronized=lambda: False)
        scribe = Scribe()  # not started: what it is given to write is not looked at here
        path = choose_display({"SDL_VIDEODRIVER": "offscreen"})
        self.window: Window = open_window(path, windowed=None, memory_size=sample.size, rotation=0)
        editions = Editions(state, self.told.append)
        self.kiosk = Kiosk(
            window=self.window,
            editions=editions,
            clock=clock,
            recorder=PlayRecorder(self.plays.append, lambda: self.time.timestamp()),  # noqa: PLW0108 (the time changes)
            incidents=Incidents(state, scribe, self.told.append),  # type: ignore[arg-type]
            errands=Errands(state, scribe, clock),
            organisation="",
        )
        self.kiosk.begin(editions.first())

    def is_right(self) -> bool:
        """Whether the pixels in the middle are those of the slide that is on air."""
        slide = on_air(self.sample.edition(), self.sample.deck(), self.time).slide
        assert slide is not None
        middle = tuple(self.window.surface.get_at((self.sample.size[0] // 2, self.sample.size[1] // 2)))[:3]
        return middle == COLOURS[list(self.sample.items).index(slide.item)]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    for name in ("SDL_VIDEODRIVER", "SDL_FRAMEBUFFER_ACCELERATION", "SDL_RENDER_DRIVER"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    SAMPLE.seal(tmp_path)
    stage = Stage(tmp_path, SAMPLE)
    yield stage
    stage.window.close()


@pytest.mark.parametrize(
    "jump", [timedelta(hours=7, seconds=2), timedelta(days=9, seconds=4), timedelta(hours=-5, seconds=-2)]
)
def test_a_clock_that_jumps_brings_the_right_slide_at_once_and_no_burst(stage: Stage, jump: timedelta) -> None:
    stage.kiosk.round()
    before = stage.window.frames
    stage.time += jump
    stage.kiosk.round()
    assert stage.is_right()
    assert stage.window.frames - before <= 20  # one fade
    assert len(stage.plays) <= 1


def test_the_next_picture_is_ready_before_its_time(stage: Stage, tmp_path: Path) -> None:
    stage.kiosk.round()
    for picture in tmp_path.glob("sealed/*/*.png"):
        picture.unlink()  # from here on nothing can be read
    stage.time += timedelta(seconds=2)
    stage.kiosk.round()
    assert stage.is_right()


def test_a_frame_that_stays_up_is_presented_again_as_a_sign_of_life(stage: Stage) -> None:
    stage.kiosk.round()
    before = stage.window.frames
    for _ in range(24):  # six seconds, in which the test's clock stands still
        stage.kiosk.round()
    assert stage.window.frames - before == 1
