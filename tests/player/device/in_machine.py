"""What is tried in the machine: a real show on a real card and CEC line, then a real X server. Prints what it found."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from player.device.power.cec import Cec
from player.device.power.ways import find_ways
from player.device.show_status import load_status
from playlists.report import Display
from playlists.schedule import DayPart, Hours
from tests.fakes.sealed import ZONE, SealedSample

STATE, LOG = Path("/tmp/state"), Path("/tmp/show.log")
DPMS = Path("/sys/class/drm/card0-Virtual-1/dpms")
TELEVISION, OURS = "/dev/cec0", Path("/dev/cec1")


def say(what: str, found: object) -> None:
    sys.stdout.write(f"FOUND {what}: {found}\n")
    sys.stdout.flush()


def wait_until(is_so: Callable[[], bool], within_s: float = 120) -> bool:
    ends = time.monotonic() + within_s
    while not is_so() and time.monotonic() < ends:
        time.sleep(0.5)
    return is_so()


def is_all(display: Display) -> bool:
    """Whether the card, the television and show's own word are all so."""
    status = load_status(STATE)
    card = DPMS.read_text().strip().lower()
    is_told = status is not None and status.display is display
    return is_told and card == display.value and Cec(OURS).state() is display


def try_show() -> None:
    subprocess.run(["cec-ctl", "-s", "-d", TELEVISION, "--tv"], check=True)
    quiet = subprocess.DEVNULL
    follower = subprocess.Popen(["cec-follower", "-d", TELEVISION], stdout=quiet, stderr=quiet)
    now = datetime.now(ZoneInfo(ZONE))
    past = DayPart((now - timedelta(hours=2)).time(), (now - timedelta(hours=1)).time())
    SealedSample(hours=Hours(parts=(past,))).seal(STATE)
    environ = {**os.environ, "SDL_VIDEODRIVER": "kmsdrm", "XDG_RUNTIME_DIR": "/run"}
    with LOG.open("wb") as log:
        command = [sys.executable, "-m", "player.app", "show", "--state", STATE]
        show = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
    say("all off at night", wait_until(lambda: is_all(Display.OFF)))
    SealedSample(number=2).seal(STATE)
    say("all on by day", wait_until(lambda: is_all(Display.ON)))
    status = load_status(STATE)
    say("healed", status.healing if status else None)
    show.terminate()
    say("show ended with", show.wait(60))
    follower.kill()
    sys.stdout.write(LOG.read_text())


def try_x11() -> None:
    os.environ["DISPLAY"] = ":0"
    server = subprocess.Popen(["Xorg", ":0", "-noreset"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: bool(find_ways("x11", "x11")))
    (way,) = find_ways("x11", "x11")
    for is_on in (False, True, False):
        way.switch(is_on=is_on)
        say(f"X11 {'on' if is_on else 'off'}", f"{way.state()} {DPMS.read_text().strip()}")
    server.terminate()


if __name__ == "__main__":
    try_show()
    try_x11()
