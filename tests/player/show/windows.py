"""A window on SDL's offscreen surface that notes every frame, and covers to lay over its pictures."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from PIL import Image

from player.device.display import choose_display
from player.show.cover import Cover
from player.show.silent_pygame import pygame
from player.show.window import Size, Window, open_window
from player.slides import Fonts, Words, draw_band, find_fonts
from playlists.overlays import Calendar, Overlays
from playlists.screen import Screen
from tests.player.slides.samples import make_screen

SIZE = (640, 360)
LONG = ("关于台风登陆期间暂停办理现场业务的紧急通知", "青溪区防汛抗旱指挥部发布暴雨红色预警，请远离河道和低洼处")


def opened(rotation: int = 0, size: Size = SIZE) -> Window:
    """For pictures of the upright ``size``; close it with ``pygame.quit``."""
    path = choose_display({"SDL_VIDEODRIVER": "offscreen"})
    panel = size[::-1] if rotation in {90, 270} else size
    return open_window(path, windowed=None, memory_size=panel, rotation=rotation)


def screen(size: Size = SIZE, *, is_calm: bool = False) -> Screen:
    """A screen with a clock and a ticker."""
    overlays = Overlays(calendar=Calendar.DATE, has_ticker=True)
    return msgspec.structs.replace(make_screen(*size), overlays=overlays, is_calm=is_calm)


def cover(window: Window, urgent: Sequence[str] = (), time: str = "10:32", *, is_calm: bool = False) -> Cover:
    """The band as the show lays it over a slide of ``SIZE``."""
    words = Words(time=time, urgent=tuple(urgent))
    return Cover(window.panel, SIZE, draw_band(screen(is_calm=is_calm), words, fonts()))


def fonts() -> Fonts:
    return find_fonts(os.environ)


def upright(surface: pygame.Surface, rotation: int = 0) -> Image.Image:
    """What people see."""
    turned = pygame.transform.rotate(surface, rotation)
    return Image.frombytes("RGB", turned.get_size(), pygame.image.tobytes(turned, "RGB"))


def plain(window: Window, left: tuple[int, int, int], right: tuple[int, int, int]) -> pygame.Surface:
    """A picture of two halves, ready for the window."""
    picture = pygame.Surface(SIZE)
    picture.fill(left)
    picture.fill(right, (SIZE[0] // 2, 0, SIZE[0] // 2, SIZE[1]))
    return window.fit(picture)


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
