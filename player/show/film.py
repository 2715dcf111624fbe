"""A video that plays on the display: the decoder's process, seen from show, and its frames put up by the clock.

Decides which frame is up at a time: the newest that is due, of those that are there. Never waits for the decoder. What
is told when it fails, and when it is started, is ``films``'s.
"""

import mmap
import os
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from player.show.silent_pygame import pygame
from player.video.messages import CHANGED, FRAME, NO_READER, TURN, Job
from playlists.deck import Clip

MOST_BYTES: Final = 32 * 1024 * 1024  # of frames made ready: four of a whole 1080p panel
FEWEST_SLOTS: Final = 3  # one that is up, one to follow it, one being filled
MOST_SLOTS: Final = 8  # a quarter of a second: enough for a key picture, or for a board that is busy for a moment
STALLED_S: Final = 20.0  # longer than from one key picture to the next, to which a slow board leaps
_LOOK_S: Final = 0.02  # how often to look for a frame that should be there
_ENDS_S: Final = 0.2  # of patience with a decoder that was told to end
_ROW: Final = 256  # bytes: FFmpeg's rows end on a multiple
_MICRO: Final = timedelta(microseconds=1)
_CLOCK_WAS_SET: Final = timedelta(milliseconds=500)

CHANGED_FILE: Final = "its file on this disk is damaged"
REASONS: Final = {
    CHANGED: CHANGED_FILE,
    NO_READER: "PyAV is not installed",
}
BROKE_OFF: Final = "decoding it broke off"
STALLED: Final = "decoding it does not get on"


@dataclass(frozen=True)
class Booking:
    """When and where a video plays: on the panel's ``box`` from ``since`` on, beginning anew every ``pass_ms``."""

    path: Path
    clip: Clip
    box: pygame.Rect
    rotation: int
    since: datetime
    pass_ms: int


class _Frame(NamedTuple):
    slot: int
    stride: int
    due_us: int


class Film:
    """Starts decoding when it is made; close it. ``box`` is where it plays."""

    def __init__(self, booking: Booking, now: datetime, *, is_checked: bool) -> None:
        """``is_checked``: the file is known to be the one of its hash. Raises OSError when no process can be had."""
        self.booking = booking
        self._fault = ""
        self.box = booking.box
        self._began_ns = self._zero_ns = self._zero(now)
        self._ends_us = booking.pass_ms * 1000
        self._waiting: deque[_Frame] = deque()
        self._shown: _Frame | None = None
        self._painted: int | None = None
        self._said = b""
        self._news_at = time.monotonic()
        width, height = self.box.size
        self._slot_bytes = -(-width * 4 // _ROW) * _ROW * height
        slots = min(max(MOST_BYTES // self._slot_bytes, FEWEST_SLOTS), MOST_SLOTS)
        self._lent = set(range(slots))  # the slots that are the decoder's
        memory = os.memfd_create("sunboard-film")
        try:
            os.ftruncate(memory, slots * self._slot_bytes)
            self._memory = mmap.mmap(memory, slots * self._slot_bytes, prot=mmap.PROT_READ)
            self._process = self._start(memory, slots, is_checked=is_checked)
        finally:
            os.close(memory)
        assert self._process.stdout is not None
        os.set_blocking(self._process.stdout.fileno(), False)

    def _start(self, memory: int, slots: int, *, is_checked: bool) -> "subprocess.Popen[bytes]":
        clip, turned = self.booking.clip, self.booking.rotation in {90, 270}
        width, height = self.box.size[::-1] if turned else self.box.size
        with self.booking.path.open("rb") as file:
            job = Job(
                file=file.fileno(),
                memory=memory,
                slots=slots,
                slot_bytes=self._slot_bytes,
                width=width,
                height=height,
                rotation=self.booking.rotation,
                loop_ms=clip.duration_ms if clip.is_looped else self.booking.pass_ms,
                pass_ms=self.booking.pass_ms,
                sha256="" if is_checked else clip.blob,
                zero_ns=self._zero_ns,
            )
            return subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-m", "player.video.decoder", msgspec.json.encode(job).decode()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(file.fileno(), memory),
                bufsize=0,
            )

    @property
    def pid(self) -> int:
        """The decoder's."""
        return self._process.pid

    @property
    def is_checked(self) -> bool:
        """Whether the decoder found the file to be the one of its hash: it has decoded some of it."""
        return self._shown is not None

    def can_go_on(self, booking: Booking, now: datetime) -> bool:
        """Whether it can play for that booking: the same video in the same place, from the end of one of its passes."""
        if self._fault or self.is_off(now) or replace(booking, since=self.booking.since) != self.booking:
            return False
        return (booking.since - self.booking.since) % timedelta(milliseconds=booking.pass_ms) == timedelta()

    def go_on(self, booking: Booking) -> None:
        """Play another pass, or the same one: that of a booking with which it can go on."""
        self._ends_us = (booking.since - self.booking.since) // _MICRO + booking.pass_ms * 1000

    def is_off(self, now: datetime) -> bool:
        """Whether the clock was set since it was started, so that what it has ready is of another time."""
        return abs(timedelta(microseconds=(self._zero(now) - self._began_ns) // 1000)) > _CLOCK_WAS_SET

    def advance(self, surface: pygame.Surface, at: datetime) -> pygame.Rect | None:
        """Put the frame of ``at`` on ``surface``; what was drawn on, or None when nothing newer is there."""
        self._zero_ns = self._zero(at)
        self._listen()
        self._turn_to(self._passed_us(at))
        if self._shown is None or self._shown.due_us == self._painted:
            return None
        self._painted = self._shown.due_us
        surface.blit(self._picture(self._shown), self.box)
        return self.box

    def paint_first(self, surface: pygame.Surface, at: datetime) -> None:
        """Put what is seen first on a picture made ready, before its time has come."""
        self._listen()
        self._turn_to(max(self._passed_us(at), self._waiting[0].due_us if self._waiting else 0))
        if self._shown is not None:
            surface.blit(self._picture(self._shown), self.box)

    def shown_picture(self) -> pygame.Surface | None:
        """The frame that was put up last, as it came from the decoder; None while the poster is up."""
        return self._picture(self._shown) if self._shown is not None else None

    def seconds_to_move(self, at: datetime) -> float:
        """Until the next frame is due, or until it is time to look for one."""
        passed_us = self._passed_us(at)
        if self._waiting and self._waiting[0].due_us > passed_us:
            return (self._waiting[0].due_us - passed_us) / 1_000_000
        return _LOOK_S

    def find_fault(self, stalled_s: float = STALLED_S) -> str:
        """Why it cannot be played any longer, in words: the decoder has died or does not get on. Empty: it plays."""
        self._listen()
        is_waiting = not self._waiting and not self._is_over()
        if not self._fault and is_waiting and time.monotonic() - self._news_at > stalled_s:
            self._fault = STALLED
        return self._fault

    def close(self) -> None:
        """End the decoder."""
        self._process.kill()
        self._exit_code()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._waiting.clear()
        self._shown = None
        with suppress(BufferError):  # a surface over it still lives; it goes with that
            self._memory.close()

    def _is_over(self) -> bool:
        """Whether it played once and stands still at its end."""
        return self._shown is not None and not self.booking.clip.is_looped

    def _listen(self) -> None:
        """Take what the decoder announced."""
        assert self._process.stdout is not None
        while not self._fault:
            try:
                said = os.read(self._process.stdout.fileno(), 4096)
            except BlockingIOError:
                return
            if not said:
                self._fault = REASONS.get(self._exit_code(), BROKE_OFF)
                return
            self._said += said
            whole = len(self._said) // FRAME.size * FRAME.size
            for fields in FRAME.iter_unpack(self._said[:whole]):
                self._take(_Frame(*fields))
            self._said = self._said[whole:]
            self._news_at = time.monotonic()

    def _exit_code(self) -> int:
        """The decoder's, which is about to end; one that hangs in a dead card is left to the system."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(_ENDS_S)
        return 0

    def _take(self, frame: _Frame) -> None:
        """A frame is ready. The decoder reads a stranger's file: it is not believed what cannot be."""
        fits = self.box.width * 4 <= frame.stride <= self._slot_bytes // self.box.height
        if frame.slot not in self._lent or not fits:
            self._fault = BROKE_OFF
            return
        self._lent.remove(frame.slot)
        self._waiting.append(frame)

    def _turn_to(self, passed_us: int) -> None:
        """Have the newest frame that is due as the one shown; the slots of the others are handed back."""
        while self._waiting and self._waiting[0].due_us <= passed_us and self._waiting[0].due_us < self._ends_us:
            former, self._shown = self._shown, self._waiting.popleft()
            if former is not None:
                self._hand_back(former.slot)

    def _hand_back(self, slot: int) -> None:
        assert self._process.stdin is not None
        self._lent.add(slot)
        with suppress(OSError):  # it has died, which is noticed when it is listened to
            self._process.stdin.write(TURN.pack(slot, self._zero_ns))

    def _picture(self, frame: _Frame) -> pygame.Surface:
        start = frame.slot * self._slot_bytes
        pixels = memoryview(self._memory)[start : start + frame.stride * self.box.height]
        picture = pygame.image.frombuffer(pixels, self.box.size, "BGRA", frame.stride)
        picture.set_alpha(None)
        return picture

    def _passed_us(self, at: datetime) -> int:
        return (at - self.booking.since) // _MICRO

    def _zero(self, now: datetime) -> int:
        return time.monotonic_ns() - self._passed_us(now) * 1000
