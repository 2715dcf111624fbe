"""A video (视频) as an item holds it. Decides what may be attached.

Whether a file keeps to that is found by looking at it (``player.video``). Screens are silent: nothing is said of sound.
"""

from typing import Annotated, Final

from msgspec import Meta

from playlists.wire import DwellMs, Line, Record, Sha256

MAX_VIDEO_BYTES: Final = 200 * 1024 * 1024  # five and a half minutes at 5 Mbit/s, as telephones and editors write 1080p
LONG_SIDE_PX: Final = 1920
SHORT_SIDE_PX: Final = 1080
LEAST_SIDE_PX: Final = 64
MOST_FRAMES_PER_S: Final = 30
CODECS: Final = ("h264", "hevc")
"""As FFmpeg names them; in an MP4 file, with 8 bits a channel and 4:2:0."""

_Side = Annotated[int, Meta(ge=LEAST_SIDE_PX, le=LONG_SIDE_PX)]


class Video(Record, frozen=True, tag_field="kind", tag="video"):
    """A video, by the hash and size of its file; ``poster`` is the hash of the picture that stands for it.

    Width and height are as people see it, upright. It plays once, or ``is_looped`` over and over as long as its slide
    stays up. A screen that cannot play it shows the poster for the same time.
    """

    blob: Sha256
    size_bytes: Annotated[int, Meta(ge=1, le=MAX_VIDEO_BYTES)]
    width_px: _Side
    height_px: _Side
    duration_ms: DwellMs
    poster: Sha256
    caption: Line = ""
    is_looped: bool = False

    def __post_init__(self) -> None:
        if min(self.width_px, self.height_px) > SHORT_SIDE_PX:
            told = f"the video has {self.width_px} × {self.height_px} pixels"
            raise ValueError(f"{told}; at most {LONG_SIDE_PX} × {SHORT_SIDE_PX} are shown")
