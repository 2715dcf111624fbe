"""The show itself: what the projection wants, put up by the window, on time, for ever.

Decides the order of work in each round; never lets a report, a damaged file or a new edition stop what is up.
"""

import logging
import time
from collections.abc import Callable
from datetime import tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from player.device.clock import Clock
from player.device.display import panel_state
from player.device.show_status import Status
from player.errors import StoreError
from player.sealed import SealedEdition
from player.show.editions import RETRY_S, Editions
from player.show.errands import Errands
from player.show.frame_log import FrameLog
from player.show.incidents import Incidents
from player.show.last_resort import draw_last_resort
from player.show.overlay import Overlay
from player.show.presence import PlayRecorder
from player.show.projection import Kind, Projection, Scene
from player.show.pulse import Pulse
from player.show.silent_pygame import pygame
from player.show.transitions import transition_of
from player.show.window import Window
from playlists.deck import Slide
from playlists.overlays import Transition

_LOG = logging.getLogger(__name__)
_SPARE_S: Final = 0.2  # errands need up to 0.1 s on a small board; with less time left they wait for the next slide


class Kiosk:
    """Built by ``command``. ``round`` is one turn of the loop."""

    def __init__(
        self,
        *,
        window: Window,
        editions: Editions,
        clock: Clock,
        recorder: PlayRecorder,
        incidents: Incidents,
        errands: Errands,
        organisation: str,
        frame_log: FrameLog | None = None,
    ) -> None:
        self._window, self._editions, self._clock = window, editions, clock
        self._recorder, self._incidents, self._errands = recorder, incidents, errands
        self._organisation = organisation
        self._frame_log = frame_log
        self._pulse = Pulse()
        self._projection = Projection(None)
        self._overlay = Overlay(None, window.panel, self._tell_of_overlay)
        self._transition = Transition.FADE
        self._up: Scene | None = None
        self._since = clock.now()
        self._ready: tuple[str, pygame.Surface] | None = None
        self._display = panel_state(window.driver)
        self._forgive_at = time.monotonic() + RETRY_S
        window.on_presented, window.now = self._presented, clock.now

    def begin(self, sealed: SealedEdition | None) -> None:
        """Put up the first picture."""
        if sealed is not None:
            self._switch(sealed)
        self._bring_up()

    def run(self, is_over: Callable[[], bool]) -> None:
        """Show until ``is_over`` or the window is closed."""
        while not is_over() and not self._window.is_closed:
            self.round()

    def round(self) -> None:
        """Look for a new edition, bring up what is on air, make the next picture ready, rest."""
        sealed = self._editions.poll()
        if sealed is not None:
            self._switch(sealed)
        self._forgive_when_due()
        scene = self._bring_up()
        self._prepare_next(scene)
        self._lay_over(scene)
        if self._pulse.is_quiet():
            self._window.present()
        if self._seconds_left(scene) > _SPARE_S:
            self._run_errands(scene)
        self._window.hold(self._seconds_left(scene))

    def end(self) -> None:
        """Close the record of what is up."""
        self._recorder.finish(self._clock.now())
        self._errands.save_clock()

    def _switch(self, sealed: SealedEdition) -> None:
        _LOG.info("edition %d of %s is on", sealed.edition.number, sealed.edition.group)
        self._projection = Projection(sealed)
        self._organisation = sealed.edition.organisation
        self._clock.learn(sealed.edition.made_at)
        self._ready = None
        screen = sealed.edition.screen(sealed.deck.screen)
        if self._window.turn(screen.rotation):
            self._up = None
        self._transition = transition_of(screen)
        self._overlay = Overlay(sealed, self._window.panel, self._tell_of_overlay)
        self._incidents.begin_edition(sealed.name)
        self._errands.edition_switched()

    def _bring_up(self) -> Scene:
        """Have the scene of this moment on the display; the fade is over when this returns."""
        while True:
            scene = self._wanted()
            if self._up is not None and scene.picture == self._up.picture:
                self._keep_up(scene)
                return scene
            ready = self._picture_of(scene)
            if ready is not None:
                self._up, self._since = scene, self._clock.now()
                self._window.bring_up(ready, self._transition, self._overlay.cover(scene, self._since))
                return scene

    def _lay_over(self, scene: Scene) -> None:
        """Have the band say what is true now. Where there is none any more, the picture below it is needed again."""
        cover = self._overlay.cover(scene, self._clock.now())
        if cover is not None:
            self._window.lay_over(cover)
        elif self._window.cover is not None:
            self._up = None
            self._bring_up()

    def _keep_up(self, scene: Scene) -> None:
        """The same picture goes on, perhaps for another rule or in another edition."""
        if scene is not self._up:
            self._up = scene
            self._recorder.presented(scene, self._display, self._clock.now())

    def _wanted(self) -> Scene:
        up = self._up.slide if self._up else None
        return self._decide(lambda: self._projection.scene(self._clock.now(), up))

    def _decide(self, ask: Callable[[], Scene]) -> Scene:
        try:
            return ask()
        except Exception as error:  # noqa: BLE001 (whatever an edition makes go wrong, the display must not go dark)
            _LOG.exception("what is on air cannot be decided")
            what = f"what is on air cannot be decided ({error!r}); the last-resort slide is up until an edition reads"
            self._incidents.tell("on air", what, self._clock.now())
            self._projection = Projection(None)
            self._editions.retry_later()
            return self._projection.scene(self._clock.now())

    def _prepare_next(self, scene: Scene) -> None:
        """Have the next picture decoded, and what lies over it set, long before its time."""
        while True:
            following = self._decide(lambda: self._projection.following(scene))
            if following.picture == scene.picture:
                return
            self._overlay.cover(following, following.since)
            if self._ready and self._ready[0] == following.picture:
                return
            self._ready = None  # first: two pictures in memory, not three
            picture = self._picture_of(following)
            if picture is not None:
                self._ready = (following.picture, picture)
                return

    def _picture_of(self, scene: Scene) -> pygame.Surface | None:
        """The scene's picture; None when it does not read, which the projection then knows."""
        if self._ready is not None and self._ready[0] == scene.picture:
            ready, self._ready = self._ready[1], None
            return ready
        self._ready = None
        if scene.kind is Kind.DARK:
            return self._window.dark()
        if scene.slide is None:
            local = scene.since.astimezone(self._zone())
            return self._window.fit(draw_last_resort(self._window.panel.upright_size, self._organisation, local))
        return self._read(scene.slide)

    def _read(self, slide: Slide) -> pygame.Surface | None:
        sealed = self._projection.sealed
        assert sealed is not None
        try:
            return self._window.decode(sealed.read_slide(slide))
        except StoreError as error:
            self._projection.mark_broken(slide)
            what = f"{error}; item {slide.item or 'fallback'} page {slide.page} is left out until it is healed"
            self._incidents.tell(slide.item or "fallback", what, self._clock.now())
            return None

    def _presented(self, surface: pygame.Surface) -> None:
        self._pulse.beat()
        if self._up is None:
            return
        now = self._clock.now()
        self._recorder.presented(self._up, self._display, now)
        if self._frame_log is not None:
            self._frame_log.add(surface, self._up, now, self._window.cover)

    def _tell_of_overlay(self, what: str) -> None:
        self._incidents.tell("overlays", what, self._clock.now())

    def _forgive_when_due(self) -> None:
        if time.monotonic() >= self._forgive_at:
            self._forgive_at = time.monotonic() + RETRY_S
            self._projection.forgive()

    def _run_errands(self, scene: Scene) -> None:
        self._display = panel_state(self._window.driver)
        self._recorder.presented(scene, self._display, self._clock.now())
        self._errands.run(scene.picture, self._window.read_jpeg, self._status)

    def _status(self) -> Status:
        assert self._up is not None
        slide = self._up.slide
        return Status(
            at=self._clock.now(),
            since=self._since,
            edition=self._up.edition,
            item=slide.item if slide else "",
            page=slide.page if slide else 0,
            of=slide.of if slide else 0,
            showing=self._projection.title_of(self._up),
            frames=self._window.frames,
            driver=self._window.driver,
            display=self._display,
            organisation=self._organisation,
        )

    def _seconds_left(self, scene: Scene) -> float:
        return (scene.until - self._clock.now()).total_seconds()

    def _zone(self) -> tzinfo | None:
        """The screen's zone; without an edition the machine's own."""
        sealed = self._projection.sealed
        return ZoneInfo(sealed.edition.screen(sealed.deck.screen).zone) if sealed else None
