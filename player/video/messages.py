"""What show and its decoder say to each other: one job as JSON, then short records of one size over two pipes.

The pixels go through memory that both have mapped, in slots. The records order who may touch a slot: the decoder one
that was handed back, show one that was announced.
"""

import struct
from typing import Final

import msgspec

FRAME: Final = struct.Struct("<iIq")
"""Decoder -> show: the slot, bytes in a row, and when the frame is due, in microseconds of play time."""

TURN: Final = struct.Struct("<iq")
"""Show -> decoder: a slot handed back (-1: none), and the monotonic clock's nanoseconds at play time 0."""

CHANGED: Final = 3
NO_READER: Final = 4
DAMAGED: Final = 5
"""The decoder's exit codes: the file is not the one of its hash; PyAV is not installed; it does not decode."""


class Job(msgspec.Struct, frozen=True):
    """What to decode into what.

    ``file`` and ``memory`` are descriptors. Frames are scaled to ``width`` × ``height``, upright, then turned clockwise
    by ``rotation``. Play time counts from the slide's beginning: every ``pass_ms`` the video begins anew, within it
    after every ``loop_ms``. ``sha256`` is empty when the file was checked already. ``zero_ns`` is play time 0.
    """

    file: int
    memory: int
    slots: int
    slot_bytes: int
    width: int
    height: int
    rotation: int
    loop_ms: int
    pass_ms: int
    sha256: str
    zero_ns: int
