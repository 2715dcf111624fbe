"""The kiosk in this process, offscreen, with a system clock that the test sets."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from player.show.healer import DONE, FOUND, LOOK_EVERY_S, RestartError
from playlists.report import Agreement, Healing
from playlists.schedule import DayPart, Hours
from tests.fakes.sealed import SealedSample
from tests.player.show.running import read_frames
from tests.player.show.stage import SAMPLE, Stage


@pytest.mark.parametrize(
    "jump", [timedelta(hours=7, seconds=2), timedelta(days=9, seconds=4), timedelta(hours=-5, seconds=-2)]
)
def test_a_clock_that_jumps_brings_the_right_slide_at_once_and_no_burst(stage: Stage, jump: timedelta) -> None:
    stage.kiosk.round()
    before = stage.window.frames
    stage.time += jump
    stage.kiosk.round()
    assert stage.is_right()
    assert stage.window.frames - before <= 20  # one fade
    assert len(stage.plays) <= 1


def test_the_next_picture_is_ready_before_its_time(stage: Stage, tmp_path: Path) -> None:
    stage.kiosk.round()
    for picture in tmp_path.glob("sealed/*/*.png"):
        picture.unlink()  # from here on nothing can be read
    stage.time += timedelta(seconds=2)
    stage.kiosk.round()
    assert stage.is_right()


def test_a_frame_that_stays_up_is_presented_again_as_a_sign_of_life(stage: Stage) -> None:
    stage.kiosk.round()
    before = stage.window.frames
    for _ in range(24):  # six seconds, in which the test's clock stands still
        stage.kiosk.round()
    assert stage.window.frames - before == 1


def rounds(stage: Stage, seconds: int) -> None:
    """Let the healer's time pass, second by second; the schedule's stands still."""
    for _ in range(seconds):
        stage.seconds += 1
        stage.kiosk.round()


def paint(stage: Stage, colour: tuple[int, int, int]) -> None:
    """Somebody else's pixels on the display, some while after the last look."""
    stage.window.surface.fill(colour)
    stage.seconds += LOOK_EVERY_S


@pytest.mark.parametrize(
    ("colour", "agreement"),
    [((0, 0, 0), Agreement.BLACK), ((3, 2, 5), Agreement.BLACK), ((90, 90, 90), Agreement.WRONG)],
)
def test_a_display_that_is_black_or_wrong_is_noticed_counted_told_and_drawn_again(
    stage: Stage, caplog: pytest.LogCaptureFixture, colour: tuple[int, int, int], agreement: Agreement
) -> None:
    stage.kiosk.round()
    paint(stage, colour)
    stage.kiosk.round()
    assert stage.health.agreement is agreement
    stage.kiosk.round()
    assert stage.is_right()
    assert stage.health.agreement is Agreement.RIGHT
    assert stage.health.healing == Healing(**{agreement.value: 1, "redrawn": 1})
    assert caplog.messages == [f"{FOUND[agreement]}; it is drawn again"]


def test_a_display_that_keeps_the_picture_before_is_stuck(stage: Stage) -> None:
    stage.kiosk.round()
    before = stage.window.surface.copy()
    stage.time += timedelta(seconds=2)
    stage.kiosk.round()
    stage.window.surface.blit(before, (0, 0))
    stage.seconds += LOOK_EVERY_S
    stage.kiosk.round()
    assert stage.health.agreement is Agreement.STUCK
    stage.kiosk.round()
    assert stage.is_right()


def test_a_display_that_stays_wrong_is_opened_again_and_then_left_to_a_new_start(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.window.on_presented = lambda surface: surface.fill((90, 90, 90))  # whatever is drawn
    with pytest.raises(RestartError, match="show is started again"):
        rounds(stage, 60)
    assert stage.health.healing == Healing(wrong=1, redrawn=2, reopened=3)
    assert [message.partition("; ")[2] for message in caplog.messages] == list(DONE.values())


def test_what_is_not_read_back_is_no_proof_of_play(stage: Stage) -> None:
    stage.kiosk.round()
    began = stage.time
    stage.time += timedelta(seconds=1)
    stage.seconds += LOOK_EVERY_S
    stage.kiosk.round()  # a look confirms the first second
    stage.time += timedelta(milliseconds=900)
    paint(stage, (90, 90, 90))
    stage.kiosk.round()
    (play,) = stage.plays
    assert (play.since, play.until) == (began, began + timedelta(seconds=1))


def test_an_out_of_hours_screen_is_right_to_be_black(tmp_path: Path, stage: Stage) -> None:
    closed = Hours(parts=(DayPart(since=time(1), until=time(2)),))
    SealedSample(size=SAMPLE.size, made_at=SAMPLE.made_at, number=2, hours=closed).seal(tmp_path)
    stage.kiosk.round()
    stage.seconds += LOOK_EVERY_S
    stage.kiosk.round()
    assert stage.window.is_black()
    assert stage.health.agreement is Agreement.RIGHT
    assert stage.health.healing == Healing()


def test_with_the_store_gone_a_black_display_gets_the_last_resort(tmp_path: Path, stage: Stage) -> None:
    stage.kiosk.round()
    for picture in tmp_path.glob("sealed/*/*.png"):
        picture.unlink()
    paint(stage, (0, 0, 0))
    for _ in range(3):
        stage.kiosk.round()
    assert not stage.window.is_black()
    assert stage.health.agreement is Agreement.RIGHT


def test_a_picture_that_was_healed_comes_up_again_before_the_last_resort(tmp_path: Path, stage: Stage) -> None:
    """Its slide was left out, then the fallback is damaged as well, and the window with it is lost."""
    sample = SealedSample(("roads",), number=2, size=(320, 180), made_at=SAMPLE.made_at)
    folder = tmp_path / "sealed" / sample.seal(tmp_path)
    slide, fallback = (folder / one.file for one in (sample.slide("roads"), sample.deck().fallback))
    whole = slide.read_bytes()
    slide.write_bytes(whole[:100])
    stage.window.reopen()  # what was up looks the same
    stage.kiosk.round()
    assert read_frames(stage.record)[-1].item == ""  # the fallback
    slide.write_bytes(whole)
    fallback.write_bytes(b"")
    stage.window.reopen()
    stage.kiosk.round()
    assert read_frames(stage.record)[-1].item == "roads"
    slide.write_bytes(b"")
    stage.window.reopen()
    stage.kiosk.round()
    assert read_frames(stage.record)[-1].item is None  # now there is nothing else


def test_a_panel_that_is_switched_off_and_on_gets_its_picture_back(tmp_path: Path, stage: Stage) -> None:
    connector = tmp_path / "class/drm/card1-HDMI-A-1"
    connector.mkdir(parents=True)
    stage.panels = tmp_path
    (connector / "modes").write_text("1920x1080\n")
    for status in ("connected", "disconnected", "connected"):
        (connector / "status").write_text(f"{status}\n")
        rounds(stage, 4)
        assert stage.is_right()
    assert stage.health.healing.reopened == 2  # the first time it was as good as new
    (connector / "modes").write_text("1024x768\n1920x1080\n")
    rounds(stage, 8)
    assert stage.health.healing.reopened == 3
    assert stage.is_right()
    assert not any(play.until < play.since for play in stage.plays)
