"""Pictures with their captions: as large as the page allows, cropped only a little and only around the focus."""

from typing import Final, NamedTuple

from player.slides.blocks.text import paragraph_pieces
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.flow import Piece
from player.slides.lines import Line, Style, set_lines
from player.slides.photograph import Focus, PictureError
from player.slides.setting import Setting
from playlists.item import Paragraph, Picture

_MOST_CROPPED: Final = 0.16  # of width or height, given up to fill the column
_LONGEST: Final = 3.0  # width over height beyond which a panorama is cropped to be seen at all
_TALLEST: Final = 0.5
_SIDE_CAPTION: Final = 6  # ems that must be left beside a picture to put its caption there
_LEAST_PICTURE: Final = 0.45  # of the height wanted; a caption that leaves less is set as a paragraph
_CAPTION_LEADING: Final = 1.4


class _Plan(NamedTuple):
    """A picture's size and place in the column, and its caption below or beside it."""

    size: tuple[int, int]
    left: int
    below: list[Line]
    beside: list[Line]


def picture_pieces(picture: Picture, setting: Setting) -> list[Piece]:
    """One piece with picture and caption; when the file is missing or broken, the caption alone and a warning."""
    text = clean(picture.caption).strip()
    try:
        shape = setting.album.shape(picture.blob)
    except PictureError as error:
        setting.warn(f"picture {picture.blob[:12]} is left out: {error}")
        return paragraph_pieces(Paragraph(text=text), setting)
    limit = round(setting.height * setting.picture_share)
    plan = _plan(shape, text, limit, setting)
    if plan:
        return [_piece(picture, plan, setting)]
    bare = _plan(shape, "", limit, setting)
    assert bare
    return [_piece(picture, bare, setting), *paragraph_pieces(Paragraph(text=text), setting)]


def _plan(shape: tuple[int, int], text: str, limit: int, setting: Setting) -> _Plan | None:
    """The picture as large as fits in ``limit`` px of height, its caption beside it if there is room, else below.

    None when the caption is so long that it leaves too little for the picture.
    """
    px = setting.scale.floor
    size = _fitted(shape, setting.width, limit)
    spare = setting.width - size[0] - px
    beside = _caption(text, spare, setting) if text and spare >= _SIDE_CAPTION * px else []
    if beside and _height(beside, px) <= size[1]:
        return _Plan(size, 0, [], beside)
    below = _caption(text, setting.width, setting) if text else []
    room = limit - (_height(below, px) + px // 2 if below else 0)
    if room < limit * _LEAST_PICTURE:
        return None
    size = _fitted(shape, setting.width, room)
    return _Plan(size, (setting.width - size[0]) // 2, below, [])


def _piece(picture: Picture, plan: _Plan, setting: Setting) -> Piece:
    px = setting.scale.floor
    width, height = plan.size
    below = height + px // 2

    def draw(canvas: Canvas, x: int, y: int) -> None:
        canvas.fill((x, y, setting.width if plan.left else 0, height), canvas.theme.panel)
        developed = setting.album.develop(picture.blob, plan.size, Focus(picture.focus_x, picture.focus_y))
        canvas.picture_at(developed, x + plan.left, y)
        _draw_caption(canvas, plan.below, x, y + below)
        _draw_caption(canvas, plan.beside, x + width + px, y + height - _height(plan.beside, px))

    total = below + _height(plan.below, px) if plan.below else height
    return Piece(total, draw, gap=round(setting.scale.body * 0.7), pictures=1)


def _fitted(shape: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """The largest size within ``width`` × ``height`` that crops the picture by little."""
    ratio = min(max(shape[0] / shape[1], _TALLEST), _LONGEST)
    wanted = min(max(width / height, ratio * (1 - _MOST_CROPPED)), ratio / (1 - _MOST_CROPPED))
    if wanted * height <= width:
        return max(1, round(wanted * height)), height
    return width, max(1, round(width / wanted))


def _caption(text: str, width: int, setting: Setting) -> list[Line]:
    return set_lines(text, Style(setting.scale.floor), width, setting.fonts, justify=False)


def _draw_caption(canvas: Canvas, lines: list[Line], x: int, y: int) -> None:
    for at, line in enumerate(lines):
        canvas.line(line, x, y + round(at * line.style.px * _CAPTION_LEADING), canvas.theme.muted)


def _height(lines: list[Line], px: int) -> int:
    return round((len(lines) - 1) * px * _CAPTION_LEADING) + px if lines else 0
