"""What cameras write into video files about themselves: blanked, since it may name the place and the phone's owner.

An MP4 file is a tree of boxes. Those that hold such notes are renamed to ``free``, which readers skip, and filled with
zeros; nothing moves, so that every other box stays where the file says it is.
"""

import os
from collections.abc import Iterator
from typing import IO, Final, NamedTuple

_NOTES: Final = frozenset({b"udta", b"meta", b"uuid"})  # user data, metadata, a maker's own: ISO/IEC 14496-12
_HOLDERS: Final = frozenset({b"moov", b"trak"})
_MOST_BOXES: Final = 10_000  # a file has some twenty in these places; more is somebody's game
_HEADER: Final = 8
_LONG_HEADER: Final = 16
_BLOCK: Final = 1024 * 1024


class _Box(NamedTuple):
    kind: bytes
    start: int
    inside: int
    end: int


def blank_notes(file: IO[bytes]) -> None:
    """Blank them in an MP4 file opened for reading and writing; what is no box is left alone."""
    ends = file.seek(0, os.SEEK_END)
    left = [_MOST_BOXES]
    for box in list(_boxes(file, 0, ends, left)):
        file.seek(box.start + 4)
        file.write(b"free")
        file.seek(box.inside)
        for at in range(box.inside, box.end, _BLOCK):
            file.write(bytes(min(_BLOCK, box.end - at)))


def _boxes(file: IO[bytes], start: int, end: int, left: list[int]) -> Iterator[_Box]:
    """The boxes with notes between two places, however deep."""
    while end - start >= _HEADER and left[0]:
        left[0] -= 1
        box = _box_at(file, start, end)
        if box is None:
            return
        if box.kind in _NOTES:
            yield box
        elif box.kind in _HOLDERS:
            yield from _boxes(file, box.inside, box.end, left)
        start = box.end


def _box_at(file: IO[bytes], start: int, end: int) -> _Box | None:
    file.seek(start)
    header = file.read(_LONG_HEADER)
    size, kind, inside = int.from_bytes(header[:4], "big"), header[4:8], start + _HEADER
    if size == 1:
        size, inside = int.from_bytes(header[8:], "big"), start + _LONG_HEADER
    stop = end if size == 0 else start + size
    return _Box(kind, start, inside, stop) if inside <= stop <= end else None
