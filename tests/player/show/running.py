"""A real ``player show`` in its own process, and what it left behind: frames, reports, pictures."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import msgspec

from playlists.report import Incident, Play, Report

PATIENCE_S = 20.0  # for a machine that is busy with other things; a healthy show needs less than one


@dataclass(frozen=True)
class Frame:
    """One line of frames.jsonl."""

    at: datetime
    crc: int
    mean: tuple[int, int, int]
    kind: str
    edition: int
    item: str | None
    picture: str

    @property
    def is_black(self) -> bool:
        return sum(self.mean) < 30


class RunningShow:
    """Started on construction; use as a context manager."""

    def __init__(self, state: Path, record: Path, *options: str, **environ: str) -> None:
        self.state, self.record = state, record
        self.environ = {**os.environ, "SDL_VIDEODRIVER": "offscreen", **environ}
        self.pss_kib = 0
        self.log = record.with_suffix(".log")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "player.app", "show", "--state", state, "--record", record, *options],
                env=self.environ,
                stderr=log,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def frames(self) -> list[Frame]:
        return read_frames(self.record)

    def lines(self) -> list[dict[str, Any]]:
        """What was recorded, as it was written."""
        return [json.loads(line) for line in (self.record / "frames.jsonl").read_text().splitlines()]

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Until ``is_so``, in a show that lives."""
        self.wait_for(lambda _: is_so())

    def wait_for(self, wanted: Callable[[list[Frame]], Any], within_s: float = PATIENCE_S) -> list[Frame]:
        """The frames, as soon as they are as ``wanted``."""
        ends = time.monotonic() + within_s
        while not wanted(frames := self.frames()):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < ends, f"{frames[-3:]}\n{self.log.read_text()}"
            time.sleep(0.05)
        return frames

    def end(self) -> int:
        """Tell it to end as systemd does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def measure(self) -> None:
        """Note its share of the machine's memory."""
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        self.pss_kib = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))

    def reports(self) -> list[Report]:
        lines = [line for path in sorted(self.state.glob("spool/*.jsonl")) for line in path.read_bytes().splitlines()]
        return [msgspec.json.decode(line, type=Report) for line in lines if line]

    def plays(self) -> list[Play]:
        return [report for report in self.reports() if isinstance(report, Play)]

    def incidents(self) -> list[Incident]:
        return [report for report in self.reports() if isinstance(report, Incident)]


def read_frames(record: Path) -> list[Frame]:
    """What was recorded so far."""
    path = record / "frames.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    return [_frame(json.loads(line)) for line in lines if line.endswith("}")]


def _frame(line: dict[str, Any]) -> Frame:
    return Frame(
        at=datetime.fromisoformat(line["at"]),
        crc=line["crc"],
        mean=tuple(line["mean"]),
        kind=line["kind"],
        edition=line["edition"],
        item=line["item"],
        picture=line["picture"],
    )
