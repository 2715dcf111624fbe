"""The cover that belongs over a scene at a time. Decides when it has to be set anew: never while a slide turns.

Pillow and the fonts are loaded only for screens that have overlays. Where they fail, the slide is shown without.
"""

import logging
import os
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from player.sealed import SealedEdition
from player.show.cover import Cover
from player.show.panel import Panel
from player.show.projection import Scene

if TYPE_CHECKING:
    from player.slides import Fonts, Telling, Words

_LOG = logging.getLogger(__name__)
_KEPT: Final = 2  # the cover that is up, and the next scene's


class Overlay:
    """One edition's covers on one panel; ``tell(sentence)`` hears why there are none."""

    def __init__(self, sealed: SealedEdition | None, panel: Panel, tell: Callable[[str], None]) -> None:
        self._panel, self._tell = panel, tell
        screen = sealed.edition.screen(sealed.deck.screen) if sealed else None
        self._sealed = sealed if screen and screen.overlays.need_room else None
        self._tellings: list[tuple[datetime, Telling]] = []
        self._covers: dict[Words, Cover] = {}

    def cover(self, scene: Scene, at: datetime) -> Cover | None:
        """What lies over ``scene`` at ``at``; the same object as long as it says the same. Never fails."""
        if self._sealed is None or scene.slide is None:
            return None
        try:
            return self._cover(self._sealed, at)
        except Exception as error:  # noqa: BLE001 (a font, a library: whatever it is, the slide itself can be shown)
            _LOG.exception("what lies over the slides cannot be drawn")
            self._tell(f"what lies over the slides cannot be drawn ({error!r}); they are shown without it")
            self._sealed = None
            return None

    def _cover(self, sealed: SealedEdition, at: datetime) -> Cover | None:
        from player.slides import band_height, draw_band  # noqa: PLC0415 (Pillow costs 10 MB that many do not need)

        screen = sealed.edition.screen(sealed.deck.screen)
        if not band_height(screen):
            return None
        words = self._telling(sealed, at).words
        cover = self._covers.pop(words, None)
        if cover is None:
            band = draw_band(screen, words, self._fonts, sealed.edition.look)
            cover = Cover(self._panel, (screen.width_px, screen.height_px), band)
        self._covers = dict([*self._covers.items(), (words, cover)][-_KEPT:])
        return cover

    def _telling(self, sealed: SealedEdition, at: datetime) -> "Telling":
        for since, telling in self._tellings:
            if since <= at < telling.until:
                return telling
        from player.slides import tell  # noqa: PLC0415 (as above)

        telling = tell(sealed.edition, sealed.deck, at)
        self._tellings = [*self._tellings, (at, telling)][-_KEPT:]
        return telling

    @cached_property
    def _fonts(self) -> "Fonts":
        from player.slides import find_fonts  # noqa: PLC0415 (as above)

        return find_fonts(os.environ)
