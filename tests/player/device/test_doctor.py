import base64
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from player.device.checks import find
from player.device.clock import GoodTime, save_good_time
from player.device.show_status import Tally, save_tally
from player.errors import ConfigError
from player.sealed import ENROLMENT_FILE, POINTER, SEALED
from playlists.report import ClockTrust, Enrolment
from playlists.wire import encode
from tests.fakes.sealed import SealedSample


@pytest.fixture
def office() -> Iterator[str]:
    """Somebody who answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def state(tmp_path: Path, office: str) -> Path:
    """A screen with which all is well."""
    SealedSample().seal(tmp_path)
    enrolment = Enrolment(
        screen="hall",
        group="lobby",
        organisation="青溪区委办公室",
        feed=office,
        office=office,
        token="t" * 32,
        root=base64.b64encode(b"{}").decode(),
    )
    (tmp_path / ENROLMENT_FILE).write_bytes(encode(enrolment))
    save_good_time(tmp_path, GoodTime(last_good=datetime.now(UTC), trust=ClockTrust.SYNCED))
    now = datetime.now(UTC).isoformat()
    status = {
        "at": now,
        "since": now,
        "edition": 1,
        "item": "roads",
        "page": 1,
        "of": 1,
        "showing": "公告",
        "frames": 5,
    }
    live = tmp_path / "live"
    live.mkdir()
    (live / "show.json").write_bytes(msgspec.json.encode({**status, "driver": "offscreen", "display": "offscreen"}))
    return tmp_path


def doctor(state: Path, **environ: str) -> tuple[int, dict[str, str]]:
    """Exit code, and each line by its subject."""
    done = subprocess.run(
        [sys.executable, "-m", "player.app", "doctor", "--state", state],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environ},
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    return done.returncode, {line[2:18].strip(): line for line in lines}


def test_a_healthy_screen_has_nothing_to_mend(state: Path) -> None:
    code, lines = doctor(state)
    assert code == 0, lines
    assert all(line.startswith("✓") for line in lines.values())
    assert len(lines) == 11


def test_an_empty_machine_is_told_what_to_do_line_by_line(tmp_path: Path) -> None:
    code, lines = doctor(tmp_path / "nothing")
    assert code == 1
    for subject in ("state folder", "enrolment", "sealed edition", "clock", "network", "showing"):
        assert lines[subject].startswith("✗")
        assert "→" in lines[subject]


def test_one_damaged_picture_is_found(state: Path) -> None:
    name = (state / POINTER).read_text()
    (state / SEALED / name / "budget-1.png").write_bytes(b"?")
    code, lines = doctor(state)
    assert code == 1
    assert lines["sealed edition"].startswith("✗")
    assert "budget-1.png" in lines["sealed edition"]


def test_an_office_that_does_not_answer_is_named(state: Path, office: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    path = state / ENROLMENT_FILE
    path.write_bytes(path.read_bytes().replace(office.encode(), f"http://127.0.0.1:{port}".encode()))
    _, lines = doctor(state)
    assert lines["network"].startswith("✗")
    assert f"127.0.0.1:{port} does not answer" in lines["network"]


def test_a_clock_behind_the_last_good_time_is_told(state: Path) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    save_good_time(state, GoodTime(last_good=tomorrow, trust=ClockTrust.SYNCED))
    _, lines = doctor(state)
    assert lines["clock"].startswith("✗")
    assert f"{tomorrow.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M} Asia/Shanghai" in lines["clock"]


def test_times_are_those_where_the_screen_stands_and_utc_before_anything_says_where(state: Path) -> None:
    _, lines = doctor(state)
    assert "Asia/Shanghai" in lines["clock"]
    assert "UTC" not in lines["clock"]
    (state / POINTER).unlink()
    _, lines = doctor(state)
    assert " UTC" in lines["clock"]


def test_a_show_that_has_gone_silent_is_told(state: Path) -> None:
    path = state / "live" / "show.json"
    old = {**msgspec.json.decode(path.read_bytes()), "at": datetime.now(UTC) - timedelta(minutes=5)}
    path.write_bytes(msgspec.json.encode(old))
    _, lines = doctor(state)
    assert "show was last heard of" in lines["showing"]


def test_a_show_that_has_ended_and_left_nothing_in_memory_is_told(state: Path) -> None:
    shutil.rmtree(state / "live")
    assert "show has not run yet" in doctor(state)[1]["showing"]
    save_tally(state, Tally(at=datetime.now(UTC) - timedelta(days=2), is_over=True))
    assert f"show was last heard of at {datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}" in doctor(state)[1]["showing"]


def test_a_missing_font_names_the_package(state: Path) -> None:
    _, lines = doctor(state, SUNBOARD_FONT_REGULAR="/nowhere/font.ttc")
    assert lines["fonts"].startswith("✗")
    assert "fonts-noto-cjk" in lines["fonts"]


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"[]", b'{"screen":1}'])
@pytest.mark.parametrize("name", [ENROLMENT_FILE, POINTER, "clock.json", "live/show.json", "tally.json"])
def test_a_damaged_file_is_a_finding_not_a_breakdown(state: Path, name: str, content: bytes) -> None:
    (state / name).write_bytes(content)
    code, lines = doctor(state)
    assert code in {0, 1}
    assert len(lines) == 11


def test_a_check_that_breaks_down_is_a_finding_too(tmp_path: Path) -> None:
    def breaks(_: Path) -> None:
        raise ZeroDivisionError("by zero")

    def refuses(_: Path) -> None:
        raise ConfigError("set it right")

    assert find("x", breaks, tmp_path).mend == "ZeroDivisionError: by zero"  # type: ignore[arg-type]
    assert find("x", refuses, tmp_path).mend == "set it right"  # type: ignore[arg-type]
