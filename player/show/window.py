"""The window: SDL's thin side. Puts pictures up, fades, holds, reads back. Decides nothing about what is shown.

In memory at once: the display's own surface, which is also the last good frame, and the picture made ready.
"""

import io
import os
import time
from collections.abc import Callable
from typing import Final

from player.device.display import DRAWN_TO_MEMORY, DisplayPath
from player.errors import ConfigError, StoreError
from player.show.silent_pygame import pygame

Size = tuple[int, int]

FADE_S: Final = 0.6  # long enough to be seen as one thing turning into another, short against 2 s of reading
FRAME_S: Final = 1 / 30  # smooth for a fade between two still pictures, and half the work of 60 a second
HOLD_S: Final = 0.25  # events are pumped this often; SDL's own waiting polls each millisecond
_OPAQUE: Final = 255
_JPEG_SCALE: Final = 2  # a screenshot has half the sides


class Window:
    """The one window; use ``open_window``. ``surface`` holds what was presented last."""

    def __init__(self, surface: pygame.Surface, driver: str, rotation: int, *, is_windowed: bool) -> None:
        self.surface = surface
        self._rotation = rotation
        self._is_windowed = is_windowed
        self.driver = driver
        self.frames = 0
        self.is_closed = False
        self.on_presented: Callable[[pygame.Surface], None] = _ignore

    @property
    def upright_size(self) -> Size:
        """Width and height as people see it."""
        width, height = self.surface.get_size()
        return (height, width) if self._rotation in {90, 270} else (width, height)

    def turn(self, rotation: int) -> bool:
        """Turn pictures clockwise by ``rotation`` degrees from now on; whether that is another way than before."""
        is_other = rotation != self._rotation
        self._rotation = rotation
        return is_other

    def decode(self, data: bytes) -> pygame.Surface:
        """A finished picture as a surface that fits the panel. Raises StoreError when it is no picture."""
        try:
            picture = pygame.image.load(io.BytesIO(data), "slide.png")
        except pygame.error as error:
            raise StoreError(f"a picture does not decode: {error}") from error
        return self.fit(picture)

    def fit(self, picture: pygame.Surface) -> pygame.Surface:
        """The picture turned, scaled to the panel without distortion, and in the display's pixel format."""
        if self._rotation:
            picture = pygame.transform.rotate(picture, -self._rotation)  # pygame counts counter-clockwise
        size, place = _inside(picture.get_size(), self.surface.get_size())
        if size != picture.get_size():
            picture = pygame.transform.smoothscale(picture, size)
        ready = pygame.Surface(self.surface.get_size(), 0, self.surface)
        ready.blit(picture, place)
        return ready

    def fade_to(self, ready: pygame.Surface, seconds: float = FADE_S) -> None:
        """Cross-fade to ``ready``; the last frame is exactly ``ready``. The very first picture is cut to."""
        began = time.monotonic()
        shown = 0.0
        while self.frames and (part := (time.monotonic() - began + FRAME_S) / seconds) < 1:
            step = round(_OPAQUE * (part - shown) / (1 - shown))
            if step:
                ready.set_alpha(step)
                self.surface.blit(ready, (0, 0))
                shown += (1 - shown) * step / _OPAQUE
                self.present()
            self.pump()
            time.sleep(max(0.0, FRAME_S - (time.monotonic() - began) % FRAME_S))
        ready.set_alpha(None)
        self.surface.blit(ready, (0, 0))
        self.present()

    def dark(self) -> pygame.Surface:
        """A plain dark frame, for the hours in which the screen is not in operation."""
        return pygame.Surface(self.surface.get_size(), 0, self.surface)

    def present(self) -> None:
        """Hand the surface to the display and count the frame."""
        pygame.display.flip()
        self.frames += 1
        self.on_presented(self.surface)

    def hold(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(min(HOLD_S, max(0.0, seconds)))
        self.pump()

    def pump(self) -> None:
        """Take the events that have come; closing the window ends the show."""
        for event in pygame.event.get((pygame.QUIT, pygame.KEYDOWN)):
            is_escape = event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE
            if event.type == pygame.QUIT or (is_escape and self._is_windowed):
                self.is_closed = True

    def read_jpeg(self) -> bytes:
        """What was presented last, upright, at half size, as JPEG."""
        width, height = self.surface.get_size()
        small = pygame.transform.smoothscale(self.surface, (width // _JPEG_SCALE, height // _JPEG_SCALE))
        if self._rotation:
            small = pygame.transform.rotate(small, self._rotation)
        file = io.BytesIO()
        pygame.image.save(small, file, "screenshot.jpg")
        return file.getvalue()

    def close(self) -> None:
        """Give the display back."""
        pygame.quit()


def open_window(path: DisplayPath, *, windowed: Size | None, memory_size: Size, rotation: int) -> Window:
    """Open it full screen, or ``windowed``. Where it is only memory it is of ``memory_size``. Raises ConfigError."""
    os.environ.update(path.environment)
    size = windowed or (memory_size if path.driver in DRAWN_TO_MEMORY else (0, 0))
    flags = 0 if windowed or path.driver in DRAWN_TO_MEMORY else pygame.FULLSCREEN
    try:
        pygame.display.init()
        surface = pygame.display.set_mode(size, flags)
    except pygame.error as error:
        raise ConfigError(f"the display cannot be opened through {path.driver}: {error}; see player doctor") from error
    pygame.display.set_caption("阳光公告")
    pygame.mouse.set_visible(bool(windowed))
    pygame.event.set_blocked(None)
    pygame.event.set_allowed((pygame.QUIT, pygame.KEYDOWN))
    return Window(surface, pygame.display.get_driver().lower(), rotation, is_windowed=windowed is not None)


def _inside(picture: Size, panel: Size) -> tuple[Size, tuple[int, int]]:
    """Size and place of the picture, as large as fits, in the middle of the panel."""
    scale = min(panel[0] / picture[0], panel[1] / picture[1])
    size = (round(picture[0] * scale), round(picture[1] * scale))
    return size, ((panel[0] - size[0]) // 2, (panel[1] - size[1]) // 2)


def _ignore(_: pygame.Surface) -> None:
    """Nobody watches the frames yet."""
