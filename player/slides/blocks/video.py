"""A video: a page of its own with its poster as large as fits, framed, and the caption below.

Decides where the video plays. The poster is drawn there, so that a screen which cannot play it shows that.
"""

from typing import Final

from player.slides.blocks.text import paragraph_pieces
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.flow import Piece
from player.slides.lines import Line, Style, balanced_lines
from player.slides.photograph import Focus, PictureError
from player.slides.setting import Setting
from playlists.deck import Clip
from playlists.item import Paragraph
from playlists.video import Video

_LEAST_SHARE: Final = 0.6  # of a page's height: with less room below a long title it has the next page to itself
_CAPTION_GAP: Final = 0.5  # em
_LEADING: Final = 1.4
_NEARLY: Final = 0.8  # of the column's width
_MOST_LINES: Final = 2  # of caption: it stands under a picture, and the notice's text has pages of its own


def video_pieces(video: Video, setting: Setting) -> list[Piece]:
    """One piece as high as a page; on a strip, and where the poster does not read, the caption alone and a warning."""
    text = clean(video.caption).strip()
    if setting.is_strip:
        setting.warn("a strip plays no video, it only names it")
        return paragraph_pieces(Paragraph(text=f"视频：{text}（请扫码观看）"), setting)
    try:
        setting.album.shape(video.poster)
    except PictureError as error:
        setting.warn(f"a video is left out, as its poster cannot be shown: {error}")
        return paragraph_pieces(Paragraph(text=text), setting)
    room = setting.sheet_height
    return [_piece(video, text, room if room >= setting.height * _LEAST_SHARE else setting.height, setting)]


def _piece(video: Video, text: str, height: int, setting: Setting) -> Piece:
    px = setting.scale.floor
    lines = _caption(text, setting)
    below = round(px * (_CAPTION_GAP + (len(lines) - 1) * _LEADING + 1)) if lines else 0
    size = _fitted(video, setting.width, height - below)
    thin = max(1, setting.scale.small // 18)

    def draw(canvas: Canvas, x: int, y: int) -> None:
        left = x + _indent(size[0], setting.width)
        canvas.fill((left - thin, y - thin, size[0] + 2 * thin, size[1] + 2 * thin), canvas.theme.rule)
        canvas.picture_at(setting.album.develop(video.poster, size, Focus()), left, y)
        canvas.clip = Clip(video.blob, (left, y, *size), video.duration_ms, video.is_looped)
        for at, line in enumerate(lines):
            lower = y + size[1] + round(px * (_CAPTION_GAP + at * _LEADING))
            canvas.line(line, x + _indent(max(line.width, size[0]), setting.width), lower, canvas.theme.muted)

    return Piece(height, draw, gap=setting.scale.small, pictures=1)


def _caption(text: str, setting: Setting) -> list[Line]:
    lines = balanced_lines(text, Style(setting.scale.floor), setting.width, setting.fonts) if text else []
    if len(lines) > _MOST_LINES:
        setting.warn(f"the caption of a video is longer than {_MOST_LINES} lines; the rest of it is left out")
    return lines[:_MOST_LINES]


def _indent(width: int, column: int) -> int:
    """Below the title, where it nearly fills the column; else in the middle of it."""
    return 0 if width >= column * _NEARLY else (column - width) // 2


def _fitted(video: Video, width: int, height: int) -> tuple[int, int]:
    """The largest size of its shape."""
    scale = min(width / video.width_px, height / video.height_px)
    return max(1, round(video.width_px * scale)), max(1, round(video.height_px * scale))
