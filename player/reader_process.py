"""A process of our own that reads what others made, so that a bad file harms nothing else: started, watched, ended.

The module that it runs sets its limits of memory and processor time itself; the wall clock's is watched from here.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

_TIME_SIGNALS: Final = (-signal.SIGXCPU, -signal.SIGKILL)  # from the limit of processor time, and from our watch


@contextmanager
def reader_process(module: str, *words: str, file: IO[bytes], wall_s: float) -> Iterator["subprocess.Popen[bytes]"]:
    """Run ``module`` over ``file``, for ``wall_s`` seconds at most; what it says is read from its ``stdout``."""
    command = [sys.executable, "-m", module, *words]
    with subprocess.Popen(  # noqa: S603 (our own interpreter and module)
        command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        watch = threading.Timer(wall_s, process.kill)
        watch.start()
        try:
            yield process
        finally:
            watch.cancel()
            process.kill()


def took_too_long(process: "subprocess.Popen[bytes]") -> bool:
    """Of one that said less than it should: whether its time was over. Else it needed more memory than it may have."""
    return process.wait() in _TIME_SIGNALS
