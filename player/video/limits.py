"""What looking at a video, and playing it, may cost. A process that goes past it dies, and nothing else does."""

import contextlib
import resource
from typing import Final

MEMORY_BYTES: Final = 1024 * 1024 * 1024  # address space; 1080p takes 250 MB of it, mostly mapped code
CPU_S: Final = (
    60  # all of 200 MB read and every key picture of ten minutes decoded takes a tenth of it on a good machine
)
WALL_S: Final = 25.0  # in the office somebody waits, and the web server gives up after 30
SLOW_WALL_S: Final = 300.0  # on a small board nobody does


def give_up_rights(*, cpu_s: int | None = None, may_start_threads: bool = False) -> None:
    """Take from this process what decoding does not need: writing files, cores, more memory, more processes."""
    limits = [(resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)]
    if cpu_s is not None:
        limits.append((resource.RLIMIT_CPU, cpu_s))
    if not may_start_threads:
        limits.append((resource.RLIMIT_NPROC, 0))
    for what, most in limits:
        with contextlib.suppress(ValueError, OSError):  # a system that has set less already
            resource.setrlimit(what, (most, most + (what == resource.RLIMIT_CPU)))  # SIGXCPU first, then SIGKILL
