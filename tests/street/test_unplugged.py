"""Pulling plugs: the screen goes on without the office, and either half of it without the other."""

import json
import os
import signal
from pathlib import Path

from player.sealed import current_name
from tests.street.conftest import Street, wait_for

BACK_WITHIN_S = 30
GOES_ON_WITHIN_S = 30  # a frame that stays up is presented again every five seconds
NOTICES_WITHIN_S = 30  # a round of sync every five


def frames(street: Street) -> int:
    """How many frames the living show has presented; it says so every second."""
    said = street.state / "live" / "show.json"
    wait_for(said.exists, BACK_WITHIN_S, "the first frame")
    return int(json.loads(said.read_text("utf-8"))["frames"])


def rounds_missed(street: Street) -> int:
    """How often sync has found nobody to ask."""
    return (street.folder / "sync.log").read_text("utf-8").count("tried again later")


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().split()[2] != "Z"


def kill(street: Street, name: str) -> int:
    pid = street.pid(name)
    os.kill(pid, signal.SIGKILL)
    return pid


def test_show_goes_on_when_sync_is_killed_and_sync_comes_back(street: Street) -> None:
    assert frames(street)
    show, killed = street.pid("show"), kill(street, "sync")
    before = frames(street)
    wait_for(lambda: street.pid("sync") != killed, BACK_WITHIN_S, "sync back")
    wait_for(lambda: frames(street) > before, GOES_ON_WITHIN_S, "further frames")
    assert street.pid("show") == show
    assert is_alive(show)
    assert current_name(street.state)


def test_sync_goes_on_when_show_is_killed_and_show_comes_back_to_the_sealed_edition(street: Street) -> None:
    sync, edition, said = street.pid("sync"), current_name(street.state), street.state / "live" / "show.json"
    wait_for(said.exists, BACK_WITHIN_S, "the first frame")
    killed = kill(street, "show")
    said.unlink()
    wait_for(lambda: street.pid("show") != killed, BACK_WITHIN_S, "show back")
    wait_for(said.exists, BACK_WITHIN_S, "frames of the new process")
    assert street.pid("sync") == sync
    assert is_alive(sync)
    assert current_name(street.state) == edition


def test_the_screen_goes_on_without_office_and_network(street: Street) -> None:
    """Last: the supervisor dies first, so that nobody starts the office again."""
    os.kill(street.supervisor.pid, signal.SIGKILL)
    pids = {name: street.pid(name) for name in ("staff", "public", "sync", "show")}
    try:
        for name in ("staff", "public"):
            os.killpg(pids[name], signal.SIGKILL)
        edition, missed = current_name(street.state), rounds_missed(street)
        wait_for(lambda: rounds_missed(street) > missed, NOTICES_WITHIN_S, "a round of sync without an office")
        before = frames(street)
        wait_for(lambda: frames(street) > before, GOES_ON_WITHIN_S, "further frames")
        assert is_alive(pids["show"])
        assert is_alive(pids["sync"])
        assert current_name(street.state) == edition
    finally:
        for name in ("show", "sync"):
            os.kill(pids[name], signal.SIGTERM)
