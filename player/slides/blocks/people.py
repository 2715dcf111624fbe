"""People under a publicity period, as cards: photo, name, present post, what is proposed."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from PIL import Image, ImageDraw

from player.slides.blocks.record import record_pieces
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.flow import Piece
from player.slides.lines import Line, Style, balanced_lines, set_lines
from player.slides.photograph import Focus, PictureError
from player.slides.setting import Setting
from playlists.deck import Box
from playlists.item import People, Person

_TWO_ABREAST: Final = 21  # ems of column that two cards need side by side
_PHOTO: Final = (2.6, 3.64)  # em, the 5:7 of an identity photo
_NAME: Final = 1.1  # of the body size
_SMALL: Final = 0.8
_LEADING: Final = 1.35
_FACE: Final = Focus(50, 30)  # faces are in the upper third of portraits
_SMOOTH: Final = 4


class _Card(NamedTuple):
    person: Person
    lines: tuple[Line, ...]
    proposed: int
    height: int


def people_pieces(people: People, setting: Setting) -> list[Piece]:
    """Rows of cards. Without any photo the cards are text alone; a card that no page holds turns all into lines."""
    px = setting.scale.body
    abreast = 2 if setting.width >= _TWO_ABREAST * px and len(people.people) > 1 else 1
    gutter = round(px * 0.6)
    width = (setting.width - gutter * (abreast - 1)) // abreast
    has_photos = any(person.photo for person in people.people)
    cards = [_card(person, width, setting, has_photos=has_photos) for person in people.people]
    if any(card.height > setting.height * 2 // 3 for card in cards):
        setting.warn_of_plain_lines("a person's card is too long for this screen: all are told in plain lines")
        return record_pieces(people, setting)
    rows = [cards[at : at + abreast] for at in range(0, len(cards), abreast)]
    return [_row_piece(row, width, gutter, setting, has_photos=has_photos) for row in rows]


def _card(person: Person, width: int, setting: Setting, *, has_photos: bool) -> _Card:
    px, fonts = setting.scale.body, setting.fonts
    pad = _pad(px)
    room = width - 2 * pad - (round(px * _PHOTO[0]) + pad if has_photos else 0)
    small = max(setting.scale.floor, round(px * _SMALL))
    lines = set_lines(clean(person.name), Style(round(px * _NAME), is_bold=True), room, fonts, justify=False)
    if person.post:
        lines += balanced_lines(clean(person.post), Style(small), room, fonts)
    proposed = len(lines)
    if person.proposed:
        lines += balanced_lines(clean(person.proposed), Style(small, is_bold=True), room, fonts)
    text = sum(round(line.style.px * _LEADING) for line in lines) - round(lines[-1].style.px * (_LEADING - 1))
    photo = round(px * _PHOTO[1]) if has_photos else 0
    return _Card(person, tuple(lines), proposed, max(text, photo) + 2 * pad)


def _row_piece(row: Sequence[_Card], width: int, gutter: int, setting: Setting, *, has_photos: bool) -> Piece:
    height = max(card.height for card in row)

    def draw(canvas: Canvas, x: int, y: int) -> None:
        for at, card in enumerate(row):
            _draw_card(canvas, card, (x + at * (width + gutter), y, width, height), setting, has_photos=has_photos)

    pictures = sum(card.person.photo is not None for card in row)
    return Piece(height, draw, gap=gutter, pictures=pictures)


def _draw_card(
    canvas: Canvas, card: _Card, box: tuple[int, int, int, int], setting: Setting, *, has_photos: bool
) -> None:
    x, y, width, height = box
    px = setting.scale.body
    pad = _pad(px)
    canvas.fill((x, y, width, height), canvas.theme.panel)
    canvas.fill((x, y, max(2, px // 10), height), canvas.theme.accent)
    left = x + pad
    if has_photos:
        size = (round(px * _PHOTO[0]), round(px * _PHOTO[1]))
        _draw_photo(card.person, (left, y + pad, *size), canvas, setting)
        left += size[0] + pad
    top = y + pad
    for at, line in enumerate(card.lines):
        colour = canvas.theme.accent if at >= card.proposed else canvas.theme.ink
        canvas.line(line, left, top, colour)
        top += round(line.style.px * _LEADING)


def _draw_photo(person: Person, box: Box, canvas: Canvas, setting: Setting) -> None:
    x, y, width, height = box
    if person.photo is None:
        _draw_placeholder(box, canvas)
        return
    try:
        canvas.picture_at(setting.album.develop(person.photo, (width, height), _FACE), x, y)
    except PictureError as error:
        canvas.warn(f"the photo of {person.name} is left out: {error}")
        _draw_placeholder(box, canvas)


def _draw_placeholder(box: Box, canvas: Canvas) -> None:
    """Head and shoulders in quiet colours, where there is no photo."""
    x, y, *size = box
    width, height = size[0] * _SMOOTH, size[1] * _SMOOTH
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    head = width * 0.19
    draw.ellipse((width / 2 - head, height * 0.34 - head, width / 2 + head, height * 0.34 + head), fill=255)
    draw.ellipse((width * 0.16, height * 0.6, width * 0.84, height * 1.4), fill=255)
    canvas.fill(box, canvas.theme.track)
    canvas.shape(mask.reduce(_SMOOTH), (x, y), canvas.theme.paper)


def _pad(px: int) -> int:
    return round(px * 0.45)
