"""Two screens of one group beside each other: a passer-by sees one movement, not two."""

import statistics
from pathlib import Path

import pytest

from tests.fakes.sealed import SealedSample
from tests.player.show.beside import FRAME, apart, told
from tests.player.show.x_server import XServer

SAMPLE = SealedSample(size=(1920, 1080))


@pytest.mark.long  # it measures time, and other work on the machine spoils that
def test_two_shows_started_at_different_times_change_slides_within_a_frame(tmp_path: Path) -> None:
    began, ended = apart(tmp_path, SAMPLE, later_s=3.3, changes=8)
    assert statistics.median(began) < FRAME, told(began, ended)
    assert statistics.median(ended) < FRAME, told(began, ended)


@pytest.mark.long
def test_on_a_display_and_minutes_apart_nine_changes_of_ten_are_within_a_frame(tmp_path: Path) -> None:
    with XServer() as server:
        began, ended = apart(tmp_path, SAMPLE, 150, 60, SDL_VIDEODRIVER="x11", DISPLAY=server.display)
    assert sorted(began)[len(began) * 9 // 10] < FRAME, told(began, ended)
    assert sorted(ended)[len(ended) * 9 // 10] < FRAME, told(began, ended)
