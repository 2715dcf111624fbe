"""Real videos, made here: each frame holds its own number as eight blocks, none of them black."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import av
from PIL import Image, ImageDraw

SIZE = (320, 180)
RATE = 30
BITS = 8
DIM, BRIGHT = 90, 220  # the blocks; told apart after coding, and far from black


@cache
def make_mp4(
    frames: int = 90,
    *,
    size: tuple[int, int] = SIZE,
    rate: int = RATE,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    rotation: int = 0,
    has_index_first: bool = False,
    container: str = "mp4",
    key_every: int = 15,
    black_frames: int = 0,
    notes: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """So many frames, the first ``black_frames`` black; ``rotation`` and ``notes`` are as a telephone has them."""
    options = {"movflags": "faststart"} if has_index_first else {}
    with TemporaryDirectory() as folder:
        path = Path(folder, "video")
        with av.open(str(path), "w", format=container, options=options) as writing:
            writing.metadata.update(notes)
            stream = writing.add_stream(codec, rate=rate)
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height = size
            stream.pix_fmt = pixels
            stream.codec_context.time_base = Fraction(1, rate)
            stream.codec_context.gop_size = key_every
            stream.options = {"preset": "ultrafast", "x265-params": "log-level=none"}
            if rotation:
                stream.set_display_rotation(rotation)
            for number in range(frames):
                picture = Image.new("RGB", size) if number < black_frames else draw_frame(number, size)
                writing.mux(stream.encode(av.VideoFrame.from_image(picture)))
            writing.mux(stream.encode(None))
        return path.read_bytes()


def draw_frame(number: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """A frame that says which it is."""
    picture = Image.new("RGB", size, (120, 160, 140))
    drawing = ImageDraw.Draw(picture)
    for bit in range(BITS):
        tone = BRIGHT if number >> bit & 1 else DIM
        drawing.rectangle(_block(bit, size), fill=(tone, tone, tone))
    return picture


def read_frame(picture: Image.Image) -> int:
    """Which frame a picture of any size is of."""
    return sum((_tone(picture, bit) > (DIM + BRIGHT) // 2) << bit for bit in range(BITS))


def _block(bit: int, size: Sequence[int]) -> tuple[int, int, int, int]:
    width, height = size[0] // BITS, size[1]
    return bit * width, height // 4, (bit + 1) * width - 1, height * 3 // 4


def _tone(picture: Image.Image, bit: int) -> int:
    left, top, right, bottom = _block(bit, picture.size)
    tone = picture.convert("L").getpixel(((left + right) // 2, (top + bottom) // 2))
    assert isinstance(tone, int)
    return tone
