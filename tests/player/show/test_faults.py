"""What must never stop the show: crashes, damaged files, a lost disk, a missing edition."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from player.sealed import EDITION_FILE, POINTER, SEALED
from playlists.on_air import on_air
from tests.fakes.sealed import SealedSample
from tests.player.show.running import Frame, RunningShow

SAMPLE = SealedSample()
PAIR = SealedSample(items=("roads", "budget"))


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "frames"


def items_of(frames: list[Frame]) -> set[str | None]:
    return {frame.item for frame in frames}


def test_after_kill_9_it_comes_back_to_the_slide_that_is_due(state: Path, record: Path) -> None:
    SAMPLE.seal(state)
    with RunningShow(state, record, SUNBOARD_PROOFS_EVERY_S="0") as show:
        show.wait_for(lambda frames: len(items_of(frames)) >= 2 and show.plays())
        show.kill()
        before = len(show.frames())
        assert show.plays()
    with RunningShow(state, record) as show:
        first = show.wait_for(lambda frames: len(frames) > before)[before]
        due = on_air(SAMPLE.edition(), SAMPLE.deck(), first.at).slide
        assert due is not None
        assert first.picture == due.sha256


def test_a_new_edition_is_on_within_a_second(state: Path, record: Path) -> None:
    SealedSample(items=("roads",), dwell_ms=600_000).seal(state)
    with RunningShow(state, record) as show:
        show.wait_for(len)
        SealedSample(items=("urgent",), number=2, dwell_ms=600_000, size=(320, 180)).seal(state)
        switched = time.time()
        frames = show.wait_for(lambda frames: frames[-1].edition == 2)
        first = next(frame for frame in frames if frame.edition == 2)
        assert first.at.timestamp() - switched < 1
        assert not any(frame.is_black for frame in frames)
        show.end()
        assert [play.edition for play in show.plays()] == [1, 2]


def test_a_new_edition_with_the_same_picture_up_changes_nothing_to_be_seen(state: Path, record: Path) -> None:
    SealedSample(items=("roads",), dwell_ms=600_000).seal(state)
    with RunningShow(state, record) as show:
        show.wait_for(len)
        SealedSample(items=("roads",), dwell_ms=600_000, number=2).seal(state)
        time.sleep(1)
        show.end()
        assert len({frame.crc for frame in show.frames()}) == 1
        assert [play.edition for play in show.plays()] == [1, 2]


def test_a_damaged_picture_is_left_out_reported_once_and_asked_to_be_healed(state: Path, record: Path) -> None:
    name = PAIR.seal(state)
    damaged = state / SEALED / name / PAIR.slide("budget").file
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    with RunningShow(state, record) as show:
        frames = show.wait_for(lambda frames: (frames[-1].at - frames[0].at).total_seconds() > 4.2 if frames else False)
        show.end()
        assert items_of(frames) == {"roads"}
        assert not any(frame.is_black for frame in frames)
        (incident,) = show.incidents()
        assert incident.subject == "budget"
        assert "budget-1.png" in incident.what
        assert "damaged" in incident.what
        assert (state / "heal").exists()


def test_a_picture_damaged_while_running_is_left_out_from_its_next_turn(state: Path, record: Path) -> None:
    name = PAIR.seal(state)
    with RunningShow(state, record) as show:
        seen = show.wait_for(lambda frames: len(items_of(frames)) == 2)
        for picture in (state / SEALED / name).glob("roads*.png"):
            picture.unlink()
        frames = show.wait_for(lambda frames: (frames[-1].at - seen[-1].at).total_seconds() > 5.2)
        late = [frame for frame in frames if (frame.at - seen[-1].at).total_seconds() > 4.2]
        assert items_of(late) == {"budget"}
        assert not any(frame.is_black for frame in frames)


def test_an_edition_that_does_not_read_leaves_the_one_in_memory_on(state: Path, record: Path) -> None:
    SAMPLE.seal(state)
    name = SealedSample(number=2).seal(state.parent / "new")
    (state.parent / "new" / SEALED / name / EDITION_FILE).write_bytes(b"{}")
    with RunningShow(state, record) as show:
        before = len(show.wait_for(len))
        (state.parent / "new" / SEALED / name).rename(state / SEALED / name)
        (state.parent / "new" / POINTER).replace(state / POINTER)
        frames = show.wait_for(lambda frames: len(items_of(frames[before:])) >= 2)
        show.end()
        assert {frame.edition for frame in frames} == {1}
        assert [incident.subject for incident in show.incidents()] == ["edition"]
        assert EDITION_FILE in show.incidents()[0].what


def test_at_start_the_older_sealed_edition_stands_in_for_a_damaged_one(state: Path, record: Path) -> None:
    SAMPLE.seal(state)
    newer = SealedSample(number=2, items=("other",)).seal(state)
    (state / SEALED / newer / EDITION_FILE).write_bytes(b"{}")
    with RunningShow(state, record) as show:
        assert show.wait_for(len)[0].edition == 1
        show.end()
        assert [incident.subject for incident in show.incidents()] == ["edition"]


def test_a_state_folder_that_vanishes_and_comes_back_never_blackens_the_screen(state: Path, record: Path) -> None:
    SAMPLE.seal(state)
    with RunningShow(state, record) as show:
        show.wait_for(lambda frames: len(items_of(frames)) >= 2)
        shutil.rmtree(state, ignore_errors=True)
        time.sleep(3)
        shutil.rmtree(state, ignore_errors=True)
        SealedSample(number=2, items=("back",)).seal(state)
        frames = show.wait_for(lambda frames: frames[-1].item == "back")
        assert not any(frame.is_black for frame in frames)


def test_without_any_edition_the_last_resort_is_up_until_one_is_sealed(state: Path, record: Path) -> None:
    state.mkdir()
    with RunningShow(state, record) as show:
        assert show.wait_for(len)[0].kind == "last resort"
        SAMPLE.seal(state)
        frames = show.wait_for(lambda frames: frames[-1].kind == "slide")
        assert not any(frame.is_black for frame in frames)


def test_an_edition_on_which_the_schedule_breaks_down_gives_the_last_resort(state: Path, record: Path) -> None:
    SealedSample(zone="Mars/Base").seal(state)
    with RunningShow(state, record) as show:
        assert show.wait_for(len)[0].kind == "last resort"
        SAMPLE.seal(state)
        show.wait_for(lambda frames: frames[-1].kind == "slide")
        show.end()
        assert [incident.subject for incident in show.incidents()] == ["on air"]


def test_a_spool_that_cannot_be_written_does_not_stop_the_show(state: Path, record: Path) -> None:
    SAMPLE.seal(state)
    (state / "spool").write_text("in the way")
    with RunningShow(state, record) as show:
        show.wait_for(lambda frames: len(items_of(frames)) == 3)
        assert show.end() == 0
        assert "the screen goes on" in show.log.read_text()


def test_a_display_that_cannot_be_opened_is_told_in_one_sentence(state: Path, record: Path) -> None:
    SAMPLE.seal(state)
    with RunningShow(state, record, SDL_VIDEODRIVER="nonsense") as show:
        assert show.process.wait(20) == 2
        assert "the display cannot be opened through nonsense" in show.log.read_text()
        assert "Traceback" not in show.log.read_text()


@pytest.mark.parametrize("size", ["", "1280", "0x720", "axb", "1280x720x3"])
def test_a_window_size_that_is_none_is_refused(state: Path, record: Path, size: str) -> None:
    with RunningShow(state, record, "--windowed", size) as show:
        assert show.process.wait(20) == 2
        assert "is not a size such as 1280x720" in show.log.read_text()


def test_showing_needs_neither_network_nor_typesetting_libraries() -> None:
    code = "import json, sys, player.show.command; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    loaded = set(json.loads(subprocess.check_output([sys.executable, "-c", code], text=True)))
    assert loaded.isdisjoint({"requests", "urllib3", "tuf", "cryptography", "PIL", "zxingcpp", "ssl", "django"})
    code = "import sys, player.show.command; print(sys.modules['pygame.mixer'])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "None"
