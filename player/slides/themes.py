"""The colours of a slide, as data. Decides which colours go together; where they go is left to the drawing modules.

Every pair of text and ground listed by ``text_pairs`` has a contrast of at least 7:1 (WCAG 2.2, 1.4.6, level AAA):
lobby screens are read at an angle, in daylight, by people of every age.
"""

from dataclasses import dataclass
from typing import Final

from playlists.screen import ThemeName

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Theme:
    """One set of colours, sRGB. ``rule`` and ``track`` are never used for text."""

    paper: Colour
    ink: Colour
    muted: Colour
    accent: Colour
    on_accent: Colour
    rule: Colour
    panel: Colour
    track: Colour
    urgent: Colour
    on_urgent: Colour
    code: Colour
    on_code: Colour

    def text_pairs(self) -> tuple[tuple[Colour, Colour], ...]:
        """Every (text, ground) that occurs on a slide."""
        return (
            (self.ink, self.paper),
            (self.ink, self.panel),
            (self.muted, self.paper),
            (self.muted, self.panel),
            (self.accent, self.paper),
            (self.accent, self.panel),
            (self.on_accent, self.accent),
            (self.urgent, self.paper),
            (self.on_urgent, self.urgent),
            (self.code, self.on_code),
        )


THEMES: Final = {
    # A printed gazette: ivory paper, warm black, one deep red, hairlines of dull gold.
    ThemeName.RED_GOLD: Theme(
        paper=(251, 247, 238),
        ink=(33, 26, 22),
        muted=(84, 70, 59),
        accent=(146, 20, 25),
        on_accent=(255, 250, 240),
        rule=(188, 150, 78),
        panel=(244, 236, 220),
        track=(226, 212, 184),
        urgent=(158, 12, 20),
        on_urgent=(255, 255, 255),
        code=(24, 18, 16),
        on_code=(255, 255, 255),
    ),
    # A reading room: cool white, slate, pine green.
    ThemeName.QUIET: Theme(
        paper=(246, 248, 247),
        ink=(24, 32, 36),
        muted=(67, 79, 84),
        accent=(16, 78, 74),
        on_accent=(245, 252, 250),
        rule=(148, 170, 168),
        panel=(231, 238, 236),
        track=(204, 217, 214),
        urgent=(150, 16, 24),
        on_urgent=(255, 255, 255),
        code=(16, 24, 28),
        on_code=(255, 255, 255),
    ),
    # For dark halls and weak eyes: near-black, white, amber.
    ThemeName.CONTRAST: Theme(
        paper=(10, 12, 16),
        ink=(255, 255, 255),
        muted=(206, 211, 218),
        accent=(255, 208, 92),
        on_accent=(10, 12, 16),
        rule=(140, 120, 70),
        panel=(28, 32, 40),
        track=(70, 76, 88),
        urgent=(255, 214, 10),
        on_urgent=(0, 0, 0),
        code=(0, 0, 0),
        on_code=(255, 255, 255),
    ),
}


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:  # noqa: PLR2004 (the sRGB curve's own constant)
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
