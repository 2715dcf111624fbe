"""Looks at a video file: starts the process that reads it, watches it, and believes what it says only within limits."""

import subprocess
from typing import IO, Final, NamedTuple

import msgspec

from player.reader_process import reader_process, took_too_long
from player.video.answer import Answer
from player.video.faults import Fault, VideoError
from player.video.limits import WALL_S
from playlists.video import LONG_SIDE_PX, MAX_VIDEO_BYTES

_MAX_LINE: Final = 4096
_MAX_PIXELS_BYTES: Final = LONG_SIDE_PX * LONG_SIDE_PX * 3


class Facts(NamedTuple):
    """What a file is; ``picture``: RGB bytes, upright, of a frame that can stand for it, if wanted."""

    codec: str
    width_px: int
    height_px: int
    duration_ms: int
    picture: bytes = b""


def inspect_video(file: IO[bytes], *, wall_s: float = WALL_S, with_picture: bool = False) -> Facts:
    """Look at an opened file, from its beginning to its end, within ``wall_s`` seconds. Raises VideoError."""
    size = file.seek(0, 2)
    file.seek(0)
    if size > MAX_VIDEO_BYTES:
        raise VideoError(Fault.TOO_LARGE, f"{MAX_VIDEO_BYTES // 1024**2:,}")
    with reader_process("player.video.worker", str(int(with_picture)), file=file, wall_s=wall_s) as process:
        return _facts(process)


def _facts(process: "subprocess.Popen[bytes]") -> Facts:
    assert process.stdout is not None
    line = process.stdout.readline(_MAX_LINE)
    try:
        answer = msgspec.json.decode(line, type=Answer)
    except msgspec.MsgspecError as error:
        raise VideoError(Fault.TOO_SLOW if took_too_long(process) else Fault.TOO_HEAVY) from error
    if answer.fault:
        raise VideoError(answer.fault, answer.detail)
    wanted = answer.picture_bytes
    picture = process.stdout.read(wanted) if 0 <= wanted <= _MAX_PIXELS_BYTES else b""
    if len(picture) < wanted:
        raise VideoError(Fault.DAMAGED)
    return Facts(answer.codec, answer.width_px, answer.height_px, answer.duration_ms, picture)
