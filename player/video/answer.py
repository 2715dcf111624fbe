"""What the process that looks at a video answers, as one line of JSON."""

import msgspec

from player.video.faults import Fault


class Answer(msgspec.Struct, omit_defaults=True):
    """``fault`` with its ``detail``, or what the file is; ``picture_bytes`` follow the line."""

    fault: Fault | None = None
    detail: str = ""
    codec: str = ""
    width_px: int = 0
    height_px: int = 0
    duration_ms: int = 0
    picture_bytes: int = 0
