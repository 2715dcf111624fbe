"""A screen (屏): what it is, where it stands, whom it stands before. Decides geometry, not what is shown."""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta

from playlists.item import Audience
from playlists.overlays import Overlays, Transition
from playlists.schedule import Hours
from playlists.wire import Identifier, Name, Record, ZoneName

Pixels = Annotated[int, Meta(ge=64, le=8192)]


class ThemeName(StrEnum):
    """The colours of a screen's slides."""

    RED_GOLD = "red-gold"
    QUIET = "quiet"
    CONTRAST = "contrast"


class Screen(Record, frozen=True):
    """屏. ``width_px`` × ``height_px`` is the picture as people see it.

    ``rotation`` turns it clockwise for a panel that hangs sideways.
    ``has_glare``: lamps or windows are mirrored in it, so its QR codes carry more that may be lost (level Q).
    ``hours``: when the display is in operation, in ``zone``; None means always.
    ``is_calm``: nothing moves; a push becomes a fade and the ticker changes its text in steps.
    """

    id: Identifier
    title: Name
    width_px: Pixels
    height_px: Pixels
    diagonal_mm: Annotated[int, Meta(ge=100, le=20_000)]
    distance_mm: Annotated[int, Meta(ge=300, le=50_000, description="from where most people read it")]
    audience: Audience
    zone: ZoneName
    rotation: Literal[0, 90, 180, 270] = 0
    theme: ThemeName = ThemeName.RED_GOLD
    hours: Hours | None = None
    has_glare: bool = False
    characters_per_s: Annotated[int, Meta(ge=2, le=12, description="Chinese characters that people here read")] = 5
    transition: Transition = Transition.FADE
    is_calm: bool = False
    overlays: Overlays = Overlays()
