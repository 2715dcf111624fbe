"""Switching a display off and on: by programs that run, hang, lie and break down, each in a process of its own."""

import os
import shutil
import threading
import time
from pathlib import Path
from typing import Self

import pytest

from player.device.power.kms import Kms
from player.device.power.power import Pace, Power, known
from player.device.power.program import PowerError, run
from player.device.power.wayland import Wayland
from player.device.power.ways import Way, find_ways, read_setting
from player.device.power.x11 import X11
from player.errors import ConfigError
from playlists.report import Display
from tests.player.device.television import OFF, ON, WAKING, Television, wait_until
from tests.player.show.x_server import XServer

QUICK = Pace(soon_s=0.01, look_s=0.04, again_s=600)


class Watched:
    """A power that runs; ``told`` is what it told of faults."""

    def __init__(
        self,
        television: Television,
        pace: Pace = QUICK,
        panel: Display = Display.UNKNOWN,
        limit_s: float = 10,
        more: tuple[Way, ...] = (),
    ) -> None:
        self.told: list[str] = []
        self._television = television
        ways = (*find_ways("cec", "x11", television.dev, limit_s), *more)
        self.power = Power(lambda: ways, lambda: panel, self.told.append, pace)
        self.power.start()

    def wait_for(self, display: Display) -> None:
        wait_until(lambda: self.power.display is display)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing goes on that would run the programs of the next test."""
        self.power.stop()
        while any(thread.name == "power" for thread in threading.enumerate()):
            self._television.end()
            time.sleep(0.005)


def test_a_television_goes_off_and_on_and_only_its_own_word_counts(television: Television) -> None:
    with Watched(television) as watched:
        watched.wait_for(Display.OFF)
        watched.power.want(is_on=True, is_kept=True)
        watched.wait_for(Display.ON)
        assert television.power == ON
        assert television.heard("--active-source phys-addr=1.0.0.0") == 1
        watched.power.want(is_on=False, is_kept=True)
        watched.wait_for(Display.OFF)
        assert television.power == OFF
        television.power = WAKING
        watched.wait_for(Display.UNKNOWN)
        assert watched.told == []


def test_what_a_television_said_before_it_was_switched_is_not_its_word_any_more(television: Television) -> None:
    television.power = ON
    with Watched(television, Pace(soon_s=600, look_s=600, again_s=600)) as watched:
        watched.wait_for(Display.ON)
        television.mood = "hangs"
        watched.power.want(is_on=True, is_kept=True)
        watched.wait_for(Display.UNKNOWN)


def test_a_person_who_switches_it_on_at_night_is_overruled(television: Television) -> None:
    with Watched(television) as watched:
        watched.power.want(is_on=False, is_kept=True)
        watched.wait_for(Display.OFF)
        asked = television.heard("--standby")
        television.power = ON
        wait_until(lambda: television.power == OFF)
        assert television.heard("--standby") == asked + 1


def test_a_screen_without_hours_leaves_the_remote_control_to_people(television: Television) -> None:
    with Watched(television) as watched:
        watched.power.want(is_on=True, is_kept=False)
        watched.wait_for(Display.ON)
        television.power = OFF
        watched.wait_for(Display.OFF)
        looks = television.heard("--give-device-power-status")
        wait_until(lambda: television.heard("--give-device-power-status") >= looks + 3)
        assert television.power == OFF


def test_a_television_that_lies_is_asked_again_and_reported_as_it_is(television: Television) -> None:
    television.power, television.mood = ON, "lies"
    with Watched(television) as watched:
        watched.power.want(is_on=False, is_kept=True)
        wait_until(lambda: television.heard("--standby") >= 3)
        assert watched.power.display is Display.ON


def test_it_is_not_switched_again_more_often_than_looked_at(television: Television) -> None:
    television.power, television.mood = ON, "lies"
    with Watched(television, Pace(soon_s=0.01, look_s=30, again_s=600)) as watched:
        watched.power.want(is_on=False, is_kept=True)
        wait_until(lambda: television.heard("--give-device-power-status") >= 6)
        assert television.heard("--standby") == 1


def test_it_is_switched_again_after_a_while_even_where_it_says_that_it_is_on(television: Television) -> None:
    with Watched(television, Pace(soon_s=0.01, look_s=0.02, again_s=0.05)) as watched:
        watched.power.want(is_on=True, is_kept=True)
        wait_until(lambda: television.heard("--image-view-on") >= 3)


def test_a_program_that_hangs_is_stopped_with_all_it_started_and_said(television: Television) -> None:
    television.mood = "hangs"
    with Watched(television, limit_s=0.2) as watched:
        began = time.monotonic()
        watched.power.want(is_on=True, is_kept=True)
        assert time.monotonic() - began < 0.1
        wait_until(lambda: any("switched" in told for told in watched.told))
        wait_until(lambda: any("asked" in told for told in watched.told))
        assert watched.power.display is Display.UNKNOWN
        hanging = television.hanging()[0]
        wait_until(lambda: not _session(hanging))
    assert "cec-ctl did not answer within 0.2 s and was stopped" in watched.told[0]


def test_while_a_program_hangs_what_was_known_grows_old(television: Television) -> None:
    television.power = ON
    with Watched(television, limit_s=60) as watched:
        watched.wait_for(Display.ON)
        television.mood = "hangs"
        watched.wait_for(Display.UNKNOWN)
        assert watched.told == []


def _session(leader: int) -> list[int]:
    """The processes of a session that live."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(session) == leader and state != "Z":
            found.append(int(path.parent.name))
    return found


def test_where_no_television_ever_answered_the_kernel_is_believed(television: Television) -> None:
    television.mood = "is not there"
    with Watched(television, panel=Display.ON) as watched:
        wait_until(lambda: television.heard("--give-device-power-status") >= 3)
        assert watched.power.display is Display.ON
        television.mood = "willing"
        watched.wait_for(Display.OFF)
        television.mood = "is not there"
        watched.wait_for(Display.UNKNOWN)


def test_a_line_that_was_lost_is_taken_up_again(television: Television) -> None:
    with Watched(television) as watched:
        watched.wait_for(Display.OFF)
        television.forget()
        watched.power.want(is_on=True, is_kept=True)
        watched.wait_for(Display.ON)
        assert television.heard("--playback") == 2


def test_an_adapter_that_breaks_down_is_told_in_its_own_words(television: Television) -> None:
    television.mood = "breaks down"
    with Watched(television) as watched:
        wait_until(lambda: bool(watched.told))
        television.mood = "willing"
        watched.wait_for(Display.OFF)
    expected = f"the display cannot be asked: cec-ctl failed: Failed to open {television.dev}/cec0: No such"
    assert watched.told[0].startswith(expected)  # a long sentence is cut
    assert watched.told[0].endswith("; whether it is on is not known")


def test_a_fault_in_the_program_does_not_end_the_watch(television: Television) -> None:
    class Broken:
        name = "broken"
        is_broken = True

        def state(self) -> Display:
            if self.is_broken:
                raise ZeroDivisionError
            return Display.ON

        def switch(self, *, is_on: bool) -> None:
            pass

    broken = Broken()
    television.power = ON
    with Watched(television, more=(broken,)) as watched:
        broken.is_broken = False
        watched.power.renew()
        watched.wait_for(Display.ON)


def test_the_signal_comes_before_the_television_and_goes_after_it() -> None:
    order: list[str] = []

    class Noted:
        def __init__(self, name: str) -> None:
            self.name = name

        def state(self) -> None:
            pass

        def switch(self, *, is_on: bool) -> None:
            order.append(f"{self.name} {'on' if is_on else 'off'}")

    power = Power(lambda: (Noted("signal"), Noted("set")), lambda: Display.UNKNOWN, order.append, QUICK)
    power.start()
    for is_on in (True, False):
        power.want(is_on=is_on, is_kept=False)
        wait_until(lambda: len(order) >= (2 if is_on else 4))  # noqa: B023 (used at once)
    power.stop()
    assert order == ["signal on", "set on", "set off", "signal off"]


@pytest.mark.parametrize(
    ("panel", "answers", "expected"),
    [
        (Display.ON, [], Display.ON),
        (Display.OFFSCREEN, [], Display.OFFSCREEN),
        (Display.ON, [None], Display.ON),
        (Display.ON, [Display.OFF], Display.OFF),
        (Display.OFF, [Display.ON], Display.OFF),
        (Display.ON, [Display.UNKNOWN], Display.UNKNOWN),
        (Display.UNKNOWN, [Display.ON, None], Display.ON),
        (Display.ON, [Display.ON, Display.UNKNOWN], Display.UNKNOWN),
    ],
)
def test_off_is_believed_at_once_and_on_only_when_nobody_is_unsure(
    panel: Display, answers: list[Display | None], expected: Display
) -> None:
    assert known(panel, answers) is expected


def test_the_ways_follow_from_the_driver_and_what_is_installed(
    television: Television, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [way.name for way in find_ways("auto", "kmsdrm", television.dev)] == [
        "the kernel's display driver (DPMS)",
        f"HDMI-CEC ({television.dev}/cec0)",
    ]
    assert find_ways("auto", "offscreen", television.dev) == ()
    assert find_ways("none", "kmsdrm", television.dev) == ()
    assert [type(way) for way in find_ways("kms", "kmsdrm", television.dev)] == [Kms]
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_ways("cec", "kmsdrm", television.dev) == []


def test_a_way_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    assert read_setting({"SUNBOARD_POWER": ""}) == "auto"
    with pytest.raises(ConfigError, match="SUNBOARD_POWER is 'hdmi'; it must be one of auto, none, kms"):
        read_setting({"SUNBOARD_POWER": "hdmi"})


def test_without_a_card_the_kernel_cannot_be_asked() -> None:
    with pytest.raises(PowerError, match="the kernel does not switch the display: show holds no card"):
        Kms().switch(is_on=False)


def test_a_program_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(PowerError, match="cec-ctl-of-nobody cannot be run: No such file or directory"):
        run(("cec-ctl-of-nobody",))


@pytest.mark.skipif(shutil.which("xset") is None, reason="x11-xserver-utils is not installed")
def test_a_server_that_cannot_switch_its_display_is_no_way(monkeypatch: pytest.MonkeyPatch) -> None:
    with XServer() as server:
        monkeypatch.setenv("DISPLAY", server.display)
        assert "DPMS" in run(("xset", "q"))
        assert not X11().is_there()
        assert find_ways("x11", "x11") == []
    assert not X11().is_there()


@pytest.mark.parametrize(
    ("told", "expected"),
    [("HDMI-A-1 off\nDP-1 off\n", Display.OFF), ("HDMI-A-1 on\nDP-1 off\n", Display.ON), ("", Display.UNKNOWN)],
)
def test_a_compositor_is_off_when_all_its_outputs_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, expected: Display
) -> None:
    (tmp_path / "wlopm").write_text(f"#!/bin/sh\nprintf '{told}'\n")
    (tmp_path / "wlopm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert Wayland().state() is expected
    assert Wayland().is_there() is (expected is not Display.UNKNOWN)
