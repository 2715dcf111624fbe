"""Pictures made ready for the display: the one that is wanted, and the one after it, long before its time.

At most one is kept beside the display's own surface. What does not read, or finds no memory, is told and left out.
"""

import gc
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from player.errors import StoreError
from player.show.incidents import Incidents
from player.show.last_resort import draw_last_resort
from player.show.projection import Kind, Projection, Scene
from player.show.silent_pygame import pygame
from player.show.window import Window
from playlists.deck import Slide


class Ready(NamedTuple):
    """A picture that only has to be presented."""

    name: str
    surface: pygame.Surface


class Pictures:
    """Reads, decodes and keeps; ``now`` tells the time for incidents, ``on_starved`` hears of want of memory."""

    def __init__(
        self, window: Window, incidents: Incidents, now: Callable[[], datetime], on_starved: Callable[[], None]
    ) -> None:
        self._window, self._incidents = window, incidents
        self._now, self._on_starved = now, on_starved
        self._kept: Ready | None = None

    def drop(self) -> None:
        """Forget what was made ready: it was for another edition or another window."""
        self._kept = None

    def keep(self, scene: Scene, projection: Projection, organisation: str) -> bool:
        """Make the scene's picture ready for later; False when it does not read."""
        if self._kept is None or self._kept.name != scene.picture:
            self._kept = None  # first: two pictures in memory, not three
            self._kept = self.take(scene, projection, organisation)
        return self._kept is not None

    def take(self, scene: Scene, projection: Projection, organisation: str) -> Ready | None:
        """The scene's picture, which is not kept any longer; None when it does not read, which the projection knows."""
        kept, self._kept = self._kept, None
        if kept is not None and kept.name == scene.picture:
            return kept
        del kept
        surface = self._surface_of(scene, projection, organisation)
        return Ready(scene.picture, surface) if surface is not None else None

    def _surface_of(self, scene: Scene, projection: Projection, organisation: str) -> pygame.Surface | None:
        if scene.kind is Kind.DARK:
            return self._window.dark()
        if scene.slide is None:
            local = scene.since.astimezone(_zone_of(projection))
            return self._window.fit(draw_last_resort(self._window.panel.upright_size, organisation, local))
        return self._read(scene.slide, projection)

    def _read(self, slide: Slide, projection: Projection) -> pygame.Surface | None:
        assert projection.sealed is not None
        where = f"item {slide.item or 'fallback'} page {slide.page}"
        try:
            return self._window.decode(projection.sealed.read_slide(slide))
        except StoreError as error:
            self._leave_out(slide, projection, f"{error}; {where} is left out until it is healed")
        except MemoryError:
            self._on_starved()
            self._leave_out(slide, projection, f"memory is short; {where} is left out for a while", is_of_store=False)
            gc.collect()
        return None

    def _leave_out(self, slide: Slide, projection: Projection, what: str, *, is_of_store: bool = True) -> None:
        projection.mark_broken(slide)
        self._incidents.tell(slide.item or "fallback", what, self._now(), is_of_store=is_of_store)


def _zone_of(projection: Projection) -> tzinfo | None:
    """The screen's zone; without an edition the machine's own."""
    sealed = projection.sealed
    return ZoneInfo(sealed.edition.screen(sealed.deck.screen).zone) if sealed else None
