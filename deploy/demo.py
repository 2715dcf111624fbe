"""Runs the whole product on this machine: the office with sample content, the public site, the feed, one screen.

Only starts, watches and ends the same commands that an office and a screen run; ``./demo`` sets up what it needs.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn

from worker import ROOT, Worker, fail, say

BIN: Final = Path(sys.executable).parent
SCREEN: Final = "lobby"
HOST: Final = "127.0.0.1"
LEAST_FREE_MB: Final = 300  # the sample's slides, database and feed take about 80 MB
STARTS_WITHIN_S: Final = 60


def main() -> int:
    """Set up, start, wait, end."""
    arguments = _arguments()
    demo = Demo(arguments.dir.absolute(), arguments.port, is_headless=arguments.headless)
    signal.signal(signal.SIGTERM, _interrupt)
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as running:
        demo.check()
        demo.prepare()
        demo.start(running)
        demo.tell()
        demo.watch(arguments.seconds)
    demo.tell_end()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./demo", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--headless", action="store_true", help="no window; the office shows the screen's live picture")
    parser.add_argument("--for", dest="seconds", type=float, metavar="SECONDS", help="end by itself, with a summary")
    parser.add_argument(
        "--dir", type=Path, default=ROOT / "demo-data", help="where all state goes (default: demo-data)"
    )
    parser.add_argument("--port", type=int, default=8000, help="of the office; the public site has the next one")
    return parser.parse_args()


class Demo:
    """One demonstration: its folders, addresses and processes."""

    def __init__(self, folder: Path, port: int, *, is_headless: bool) -> None:
        """Nothing is started or written yet."""
        self._folder, self._ports = folder, (port, port + 1)
        self._is_headless = is_headless
        self._office, self._public = (f"http://{HOST}:{number}" for number in self._ports)
        self._offline, self._accounts = folder / "offline-keys", folder / "accounts.json"
        self._screen, self._picture = folder / "screen", folder / "screen.png"
        self._environment = {
            **os.environ,
            "SUNBOARD_OFFICE_DATA": str(folder / "office"),
            "SUNBOARD_OFFICE_ADDRESS": self._office,
            "SUNBOARD_PUBLIC_ADDRESS": self._public,
            "SUNBOARD_STATE": str(self._screen),
            "DJANGO_SETTINGS_MODULE": "office.settings",
            "PYTHONUNBUFFERED": "1",
        }
        self._began = datetime.now(UTC).isoformat()
        self._workers: list[Worker] = []

    def check(self) -> None:
        """End with one sentence when this machine cannot run it."""
        if not self._is_headless and sys.platform == "linux" and not _has_display():
            fail("There is no display here; run ./demo --headless (the office then shows the screen's live picture).")
        for port in self._ports:
            if not 0 < port < 65_536:  # noqa: PLR2004 (what TCP has)
                fail(f"There is no port {port}; name one from 1 to 65534 with --port.")
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((HOST, port))
                except OSError as error:
                    fail(f"Port {port} cannot be used ({error.strerror}); name another with --port.")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / "office").mkdir(exist_ok=True)
            free_mb = shutil.disk_usage(self._folder).free // 2**20
        except OSError as error:
            fail(f"{self._folder} cannot be used ({error.strerror}); name another folder with --dir.")
        if free_mb < LEAST_FREE_MB:
            fail(f"{self._folder} has {free_mb} MB free and {LEAST_FREE_MB} are needed; name another with --dir.")
        made_for = self._enrolled_with()
        if made_for not in {"", self._office}:  # the addresses stand in signed notices and printed QR codes
            fail(f"{self._folder} was made for {made_for}; name that port with --port, or another folder with --dir.")

    def prepare(self) -> None:
        """Database, keys, sample content and the enrolled screen; each only when it is not there yet."""
        say("Preparing the office …")
        self._office_command("migrate", "--verbosity", "0")
        if not self._offline.exists():
            self._office_command("keys", "init", "--offline", str(self._offline))
        if not self._accounts.exists():
            say("Writing sample content: drafting, reviewing, approving, publishing …")
            self._office_command(
                *("sample", "load", "--offline", str(self._offline), "--password-file", str(self._accounts))
            )

    def start(self, running: contextlib.ExitStack) -> None:
        """The two sites, then the screen's two processes; they end in reverse order."""
        for site, port in zip(("staff", "public"), self._ports, strict=True):
            running.enter_context(self._worker(site, self._gunicorn(port), SUNBOARD_OFFICE_SITE=site))
        _await_answer(f"{self._office}/")
        _await_answer(f"{self._public}/")
        if not self._enrolled_with():
            self._screen.mkdir(exist_ok=True)
            code = self._office_command("screens", "code", SCREEN).strip()
            self._run([str(BIN / "player"), "enrol", self._office, code])
        say("The screen fetches, verifies and draws its slides …")
        self._run([str(BIN / "player"), "sync", "--once"])
        running.callback(self._send_rest)
        running.enter_context(self._worker("sync", [str(BIN / "player"), "sync", "--every", "5"]))
        show = [str(BIN / "player"), "show"]
        if self._is_headless:
            running.enter_context(self._worker("show", show, SDL_VIDEODRIVER="offscreen"))
        else:
            running.enter_context(self._worker("show", [*show, "--windowed", "1280x720"]))

    def tell(self) -> None:
        """Addresses, accounts, and what to try first."""
        accounts = json.loads(self._accounts.read_text("utf-8"))["accounts"]
        lines = [
            "",
            f"  Office (staff)   {self._office}/",
            f"  Public site      {self._public}/",
            f"  The screen       {self._office}/screens/one/{SCREEN}/",
            f"  Everything is in {self._folder}",
            "",
            "  Accounts (made for this demonstration):",
            *(f"    {one['username']:<12} {one['password']:<20} {', '.join(one['roles'])}" for one in accounts),
            "",
            "  Try first: log in as the drafter, change a word of a notice, look at the preview, send it for review;",
            "  as the reviewer, the approver and the scheduler take it to the screen; scan its QR code from there.",
            f"  Pull a plug: kill -9 $(cat {self._folder / 'show.pid'}), or sync.pid, or staff.pid; the others go on.",
            "  Ctrl-C ends everything.",
            "",
        ]
        say("\n".join(lines))

    def watch(self, seconds: float | None) -> None:
        """Until the time is over, somebody ends it, or the screen's window is closed; what dies is started again."""
        due = time.monotonic() + seconds if seconds else None
        while due is None or time.monotonic() < due:
            for worker in self._workers:
                if worker.name == "show" and worker.status() == 0:
                    return
                if worker.status() is not None:
                    worker.start_again()
            self._keep_screenshot()
            time.sleep(0.2)

    def tell_end(self) -> None:
        """How many slides were shown, and where the last screenshot is."""
        self._keep_screenshot()
        last = self._picture if self._picture.exists() else "none was taken yet"
        say(f"\n{self._count_slides()} slides were shown. Last screenshot: {last}")

    def _enrolled_with(self) -> str:
        """The office that the screen in the folder belongs to; empty when there is none yet."""
        enrolment = self._screen / "enrolment.json"
        return str(json.loads(enrolment.read_text("utf-8"))["office"]) if enrolment.exists() else ""

    def _count_slides(self) -> int:
        """From the proof of play that the office holds."""
        count = (
            f"from office.screens.models import Play; print(Play.objects.filter(until__gte='{self._began}').count())"
        )
        return int(self._office_command("shell", "--verbosity", "0", "--command", count).strip())

    def _send_rest(self) -> None:
        """What the screen had not reported yet when it ended; the office still listens."""
        self._run([str(BIN / "player"), "sync", "--once"])

    def _keep_screenshot(self) -> None:
        """What the screen last took of itself, as a PNG beside everything else."""
        taken = self._screen / "live" / "screenshot.jpg"
        if not taken.exists() or (self._picture.exists() and _age_order(taken) <= _age_order(self._picture)):
            return
        from PIL import Image  # noqa: PLC0415 (the first part of the set-up does without it)

        new = self._picture.with_suffix(".new")
        with Image.open(taken) as picture:
            picture.save(new, "PNG")
        new.replace(self._picture)

    def _gunicorn(self, port: int) -> list[str]:
        options = ["--bind", f"{HOST}:{port}", "--workers", "1", "--threads", "4", "--no-control-socket"]
        return [str(BIN / "gunicorn"), *options, "office.wsgi"]

    def _office_command(self, *words: str) -> str:
        return self._run([str(BIN / "office"), *words])

    def _run(self, command: Sequence[str]) -> str:
        done = subprocess.run(command, env=self._environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            fail(
                f"{' '.join([Path(command[0]).name, *command[1:3]])} failed: {said[-1] if said else 'it said nothing'}"
            )
        return done.stdout

    @contextlib.contextmanager
    def _worker(self, name: str, command: Sequence[str], **environment: str) -> Iterator[None]:
        worker = Worker(name, command, {**self._environment, **environment}, self._folder)
        worker.start()
        self._workers.append(worker)
        try:
            yield
        finally:
            worker.end()


def _age_order(path: Path) -> int:
    return path.stat().st_mtime_ns


def _has_display() -> bool:
    return bool(_first_of(os.environ, "DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")) or Path("/dev/dri").exists()


def _first_of(environment: Mapping[str, str], *names: str) -> str:
    return next((environment[name] for name in names if environment.get(name)), "")


def _await_answer(address: str) -> None:
    due = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < due:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 (our own address, just built)
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    fail(f"{address} does not answer after {STARTS_WITHIN_S} s; its log is beside the data.")


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
