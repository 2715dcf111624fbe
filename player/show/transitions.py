"""How one picture turns into the next: cross-fade or push, drawn step by step on the display's own surface.

Decides what each step looks like; when steps are due, and that the last is exactly the new picture, is the window's.
A step draws only inside the surface's clip, so what lies over the slides stays where it is.
"""

from typing import Final, Protocol

from player.show.silent_pygame import pygame
from playlists.overlays import Transition
from playlists.screen import Screen

TURN_S: Final = 0.6  # long enough to be seen as one thing turning into another, short against 2 s of reading
_OPAQUE: Final = 255


class Turning(Protocol):
    """A transition under way."""

    def draw(self, part: float) -> bool:
        """Draw what is to be seen after ``part`` (0 to 1) of its time; False when nothing changed."""


class Fade:
    """The new picture shines through more and more."""

    def __init__(self, surface: pygame.Surface, ready: pygame.Surface) -> None:
        self._surface, self._ready = surface, ready
        self._shown = 0.0

    def draw(self, part: float) -> bool:
        """Lay so much of the new picture over what is there that ``part`` of it is seen."""
        step = round(_OPAQUE * (part - self._shown) / (1 - self._shown))
        if step <= 0:
            return False
        self._ready.set_alpha(step)
        self._surface.blit(self._ready, (0, 0))
        self._ready.set_alpha(None)
        self._shown += (1 - self._shown) * step / _OPAQUE
        return True


class Push:
    """The new picture pushes the old one out, in whole pixels; slow at both ends."""

    def __init__(
        self, surface: pygame.Surface, ready: pygame.Surface, stage: pygame.Rect, direction: tuple[int, int]
    ) -> None:
        self._surface, self._ready, self._stage = surface, ready, stage
        self._x, self._y = direction
        self._length = stage.width if self._x else stage.height
        self._done = 0

    def draw(self, part: float) -> bool:
        """Shift what is there and draw the strip of the new picture that comes in behind it."""
        done = round(self._length * part * part * (3 - 2 * part))
        moved, self._done = done - self._done, done
        if moved <= 0:
            return False
        self._surface.scroll(self._x * moved, self._y * moved)
        rest, still = self._length - done, self._length - moved
        came = self._stage.move(-self._x * still, -self._y * still).clip(self._stage)
        self._surface.blit(self._ready, came, came.move(self._x * rest, self._y * rest))
        return True


def begin(
    transition: Transition,
    surface: pygame.Surface,
    ready: pygame.Surface,
    stage: pygame.Rect,
    direction: tuple[int, int],
) -> Turning | None:
    """The transition from what ``surface`` holds to ``ready`` inside ``stage``; None for a cut."""
    match transition:
        case Transition.CUT:
            return None
        case Transition.FADE:
            return Fade(surface, ready)
        case Transition.PUSH:
            return Push(surface, ready, stage, direction)


def transition_of(screen: Screen) -> Transition:
    """The screen's transition; on a calm screen nothing moves, so a push becomes a fade."""
    is_moving = screen.transition is Transition.PUSH
    return Transition.FADE if is_moving and screen.is_calm else screen.transition
