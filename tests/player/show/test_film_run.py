"""A real ``player show`` with videos, in its own process, recorded frame by frame: minutes, so not in every check."""

import os
import signal
from datetime import datetime
from functools import cache
from itertools import dropwhile, pairwise
from pathlib import Path
from typing import Any

import av
import pytest

from benchmarks.processes import children
from player.show.sight import checksum_rgb
from player.show.silent_pygame import pygame
from player.video.turning import turned_graph
from playlists.on_air import DayPlan
from tests.fakes.sealed import SealedSample
from tests.player.show.running import RunningShow
from tests.player.video.samples import RATE, make_mp4

pytestmark = pytest.mark.long

FRAMES = 3 * RATE
FADE_S = 0.7
LATE_S = 0.5


@cache
def numbers(codec: str) -> dict[int, int]:
    """Checksum of a decoded frame -> its number."""
    found = {}
    path = Path(f"/dev/shm/sunboard-test-{os.getpid()}.mp4")
    path.write_bytes(make_mp4(FRAMES, codec=codec))
    with av.open(str(path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            graph = turned_graph(frame, (320, 180), 0, "bgra")
            graph.push(frame)
            plane = graph.pull().planes[0]
            picture = pygame.image.frombuffer(
                bytes(plane)[: plane.line_size * 180], (320, 180), "BGRA", plane.line_size
            )
            found[checksum_rgb(picture)] = number
    path.unlink()
    return found


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_pain_01_every_frame_of_a_long_run_is_the_right_one_and_none_is_black(tmp_path: Path, codec: str) -> None:
    sample = SealedSample(
        items=("roads", "once", "film"), size=(640, 360), dwell_ms=2000, video_ms=3000,
        videos={"once": make_mp4(FRAMES, codec=codec), "film": make_mp4(FRAMES, codec=codec)},
    )  # fmt: skip
    sample.seal(tmp_path / "state")
    with RunningShow(tmp_path / "state", tmp_path / "frames") as show:
        show.wait_for(lambda frames: frames and (frames[-1].at - frames[0].at).total_seconds() > 26, within_s=60)
        assert show.end() == 0
        lines = list(dropwhile(lambda line: line["item"] != "roads", show.lines()))  # it may begin amid a video
        plays = show.plays()
        assert show.incidents() == []
    assert not any(frame.is_black for frame in show.frames())
    assert not any(sum(line["video"]["mean"]) < 90 for line in lines if "video" in line)
    known = numbers(codec)
    told = [(passed, known[line["video"]["crc"]]) for line, passed in due(sample, lines) if passed > FADE_S]
    assert len(told) > 100
    assert all(-0.02 <= passed - number / RATE < LATE_S for passed, number in told)
    assert max(number for _passed, number in told) >= FRAMES - 3
    for one, other in pairwise(plays):
        assert abs((other.since - one.until).total_seconds()) < 0.1


def test_a_decoder_killed_again_and_again_never_takes_the_show_with_it(tmp_path: Path) -> None:
    sample = SealedSample(items=("film",), size=(640, 360), video_ms=3000, videos={"film": make_mp4(FRAMES)})
    sample.seal(tmp_path / "state")
    killed = 0
    with RunningShow(tmp_path / "state", tmp_path / "frames") as show:
        while killed < 5:
            show.wait_until(lambda: bool(children(show.process.pid)))
            for decoder in children(show.process.pid):
                os.kill(decoder, signal.SIGKILL)
                killed += 1
            count = len(show.frames())
            show.wait_for(lambda frames, count=count: len(frames) > count + 30)
        assert show.end() == 0
        assert len(show.incidents()) == 1
    assert not any(frame.is_black for frame in show.frames())


def due(sample: SealedSample, lines: list[dict[str, Any]]) -> list[tuple[dict[str, Any], float]]:
    """The lines of frames with a video, and for how long its slide had been on air by the schedule."""
    found = []
    plan: DayPlan | None = None
    for line in lines:
        at = datetime.fromisoformat(line["at"])
        if plan is None or not plan.since <= at < plan.until:
            plan = DayPlan(sample.edition(), sample.deck(), at)
        answer = plan.on_air(at)
        if "video" in line and answer.slide and answer.slide.item == line["item"]:
            found.append((line, (at - answer.since).total_seconds()))
    return found
