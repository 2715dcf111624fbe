"""How soon a publication is told to many screens, and what the process that holds their lines takes.

    .venv/bin/python -m benchmarks.poke [--screens 500] [--times 20]

A real ``office poke`` and real connections over the loopback; from the moment the feed's timestamp is replaced until
the last screen has read the event. The aim is 2 s for 500 screens.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.processes import cpu_s
from tests.office.publishing.lines import held, office_poke, poked


async def measure(port: int, timestamp: Path, screens: int, times: int) -> list[list[float]]:
    """For each publication the seconds until each screen heard of it, in order."""
    found = []
    async with held(port, screens) as lines:
        for number in range(times):
            await asyncio.sleep(random.uniform(0, 0.2))  # noqa: S311 (so that it comes at any moment between two looks)
            new = timestamp.with_suffix(".new")
            new.write_text(str(number))
            new.replace(timestamp)
            began = time.monotonic()
            found.append(sorted([at - began for at in await asyncio.gather(*(poked(line) for line in lines))]))
    return found


def main() -> None:
    """Hold, publish, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--screens", type=int, default=500)
    parser.add_argument("--times", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        timestamp = Path(folder) / "feed" / "metadata" / "timestamp.json"
        timestamp.parent.mkdir(parents=True)
        timestamp.touch()
        with office_poke(Path(folder)) as (port, pid):
            found = asyncio.run(measure(port, timestamp, arguments.screens, arguments.times))
            rss = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmHWM" in line)
            print(f"process: {int(rss.split()[1]) / 1024:.0f} MiB at most, {cpu_s(pid):.2f} CPU-s with its start")
    for name, which in (("half of them", arguments.screens // 2), ("all of them", -1)):
        seconds = [one[which] for one in found]
        print(f"{name} heard within {statistics.median(seconds):.3f} s (median), {max(seconds):.3f} s (worst)")


if __name__ == "__main__":
    main()
