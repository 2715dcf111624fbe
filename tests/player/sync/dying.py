"""Processes on bad disks: one is killed, by a real SIGKILL, before its nth write to a state folder.

Every opening for writing, fsync, rename, link and removal counts. The disk is left as a power cut may leave it:
bytes written since a file's last fsync are gone, and so are renames whose folder was not fsynced since. Another one
lives on while the system refuses every further write.
"""

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

SURVIVED, FAILED = 0, 1
WRITING = os.O_WRONLY | os.O_RDWR
TREE_CHANGES = {"os.rename", "os.remove", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.truncate"}


class Disk:
    """What of a folder would survive a power cut. Lives in the process that is to die."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._flushed = {self._mark(path)[0]: self._mark(path) for path in self._files()}
        self._renames: list[tuple[Path, Path, Path | None]] = []  # (from, to, what was there before)

    def flush(self, descriptor: int) -> None:
        """What an fsync did."""
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_dir():
            self._renames = [rename for rename in self._renames if rename[1].parent != path]
        elif path.is_file():
            self._flushed[self._mark(path)[0]] = self._mark(path)

    def begin_anew(self, path: Path) -> None:
        """A file is opened to be written from its beginning."""
        if path.is_file():
            inode = path.stat().st_ino
            self._flushed[inode] = (inode, 0, 0)

    def rename(self, source: Path, to: Path) -> None:
        """A rename is about to happen."""
        former = None
        if to.is_file():
            former = self._folder.with_name(f"former-{len(self._renames)}")
            former.unlink(missing_ok=True)
            os.link(to, former)
        self._renames.append((source, to, former))

    def lose(self) -> None:
        """Leave the folder as a power cut may leave it."""
        for path in self._files():
            inode, size, changed = self._mark(path)
            known = self._flushed.get(inode, (inode, 0, 0))
            if known != (inode, size, changed):
                os.truncate(path, min(size, known[1]))
        for source, to, former in reversed(self._renames):
            if to.exists() and source.parent.exists():
                to.rename(source)
                if former:
                    former.rename(to)

    def _files(self) -> list[Path]:
        return [path for path in self._folder.rglob("*") if path.is_file() and not path.is_symlink()]

    @staticmethod
    def _mark(path: Path) -> tuple[int, int, int]:
        stat = path.stat()
        return stat.st_ino, stat.st_size, stat.st_mtime_ns


class Death:
    """Counts the writes to ``folder`` and kills this process before the ``number``-th; 0 only counts."""

    def __init__(self, folder: Path, number: int) -> None:
        self._folder, self._number, self.count = folder, number, 0
        self._disk = Disk(folder)
        self._is_watching = True

    def watch(self, *, is_fsync_forgotten: bool = False) -> None:
        """From now on. ``is_fsync_forgotten``: for files, which makes a careless program of the one that is watched."""
        fsync = os.fsync

        def watched(descriptor: int) -> None:
            path = Path(f"/proc/self/fd/{descriptor}").readlink()
            self._step(str(path))
            if path.is_dir() or not is_fsync_forgotten:
                fsync(descriptor)
                self._disk.flush(descriptor)

        os.fsync = watched
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._is_watching:
            return
        if event == "open" and isinstance(arguments[0], str) and arguments[2] & WRITING:
            self._step(arguments[0], begins=bool(arguments[2] & os.O_TRUNC))
        elif event in TREE_CHANGES:
            self._step(*(str(path) for path in arguments[:2] if isinstance(path, (str, Path))), event=event)

    def _step(self, *paths: str, event: str = "", begins: bool = False) -> None:
        if not any(path.startswith(str(self._folder)) for path in paths):
            return
        self.count += 1
        self._is_watching = False
        if self.count == self._number:
            self._disk.lose()
            os.kill(os.getpid(), signal.SIGKILL)
        if begins:
            self._disk.begin_anew(Path(paths[0]))
        if event == "os.rename":
            self._disk.rename(Path(paths[0]), Path(paths[1]))
        self._is_watching = True


class BadDisk:
    """From the ``number``-th write to ``folder`` on, the system refuses them with ``error``."""

    def __init__(self, folder: Path, number: int, error: int) -> None:
        self._folder, self._left, self._error = str(folder), number, error
        self._kinds = TREE_CHANGES - ({"os.remove", "os.rmdir", "os.rename"} if error == errno.ENOSPC else set())

    def watch(self) -> None:
        """From now on."""
        fsync = os.fsync

        def refused(descriptor: int) -> None:
            self._step(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
            fsync(descriptor)

        os.fsync = refused
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str) and arguments[2] & WRITING:
            self._step(arguments[0])
        elif event in self._kinds:
            self._step(*(str(path) for path in arguments[:2] if isinstance(path, (str, Path))))

    def _step(self, *paths: str) -> None:
        if any(path.startswith(self._folder) for path in paths):
            self._left -= 1
            if self._left <= 0:
                raise OSError(self._error, os.strerror(self._error), paths[0])


def ended_on_bad_disk(work: Callable[[], int], folder: Path, number: int, error: int) -> tuple[int, str]:
    """Do ``work`` in a forked process on a ``BadDisk``; its exit code and what it wrote to standard error."""
    told = folder.with_name("told")
    child = os.fork()
    if child == 0:  # pragma: no cover (another process)
        code = 99
        try:
            os.dup2(os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
            sys.stderr = os.fdopen(2, "w", buffering=1)
            BadDisk(folder, number, error).watch()
            code = work()
        finally:
            os._exit(code)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return ended, told.read_text("utf-8")


def dies(work: Callable[[], object], folder: Path, number: int, *, is_fsync_forgotten: bool = False) -> bool:
    """Do ``work`` in a forked process; whether it was killed before its ``number``-th write to ``folder``.

    Work that fails by itself fails the test.
    """
    child = os.fork()
    if child == 0:  # pragma: no cover (another process)
        try:
            Death(folder, number).watch(is_fsync_forgotten=is_fsync_forgotten)
            work()
            os._exit(SURVIVED)
        finally:
            os._exit(FAILED)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in {SURVIVED, -signal.SIGKILL}, "the work failed by itself"
    return ended == -signal.SIGKILL
