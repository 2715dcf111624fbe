"""The videos of an edition on this display: starts one long before its slide comes, keeps it while it is up.

Decides what becomes of a video that cannot be played: its slide stays up with the poster, and the office is told once.
"""

from datetime import datetime, timedelta
from typing import Final

from player.sealed import SealedEdition
from player.show.film import CHANGED_FILE, STALLED_S, Booking, Film
from player.show.incidents import Incidents
from player.show.panel import Panel
from player.show.projection import Scene
from playlists.deck import Slide

LEAD: Final = timedelta(seconds=10)  # a small board needs three to start the decoder and check the file
_MS: Final = timedelta(milliseconds=1)


class Films:
    """At most two at once: the one that is up, and the one that is made ready for the next slide."""

    def __init__(self, incidents: Incidents, stalled_s: float = STALLED_S) -> None:
        """``stalled_s``: how long a decoder may not get on before it is given up."""
        self._incidents, self._stalled_s = incidents, stalled_s
        self._sealed: SealedEdition | None = None
        self._is_wanted = False
        self._up: Film | None = None
        self._next: Film | None = None
        self._failed: tuple[str, datetime] | None = None
        self._checked: set[str] = set()

    def take_up(self, sealed: SealedEdition) -> None:
        """Play the videos of this edition from now on. On a calm screen nothing moves."""
        self.drop()
        self._sealed = sealed
        self._is_wanted = not sealed.edition.screen(sealed.deck.screen).is_calm
        self._failed = None
        self._checked.clear()

    def prepare(self, following: Scene, panel: Panel, now: datetime) -> None:
        """Start the video of the scene that comes next, when it comes soon. Call it often."""
        booking = self._booking(following, panel)
        if booking is None or (self._next and self._next.booking != booking):
            self._close_next()
        if booking is None or self._next or following.since - now > LEAD:
            return
        if self._up is None or not self._up.can_go_on(booking, now):
            self._next = self._start(booking, following, now)

    def take(self, scene: Scene, panel: Panel, now: datetime) -> Film | None:
        """The film of a scene that is to be up, started at once if that was not done before; None: the poster."""
        booking = self._booking(scene, panel)
        if booking is None or self._failed == _name(scene):
            self._close_up()
            return None
        if self._up is not None and self._up.can_go_on(booking, now):
            self._up.go_on(booking)
            return self._up
        self._close_up()
        if self._next is not None and self._next.can_go_on(booking, now):
            self._up, self._next = self._next, None
        else:
            self._up = self._start(booking, scene, now)
        return None if self.has_failed(scene, now) else self._up

    def has_failed(self, scene: Scene, now: datetime) -> bool:
        """Whether the film of the scene that is up has just come to grief; that is told."""
        fault = self._up.find_fault(self._stalled_s) if self._up else ""
        if fault:
            self._fail(fault, scene, now)
        elif self._up is not None and self._up.is_checked:
            self._checked.add(self._up.booking.clip.blob)
        return bool(fault)

    def is_off(self, now: datetime) -> bool:
        """Whether the clock was set since the film that is up was started."""
        return self._up is not None and self._up.is_off(now)

    def drop(self) -> None:
        """End them all: another edition, or another window."""
        self._close_up()
        self._close_next()

    def _booking(self, scene: Scene, panel: Panel) -> Booking | None:
        clip = scene.slide.clip if scene.slide else None
        path = self._sealed.video_path(clip) if self._sealed and clip else None
        if self._sealed is None or clip is None or path is None or not self._is_wanted:
            return None
        screen = self._sealed.edition.screen(self._sealed.deck.screen)
        box = panel.rect_of(clip.box, (screen.width_px, screen.height_px))
        return Booking(path, clip, box, panel.rotation, scene.since, (scene.until - scene.since) // _MS)

    def _start(self, booking: Booking, scene: Scene, now: datetime) -> Film | None:
        try:
            return Film(booking, now, is_checked=booking.clip.blob in self._checked)
        except OSError as error:
            self._fail((error.strerror or str(error)).lower(), scene, now)
            return None

    def _fail(self, why: str, scene: Scene, now: datetime) -> None:
        """Tell why the video of the scene cannot be played, and do without it until the slide comes again."""
        self._failed = _name(scene)
        if scene.slide is not None:
            what = poster_up(scene.slide, why)
            self._incidents.tell(f"item {scene.slide.item}", what, now, is_of_store=why == CHANGED_FILE)
        self._close_up()

    def _close_up(self) -> None:
        if self._up is not None:
            self._up.close()
        self._up = None

    def _close_next(self) -> None:
        if self._next is not None:
            self._next.close()
        self._next = None


def poster_up(slide: Slide, why: str) -> str:
    """What the office is told of a video that is not played."""
    return f"the video of item {slide.item} page {slide.page} is not played: {why}; its poster is up"


def _name(scene: Scene) -> tuple[str, datetime]:
    return scene.picture, scene.since
