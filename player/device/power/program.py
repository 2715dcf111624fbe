"""Runs the small programs that speak to a display. Decides that none may hang and that a failure is one sentence."""

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from player.errors import PlayerError

LIMIT_S: Final = 10.0  # a television that wakes up may keep the CEC line busy for some seconds
_BURIAL_S: Final = 1.0  # a process that hangs in the kernel does not even die; nobody waits for it
_MOST_CHARACTERS: Final = 120  # of what a program complains about


class PowerError(PlayerError):
    """The display could not be switched or asked. Passing: it is tried again."""


def run(words: Sequence[str], limit_s: float = LIMIT_S) -> str:
    """What the program wrote, to both its outputs. Raises PowerError when it is not there, fails or takes too long."""
    try:
        process = subprocess.Popen(  # noqa: S603 (the words are constants and names of devices)
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise PowerError(f"{words[0]} cannot be run: {error.strerror}") from error
    try:
        told, _ = process.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired as error:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # with all that it started
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=_BURIAL_S)
        raise PowerError(f"{words[0]} did not answer within {limit_s:g} s and was stopped") from error
    if process.returncode:
        last = next((line.strip() for line in reversed(told.splitlines()) if line.strip()), "it said nothing")
        raise PowerError(f"{words[0]} failed: {last[:_MOST_CHARACTERS]}")
    return told
