"""What the band below the slides costs: ``player show`` holding one slide at 1080p under an X server without a GPU.

Measures CPU-seconds per minute and PSS without a band, with a clock, and with a ticker that runs or steps:

    .venv/bin/python -m benchmarks.overlays [--seconds 60]

and, with ``--transitions``, the CPU time that one change of slides takes, by kind.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.kiosk import SETTLE_S, SIZE, end, pss_mib, x_server
from benchmarks.processes import cpu_s
from playlists.overlays import Calendar, Overlays, Transition
from tests.fakes.sealed import SealedSample

HOLDING_MS: Final = 600_000
TURNING_MS: Final = 2_000
URGENT: Final = (
    "closed-below-the-dam-from-noon-until-the-water-has-fallen-again",
    "schools-in-the-lower-town-send-children-home-at-eleven",
)
BANDS: Final = {
    "no band": (Overlays(), False),
    "clock and date": (Overlays(calendar=Calendar.LUNAR), False),
    "clock, ticker running": (Overlays(calendar=Calendar.LUNAR, has_ticker=True), False),
    "clock, ticker in steps": (Overlays(calendar=Calendar.LUNAR, has_ticker=True), True),
}


def main() -> None:
    """Run each case and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60, help="measured per case")
    parser.add_argument("--transitions", action="store_true", help="measure changes of slides instead")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, x_server() as display:
        cases = _transitions() if arguments.transitions else _bands()
        print(f"{'':28}{'CPU-s/min':>10}{'PSS MiB':>9}")
        for number, (name, sample) in enumerate(cases):
            state = Path(folder) / str(number)
            sample.seal(state)
            cpu, pss = _measure(state, display, arguments.seconds)
            print(f"{name:28}{cpu:10.3f}{pss:9.1f}", flush=True)


def _bands() -> Iterator[tuple[str, SealedSample]]:
    for name, (overlays, is_calm) in BANDS.items():
        yield name, _sample(HOLDING_MS, overlays=overlays, is_calm=is_calm)


def _transitions() -> Iterator[tuple[str, SealedSample]]:
    for transition in Transition:
        yield f"{transition} each {TURNING_MS / 1000:g} s", _sample(TURNING_MS, transition=transition)


def _sample(dwell_ms: int, **changes: object) -> SealedSample:
    return SealedSample(items=URGENT, urgent=URGENT, size=SIZE, dwell_ms=dwell_ms, **changes)  # type: ignore[arg-type]


def _measure(state: Path, display: str, seconds: float) -> tuple[float, float]:
    environ = {**os.environ, "DISPLAY": display, "SDL_VIDEODRIVER": "x11"}
    command = [sys.executable, "-m", "player.app", "show", "--state", str(state)]
    process = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        time.sleep(SETTLE_S)
        before, since = cpu_s(process.pid), time.monotonic()
        time.sleep(seconds)
        used_s = cpu_s(process.pid) - before
        return used_s * 60 / (time.monotonic() - since), pss_mib(process.pid)
    finally:
        end(process)


if __name__ == "__main__":
    main()
