"""Memory kept small for boards with 512 MB. Decides only how the C library gives blocks back."""

import ctypes
from typing import Final

_M_MMAP_THRESHOLD: Final = -3  # mallopt(3)
_BIG_BLOCK: Final = 1024 * 1024  # a picture at 1080p has 6 to 8 MB, the largest document 32


def give_back_big_blocks() -> None:
    """Have every picture that is freed go back to the system at once.

    By default glibc raises its threshold to the largest block ever freed and keeps pictures' room in the heap: measured
    at 1080p, 10 MB more. Another C library without ``mallopt`` is left as it is.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _BIG_BLOCK)
