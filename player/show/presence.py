"""Proof of play (播出记录): turns what was presented into records with true times. Writing them down is the scribe's.

A slide's record begins when its first frame was presented and ends when another's was. Durations are measured, not
taken from the wall clock, so a clock that is set meanwhile makes no record longer, shorter or negative.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from player.show.projection import Scene
from playlists.report import Display, Play

LONGEST_PLAY_S: Final = 900.0  # a slide that stays up is recorded in parts, so a power cut loses a quarter hour at most
_CLOCK_WAS_SET: Final = timedelta(milliseconds=100)  # less is the time between two readings, or a clock kept by NTP


@dataclass(frozen=True)
class _Presence:
    scene: Scene
    display: Display
    since: datetime
    began: float


class PlayRecorder:
    """Follows the display; hands each finished record to ``write(play, is_urgent)``. ``monotonic`` tells seconds."""

    def __init__(self, write: Callable[[Play, bool], None], monotonic: Callable[[], float]) -> None:
        self._write = write
        self._monotonic = monotonic
        self._up: _Presence | None = None
        self._confirmed = 0.0

    def presented(self, scene: Scene, display: Display, at: datetime) -> None:
        """A frame of ``scene`` was presented at ``at``. Cheap when nothing changed."""
        if self._up is not None:
            if self._is_same(self._up, scene, display):
                return
            self.finish(at)
        if scene.slide is not None:
            self._up = _Presence(scene, display, at, self._monotonic())

    def finish(self, at: datetime) -> None:
        """What was up is over at ``at``; where that disagrees with the measured duration, the clock was set."""
        up, self._up = self._up, None
        if up is not None and up.scene.slide is not None:
            measured = up.since + timedelta(seconds=self._monotonic() - up.began)
            self._finish(up, at if abs(at - measured) < _CLOCK_WAS_SET else measured)

    def confirm(self) -> None:
        """What is up was read back from the display just now."""
        self._confirmed = self._monotonic()

    def doubt(self) -> None:
        """Something else was read back: the record ends where the right picture was last confirmed."""
        up, self._up = self._up, None
        if up is not None and self._confirmed > up.began:
            self._finish(up, up.since + timedelta(seconds=self._confirmed - up.began))

    def _finish(self, up: _Presence, until: datetime) -> None:
        self._write(_record(up, until), up.scene.is_urgent)

    def _is_same(self, up: _Presence, scene: Scene, display: Display) -> bool:
        if self._monotonic() - up.began >= LONGEST_PLAY_S:
            return False
        old = up.scene
        return (old.slide, old.rule, old.edition, up.display) == (scene.slide, scene.rule, scene.edition, display)


def _record(up: _Presence, until: datetime) -> Play:
    slide = up.scene.slide
    assert slide is not None
    return Play(
        id=uuid.uuid4().hex,
        item=slide.item,
        version=slide.version,
        page=slide.page,
        edition=up.scene.edition,
        rule=up.scene.rule,
        since=up.since,
        until=until,
        display=up.display,
    )
