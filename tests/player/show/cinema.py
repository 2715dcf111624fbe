"""A stage on which videos play: its clock runs, and every frame that was presented is kept as people see it."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from player.show.silent_pygame import pygame
from playlists.on_air import on_air
from playlists.report import Incident
from tests.fakes.sealed import SealedSample
from tests.player.show.stage import NOON, Stage
from tests.player.show.windows import upright
from tests.player.video.samples import RATE, read_frame

SIZE = (640, 360)
BOX = (160, 90, 480, 270)  # of the video on the slide, as people see it; as large as the video


class Presented(NamedTuple):
    """``item`` is what the schedule has at ``at``, ``passed_s`` since when, ``film`` what is in the video's place."""

    at: datetime
    item: str
    passed_s: float
    film: Image.Image

    @property
    def number(self) -> int:
        """Of the video's frame."""
        return read_frame(self.film)

    @property
    def is_black(self) -> bool:
        """Whether any eighth of the video's place is dark all over."""
        tiny = self.film.convert("L").resize((4, 2), Image.Resampling.BOX)
        return min(tiny.tobytes()) < 30

    @property
    def is_poster(self) -> bool:
        """Whether it is the sample's plain picture."""
        return len(self.film.getcolors(1000) or "many") == 1

    def lag_s(self, loop_s: float) -> float:
        """How much older the frame is than the one of its time, in a video that is looped."""
        return (self.passed_s - self.number / RATE) % loop_s


class Cinema(Stage):
    """Its clock runs on from ``begins`` after noon; setting ``time`` sets it."""

    def __init__(self, state: Path, sample: SealedSample, *, begins_s: float = 0.0, stalled_s: float = 20) -> None:
        self.seen: list[Presented] = []
        super().__init__(state, sample, begins=NOON + timedelta(seconds=begins_s), stalled_s=stalled_s)
        self.scribe.start()
        inner = self.window.on_presented
        self.window.on_presented = lambda surface: (inner(surface), self._note(surface))[0]

    @property
    def time(self) -> datetime:  # type: ignore[override] # here it runs
        return self._noted + timedelta(seconds=time.monotonic() - self._noted_s)

    @time.setter
    def time(self, at: datetime) -> None:
        self._noted, self._noted_s = at, time.monotonic()

    def run_until(self, second: float) -> None:
        """Turn the loop until so many seconds after noon."""
        while self.time < NOON + timedelta(seconds=second):
            self.kiosk.round()

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Turn the loop until it is so."""
        ends = time.monotonic() + 20
        while not is_so():
            assert time.monotonic() < ends
            self.kiosk.round()

    def decoder(self) -> int:
        """The process that decodes what is up."""
        assert self.window.film is not None
        return self.window.film.pid

    @property
    def is_playing(self) -> bool:
        """Whether a frame of the video is up, not the poster."""
        return self.window.film is not None and self.window.film.shown_picture() is not None

    def place(self) -> Image.Image:
        """What is in the video's place now."""
        return upright(self.window.surface, self.window.panel.rotation).crop(BOX)

    def incidents(self) -> list[str]:
        """What the office would be told."""
        self._finish_writing()
        return [one.what for one in self.told if isinstance(one, Incident)]

    def end(self) -> None:
        """Close it all."""
        self.kiosk.end()
        self.close()
        assert self.scribe.stop(20)

    def _finish_writing(self) -> None:
        done = threading.Event()
        self.scribe.do(done.set)
        assert done.wait(20)

    def _note(self, surface: pygame.Surface) -> None:
        at = self.time
        answer = on_air(self.sample.edition(), self.sample.deck(), at)
        assert answer.slide is not None
        film = upright(surface, self.window.panel.rotation).crop(BOX)
        self.seen.append(Presented(at, answer.slide.item, (at - answer.since).total_seconds(), film))
