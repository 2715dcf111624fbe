"""The colours of a slide, as data. Decides which colours go together; where they go is left to the drawing modules.

Every pair of text and ground listed by ``text_pairs`` has a contrast of at least 7:1 (WCAG 2.2, 1.4.6, level AAA):
lobby screens are read at an angle, in daylight, by people of every age.
"""

from dataclasses import dataclass, replace
from typing import Final

from playlists.look import LEAST_CONTRAST, Colour, Look, colour_of, contrast, least_contrast
from playlists.screen import ThemeName

__all__ = ["ACCENT_GROUNDS", "NO_LOOK", "THEMES", "Colour", "Theme", "contrast", "fault_of", "themed"]


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

    @property
    def solid(self) -> tuple[Colour, Colour]:
        """Ground and text of a large solid area: the accent, but in the dark theme no lamp."""
        is_dark = sum(self.paper) < sum(self.ink)
        return (self.panel, self.accent) if is_dark else (self.accent, self.on_accent)

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


NO_LOOK: Final = Look()


def themed(name: ThemeName, look: Look) -> Theme:
    """The theme in the organisation's colours; in its own where those could not be read.

    The theme for dark halls and weak eyes keeps its colours: they are there for the eyes' sake.
    """
    theme = THEMES[name]
    if name is ThemeName.CONTRAST:
        return theme
    if look.accent and not fault_of(look):
        theme = replace(theme, accent=colour_of(look.accent))
    return replace(theme, rule=colour_of(look.rule)) if look.rule else theme


def fault_of(look: Look) -> str | None:
    """Why the look's accent is not used, as one sentence, or None when it is."""
    if look.accent is None or least_contrast(colour_of(look.accent), ACCENT_GROUNDS) >= LEAST_CONTRAST:
        return None
    ratio = least_contrast(colour_of(look.accent), ACCENT_GROUNDS)
    return f"the organisation's colour {look.accent} stands out by {ratio:.1f}:1 only, not 7:1; the theme's is used"


ACCENT_GROUNDS: Final = tuple(
    ground
    for name in (ThemeName.RED_GOLD, ThemeName.QUIET)
    for ground in (THEMES[name].paper, THEMES[name].panel, THEMES[name].on_accent)
)
"""What an organisation's accent must stand out from: whatever it is set on, and what is set on it."""
