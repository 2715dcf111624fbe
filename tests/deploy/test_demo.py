"""What ``./demo`` says when it cannot run, in one sentence each."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.street.conftest import two_free_ports

ROOT = Path(__file__).parents[2]


def refused(*words: object) -> str:
    command = [sys.executable, str(ROOT / "deploy" / "demo.py"), "--headless", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.fixture
def free_port() -> int:
    return two_free_ports()


@pytest.mark.parametrize("offset", [0, 1])
def test_a_port_in_use(tmp_path: Path, offset: int) -> None:
    first = two_free_ports()
    with socket.create_server(("127.0.0.1", first + offset)):
        assert f"Port {first + offset} cannot be used" in refused("--dir", tmp_path, "--port", first)


def test_a_folder_that_was_made_for_another_port(tmp_path: Path, free_port: int) -> None:
    (tmp_path / "screen").mkdir()
    (tmp_path / "screen" / "enrolment.json").write_text('{"office": "http://127.0.0.1:7"}', "utf-8")
    assert "was made for http://127.0.0.1:7" in refused("--dir", tmp_path, "--port", free_port)


def test_a_port_that_does_not_exist(tmp_path: Path) -> None:
    assert "There is no port 99999" in refused("--dir", tmp_path, "--port", 99_999)


def test_a_folder_that_cannot_be_made(tmp_path: Path, free_port: int) -> None:
    (tmp_path / "file").touch()
    assert "name another folder with --dir" in refused("--dir", tmp_path / "file" / "demo", "--port", free_port)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", tmp_path], check=False)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield tmp_path
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_a_disk_without_room(small_disk: Path, free_port: int) -> None:
    assert "20 MB free and 300 are needed" in refused("--dir", small_disk, "--port", free_port)


def test_a_machine_without_a_display(tmp_path: Path, free_port: int) -> None:
    if Path("/dev/dri").exists():
        pytest.skip("this machine has a display adapter")
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    command = [sys.executable, str(ROOT / "deploy" / "demo.py"), "--dir", str(tmp_path), "--port", str(free_port)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "run ./demo --headless" in done.stderr


def test_no_right_to_install_packages() -> None:
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root can take its own rights away")
    script = ". deploy/setup.sh; need_packages sunboard-no-such-package"
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    done = subprocess.run(
        [*nobody, "bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin"}
    )
    assert done.returncode == 1
    assert done.stderr == "Please have an administrator run: apt-get install sunboard-no-such-package\n"
