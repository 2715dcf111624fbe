"""Frames turned and scaled by FFmpeg's own filters: upright as the camera was held, then as the panel hangs."""

from fractions import Fraction
from typing import Any, Final

_TURNS: Final = {
    0: (),
    90: (("transpose", "clock"),),
    180: (("hflip", ""), ("vflip", "")),
    270: (("transpose", "cclock"),),
}
"""Degrees clockwise -> filters."""


def upright_size(frame: Any, aspect: Fraction | None) -> tuple[int, int]:
    """Width and height of a frame as people see it: turned, and with square pixels."""
    width = round(frame.width * aspect) if aspect else frame.width
    return (frame.height, width) if _turn_of(frame) in {90, 270} else (width, frame.height)


def turned_graph(frame: Any, size: tuple[int, int], rotation: int, pixels: str) -> Any:
    """A filter graph for frames like this one: upright, scaled to ``size``, turned clockwise, in a pixel format.

    ``size`` is the upright one, before it is turned for the panel by ``rotation`` degrees.
    """
    import av.filter  # noqa: PLC0415 (only in a process with limits)

    turn = _turn_of(frame)
    unturned = size[::-1] if turn in {90, 270} else size
    graph = av.filter.Graph()
    graph.threads = 1  # where it may start none
    source = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base or Fraction(1, 1000)
    )
    chain = [("scale", f"{unturned[0]}:{unturned[1]}:flags=bilinear"), *_TURNS[turn], *_TURNS[rotation]]
    last = source
    for name, arguments in (*chain, ("format", pixels), ("buffersink", "")):
        step = graph.add(name, arguments)
        last.link_to(step)
        last = step
    graph.configure()
    return graph


def _turn_of(frame: Any) -> int:
    """By how many degrees clockwise the frame must be turned; FFmpeg counts the other way round."""
    turn: int = round(-frame.rotation / 90) * 90 % 360
    return turn
