"""The whole product, started as ``./demo`` starts it, once for all tests of the street."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READY = "Ctrl-C ends everything"
LIVELY = {"SUNBOARD_STATUS_EVERY_S": "1", "SUNBOARD_PROOFS_EVERY_S": "1"}  # so that no test waits for a whole minute


@dataclass(frozen=True)
class Street:
    """The running demonstration: where it is, who may log in, and which processes it consists of."""

    folder: Path
    office: str
    public: str
    passwords: dict[str, str]
    environment: dict[str, str]
    supervisor: subprocess.Popen[str]

    @property
    def state(self) -> Path:
        return self.folder / "screen"

    def pid(self, name: str) -> int:
        return int((self.folder / f"{name}.pid").read_text("ascii"))

    def run(self, command: str, *words: str) -> str:
        program = Path(sys.executable).parent / command
        done = subprocess.run([program, *words], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, question: str) -> str:
        """What the office's database says: a Python expression over its models."""
        preamble = "from office.notices.models import *; from office.opinions.models import *; "
        preamble += "from office.screens.models import *; "
        return self.run("office", "shell", "--verbosity", "0", "--command", f"{preamble}print({question})").strip()


def wait_for(condition: Callable[[], object], seconds: float, what: str) -> None:
    due = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < due, f"not within {seconds} s: {what}"
        time.sleep(0.2)


@pytest.fixture(scope="package")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("street") / "demo"
    port = two_free_ports()
    office, public = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
    environment = {
        **os.environ,
        "SUNBOARD_OFFICE_DATA": str(folder / "office"),
        "SUNBOARD_OFFICE_ADDRESS": office,
        "SUNBOARD_PUBLIC_ADDRESS": public,
        "SUNBOARD_STATE": str(folder / "screen"),
        "DJANGO_SETTINGS_MODULE": "office.settings",
    }
    words = (ROOT / "deploy" / "demo.py", "--headless", "--dir", folder, "--port", port)
    with start_demo(*words) as supervisor:
        accounts = json.loads((folder / "accounts.json").read_text("utf-8"))["accounts"]
        passwords = {one["username"]: one["password"] for one in accounts}
        yield Street(folder, office, public, passwords, environment, supervisor)


@contextmanager
def start_demo(*words: object) -> Iterator[subprocess.Popen[str]]:
    """The demonstration, once it has told its addresses."""
    command = [sys.executable, *map(str, words)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, env={**os.environ, **LIVELY}, text=True, **pipes) as supervisor:
        try:
            assert supervisor.stdout
            said = list(takewhile(lambda line: READY not in line, supervisor.stdout))
            assert supervisor.poll() is None, "".join(said)
            yield supervisor
        finally:
            supervisor.terminate()


def two_free_ports() -> int:
    """The first of two free neighbours, below those that the system gives away; not where other tests begin to look."""
    for port in range(18_000 + os.getpid() % 2_000 * 2, 32_000, 2):
        try:
            with socket.create_server(("127.0.0.1", port)), socket.create_server(("127.0.0.1", port + 1)):
                return port
        except OSError:
            continue
    raise AssertionError("no two free ports")
