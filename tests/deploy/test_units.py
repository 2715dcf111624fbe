"""The two services as systemd itself reads and judges them; it need not be running for that."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNITS = ("sunboard-show.service", "sunboard-sync.service")
SAFE_ENOUGH = 3.0  # of 10, where a plain service has 9.6

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A root folder with systemd's own units, ours, and a program where they look for it."""
    system = tmp_path / "usr/lib/systemd/system"
    shutil.copytree("/usr/lib/systemd/system", system, symlinks=True)
    (tmp_path / "lib").symlink_to("usr/lib")
    own = tmp_path / "etc/systemd/system"
    own.mkdir(parents=True)
    for unit in UNITS:
        shutil.copy(ROOT / "systemd" / unit, own)
    program = tmp_path / "opt/sunboard/bin/player"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_has_nothing_to_say_against_it(machine: Path, unit: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", f"--root={machine}", unit], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_systemd_would_say_something_against_a_wrong_line(machine: Path) -> None:
    path = machine / "etc/systemd/system" / UNITS[0]
    path.write_text(path.read_text().replace("WatchdogSec=15", "WatchdogSec=soon"))
    done = subprocess.run(
        ["systemd-analyze", "verify", f"--root={machine}", UNITS[0]], capture_output=True, text=True, check=False
    )
    assert "Failed to parse sec value" in done.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_it_is_shut_in_well(unit: str) -> None:
    command = ["systemd-analyze", "security", "--no-pager", "--offline=true", ROOT / "systemd" / unit]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert found is not None, done.stdout
    assert float(found[1]) <= SAFE_ENOUGH


def setting(unit: str, name: str) -> list[str]:
    lines = (ROOT / "systemd" / unit).read_text().splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{name}=")]


def test_show_has_no_network_and_sync_no_devices() -> None:
    assert setting("sunboard-show.service", "PrivateNetwork") == ["yes"]
    assert not any("INET" in families for families in setting("sunboard-show.service", "RestrictAddressFamilies"))
    assert setting("sunboard-sync.service", "PrivateDevices") == ["yes"]
    assert setting("sunboard-sync.service", "DeviceAllow") == []


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_watches_it_and_never_gives_up(unit: str) -> None:
    assert setting(unit, "Type") == ["notify"]
    assert setting(unit, "Restart") == ["always"]
    assert setting(unit, "StartLimitIntervalSec") == ["0"]
    assert setting(unit, "WatchdogSec")
