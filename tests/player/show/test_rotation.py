"""One show that is left alone for some slides: what was on the display, when, and what it says of it."""

import io
import statistics
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby, pairwise

import pytest
from PIL import Image

from player.device.clock import load_good_time
from player.device.show_status import load_status, load_tally
from playlists.on_air import on_air
from playlists.report import Display
from tests.fakes.sealed import COLOURS, SealedSample
from tests.player.show.running import Frame, RunningShow

SAMPLE = SealedSample(size=(1920, 1080))
A_MOMENT = timedelta(milliseconds=100)  # from deciding to presenting, on a busy machine


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShow]:
    """A show that has rotated through its three slides, and was then told to end."""
    folder = tmp_path_factory.mktemp("rotation")
    SAMPLE.seal(folder / "state")
    with RunningShow(folder / "state", folder / "frames") as show:
        show.wait_for(lambda frames: len(turns(frames)) >= 5)
        show.measure()
        assert show.end() == 0
        yield show


def turns(frames: list[Frame]) -> list[list[Frame]]:
    """Frames by what was coming or up."""
    return [list(run) for _, run in groupby(frames, key=lambda frame: frame.picture)]


def test_each_frame_shows_the_slide_that_on_air_names(shown: RunningShow) -> None:
    edition, deck = SAMPLE.edition(), SAMPLE.deck()
    for frame in shown.frames():
        right = {on_air(edition, deck, at).slide for at in (frame.at, frame.at - A_MOMENT)}
        assert frame.picture in {slide.sha256 for slide in right if slide}


def test_no_frame_is_black(shown: RunningShow) -> None:
    assert not any(frame.is_black for frame in shown.frames())


def test_slides_change_on_time(shown: RunningShow) -> None:
    late_s = [
        (turn[0].at - on_air(SAMPLE.edition(), SAMPLE.deck(), turn[0].at).since).total_seconds()
        for turn in turns(shown.frames())[1:]
    ]
    assert statistics.median(late_s) < 0.25  # on a machine that is busy with other tests; benchmarks measure it


def test_a_fade_ends_on_exactly_the_finished_picture(shown: RunningShow) -> None:
    last_frames = {(turn[-1].item, turn[-1].crc) for turn in turns(shown.frames())[:-1]}
    assert len(last_frames) == len(SAMPLE.items)  # the same pixels in every round


def test_a_fade_has_many_steps_and_is_short(shown: RunningShow) -> None:
    fades = turns(shown.frames())[1:-1]
    steps = [len({frame.crc for frame in turn}) for turn in fades]
    lasted = [max(frame.at for frame in turn if frame.crc != turn[-1].crc) - turn[0].at for turn in fades]
    assert statistics.median(steps) >= 5
    assert statistics.median(lasted) < timedelta(seconds=0.7)


def test_the_proof_of_play_names_every_slide_with_true_times(shown: RunningShow) -> None:
    plays = shown.plays()
    assert [play.item for play in plays] == [turn[0].item for turn in turns(shown.frames())]
    assert all(one.until == other.since for one, other in pairwise(plays))
    for play, turn in zip(plays, turns(shown.frames()), strict=True):
        assert abs(play.since - turn[0].at) < A_MOMENT
        assert (play.edition, play.rule, play.display) == (1, "always", Display.OFFSCREEN)


def test_the_screenshot_is_a_slide_at_half_size(shown: RunningShow) -> None:
    screenshot = Image.open(io.BytesIO((shown.state / "live" / "screenshot.jpg").read_bytes())).convert("RGB")
    assert screenshot.size == (960, 540)
    centre = screenshot.getpixel((480, 270))
    assert isinstance(centre, tuple)
    assert any(max(abs(a - b) for a, b in zip(centre, colour, strict=True)) < 8 for colour in COLOURS[:3])


def test_the_status_says_what_is_up(shown: RunningShow) -> None:
    status = load_status(shown.state)
    assert status is not None
    assert (status.edition, status.driver, status.display) == (1, "offscreen", Display.OFFSCREEN)
    assert status.showing == f"关于 {status.item} 的公告"


def test_the_tally_says_whose_screen_it_is_and_that_it_was_told_to_end(shown: RunningShow) -> None:
    tally = load_tally(shown.state)
    assert tally is not None
    assert (tally.organisation, tally.is_over) == (SAMPLE.organisation, True)


def test_the_time_at_which_the_edition_was_made_is_kept_as_good(shown: RunningShow) -> None:
    good = load_good_time(shown.state)
    assert good is not None
    assert good.last_good >= SAMPLE.made_at


def test_nothing_else_is_left_in_the_state_folder(shown: RunningShow) -> None:
    left = {path.name for path in shown.state.iterdir()}
    assert left == {"current", "sealed", "spool", "live", "tally.json", "clock.json"}
    assert {path.name for path in (shown.state / "live").iterdir()} == {"screenshot.jpg", "show.json"}


def test_it_needs_little_memory_at_1080p(shown: RunningShow) -> None:
    assert shown.pss_kib < 44 * 1024  # 38 to 40 MiB measured; a third picture would be 8 more
