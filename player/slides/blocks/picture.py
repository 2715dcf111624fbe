"""Pictures with their captions: as large as the page allows, cropped only a little and only around the focus."""

from typing import Final

from player.slides.blocks.text import paragraph_pieces
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.flow import Piece
from player.slides.lines import Line, Style, set_lines
from player.slides.photograph import Focus, PictureError, load, size_of
from player.slides.setting import Setting
from playlists.item import Paragraph, Picture

_MOST_CROPPED: Final = 0.16  # of width or height, given up to fill the column
_LONGEST: Final = 3.0  # width over height beyond which a panorama is cropped to be seen at all
_TALLEST: Final = 0.5
_SIDE_CAPTION: Final = 6  # ems that must be left beside a picture to put its caption there
_CAPTION_LEADING: Final = 1.4


def picture_pieces(picture: Picture, setting: Setting) -> list[Piece]:
    """One piece with picture and caption; when the file is missing or broken, the caption alone and a warning."""
    try:
        data = setting.read_blob(picture.blob)
        shape = size_of(data)
    except KeyError:
        setting.warn(f"picture {picture.blob[:12]} is missing and left out")
        return _caption_alone(picture, setting)
    except PictureError as error:
        setting.warn(f"picture {picture.blob[:12]} cannot be read and is left out: {error}")
        return _caption_alone(picture, setting)
    return [_piece(picture, data, shape, setting)]


def _caption_alone(picture: Picture, setting: Setting) -> list[Piece]:
    return paragraph_pieces(Paragraph(text=picture.caption), setting) if picture.caption else []


def _piece(picture: Picture, data: bytes, shape: tuple[int, int], setting: Setting) -> Piece:
    px = setting.scale.floor
    gap = px // 2
    below = _caption(picture, setting.width, setting)
    room = round(setting.height * setting.picture_share) - _height(below, px) - (gap if below else 0)
    width, height = _fitted(shape, setting.width, room)
    spare = setting.width - width - px
    beside = _caption(picture, spare, setting) if spare >= _SIDE_CAPTION * px else []
    if beside and _height(beside, px) <= room + _height(below, px):
        room += _height(below, px) + (gap if below else 0)
        width, height = _fitted(shape, width, room)
        below = []
    else:
        beside = []
    total = max(height + (gap + _height(below, px) if below else 0), _height(beside, px))
    left = 0 if beside else (setting.width - width) // 2

    def draw(canvas: Canvas, x: int, y: int) -> None:
        if left:
            canvas.fill((x, y, setting.width, height), canvas.theme.panel)
        try:
            canvas.picture_at(load(data, (width, height), Focus(picture.focus_x, picture.focus_y)), x + left, y)
        except PictureError as error:  # whole at the beginning, broken further on
            canvas.warn(f"picture {picture.blob[:12]} cannot be read and is left out: {error}")
            canvas.fill((x + left, y, width, height), canvas.theme.panel)
        _draw_caption(canvas, below, x, y + height + gap)
        _draw_caption(canvas, beside, x + width + px, y + height - _height(beside, px))

    return Piece(total, draw, gap=round(setting.scale.body * 0.7), pictures=1)


def _fitted(shape: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """The largest size within ``width`` × ``height`` that crops the picture by little."""
    ratio = min(max(shape[0] / shape[1], _TALLEST), _LONGEST)
    wanted = min(max(width / height, ratio * (1 - _MOST_CROPPED)), ratio / (1 - _MOST_CROPPED))
    if wanted * height <= width:
        return max(1, round(wanted * height)), height
    return width, max(1, round(width / wanted))


def _caption(picture: Picture, width: int, setting: Setting) -> list[Line]:
    text = clean(picture.caption).strip()
    return set_lines(text, Style(setting.scale.floor), width, setting.fonts, justify=False) if text else []


def _draw_caption(canvas: Canvas, lines: list[Line], x: int, y: int) -> None:
    for at, line in enumerate(lines):
        canvas.line(line, x, y + round(at * line.style.px * _CAPTION_LEADING), canvas.theme.muted)


def _height(lines: list[Line], px: int) -> int:
    return round((len(lines) - 1) * px * _CAPTION_LEADING) + px if lines else 0
