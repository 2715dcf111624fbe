"""A screen in a lobby where everything goes wrong, and what its recorded frames say of it afterwards."""

import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from player.sealed import SEALED
from player.show.transitions import TURN_S
from playlists.on_air import DayPlan
from tests.fakes.sealed import COLOURS, FALLBACK_COLOUR, SealedSample
from tests.player.show.running import Frame
from tests.player.show.supervised import SupervisedShow

ITEMS: Final = ("roads", "budget", "posts", "water", "school", "clinic")
TRANSITION: Final = timedelta(seconds=TURN_S + 1)  # and a second for a machine that has other things to do
NOTICED: Final = timedelta(seconds=1)  # within which show sees that a new edition was sealed


class Lobby:
    """A supervised show; ``sealed`` is when which edition came, ``damaged`` the editions with a picture spoilt."""

    def __init__(self, folder: Path, chance: random.Random, **environ: str) -> None:
        self.state = folder / "state"
        self._chance = chance
        self.sealed: list[tuple[datetime, SealedSample]] = []
        self.damaged: set[int] = set()
        self._whole: dict[Path, bytes] = {}
        self.publish()
        self.show = SupervisedShow(self.state, folder / "frames", **environ)

    def publish(self) -> None:
        """Another edition of some of the items."""
        items = self._chance.sample(ITEMS, self._chance.randint(1, 4))
        sample = SealedSample(items=items, number=len(self.sealed) + 1, size=(320, 180))
        self._name = sample.seal(self.state)
        self._whole.clear()
        self.sealed.append((datetime.now(UTC), sample))

    def damage(self) -> None:
        """A picture that was sealed is gone, cut short or has a wrong byte; another one is whole again."""
        self.mend()
        path = self._chance.choice(sorted((self.state / SEALED / self._name).glob("*.png")))
        data = self._whole[path] = path.read_bytes()
        self.damaged.add(self.sealed[-1][1].number)
        path.write_bytes(self._chance.choice((b"", data[: len(data) // 2], data[:-9] + b"?" + data[-8:])))

    def mend(self) -> None:
        for path, data in self._whole.items():
            path.write_bytes(data)
        self._whole.clear()

    def kill(self) -> None:
        self.show.process.send_signal(signal.SIGKILL)

    def strike(self, more: Sequence[Callable[[], None]] = ()) -> None:
        """Something happens."""
        self._chance.choice([self.publish, self.publish, self.publish, self.damage, self.damage, self.kill, *more])()

    def complaints(self) -> list[str]:
        return list(complaints(self.show.frames(), self.sealed, self.damaged))


def complaints(
    frames: Sequence[Frame], sealed: Sequence[tuple[datetime, SealedSample]], damaged: set[int]
) -> Iterator[str]:
    """What is wrong with the frames: black, foreign, stale, or of an edition that had been replaced."""
    plans = Plans(sample for _, sample in sealed)
    before: Frame | None = None
    for number, frame in enumerate(frames):
        here = f"frame {number} at {frame.at}: {frame}"
        sample = plans.samples.get(frame.edition)
        if frame.is_black:
            yield f"{here} is black"
        if sample is None or frame.picture not in plans.pictures(sample):
            yield f"{here} is of no edition"
            continue
        target = plans.pictures(sample)[frame.picture]
        if not is_between(frame.mean, before.mean if before else target, target):
            yield f"{here} is neither the picture nor the way to it"
        if frame.edition not in damaged and frame.picture not in plans.due(sample, frame.at):
            yield f"{here} is stale"
        newest = max((one.number for at, one in sealed if at < frame.at - NOTICED - TRANSITION), default=0)
        if frame.edition < newest:
            yield f"{here} is of an edition that had been replaced by {newest}"
        before = frame


class Plans:
    """What each edition has on air, and how its pictures look on average."""

    def __init__(self, samples: Iterator[SealedSample]) -> None:
        self.samples = {sample.number: sample for sample in samples}
        self._pictures: dict[int, dict[str, tuple[int, ...]]] = {}
        self._days: dict[int, DayPlan] = {}

    def pictures(self, sample: SealedSample) -> dict[str, tuple[int, ...]]:
        if sample.number not in self._pictures:
            self._pictures[sample.number] = {
                sample.slide(item).sha256: mean_of(COLOURS[place % len(COLOURS)])
                for place, item in enumerate(sample.items)
            } | {sample.slide("").sha256: mean_of(FALLBACK_COLOUR)}
        return self._pictures[sample.number]

    def due(self, sample: SealedSample, at: datetime) -> set[str]:
        """The pictures that may be up at ``at``: the one on air, and the one before it for a transition."""
        return {self._on_air(sample, moment) for moment in (at, at - TRANSITION)}

    def _on_air(self, sample: SealedSample, at: datetime) -> str:
        day = self._days.get(sample.number)
        if day is None or not day.since <= at < day.until:
            day = self._days[sample.number] = DayPlan(sample.edition(), sample.deck(), at)
        slide = day.on_air(at).slide
        return slide.sha256 if slide else ""


def mean_of(colour: tuple[int, int, int]) -> tuple[int, ...]:
    """Of a whole picture of that colour with its white corner, an eighth of each side."""
    return tuple(round((63 * part + 255) / 64) for part in colour)


def is_between(mean: Sequence[int], start: Sequence[int], end: Sequence[int], tolerance: int = 5) -> bool:
    """Whether a frame's mean colour lies on the straight way from one to the other, where a cross-fade is."""
    way = [to - origin for origin, to in zip(start, end, strict=True)]
    length = sum(step * step for step in way)
    gone = [part - origin for part, origin in zip(mean, start, strict=True)]
    share = sum(step * part for step, part in zip(way, gone, strict=True)) / length if length else 1.0
    share = min(1.0, max(0.0, share))
    return all(
        abs(origin + share * step - part) <= tolerance for origin, step, part in zip(start, way, mean, strict=True)
    )


def run_all(lobbies: Sequence[Lobby], wanted: int, more: Callable[[], None], chance: random.Random) -> int:
    """Let things happen to one lobby after another until that many frames were recorded; how many there are."""
    for lobby in lobbies:
        lobby.show.wait_for_frames(1)
    while (count := sum(len(lobby.show.frames()) for lobby in lobbies)) < wanted:
        for lobby in lobbies:
            if chance.random() < 0.35:
                lobby.strike()
        more()
        time.sleep(1.5)
    return count
