"""The process that looks at a video: ``python -m player.video.worker WITH_PICTURE``, the file on standard input.

Decides from the file alone: an MP4 of the contract's codecs and limits, read to its end, each key picture decoded. It
first gives up what it does not need, so that a hostile file that gets hold of it gets hold of nothing. Answers with one
line of JSON and, if a picture is wanted and there is one, its pixels as RGB.
"""

import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import msgspec

from player.video.answer import Answer
from player.video.faults import Fault, VideoError
from player.video.limits import CPU_S, give_up_rights
from player.video.turning import turned_graph, upright_size
from playlists.video import CODECS, LEAST_SIDE_PX, LONG_SIDE_PX, MOST_FRAMES_PER_S, SHORT_SIDE_PX
from playlists.wire import LONGEST_DWELL_MS, SHORTEST_DWELL_MS

if TYPE_CHECKING:
    import av

_FORMAT: Final = "mp4"  # FFmpeg's reader of MP4 and its kin; no other is ever tried
_QUICKTIME: Final = "qt"  # the brand of .mov files, which browsers of phones do not all play
_COLOURS: Final = ("yuv420p", "yuvj420p")
_RATE_SLACK: Final = Fraction(1, 2)  # telephones time by their own clock and come to 30.02
_LONGEST_SLACK_MS: Final = 500
_DARK: Final = 24  # of 255, mean brightness: many videos begin in black, which would make a poor poster


def main() -> None:
    """Look at standard input."""
    give_up_rights(cpu_s=CPU_S)
    out = sys.stdout.buffer
    try:
        answer, picture = _look(sys.stdin.buffer, with_picture=sys.argv[1] == "1")
    except VideoError as error:
        answer, picture = Answer(error.fault, error.detail), b""
    out.write(msgspec.json.encode(answer) + b"\n")
    out.write(picture)
    out.flush()


def _look(file: BinaryIO, *, with_picture: bool) -> tuple[Answer, bytes]:
    try:
        import av  # noqa: PLC0415 (after the limits are set; and it may be absent)
    except ImportError:
        raise VideoError(Fault.NO_READER) from None
    av.logging.set_level(None)
    try:
        with av.open(file, "r", format=_FORMAT) as container:
            return _read(container, with_picture=with_picture)
    except VideoError:
        raise
    except (av.FFmpegError, OSError, ValueError) as error:
        raise VideoError(Fault.DAMAGED if _begins_as_mp4(file) else Fault.NOT_MP4) from error


def _begins_as_mp4(file: BinaryIO) -> bool:
    file.seek(4)
    return file.read(4) in {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"}


def _read(container: "av.container.InputContainer", *, with_picture: bool) -> tuple[Answer, bytes]:
    if container.metadata.get("major_brand", "").strip() == _QUICKTIME:
        raise VideoError(Fault.NOT_MP4)
    if not container.streams.video:
        raise VideoError(Fault.NO_PICTURES)
    stream = container.streams.video[0]
    _refuse_what_screens_do_not_play(stream)
    poster, size, end = None, (0, 0), Fraction(0)
    stream.codec_context.thread_count = 1
    stream.codec_context.skip_frame = "NONKEY"
    for frame, until in _key_frames(container, stream):
        end = max(end, until)
        if frame is None:
            continue
        found = upright_size(frame, stream.sample_aspect_ratio)
        if found != (size if poster else found):
            raise VideoError(Fault.DAMAGED)
        size = found
        _refuse_size(*size)
        if poster is None or (with_picture and _is_dark(poster) and not _is_dark(frame)):
            poster = frame
    if poster is None:
        raise VideoError(Fault.DAMAGED)
    duration_ms = round((end - _start(stream)) * 1000)
    _refuse_length(duration_ms)
    picture = _pixels(poster, size) if with_picture else b""
    codec = stream.codec_context.name
    return Answer(None, "", codec, *size, min(duration_ms, LONGEST_DWELL_MS), len(picture)), picture


def _key_frames(container: Any, stream: Any) -> Iterator[tuple[Any, Fraction]]:
    """Each key picture, else None, and until when what was read of the stream goes. Raises VideoError at damage."""
    packets = 0
    for packet in container.demux(stream):
        is_end = packet.size == 0
        packets += not is_end
        until = (
            Fraction(0) if is_end or packet.pts is None else (packet.pts + (packet.duration or 0)) * stream.time_base
        )
        if packet.is_corrupt:
            raise VideoError(Fault.DAMAGED)
        frames = packet.decode()
        yield None, until
        for frame in frames:
            if frame.is_corrupt:
                raise VideoError(Fault.DAMAGED)
            yield frame, Fraction(0)
    if packets < stream.frames:
        raise VideoError(Fault.DAMAGED)


def _refuse_what_screens_do_not_play(stream: Any) -> None:
    context = stream.codec_context
    if context is None:
        raise VideoError(Fault.DAMAGED)
    if context.name not in CODECS:
        raise VideoError(Fault.CODEC, context.name)
    if context.pix_fmt not in _COLOURS:
        raise VideoError(Fault.COLOURS, str(context.pix_fmt))
    rate = stream.average_rate
    if rate is not None and rate > MOST_FRAMES_PER_S + _RATE_SLACK:
        raise VideoError(Fault.RATE, f"{float(rate):g}")


def _refuse_size(width: int, height: int) -> None:
    sides = sorted((width, height))
    if sides[0] < LEAST_SIDE_PX or sides[0] > SHORT_SIDE_PX or sides[1] > LONG_SIDE_PX:
        raise VideoError(Fault.SIZE, f"{width}×{height}")


def _refuse_length(duration_ms: int) -> None:
    if duration_ms < SHORTEST_DWELL_MS:
        raise VideoError(Fault.TOO_SHORT, str(SHORTEST_DWELL_MS // 1000))
    if duration_ms > LONGEST_DWELL_MS + _LONGEST_SLACK_MS:
        raise VideoError(Fault.TOO_LONG, str(LONGEST_DWELL_MS // 60_000))


def _start(stream: Any) -> Fraction:
    return Fraction((stream.start_time or 0) * stream.time_base)


def _is_dark(frame: Any) -> bool:
    tiny = _pixels(frame, (8, 8))
    return sum(tiny) < _DARK * len(tiny)


def _pixels(frame: Any, size: tuple[int, int]) -> bytes:
    """The frame upright in RGB, rows without gaps."""
    graph = turned_graph(frame, size, 0, "rgb24")
    graph.push(frame)
    plane = graph.pull().planes[0]
    row, data = size[0] * 3, bytes(plane)
    return b"".join(data[at : at + row] for at in range(0, plane.line_size * size[1], plane.line_size))


if __name__ == "__main__":
    main()
