"""When a video that is looped, or comes again and again, begins anew: from the time alone."""

from collections.abc import Iterator
from itertools import count


def run_starts(loop_ms: int, pass_ms: int) -> Iterator[tuple[int, int]]:
    """For ever: when each run through the video begins, in play time, and how much of the video it shows.

    A slide of ``pass_ms`` begins with the video's first frame; within it the video is looped after ``loop_ms``.
    """
    for number in count():
        for begins in range(0, pass_ms, loop_ms):
            yield number * pass_ms + begins, min(loop_ms, pass_ms - begins)
