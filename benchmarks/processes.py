"""What a process and all it has started have used, as Linux counts it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> Iterator[int]:
    """The process and its descendants."""
    yield pid
    for child in children(pid):
        yield from tree(child)


def children(pid: int) -> list[int]:
    """What the process has started itself and is still there."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def cpu_s(pid: int) -> float:
    """User and system time of the tree, with what its ended children used (proc(5), fields 14 to 17)."""
    fields = (Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:15] for one in tree(pid))
    return sum(int(field) for four in fields for field in four) / _TICKS


def wakeups(pid: int) -> int:
    """How often the tree's threads gave up the processor of their own accord, and so had to be woken again."""
    tasks = (task for one in tree(pid) for task in Path(f"/proc/{one}/task").iterdir())
    lines = (line for task in tasks for line in (task / "status").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches:"))
