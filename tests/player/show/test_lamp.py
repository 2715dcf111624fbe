"""A kiosk that has its display switched off and on: what people see, and what the office is told."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from player.device.show_status import load_status
from playlists.overlays import Transition
from playlists.report import Agreement, Display, Healing, Play
from playlists.schedule import DayPart, Hours
from tests.fakes.sealed import COLOURS, ZONE, SealedSample
from tests.player.device.television import wait_until
from tests.player.device.x_display import XDisplay
from tests.player.show.running import RunningShow
from tests.player.show.stage import NOON, SAMPLE, Stage
from tests.player.show.x_server import XServer

OPENING = Hours(parts=(DayPart(since=time_of_day(8), until=time_of_day(18)),))
CUT = Transition.CUT
CLOSES, OPENS = NOON + timedelta(hours=6), NOON + timedelta(hours=20)


class Panel:
    """A way that does what it is asked; ``lit`` are the moments when it was switched on: was the slide up by then?"""

    name = "a panel"

    def __init__(self) -> None:
        self.is_on = True
        self.stage: Stage | None = None
        self.lit: list[bool] = []
        self.switched = 0

    def switch(self, *, is_on: bool) -> None:
        self.switched += 1
        self.is_on = is_on
        if is_on and self.stage is not None:
            self.lit.append(self.stage.is_right())

    def state(self) -> Display:
        return Display.ON if self.is_on else Display.OFF


class Day(NamedTuple):
    """What there was to see; ``night`` is the health, what was healed, and the number of plays proven by then."""

    was_on_before: bool
    is_black: bool
    played: tuple[Play, ...]
    night: tuple[Agreement, Healing, int]
    lit: tuple[bool, ...]


class Hall(Stage):
    """A stage with hours and one panel, in the kernel's list as ``connector``."""

    def __init__(self, folder: Path) -> None:
        self.panel = Panel()
        sample = SealedSample(size=SAMPLE.size, made_at=SAMPLE.made_at, hours=OPENING, transition=CUT)
        sample.seal(folder)
        self.connector = folder / "class/drm/card1-HDMI-A-1"
        self.connector.mkdir(parents=True)
        (self.connector / "modes").write_text("1920x1080\n")
        self.connect("connected")
        super().__init__(folder, sample, panels=folder)
        self.ways = [self.panel]
        self.power.start()
        self.go(NOON, Display.ON)
        self.panel.stage = self

    def connect(self, status: str) -> None:
        (self.connector / "status").write_text(f"{status}\n")

    def go(self, at: datetime, display: Display) -> None:
        """On to a time; until the display is known to be so, and the kiosk knows it too."""
        self.time = at
        self.kiosk.round()
        if self.power.display is not display:
            wait_until(lambda: self.power.display is display)
            self.kiosk.round()


@pytest.fixture
def hall(tmp_path: Path, sdl: None) -> Iterator[Hall]:  # noqa: ARG001 (for what it does)
    hall = Hall(tmp_path)
    yield hall
    hall.close()


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """From noon over closing time to the next morning."""
    with pytest.MonkeyPatch.context() as environ:
        for name in ("SDL_VIDEODRIVER", "SDL_FRAMEBUFFER_ACCELERATION", "SDL_RENDER_DRIVER"):
            environ.setenv(name, os.environ.get(name, ""))
        hall = Hall(tmp_path_factory.mktemp("hall"))
        for seconds in (2, 4, 6):
            hall.go(NOON + timedelta(seconds=seconds), Display.ON)
        hall.go(CLOSES - timedelta(milliseconds=300), Display.ON)
        was_on = hall.panel.is_on
        hall.go(CLOSES, Display.OFF)
        is_black, played = hall.window.is_black(), tuple(hall.plays)
        for minutes in (1, 2):
            hall.seconds += 60
            hall.go(CLOSES + timedelta(minutes=minutes), Display.OFF)
        night = hall.health.agreement, hall.health.healing, len(hall.plays)
        hall.go(OPENS, Display.ON)
        yield Day(was_on, is_black, played, night, tuple(hall.panel.lit))
        hall.close()


def test_the_display_goes_off_at_the_second_and_not_before(day: Day) -> None:
    assert day.was_on_before
    assert day.is_black


def test_the_right_slide_is_up_before_the_display_is_switched_on(day: Day) -> None:
    assert day.lit == (True,)


def test_a_display_that_is_off_as_planned_is_not_healed(day: Day) -> None:
    assert day.night[:2] == (Agreement.RIGHT, Healing())


def test_what_is_proven_as_played_says_how_the_display_was(day: Day) -> None:
    assert {play.item for play in day.played} == {"roads", "budget", "posts"}
    assert {play.display for play in day.played[1:]} == {Display.ON}
    assert day.night[2] == len(day.played)


def test_a_panel_that_hides_while_it_is_off_is_nothing_to_tell_of(hall: Hall) -> None:
    hall.go(CLOSES, Display.OFF)
    hall.connect("disconnected")
    hall.go(CLOSES + timedelta(minutes=1), Display.OFF)
    hall.go(OPENS, Display.ON)
    hall.connect("connected")
    for second in (1, 2):
        hall.go(OPENS + timedelta(seconds=second), Display.ON)
    assert hall.is_right()
    assert hall.health.healing == Healing()


def test_a_window_that_is_opened_again_at_night_does_not_leave_the_display_on(hall: Hall) -> None:
    hall.go(CLOSES, Display.OFF)
    switched = hall.panel.switched
    hall.window.lost = "its window was closed"
    hall.kiosk.round()
    wait_until(lambda: hall.panel.switched > switched)
    assert not hall.panel.is_on


def test_a_screen_whose_hours_are_taken_away_at_night_is_switched_on(tmp_path: Path, hall: Hall) -> None:
    hall.go(CLOSES, Display.OFF)
    SealedSample(size=SAMPLE.size, made_at=SAMPLE.made_at, number=2).seal(tmp_path)
    hall.go(CLOSES + timedelta(hours=1), Display.ON)


def test_a_real_show_switches_a_real_servers_display_off_and_on(tmp_path: Path) -> None:
    now = datetime.now(ZoneInfo(ZONE))
    past = DayPart((now - timedelta(hours=2)).time(), (now - timedelta(hours=1)).time())
    SealedSample(hours=Hours(parts=(past,))).seal(tmp_path / "state")
    display = XDisplay(tmp_path / "display")
    with XServer() as server:
        there = {"SDL_VIDEODRIVER": "x11", "DISPLAY": server.display, "PATH": display.path}
        with RunningShow(tmp_path / "state", tmp_path / "frames", **there) as show:
            show.wait_until(lambda: display.monitor == "Off")
            assert server.centre() == (0, 0, 0)
            SealedSample(number=2).seal(tmp_path / "state")
            show.wait_until(lambda: display.monitor == "On")
            server.wait_for(set(COLOURS[:3]))
            assert show.end() == 0
    status = load_status(tmp_path / "state")
    assert status is not None
    assert (status.switching, status.healing) == ("X11 DPMS (xset)", Healing())
    assert display.heard().index("dpms 0 0 0") < display.heard().index("dpms force off")
