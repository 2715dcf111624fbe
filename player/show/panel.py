"""How an upright picture lies on the panel: turned, as large as fits, in the middle. Decides places, draws nothing."""

from typing import NamedTuple

from player.show.silent_pygame import pygame

Size = tuple[int, int]
Box = tuple[int, int, int, int]

_LEFT = {0: (-1, 0), 90: (0, -1), 180: (1, 0), 270: (0, 1)}


class Panel(NamedTuple):
    """The display's size in its own pixels; pictures are turned clockwise by ``rotation`` degrees for it."""

    size: Size
    rotation: int

    @property
    def upright_size(self) -> Size:
        """Width and height as people see it."""
        return self._turned(self.size)

    @property
    def left(self) -> tuple[int, int]:
        """The direction in the panel's pixels that people see as to the left."""
        return _LEFT[self.rotation]

    def scale(self, picture: Size) -> float:
        """By how much an upright picture is enlarged."""
        width, height = self.upright_size
        return min(width / picture[0], height / picture[1])

    def rect_of(self, box: Box, picture: Size) -> pygame.Rect:
        """Where on the panel ``box`` of an upright picture lies."""
        scale, (wide, high), (x, y, width, height) = self.scale(picture), picture, box
        turned = {
            0: (x, y, width, height),
            90: (high - y - height, x, height, width),
            180: (wide - x - width, high - y - height, width, height),
            270: (y, wide - x - width, height, width),
        }[self.rotation]
        whole = self._turned((round(wide * scale), round(high * scale)))
        left, top = ((outer - inner) // 2 for outer, inner in zip(self.size, whole, strict=True))
        edges = (turned[0], turned[1], turned[0] + turned[2], turned[1] + turned[3])
        x0, y0, x1, y1 = (round(edge * scale) for edge in edges)
        return pygame.Rect(left + x0, top + y0, x1 - x0, y1 - y0)

    def lay(self, picture: pygame.Surface, size: Size) -> pygame.Surface:
        """An upright picture turned, and scaled to ``size`` panel pixels."""
        if self.rotation:
            picture = pygame.transform.rotate(picture, -self.rotation)  # pygame counts counter-clockwise
        return picture if picture.get_size() == size else pygame.transform.smoothscale(picture, size)

    def _turned(self, size: Size) -> Size:
        return size[::-1] if self.rotation in {90, 270} else size
