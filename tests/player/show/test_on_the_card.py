"""What a real show leaves on its memory card, and what a power cut or kill -9 costs."""

import shutil
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path

from player.device.show_status import load_status, load_tally
from playlists.overlays import Transition
from tests.fakes.sealed import SealedSample
from tests.player.show.running import RunningShow

SAMPLE = SealedSample(transition=Transition.CUT, size=(320, 180))
EVERY_S = 0.5
OLD = timedelta(seconds=EVERY_S + 0.5)  # the half second is for a busy machine


def over_before(show: RunningShow, at: datetime) -> list[str | None]:
    """The items whose turn had ended by then, as the frames have it."""
    turns = [next(run) for _, run in groupby(show.frames(), key=lambda frame: frame.item)]
    return [one.item for one, other in pairwise(turns) if other.at < at]


def test_kill_9_loses_no_proof_older_than_the_period_and_leaves_nothing_torn(tmp_path: Path) -> None:
    SAMPLE.seal(tmp_path / "state")
    with RunningShow(tmp_path / "state", tmp_path / "frames", SUNBOARD_PROOFS_EVERY_S=str(EVERY_S)) as show:
        show.wait_until(lambda: len(over_before(show, datetime.now(UTC) - OLD)) >= 2)
        old = over_before(show, datetime.now(UTC) - OLD)
        show.kill()
        plays = show.plays()  # each line reads, to the last
        assert [play.item for play in plays][: len(old)] == old
        assert all(one.until == other.since for one, other in pairwise(plays))

    with RunningShow(tmp_path / "state", tmp_path / "frames") as show:
        before = len(show.frames())
        show.wait_for(lambda frames: len(frames) > before + 1)
        show.end()
        after = show.plays()[len(plays)]
        assert after.since > max(play.until for play in plays)  # the gap is there for everybody to see


def test_with_a_folder_in_memory_the_card_holds_only_what_must_outlive_a_power_cut(tmp_path: Path) -> None:
    state, memory = tmp_path / "state", tmp_path / "run"
    memory.mkdir()
    SAMPLE.seal(state)
    quick = {"RUNTIME_DIRECTORY": str(memory), "SUNBOARD_STATUS_EVERY_S": "1"}
    with RunningShow(state, tmp_path / "frames", **quick) as show:
        show.wait_until((memory / "screenshot.jpg").exists)
        status = load_status(state)
        assert status is not None
        assert status.frames > 0
        assert {path.name for path in state.iterdir()} == {
            *("current", "sealed", "spool"),
            *("live", "tally.json", "clock.json"),
        }
        show.kill()
    shutil.rmtree(memory)  # as a power cut does, and systemd with a service that has ended
    memory.mkdir()
    assert load_status(state) is None

    with RunningShow(state, tmp_path / "frames", **quick) as show:
        show.wait_until(lambda: load_status(state) is not None)
        show.end()
        assert [incident.subject for incident in show.incidents()] == ["display"]
        tally = load_tally(state)
        assert tally is not None
        assert (tally.healing.restarted, tally.organisation, tally.is_over) == (1, SAMPLE.organisation, True)


def test_a_wrong_setting_is_told_in_one_sentence(tmp_path: Path) -> None:
    SAMPLE.seal(tmp_path / "state")
    with RunningShow(tmp_path / "state", tmp_path / "frames", SUNBOARD_PROOFS_EVERY_S="often") as show:
        assert show.process.wait(20) == 2
        assert "SUNBOARD_PROOFS_EVERY_S is 'often'" in show.log.read_text()
        assert "Traceback" not in show.log.read_text()
