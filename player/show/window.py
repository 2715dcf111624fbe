"""The window: SDL's thin side. Puts pictures up, turns to others, holds, reads back. Decides nothing about content.

In memory at once: the display's own surface, which is also the last good frame, and the picture made ready; where there
are overlays, the cover that lies over both.
"""

import io
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from player.device.display import DRAWN_TO_MEMORY, DisplayPath
from player.errors import ConfigError, StoreError
from player.show.cover import Cover
from player.show.panel import Panel, Size
from player.show.silent_pygame import pygame
from player.show.transitions import TURN_S, begin
from playlists.overlays import Transition

FRAME_S: Final = 1 / 30  # smooth for a fade between two still pictures, and half the work of 60 a second
HOLD_S: Final = 0.25  # events are pumped this often; SDL's own waiting polls each millisecond
_JPEG_SCALE: Final = 2  # a screenshot has half the sides


class Window:
    """The one window; use ``open_window``. ``surface`` holds what was presented last."""

    def __init__(self, surface: pygame.Surface, driver: str, rotation: int, *, is_windowed: bool) -> None:
        self.surface = surface
        self.panel = Panel(surface.get_size(), rotation)
        self.cover: Cover | None = None
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._is_windowed = is_windowed
        self.driver = driver
        self.frames = 0
        self.is_closed = False
        self.on_presented: Callable[[pygame.Surface], None] = _ignore

    def turn(self, rotation: int) -> bool:
        """Turn pictures clockwise by ``rotation`` degrees from now on; whether that is another way than before."""
        is_other = rotation != self.panel.rotation
        self.panel = self.panel._replace(rotation=rotation)
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
        size = picture.get_size()
        box = self.panel.rect_of((0, 0, *size), size)
        ready = pygame.Surface(self.surface.get_size(), 0, self.surface)
        ready.blit(self.panel.lay(picture, box.size), box)
        return ready

    def bring_up(
        self,
        ready: pygame.Surface,
        transition: Transition = Transition.FADE,
        cover: Cover | None = None,
        seconds: float = TURN_S,
    ) -> None:
        """Turn to ``ready``; the last frame is exactly ``ready`` under ``cover``. The very first picture is cut to.

        A cover that lay there before stays while the slides turn below it; another comes and goes with them.
        """
        is_staying = cover is not None and self.cover is not None and self.cover.box == cover.box
        stage = cover.stage if cover and is_staying else self.surface.get_rect()
        if cover and not is_staying:
            cover.paint(ready, self.now())
        self._lay(cover if is_staying else None)
        turning = begin(transition, self.surface, ready, stage, self.panel.left) if self.frames else None
        began = time.monotonic()
        while turning and (part := (time.monotonic() - began + FRAME_S) / seconds) < 1:
            self.surface.set_clip(stage)
            is_drawn = turning.draw(part)
            self.surface.set_clip(None)
            is_moved = self._advance()
            if is_drawn or is_moved:
                self.present()
            self.pump()
            time.sleep(max(0.0, FRAME_S - (time.monotonic() - began) % FRAME_S))
        self.surface.blit(ready, stage, stage)
        self._lay(cover)
        self.present()

    def lay_over(self, cover: Cover) -> None:
        """Have ``cover`` over the picture that is up; nothing is presented when it lies there already."""
        if cover is not self.cover:
            self._lay(cover)
            self.present()

    def dark(self) -> pygame.Surface:
        """A plain dark frame, for the hours in which the screen is not in operation."""
        return pygame.Surface(self.surface.get_size(), 0, self.surface)

    def present(self) -> None:
        """Hand the surface to the display and count the frame."""
        pygame.display.flip()
        self._count()

    def hold(self, seconds: float) -> None:
        """Let time pass; what moves over the picture goes on."""
        ends = time.monotonic() + min(HOLD_S, max(0.0, seconds))
        while (left := ends - time.monotonic()) > 0:
            is_moving = self.cover is not None and self.cover.is_moving
            time.sleep(min(left, self.cover.seconds_to_move(self.now())) if self.cover and is_moving else left)
            box = self._advance()
            if box:
                pygame.display.update(box)
                self._count()
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
        if self.panel.rotation:
            small = pygame.transform.rotate(small, self.panel.rotation)
        file = io.BytesIO()
        pygame.image.save(small, file, "screenshot.jpg")
        return file.getvalue()

    def close(self) -> None:
        """Give the display back."""
        pygame.quit()

    def _lay(self, cover: Cover | None) -> None:
        self.cover = cover
        if cover:
            cover.paint(self.surface, self.now())

    def _advance(self) -> pygame.Rect | None:
        """Move what moves; where something was drawn."""
        return self.cover.advance(self.surface, self.now()) if self.cover else None

    def _count(self) -> None:
        self.frames += 1
        self.on_presented(self.surface)


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


def _ignore(_: pygame.Surface) -> None:
    """Nobody watches the frames yet."""
