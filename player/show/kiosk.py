"""The show itself: what the projection wants, put up by the window, on time, for ever.

Decides the order of work in each round; never lets a report, a damaged file, a new edition or a lost window stop it.
"""

import logging
import time
from collections.abc import Callable
from typing import Final

from player.device.clock import Clock
from player.device.show_status import Status, Tally
from player.errors import DisplayError
from player.sealed import SealedEdition
from player.show.errands import Errands
from player.show.films import Films
from player.show.frame_log import FrameLog
from player.show.healer import Healer, RestartError
from player.show.lamp import Lamp
from player.show.overlay import Overlay
from player.show.pictures import Pictures
from player.show.presence import PlayRecorder
from player.show.projection import Scene
from player.show.prompter import Prompter
from player.show.pulse import Pulse
from player.show.sight import Wanted
from player.show.silent_pygame import pygame
from player.show.transitions import transition_of
from player.show.watch import Watch
from player.show.window import HOLD_S, Window
from playlists.overlays import Transition

_LOG = logging.getLogger(__name__)
_SPARE_S: Final = 0.2  # errands need up to 0.1 s on a small board; with less time left they wait for the next slide


class Kiosk:
    """Built by ``command``. ``round`` is one turn of the loop."""

    def __init__(
        self,
        *,
        window: Window,
        clock: Clock,
        recorder: PlayRecorder,
        prompter: Prompter,
        pictures: Pictures,
        films: Films,
        errands: Errands,
        healer: Healer,
        lamp: Lamp,
        watch: Watch,
        frame_log: FrameLog | None = None,
    ) -> None:
        self._window, self._clock, self._prompter, self._pictures = window, clock, prompter, pictures
        self._recorder, self._errands, self._healer, self._watch = recorder, errands, healer, watch
        self._films, self._lamp, self._frame_log = films, lamp, frame_log
        self._pulse = Pulse()
        self._transition = Transition.FADE
        self._overlay = self._new_overlay()
        self._up: Scene | None = None
        self._since = clock.now()
        self._wanted, self._stage = Wanted(0, 0), window.stage
        self._is_over = False
        window.on_presented, window.now = self._presented, clock.now

    def begin(self, sealed: SealedEdition | None) -> None:
        """Put up the first picture."""
        if sealed is not None:
            self._switch(sealed)
        self._healing(self._bring_up)

    def run(self, is_over: Callable[[], bool]) -> None:
        """Show until ``is_over`` or a person closes the window. Raises RestartError when that alone may still help."""
        while not is_over() and not self._window.is_closed:
            self.round()
        self._is_over = True

    def round(self) -> None:
        """One turn; a display that fails in it is healed. Raises RestartError."""
        self._healing(self._turn)

    def _healing(self, work: Callable[[], object]) -> None:
        try:
            work()
        except RestartError:
            raise
        except DisplayError as error:
            self._mend(str(error))
        except MemoryError:
            _LOG.warning("memory is short; what is up stays")
            self._healer.health.starved()
            self._pictures.drop()
            self._window.hold(1)

    def _mend(self, why: str) -> None:
        """Have a display again. Until then nothing is on it that could be proven."""
        self._recorder.finish(self._clock.now())
        self._healer.lost(why, self._clock.now())
        self._drop()
        self._watch.progress()
        if self._window.lost:
            time.sleep(HOLD_S)
        else:
            self._lamp.renew()

    def _turn(self) -> None:
        """Look for a new edition, bring up what is on air, make the next picture ready, rest."""
        sealed = self._prompter.poll()
        if sealed is not None:
            self._switch(sealed)
        scene = self._bring_up()
        self._lamp.follow(scene)
        self._prepare_next(scene)
        self._lay_over(scene)
        if self._pulse.is_quiet() or self._healer.is_look_due():
            self._window.present()
        if self._healer.is_look_due():
            self._look(scene)
        if self._seconds_left(scene) > _SPARE_S:
            self._run_errands(scene)
        self._window.hold(self._seconds_left(scene))

    def end(self) -> None:
        """Close the record of what is up, and leave word how it ended."""
        self._watch.stop()
        self._drop()
        self._recorder.finish(self._clock.now())
        self._errands.save_clock()
        self.leave_word()

    def leave_word(self) -> None:
        """Write down at once how the show is, before it ends."""
        self._errands.leave_word(self._status(), self._tally())

    def _switch(self, sealed: SealedEdition) -> None:
        screen = self._prompter.take_up(sealed)
        self._lamp.take_up(screen)
        self._drop()
        self._films.take_up(sealed)
        if self._window.turn(screen.rotation):
            self._up = None
        self._transition = transition_of(screen)
        self._overlay = self._new_overlay()
        self._errands.edition_switched()

    def _drop(self) -> None:
        """Forget what was made ready, and stop what plays: it was for another edition or another window."""
        self._pictures.drop()
        self._window.film = None
        self._films.drop()

    def _new_overlay(self) -> Overlay:
        return Overlay(self._prompter.projection.sealed, self._window.panel, self._prompter.tell_of_overlays)

    def _bring_up(self) -> Scene:
        """Have the scene of this moment on the display; the fade is over when this returns."""
        while True:
            if self._window.lost:
                raise DisplayError(self._window.lost)
            if self._window.is_blank:  # what was the last good frame is gone, and the panel may be another
                self._up, self._overlay = None, self._new_overlay()
                self._drop()
            scene = self._prompter.wanted(self._up.slide if self._up else None)
            if self._up is not None and self._films.has_failed(self._up, self._clock.now()):
                self._up = None
            if self._up is not None and scene.picture == self._up.picture and self._keeps_up(scene):
                return scene
            ready = self._pictures.take(scene, self._prompter.projection, self._prompter.organisation)
            if ready is not None:
                self._up, self._since = scene, self._clock.now()
                film = self._films.take(scene, self._window.panel, self._since)
                self._window.bring_up(ready.surface, self._transition, self._overlay.cover(scene, self._since), film)
            if ready is not None and not self._window.is_blank:
                self._wanted, self._stage = self._window.wanted(ready.surface), self._window.stage
                self._look(scene)
                return scene

    def _lay_over(self, scene: Scene) -> None:
        """Have the band say what is true now. Where it leaves the slide another place, the picture is needed again."""
        cover = self._overlay.cover(scene, self._clock.now())
        if (cover.stage if cover else self._window.surface.get_rect()) != self._stage:
            self._up = None
            self._bring_up()
        elif cover is not None:
            self._window.lay_over(cover)

    def _look(self, scene: Scene) -> None:
        """Is what was presented what should be up? A surface made anew meanwhile is filled in the next round."""
        if self._window.lost:
            raise DisplayError(self._window.lost)
        if self._window.is_blank:
            return
        self._healer.look(scene, self._window.wanted_sum(self._wanted), self._clock.now())
        if self._healer.is_right:
            self._record(scene)
            self._recorder.confirm()
        else:
            self._recorder.doubt()

    def _keeps_up(self, scene: Scene) -> bool:
        """The same picture goes on, perhaps for another rule or in another edition; a video on it begins anew.

        False when that video has no frame to begin with: the poster is wanted.
        """
        now = self._clock.now()
        if scene is not self._up or self._films.is_off(now):
            film = self._films.take(scene, self._window.panel, now)
            if film is not self._window.film and not self._window.change_film(film):
                return False
        if scene is not self._up:
            self._up = scene
            self._record(scene)
        return True

    def _prepare_next(self, scene: Scene) -> None:
        """Have the next picture decoded long before its time."""
        while True:
            following = self._prompter.following(scene)
            self._films.prepare(following, self._window.panel, self._clock.now())
            if following.picture == scene.picture:
                return
            self._overlay.cover(following, following.since)
            if self._pictures.keep(following, self._prompter.projection, self._prompter.organisation):
                return

    def _presented(self, surface: pygame.Surface) -> None:
        self._pulse.beat()
        self._watch.progress()
        if self._up is None:
            return
        self._record(self._up)
        if self._frame_log is not None:
            self._frame_log.add(surface, self._up, self._clock.now(), self._window.cover, self._window.film)

    def _record(self, scene: Scene) -> None:
        """A picture that is not the right one is no proof of play."""
        if self._healer.is_right:
            self._recorder.presented(scene, self._lamp.display, self._clock.now())

    def _run_errands(self, scene: Scene) -> None:
        self._lamp.look()
        if self._window.is_blank:  # opened again for another panel
            return
        self._record(scene)
        self._errands.run(scene.picture, self._window.read_jpeg, self._status, self._tally)

    def _status(self) -> Status:
        slide = self._up.slide if self._up else None
        return Status(
            at=self._clock.now(),
            since=self._since,
            edition=self._up.edition if self._up else 0,
            item=slide.item if slide else "",
            page=slide.page if slide else 0,
            of=slide.of if slide else 0,
            showing=self._prompter.projection.title_of(self._up) if self._up else "",
            frames=self._window.frames,
            driver=self._window.driver,
            display=self._lamp.display,
            switching=self._lamp.ways,
            seen=self._healer.seen,
            healing=self._healer.health.healing,
        )

    def _tally(self) -> Tally:
        health = self._healer.health
        organisation = self._prompter.organisation
        return Tally(self._clock.now(), organisation, health.healing, health.restarts, self._is_over)

    def _seconds_left(self, scene: Scene) -> float:
        return (scene.until - self._clock.now()).total_seconds()
