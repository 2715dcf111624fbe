"""What should be seen and what is, as checksums: of a picture that stands still, and of one with a video in it.

With a video, what surrounds it is compared with the picture made ready and the moving part with the frame that came
from the decoder, so that a picture that moves is judged as strictly as one that does not.
"""

import zlib
from typing import NamedTuple

from player.show.silent_pygame import pygame


class Wanted(NamedTuple):
    """Checksums of a picture made ready: of all of it, and of what surrounds the place of its video."""

    whole: int
    around: int


def checksum(picture: pygame.Surface) -> int:
    """CRC-32 over the picture's pixels: equal for equal pixels, as all here have the display's format."""
    if picture.get_parent() is None:
        return zlib.crc32(picture.get_buffer())  # type: ignore[arg-type] # the stub forgot that it is a buffer
    return checksum_rgb(picture)


def checksum_rgb(picture: pygame.Surface) -> int:
    """CRC-32 over the colours, whatever the pixel format."""
    return zlib.crc32(pygame.image.tobytes(picture, "RGB"))


def checksum_around(picture: pygame.Surface, box: pygame.Rect) -> int:
    """CRC-32 over all that lies outside ``box``."""
    width, height = picture.get_size()
    inner = box.clip(picture.get_rect())
    strips = (
        (0, 0, width, inner.top),
        (0, inner.bottom, width, height - inner.bottom),
        (0, inner.top, inner.left, inner.height),
        (inner.right, inner.top, width - inner.right, inner.height),
    )
    found = 0
    for strip in strips:
        if strip[2] > 0 and strip[3] > 0:
            found = zlib.crc32(pygame.image.tobytes(picture.subsurface(strip), "RGB"), found)
    return found


def joined(around: int, inside: int) -> int:
    """One checksum of the two parts."""
    return zlib.crc32(inside.to_bytes(4, "big"), around)
