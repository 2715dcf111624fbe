"""The services as systemd itself reads and judges them; it need not be running for that."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from player.show.pace import PROOFS_VARIABLE, load_pace

ROOT = Path(__file__).resolve().parents[2]
UNITS = ("sunboard-show.service", "sunboard-sync.service")
STICK_UNITS = ("sunboard-stick@.service", "sunboard-carry@.service")
WIFI_UNIT = "sunboard-wifi.service"
OFFICE_UNITS = ("sunboard-office-mirror.service", "sunboard-office-poke.service")
PROGRAMS = (
    "opt/sunboard/bin/player",
    "opt/sunboard/bin/office",
    "opt/sunboard/bin/take-wifi",
    *(f"usr/bin/{name}" for name in ("mount", "umount", "test", "systemctl")),
)
SAFE_ENOUGH = 3.0  # of 10, where a plain service has 9.6
SAFE_ENOUGH_TO_MOUNT = 4.0  # what is mounted must be seen outside: nothing that needs a mount namespace

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A root folder with systemd's own units, ours, and programs where they look for them."""
    system = tmp_path / "usr/lib/systemd/system"
    shutil.copytree("/usr/lib/systemd/system", system, symlinks=True)
    (tmp_path / "lib").symlink_to("usr/lib")
    own = tmp_path / "etc/systemd/system"
    own.mkdir(parents=True)
    for unit in (*UNITS, WIFI_UNIT, *STICK_UNITS, *OFFICE_UNITS):
        shutil.copy(ROOT / "systemd" / unit, own)
    for name in PROGRAMS:
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(
    "unit", [*UNITS, WIFI_UNIT, *OFFICE_UNITS, "sunboard-stick@sdb1.service", "sunboard-carry@sdb1.service"]
)
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


@pytest.mark.parametrize(
    ("unit", "limit"),
    [
        *((unit, SAFE_ENOUGH) for unit in (*UNITS, WIFI_UNIT, *OFFICE_UNITS, "sunboard-carry@.service")),
        (STICK_UNITS[0], SAFE_ENOUGH_TO_MOUNT),
    ],
)
def test_it_is_shut_in_well(unit: str, limit: float) -> None:
    command = ["systemd-analyze", "security", "--no-pager", "--offline=true", ROOT / "systemd" / unit]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert found is not None, done.stdout
    assert float(found[1]) <= limit


def setting(unit: str, name: str) -> list[str]:
    lines = (ROOT / "systemd" / unit).read_text().splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{name}=")]


def test_show_has_no_network_and_sync_no_devices() -> None:
    assert setting("sunboard-show.service", "PrivateNetwork") == ["yes"]
    assert not any("INET" in families for families in setting("sunboard-show.service", "RestrictAddressFamilies"))
    assert setting("sunboard-sync.service", "PrivateDevices") == ["yes"]
    assert setting("sunboard-sync.service", "DeviceAllow") == []


def test_what_show_keeps_in_memory_is_its_users_whom_sync_and_sticks_share() -> None:
    assert setting("sunboard-show.service", "RuntimeDirectory") == ["sunboard-show"]
    assert setting("sunboard-show.service", "RuntimeDirectoryMode") == ["0700"]
    readers = (*UNITS, "sunboard-carry@.service")
    assert [setting(unit, "User") for unit in readers] == [["sunboard"]] * 3
    hidden = [
        path for unit in readers for path in setting(unit, "InaccessiblePaths") + setting(unit, "TemporaryFileSystem")
    ]
    assert not any("/run" in path for path in hidden)


def test_how_long_proofs_wait_is_what_show_does_by_itself() -> None:
    set_here = dict(line.split("=", 1) for line in setting("sunboard-show.service", "Environment"))
    assert load_pace(set_here) == load_pace({})
    assert PROOFS_VARIABLE in set_here


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_watches_it_and_never_gives_up(unit: str) -> None:
    assert setting(unit, "Type") == ["notify"]
    assert setting(unit, "Restart") == ["always"]
    assert setting(unit, "StartLimitIntervalSec") == ["0"]
    assert setting(unit, "WatchdogSec")


def test_a_stick_is_mounted_without_its_programs_devices_and_privileges() -> None:
    mounts = [
        line.split() for line in setting(STICK_UNITS[0], "ExecCondition") + setting(STICK_UNITS[0], "ExecStartPre")
    ]
    options = [set(words[words.index("-o") + 1].split(",")) for words in mounts if words[0].endswith("/mount")]
    assert len(options) == 2
    assert all({"nosuid", "nodev", "noexec"} <= one for one in options)
    assert ["ro" in one for one in options] == [True, False]  # read-only until it is known to be ours


def test_what_mounts_has_no_mount_namespace_of_its_own() -> None:
    """Else the mount would be gone with the command that made it."""
    text = (ROOT / "systemd" / STICK_UNITS[0]).read_text()
    settings = {line.partition("=")[0] for line in text.splitlines() if not line.startswith("#")}
    giving = {"ProtectSystem", "ProtectHome", "ProtectProc", "ProtectControlGroups", "PrivateMounts", "MountFlags"}
    giving |= {"PrivateTmp", "PrivateDevices", "PrivateIPC", "PrivateNetwork", "ReadWritePaths", "InaccessiblePaths"}
    giving |= {"ProtectKernelTunables", "ProtectKernelModules", "ProtectKernelLogs", "ProtectHostname", "RootDirectory"}
    assert not settings & giving


def test_who_reads_a_stick_has_no_network_no_devices_and_no_rights() -> None:
    assert setting("sunboard-carry@.service", "PrivateNetwork") == ["yes"]
    assert setting("sunboard-carry@.service", "PrivateDevices") == ["yes"]
    assert setting("sunboard-carry@.service", "DeviceAllow") == []
    assert setting("sunboard-carry@.service", "CapabilityBoundingSet") == [""]
    assert setting("sunboard-carry@.service", "User") == ["sunboard"]


def test_all_of_them_mean_the_same_place() -> None:
    """The mount point stands in several lines of both units."""
    texts = [(ROOT / "systemd" / unit).read_text() for unit in STICK_UNITS]
    assert [text.count("/run/sunboard-stick/%i") for text in texts] == [4, 2]
    assert "sunboard-stick@%k.service" in (ROOT / "deploy/72-sunboard-stick.rules").read_text()
    assert "systemctl start sunboard-carry@%i.service" in texts[0]


@pytest.mark.parametrize("unit", OFFICE_UNITS)
def test_what_serves_the_feed_cannot_reach_the_keys_that_sign_it(unit: str) -> None:
    assert setting(unit, "InaccessiblePaths") == ["-/var/lib/sunboard-office/keys"]
    assert setting(unit, "Restart") == ["always"]
    assert setting(unit, "StartLimitIntervalSec") == ["0"]
