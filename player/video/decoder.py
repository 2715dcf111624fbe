"""The process that decodes a video for show: ``python -m player.video.decoder JOB``. It lives as long as show listens.

Decides which frames are decoded at all: it works ahead as far as there are slots, and where it cannot keep up it leaves
out frames that are late, then such as no other needs, then everything up to the next key picture. It never waits for
anything but a free slot, and show never waits for it.
"""

import contextlib
import hashlib
import mmap
import os
import select
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from player.video.limits import give_up_rights
from player.video.messages import CHANGED, DAMAGED, FRAME, NO_READER, TURN, Job
from player.video.runs import run_starts
from player.video.turning import turned_graph

_US: Final = 1_000_000
_LATE_US: Final = 50_000  # later than this, a frame is not worth turning into pixels: the next one is nearly due
_SHOWN_EVERY_US: Final = 250_000  # but one is, so that a board which is always late still shows movement
_LATER_US: Final = 150_000  # from here on frames that no other needs are not decoded
_LOST_US: Final = 1_000_000  # fallen so far behind, everything is left out up to the next key picture in time
_MOST_THREADS: Final = 4
_NICER: Final = 5  # than show, whose frames come first
_FIRST_TO_DIE: Final = "500"  # when memory is short: better no video than no screen


class Ring:
    """The slots, as the decoder sees them."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._memory = mmap.mmap(job.memory, job.slots * job.slot_bytes)
        self._free = list(range(job.slots))
        self._zero_ns = job.zero_ns
        self._heard = b""

    def put(self, pixels: Any, due_us: int) -> None:
        """Copy a frame into a free slot, waiting for one if need be, and announce it."""
        while not self._free:
            self._hear(None)
        slot, stride, height = self._free.pop(), pixels.line_size, pixels.height
        data = memoryview(pixels)[: stride * height]
        if len(data) > self._job.slot_bytes:  # rows are padded by more than was reckoned with
            row = self._job.slot_bytes // height // 4 * 4
            data = memoryview(b"".join(data[at : at + row] for at in range(0, stride * height, stride)))
            stride = row
        start = slot * self._job.slot_bytes
        self._memory[start : start + len(data)] = data
        os.write(sys.stdout.fileno(), FRAME.pack(slot, stride, due_us))

    def late_us(self, due_us: int) -> int:
        """By how much a frame is late; negative while it is early."""
        self._hear(0)
        return (time.monotonic_ns() - self._zero_ns) // 1000 - due_us

    def _hear(self, patience_s: float | None) -> None:
        """Take what show said. Ends the process when show has gone."""
        while select.select([sys.stdin.fileno()], [], [], patience_s)[0]:
            said = os.read(sys.stdin.fileno(), 4096)
            if not said:
                sys.exit(0)
            self._heard += said
            patience_s = 0
        whole = len(self._heard) // TURN.size * TURN.size
        for slot, zero_ns in TURN.iter_unpack(self._heard[:whole]):
            self._zero_ns = zero_ns
            if slot >= 0:
                self._free.append(slot)
        self._heard = self._heard[whole:]


class Reel:
    """The file being decoded, from one run through it to the next."""

    def __init__(self, job: Job, file: Any, ring: Ring) -> None:
        import av  # noqa: PLC0415 (only this process loads it, after the limits are set)

        self._job, self._ring = job, ring
        self._container = av.open(file, "r", format="mp4")
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        self._stream.codec_context.thread_count = min(_MOST_THREADS, os.cpu_count() or 1)
        self._graph: Any = None
        self._turned_at = -_SHOWN_EVERY_US
        self._has_decoded = False
        self._bearable_us = _LOST_US

    def play(self) -> None:
        """Decode run after run until show has gone. Raises what FFmpeg raises for a file that does not decode."""
        is_first = True
        for begins_ms, lasts_ms in run_starts(self._job.loop_ms, self._job.pass_ms):
            late_us = self._ring.late_us(begins_ms * 1000)
            if late_us >= lasts_ms * 1000:
                continue  # over already
            if is_first:
                self._join(late_us)
            else:
                self._container.seek(0)
            is_first = False
            self._run(begins_ms * 1000, lasts_ms * 1000)
            if not self._has_decoded:
                raise ValueError("not one frame decodes")

    def _join(self, late_us: int) -> None:
        """Begin in the middle where show was started there: at the key picture before, catching up from it."""
        self._bearable_us = max(late_us, 0) + _LOST_US
        if late_us > 0:
            self._container.seek(late_us)  # microseconds are FFmpeg's own unit

    def _run(self, begins_us: int, lasts_us: int) -> None:
        for frame in self._frames(begins_us):
            self._has_decoded = True
            place_us = self._place_us(frame.pts)
            if place_us >= lasts_us:
                return
            self._offer(frame, begins_us + max(place_us, 0))

    def _offer(self, frame: Any, due_us: int) -> None:
        late_us = self._ring.late_us(due_us)
        self._stream.codec_context.skip_frame = "NONREF" if late_us > _LATER_US else "DEFAULT"
        if late_us > _LATE_US and due_us - self._turned_at < _SHOWN_EVERY_US:
            return
        self._turned_at = due_us
        if self._graph is None:
            size = (self._job.width, self._job.height)
            self._graph = turned_graph(frame, size, self._job.rotation, "bgra")
        self._graph.push(frame)
        self._ring.put(self._graph.pull().planes[0], due_us)

    def _frames(self, begins_us: int) -> Iterator[Any]:
        """The frames of one run, in order; where they come much too late, from the next key picture on."""
        is_lost = False
        for packet in self._container.demux(self._stream):
            if packet.pts is not None:
                late_us = self._ring.late_us(begins_us + self._place_us(packet.pts))
                self._bearable_us = min(self._bearable_us, max(late_us, 0) + _LOST_US)
                is_lost = is_lost or late_us > self._bearable_us
                if is_lost and not (packet.is_keyframe and late_us < _LATE_US):
                    continue
                if is_lost:
                    self._stream.codec_context.flush_buffers()
                    is_lost = False
            elif is_lost:
                continue
            yield from packet.decode()

    def _place_us(self, pts: int) -> int:
        """Microseconds from the video's first frame."""
        return int((pts - (self._stream.start_time or 0)) * self._stream.time_base * _US)


def main() -> None:
    """Do the job."""
    job = msgspec.json.decode(sys.argv[1], type=Job)
    with contextlib.suppress(OSError):
        os.nice(_NICER)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_DIE, "ascii")
    give_up_rights(may_start_threads=True)
    file = os.fdopen(job.file, "rb")
    if job.sha256 and hashlib.file_digest(file, "sha256").hexdigest() != job.sha256:
        sys.exit(CHANGED)
    file.seek(0)
    try:
        import av  # noqa: PLC0415 (as above)
    except ImportError:
        sys.exit(NO_READER)
    av.logging.set_level(None)
    try:
        Reel(job, file, Ring(job)).play()
    except BrokenPipeError:
        return
    except (av.FFmpegError, OSError, ValueError, ArithmeticError, LookupError):
        sys.exit(DAMAGED)


if __name__ == "__main__":
    main()
