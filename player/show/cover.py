"""What lies over the slides, ready to be put on the display: the band as a surface, and the ticker in it.

Decides where the ticker stands at a time: that follows from the time alone, so two screens side by side run in step. It
moves by the same whole number of pixels each frame, which the eye takes for smooth.
"""

import math
from datetime import datetime
from typing import TYPE_CHECKING, Final

from player.show.panel import Panel, Size
from player.show.silent_pygame import pygame

if TYPE_CHECKING:
    from PIL import Image

    from player.slides import DrawnBand

TICKER_HZ: Final = 30  # steps a second


class Cover:
    """One state of the band. ``stage`` is what it leaves of the panel to the slide, ``box`` where it lies itself."""

    def __init__(self, panel: Panel, screen: Size, band: "DrawnBand") -> None:
        """``screen`` is the size of the slides, in upright pixels."""
        (width, height), high = screen, band.picture.height
        scale = panel.scale(screen)
        self.stage = panel.rect_of((0, 0, width, height - high), screen)
        self.box = panel.rect_of((0, height - high, width, high), screen)
        self._still = panel.lay(_surface(band.picture), self.box.size).convert()
        self._left = panel.left
        self._room = pygame.Rect(0, 0, 0, 0)
        self._drawn: int | None = None
        self._pages: list[pygame.Surface] = []
        self.is_moving = band.ribbon is not None
        self._page_s = band.page_s
        self._step_px = max(1, round(band.px_per_s * scale / TICKER_HZ))
        if band.room is not None:
            x, y, wide, low = band.room
            self._room = panel.rect_of((x, height - high + y, wide, low), screen)
            ribbons = band.pages or (band.ribbon,)
            self._pages = [self._laid(panel, ribbon, scale) for ribbon in ribbons if ribbon is not None]

    def paint(self, surface: pygame.Surface, at: datetime) -> None:
        """Put all of it on ``surface``."""
        surface.blit(self._still, self.box)
        self._drawn = None
        self.advance(surface, at)

    def advance(self, surface: pygame.Surface, at: datetime) -> pygame.Rect | None:
        """Put the ticker where it belongs at ``at``; what was drawn on, or None when it is there already."""
        place = self.place(at)
        if place is None or place == self._drawn:
            return None
        self._drawn = place
        if self.is_moving:
            self._run(surface, place)
        else:
            surface.blit(self._pages[place], self._room)
        return self._room

    def place(self, at: datetime) -> int | None:
        """By how many pixels the ticker has moved, or which of its lines is up; None without one."""
        if not self._pages:
            return None
        if self.is_moving:
            return math.floor(at.timestamp() * TICKER_HZ) * self._step_px % self._length
        return math.floor(at.timestamp() / self._page_s) % len(self._pages)

    def seconds_to_move(self, at: datetime) -> float:
        """Until the ticker's next step is due; for a cover that is moving."""
        passed = at.timestamp() * TICKER_HZ
        return (math.floor(passed) + 1 - passed) / TICKER_HZ

    @property
    def _length(self) -> int:
        """Of the loop, in panel pixels."""
        return max(self._pages[0].get_size()) if self._pages else 0

    def _run(self, surface: pygame.Surface, place: int) -> None:
        """Draw the ribbon moved by ``place`` in the direction of reading, over and over until the room is full."""
        ribbon, (x, y) = self._pages[0], self._left
        size = ribbon.get_rect(topleft=self._room.topleft)
        if x + y > 0:  # turned so that reading begins at the far end
            size.bottomright = self._room.bottomright
        surface.set_clip(self._room)
        for shift in range(place, place - max(self._room.size) - self._length, -self._length):
            surface.blit(ribbon, size.move(x * shift, y * shift))
        surface.set_clip(None)

    def _laid(self, panel: Panel, ribbon: "Image.Image", scale: float) -> pygame.Surface:
        """A ribbon in the panel's pixels: as long as it is, as high as the room."""
        long, high = round(ribbon.width * scale), min(self._room.size)
        return panel.lay(_surface(ribbon), (high, long) if panel.left[1] else (long, high)).convert()


def _surface(picture: "Image.Image") -> pygame.Surface:
    return pygame.image.frombytes(picture.tobytes(), picture.size, "RGB")
