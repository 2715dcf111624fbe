"""Two shows beside each other, started at different times: how far apart a passer-by sees their slides change.

Both processes read one machine's clock, as two screens with disciplined clocks read the same time.
"""

import statistics
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from playlists.on_air import on_air
from tests.fakes.sealed import SealedSample
from tests.player.show.running import Frame, RunningShow

FRAME = timedelta(seconds=1 / 60)


def turns(frames: list[Frame], sample: SealedSample) -> Mapping[datetime, tuple[datetime, datetime]]:
    """For each instant at which a slide is due: when its first frame was presented, and when it was there whole."""
    found = {}
    for _, run in groupby(frames, key=lambda frame: frame.picture):
        turn = list(run)
        whole = next(frame for frame in turn if frame.crc == turn[-1].crc)
        due = on_air(sample.edition(), sample.deck(), turn[0].at + timedelta(milliseconds=200)).since
        found[due] = (turn[0].at, whole.at)
    return found


def apart(folder: Path, sample: SealedSample, later_s: float, changes: int, **environ: str) -> list[list[timedelta]]:
    """How far apart two shows began each change of slides, and how far they ended it."""
    with ExitStack() as stack:
        shows = []
        for name in ("left", "right"):
            sample.seal(folder / name / "state")
            show = RunningShow(folder / name / "state", folder / name / "frames", **environ)
            shows.append(stack.enter_context(show))
            until = datetime.now().astimezone() + timedelta(seconds=0 if len(shows) > 1 else later_s)
            show.wait_for(lambda frames, until=until: frames and frames[-1].at >= until, within_s=later_s + 20)
        common = len(turns(shows[0].frames(), sample)) + changes
        for show in shows:
            wanted = changes + 1 if show is shows[1] else common
            show.wait_for(
                lambda frames, wanted=wanted: len(turns(frames, sample)) >= wanted,
                within_s=20 + changes * sample.dwell_ms / 1000,
            )
        left, right = (turns(show.frames(), sample) for show in shows)
    both = sorted(set(left) & set(right))[1:-1]  # the first is a start, the last perhaps not over
    assert len(both) >= changes - 2
    return [[abs(left[due][at] - right[due][at]) for due in both] for at in (0, 1)]


def told(began: list[timedelta], ended: list[timedelta]) -> str:
    """Both in words."""
    parts = [
        f"{word}: median {statistics.median(found).total_seconds() * 1000:.1f} ms, "
        f"most {max(found).total_seconds() * 1000:.1f} ms of {len(found)}"
        for word, found in (("began", began), ("ended", ended))
    ]
    return "; ".join(parts)
