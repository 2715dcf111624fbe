"""Tells the kiosk what is to be up now and next, by the edition on show, whatever that edition makes go wrong.

Decides when broken pictures are tried again: every half minute, and before the last resort is put up. Which slide
stands in for another is the projection's.
"""

import logging
import time
from collections.abc import Callable
from typing import Final

from player.device.clock import Clock
from player.sealed import SealedEdition
from player.show.editions import RETRY_S, Editions
from player.show.incidents import Incidents
from player.show.projection import Kind, Projection, Scene
from playlists.deck import Slide
from playlists.screen import Screen

_LOG = logging.getLogger(__name__)
_FORGIVE_EVERY_S: Final = RETRY_S
_TRY_ALL_EVERY_S: Final = 10.0  # while only the last resort is left: hundreds of files that are gone take a second


class Prompter:
    """Holds the projection of the edition on show; ``organisation`` is what the last resort names."""

    def __init__(self, editions: Editions, clock: Clock, incidents: Incidents, organisation: str) -> None:
        self._editions, self._clock, self._incidents = editions, clock, incidents
        self.organisation = organisation
        self.projection = Projection(None)
        self._forgive_at = time.monotonic() + _FORGIVE_EVERY_S
        self._try_all_at = 0.0

    def poll(self) -> SealedEdition | None:
        """A new edition to take up, if there is one. Also gives broken pictures another chance when it is time."""
        if time.monotonic() >= self._forgive_at:
            self._forgive_at = time.monotonic() + _FORGIVE_EVERY_S
            self.projection.forgive()
        return self._editions.poll()

    def take_up(self, sealed: SealedEdition) -> Screen:
        """Prompt by this edition from now on; returns the screen as it has it."""
        _LOG.info("edition %d of %s is on", sealed.edition.number, sealed.edition.group)
        self.projection = Projection(sealed)
        self._try_all_at = 0.0
        self.organisation = sealed.edition.organisation
        self._clock.learn(sealed.edition.made_at)
        self._incidents.begin_edition(sealed.name)
        return sealed.edition.screen(sealed.deck.screen)

    def wanted(self, up: Slide | None) -> Scene:
        """The scene of this moment; ``up`` is the slide that the display still holds."""
        scene = self._decide(lambda: self.projection.scene(self._clock.now(), up))
        if scene.kind is Kind.LAST_RESORT and time.monotonic() >= self._try_all_at and self.projection.forgive():
            self._try_all_at = time.monotonic() + _TRY_ALL_EVERY_S
            scene = self._decide(lambda: self.projection.scene(self._clock.now(), up))
        return scene

    def following(self, scene: Scene) -> Scene:
        """The scene after that one."""
        return self._decide(lambda: self.projection.following(scene))

    def tell_of_overlays(self, what: str) -> None:
        """Pass on why there are none."""
        self._incidents.tell("overlays", what, self._clock.now())

    def _decide(self, ask: Callable[[], Scene]) -> Scene:
        try:
            return ask()
        except MemoryError:
            raise  # it says nothing of the edition
        except Exception as error:  # noqa: BLE001 (whatever an edition makes go wrong, the display must not go dark)
            _LOG.exception("what is on air cannot be decided")
            what = f"what is on air cannot be decided ({error!r}); the last-resort slide is up until an edition reads"
            self._incidents.tell("on air", what, self._clock.now())
            self.projection = Projection(None)
            self._editions.retry_later()
            return self.projection.scene(self._clock.now())
