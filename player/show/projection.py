"""What is to be up at a time: ``on_air``'s answer, and what stands in for a picture that cannot be read.

Pure: it neither reads files nor knows of a window. A picture found broken is told to it with ``mark_broken``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from player.sealed import SealedEdition
from playlists.deck import Slide
from playlists.on_air import DayPlan, OnAir
from playlists.schedule import Priority

_LOOK_AHEAD: Final = 500  # turns; a playlist of more pictures that are all unreadable is a lost disk, not a lost file
_ONE_MINUTE: Final = timedelta(minutes=1)


class Kind(Enum):
    """What sort of frame is wanted."""

    SLIDE = "slide"
    DARK = "dark"  # out of hours
    LAST_RESORT = "last resort"  # nothing sealed, or nothing that can be read


@dataclass(frozen=True)
class Scene:
    """What is to be up in [since, until). ``edition`` is 0 and ``slide`` None where there is none.

    ``is_urgent``: the rule that put it up is an urgent one.
    """

    kind: Kind
    since: datetime
    until: datetime
    slide: Slide | None = None
    rule: str = ""
    edition: int = 0
    is_urgent: bool = False

    @property
    def picture(self) -> str:
        """Names what is seen: two scenes with the same name look the same."""
        if self.slide is not None:
            return self.slide.sha256
        return f"{self.kind.value} {self.since.isoformat()}" if self.kind is Kind.LAST_RESORT else self.kind.value


class Projection:
    """The scenes of one sealed edition, or of none."""

    def __init__(self, sealed: SealedEdition | None) -> None:
        self.sealed = sealed
        self._plan: DayPlan | None = None
        self._scene: Scene | None = None
        self._following: tuple[Scene, Scene] | None = None
        self._broken: set[str] = set()

    def scene(self, at: datetime, up: Slide | None = None) -> Scene:
        """What is to be up at ``at``; computed afresh only when the last answer no longer holds.

        ``up`` is the slide whose picture the display still holds: the last good frame.
        """
        if self._scene is None or not self._scene.since <= at < self._scene.until:
            self._scene = self._resolve(at, up)
        return self._scene

    def following(self, scene: Scene) -> Scene:
        """What comes after ``scene``, to be made ready during it."""
        if self._following is None or self._following[0] is not scene:
            self._following = (scene, self._resolve(scene.until, scene.slide))
        return self._following[1]

    def title_of(self, scene: Scene) -> str:
        """What the scene is called by people: the item's title with its page, else what sort of frame it is."""
        slide = scene.slide
        if self.sealed is None or slide is None:
            return scene.kind.value
        title = next(
            (item.title for item in self.sealed.edition.items if item.id == slide.item), ""
        ) or self._playlist_of(slide)
        return f"{title} ({slide.page}/{slide.of})" if slide.of > 1 else title

    def _playlist_of(self, slide: Slide) -> str:
        """What a slide without an item is called: its playlist's title page, or the fallback."""
        assert self.sealed is not None
        opened = self.sealed.deck.playlist_of(slide)
        return next((one.title for one in self.sealed.edition.playlists if one.id == opened), "fallback")

    def mark_broken(self, slide: Slide) -> None:
        """Do without this slide's picture from now on."""
        self._broken.add(slide.file)
        self._scene = self._following = None

    def forgive(self) -> bool:
        """Try every picture again: it may have been healed. Whether any was broken."""
        was_broken = bool(self._broken)
        if was_broken:
            self._broken.clear()
            self._scene = self._following = None
        return was_broken

    def _resolve(self, at: datetime, up: Slide | None) -> Scene:
        if self.sealed is None:
            return _last_resort(at, None)
        answer = self._answer(at)
        if answer.slide is None:
            return self._scene_of(Kind.DARK, answer, None)
        slide = self._slide_for(answer, at, up)
        if slide is None:
            return _last_resort(at, answer)
        rule = "" if slide == self.sealed.deck.fallback else answer.rule  # no rule put up what stands in for a picture
        return self._scene_of(Kind.SLIDE, answer._replace(rule=rule), slide)

    def _answer(self, at: datetime) -> OnAir:
        assert self.sealed is not None
        if self._plan is None or not self._plan.since <= at < self._plan.until:
            self._plan = DayPlan(self.sealed.edition, self.sealed.deck, at)
        return self._plan.on_air(at)

    def _slide_for(self, answer: OnAir, at: datetime, up: Slide | None) -> Slide | None:
        """The slide on air; if broken, the next one that is in its dates, the fallback, the last good frame."""
        assert self.sealed is not None
        deck = self.sealed.deck
        if answer.slide is not None and self._reads(answer.slide):
            return answer.slide
        live = {item.id for item in self.sealed.edition.items if item.is_live(at)}
        ahead = next((slide for slide in self._ahead(answer) if slide.item in live and self._reads(slide)), None)
        if ahead is not None or self._reads(deck.fallback):
            return ahead or deck.fallback
        is_still_right = up is not None and (up == deck.fallback or (up.item in live and self._holds(up)))
        return up if is_still_right else None

    def _holds(self, up: Slide) -> bool:
        """Whether a slide is one of this edition's, and what it says of a publicity period is so today."""
        assert self.sealed is not None
        assert self._plan is not None
        return up in self.sealed.deck.slides and up.is_right_on(self._plan.day)

    def _ahead(self, answer: OnAir) -> Iterator[Slide]:
        """The slides that follow on the same day."""
        assert self._plan is not None
        for _ in range(_LOOK_AHEAD):
            if answer.until >= self._plan.until:
                return
            answer = self._plan.on_air(answer.until)
            if answer.slide is not None:
                yield answer.slide

    def _reads(self, slide: Slide) -> bool:
        return slide.file not in self._broken

    def _scene_of(self, kind: Kind, answer: OnAir, slide: Slide | None) -> Scene:
        assert self.sealed is not None
        edition = self.sealed.edition
        is_urgent = any(rule.id == answer.rule and rule.priority is Priority.URGENT for rule in edition.rules)
        return Scene(kind, answer.since, answer.until, slide, answer.rule, edition.number, is_urgent)


def _last_resort(at: datetime, answer: OnAir | None) -> Scene:
    """Until the minute is over, as it shows a clock, or until something else is on air."""
    minute = at.replace(second=0, microsecond=0)
    until = minute + _ONE_MINUTE
    return Scene(Kind.LAST_RESORT, minute, min(until, answer.until) if answer else until)
