"""The organisation's look (标识与用色): its emblem and the two colours in which its slides speak.

Decides what a look may hold and when a text can be told from its ground; which grounds there are is the typesetter's.
"""

from typing import Annotated, Final

from msgspec import Meta

from playlists.wire import Record, Sha256

Colour = tuple[int, int, int]
"""Red, green, blue in sRGB, 0 to 255."""

HexColour = Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}$", description="sRGB, as in #8a1c16")]

LEAST_CONTRAST: Final = 7.0  # WCAG 2.2, 1.4.6 (AAA): screens are read at an angle, in daylight, by people of every age
_STEPS: Final = 256  # between a colour and black or white


class Look(Record, frozen=True):
    """``accent`` is for names, titles and headings, ``rule`` for lines. What is None is the theme's own."""

    emblem: Sha256 | None = None
    accent: HexColour | None = None
    rule: HexColour | None = None


def colour_of(text: str) -> Colour:
    """``#8a1c16`` as three numbers."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def hex_of(colour: Colour) -> str:
    """Three numbers as ``#8a1c16``."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(colour: Colour, grounds: tuple[Colour, ...]) -> float:
    """The contrast to the ground from which the colour stands out least."""
    return min(contrast(colour, ground) for ground in grounds)


def nearest_readable(colour: Colour, grounds: tuple[Colour, ...]) -> Colour:
    """The colour itself if it stands out by 7:1 from every ground, else the first darker or lighter shade that does."""
    for step in range(_STEPS + 1):
        for end in ((0, 0, 0), (255, 255, 255)):
            shade = _mixed(colour, end, step)
            if least_contrast(shade, grounds) >= LEAST_CONTRAST:
                return shade
    raise ValueError("no colour stands out from all of these grounds")


def _mixed(colour: Colour, end: Colour, step: int) -> Colour:
    red, green, blue = (round(one + (other - one) * step / _STEPS) for one, other in zip(colour, end, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:  # noqa: PLR2004 (the sRGB curve's own constant)
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
