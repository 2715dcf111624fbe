"""Why a file is no video that screens can play, each in one sentence."""

from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """What is wrong; ``VideoError`` says it in words."""

    NOT_MP4 = "not-mp4"
    TOO_LARGE = "too-large"
    NO_PICTURES = "no-pictures"
    CODEC = "codec"
    COLOURS = "colours"
    SIZE = "size"
    RATE = "rate"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    DAMAGED = "damaged"
    TOO_HEAVY = "too-heavy"
    TOO_SLOW = "too-slow"
    NO_READER = "no-reader"
    OTHER = "other"


_SENTENCES: Final = {
    Fault.NOT_MP4: "it is no MP4 file",
    Fault.TOO_LARGE: "it has more than {detail} MB",
    Fault.NO_PICTURES: "it has sound and no pictures",
    Fault.CODEC: "its pictures are coded as {detail}, and screens play H.264 and HEVC",
    Fault.COLOURS: "its colours are kept as {detail}, and screens play 8 bits, 4:2:0",
    Fault.SIZE: "it has {detail} pixels, and screens play up to 1920×1080",
    Fault.RATE: "it has {detail} pictures a second, and screens play up to 30",
    Fault.TOO_SHORT: "it is shorter than {detail} s",
    Fault.TOO_LONG: "it is longer than {detail} minutes",
    Fault.DAMAGED: "it is damaged",
    Fault.TOO_HEAVY: "looking at it takes too much memory",
    Fault.TOO_SLOW: "looking at it takes too long",
    Fault.NO_READER: "playing videos needs the extra video: pip install sunboard[video]",
    Fault.OTHER: "it is another one than its notice describes",
}


class VideoError(ValueError):
    """The file is not taken; the message is one sentence. ``detail`` is what the sentence names, else empty."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(_SENTENCES[fault].format(detail=detail))
        self.fault = fault
        self.detail = detail
