"""Where things stand on a slide: masthead, text column, side column, foot. Decides boxes from the screen alone.

A landscape screen has a side column for facts and code; an upright one has them in a block below the text.
"""

from dataclasses import dataclass

from player.slides.qr import usual_side
from player.slides.type_scale import TypeScale
from playlists.deck import Box
from playlists.screen import Screen

_MARGIN = 0.083  # of the short side: what print calls a generous margin
_UPRIGHT = 0.95  # width over height below which a side column would leave too short lines


@dataclass(frozen=True)
class Grid:
    """Boxes in px. ``text`` is the column for title and body, ``side`` that for facts and code."""

    width: int
    height: int
    margin: int
    gutter: int
    masthead: Box
    text: Box
    side: Box
    foot: Box
    is_upright: bool


def make_grid(screen: Screen, scale: TypeScale, *, side_px: int, is_urgent: bool) -> Grid:
    """The grid for a screen.

    ``side_px`` is the least extent of the side: its width in a landscape screen, its height in an upright one.
    """
    width, height = screen.width_px, screen.height_px
    margin = round(min(width, height) * _MARGIN)
    gutter = round(margin * 0.75)
    inner = width - 2 * margin
    masthead_height = round(scale.small * (2.9 if is_urgent else 2.6)) + margin // 4
    foot_height = round(scale.small * 1.5)
    foot = (margin, height - foot_height - margin // 3, inner, foot_height)
    top = masthead_height + round(margin * 0.55)
    bottom = foot[1] - margin // 3
    is_upright = width < height * _UPRIGHT
    if is_upright:
        side = (margin, bottom - side_px, inner, side_px)
        text = (margin, top, inner, bottom - top - (side_px + gutter if side_px else 0))
    else:
        side = (width - margin - side_px, top, side_px, bottom - top)
        text = (margin, top, inner - (side_px + gutter if side_px else 0), bottom - top)
    return Grid(width, height, margin, gutter, (0, 0, width, masthead_height), text, side, foot, is_upright)


def side_width(screen: Screen, scale: TypeScale) -> int:
    """Width of the side column of a landscape screen whose item has no code."""
    return min(usual_side(screen), max(scale.small * 11, screen.width_px // 6))
