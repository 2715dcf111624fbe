"""Pictures that follow one another, laid out together: two beside or above each other, four in a square.

They share one size, so that they stand in rows, and each is cropped around its own focus. Pictures whose shapes differ
too much, whose captions are long, or that would become small stand alone, as ``picture`` sets them.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from player.slides.blocks.picture import picture_pieces
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.flow import Piece
from player.slides.lines import Line, Style, balanced_lines
from player.slides.photograph import Focus, PictureError
from player.slides.setting import Setting
from playlists.item import Picture

_MOST_CROPPED: Final = 0.28  # of a picture's width or height
_GUTTER: Final = 0.55  # em of the body size
_LEADING: Final = 1.3
_CAPTION_GAP: Final = 0.35  # em
_CAPTION_LINES: Final = 2
_LEAST: Final = (7, 4.2)  # ems of the body size, width and height: smaller ones show nothing from a distance


class _Plan(NamedTuple):
    """The common size of the pictures, how many stand abreast, and their captions."""

    size: tuple[int, int]
    abreast: int
    captions: tuple[list[Line], ...]
    below: int


def gallery_pieces(pictures: Sequence[Picture], setting: Setting) -> list[Piece]:
    """Four pictures together as long as there are four, then two; what is left over or does not suit stands alone."""
    for count in (4, 2):
        if len(pictures) >= count:
            plan = _plan(pictures[:count], setting)
            if plan:
                return [_piece(pictures[:count], plan, setting), *gallery_pieces(pictures[count:], setting)]
    return [*picture_pieces(pictures[0], setting), *gallery_pieces(pictures[1:], setting)] if pictures else []


def _plan(pictures: Sequence[Picture], setting: Setting) -> _Plan | None:
    """The arrangement that shows the pictures largest, or None when none suits."""
    try:
        shapes = [setting.album.shape(picture.blob) for picture in pictures]
    except PictureError:
        return None
    ratios = [width / height for width, height in shapes]
    narrowest, widest = max(ratios) * (1 - _MOST_CROPPED), min(ratios) / (1 - _MOST_CROPPED)
    if setting.is_strip or narrowest > widest:
        return None
    tries = [_arranged(pictures, abreast, (narrowest, widest), setting) for abreast in (2, 1)[: 4 // len(pictures)]]
    plans = [plan for plan in tries if plan]
    return max(plans, key=lambda plan: plan.size[0] * plan.size[1], default=None)


def _arranged(pictures: Sequence[Picture], abreast: int, ratios: tuple[float, float], setting: Setting) -> _Plan | None:
    px, gutter = setting.scale.floor, _gutter(setting)
    cell, rows = (setting.width - gutter * (abreast - 1)) // abreast, len(pictures) // abreast
    captions = tuple(
        balanced_lines(clean(picture.caption).strip(), Style(px), cell, setting.fonts)
        if picture.caption.strip()
        else []
        for picture in pictures
    )
    deepest = max(map(len, captions))
    below = round((deepest - 1) * px * _LEADING) + px + round(px * _CAPTION_GAP) if deepest else 0
    limit = round(setting.height * setting.picture_share)
    room = (limit - gutter * (rows - 1)) // rows - below
    ratio = min(max(cell / max(room, 1), ratios[0]), ratios[1])
    width = min(cell, round(room * ratio))
    size = (width, min(room, round(width / ratio)))
    body = setting.scale.body
    if deepest > _CAPTION_LINES or size[0] < _LEAST[0] * body or size[1] < _LEAST[1] * body:
        return None
    return _Plan(size, abreast, captions, below)


def _piece(pictures: Sequence[Picture], plan: _Plan, setting: Setting) -> Piece:
    (width, height), gutter = plan.size, _gutter(setting)
    step = (width + gutter, height + plan.below + gutter)
    px = setting.scale.floor
    rows = len(pictures) // plan.abreast

    def draw(canvas: Canvas, x: int, y: int) -> None:
        for at, (picture, caption) in enumerate(zip(pictures, plan.captions, strict=True)):
            left, top = x + at % plan.abreast * step[0], y + at // plan.abreast * step[1]
            focus = Focus(picture.focus_x, picture.focus_y)
            canvas.picture_at(setting.album.develop(picture.blob, plan.size, focus), left, top)
            for row, line in enumerate(caption):
                below = top + height + round(px * _CAPTION_GAP) + round(row * px * _LEADING)
                canvas.line(line, left, below, canvas.theme.muted)

    gap = round(setting.scale.body * 0.7)
    return Piece(rows * step[1] - gutter, draw, gap=gap, pictures=len(pictures))


def _gutter(setting: Setting) -> int:
    return round(setting.scale.body * _GUTTER)
