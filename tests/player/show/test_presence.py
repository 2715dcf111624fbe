from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from player.show.presence import LONGEST_PLAY_S, PlayRecorder
from player.show.projection import Kind, Scene
from playlists.report import Display, Play
from tests.fakes.sealed import SealedSample

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
ROADS = Scene(Kind.SLIDE, NOON, NOON + timedelta(seconds=10), SealedSample().slide("roads"), "always", 7)
BUDGET = replace(ROADS, slide=SealedSample().slide("budget"))


class Stage:
    """A recorder with a clock that the test moves."""

    def __init__(self) -> None:
        self.plays: list[Play] = []
        self.seconds = 0.0
        self.clock_error_s = 0.0
        self.urgent: list[bool] = []
        self.recorder = PlayRecorder(self._keep, lambda: self.seconds)

    @property
    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds + self.clock_error_s)

    def _keep(self, play: Play, is_urgent: bool) -> None:  # noqa: FBT001 (as the recorder calls it)
        self.plays.append(play)
        self.urgent.append(is_urgent)

    def present(self, scene: Scene, display: Display = Display.ON) -> None:
        self.recorder.presented(scene, display, self.now)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_slide_is_recorded_when_the_next_one_is_presented(stage: Stage) -> None:
    stage.present(ROADS)
    stage.seconds = 10
    assert stage.plays == []
    stage.present(BUDGET)
    play = stage.plays[0]
    assert (play.item, play.version, play.page, play.edition, play.rule) == ("roads", 1, 1, 7, "always")
    assert (play.since, play.until, play.display) == (NOON, NOON + timedelta(seconds=10), Display.ON)


def test_presenting_the_same_slide_again_makes_no_record(stage: Stage) -> None:
    for stage.seconds in (0, 5, 10):
        stage.present(ROADS)
    assert stage.plays == []


def test_a_slide_that_stays_up_is_recorded_in_parts_without_a_gap(stage: Stage) -> None:
    stage.present(ROADS)
    stage.seconds = LONGEST_PLAY_S
    stage.present(ROADS)
    stage.seconds += 5
    stage.recorder.finish(stage.now)
    assert stage.plays[0].until == stage.plays[1].since
    assert stage.plays[1].until - stage.plays[1].since == timedelta(seconds=5)


def test_a_display_that_goes_off_ends_the_record(stage: Stage) -> None:
    stage.present(ROADS)
    stage.seconds = 4
    stage.present(ROADS, Display.OFF)
    stage.recorder.finish(stage.now)
    assert [play.display for play in stage.plays] == [Display.ON, Display.OFF]


@pytest.mark.parametrize("error_s", [-86_400, 86_400])
def test_a_clock_set_meanwhile_does_not_change_how_long_a_slide_was_up(stage: Stage, error_s: int) -> None:
    stage.present(ROADS)
    stage.seconds, stage.clock_error_s = 10, error_s
    stage.present(BUDGET)
    assert stage.plays[0].until - stage.plays[0].since == timedelta(seconds=10)


def test_dark_frames_and_the_last_resort_are_no_plays(stage: Stage) -> None:
    stage.present(Scene(Kind.DARK, NOON, NOON))
    stage.seconds = 10
    stage.present(Scene(Kind.LAST_RESORT, NOON, NOON))
    stage.recorder.finish(stage.now)
    assert stage.plays == []


def test_each_record_has_an_id_of_its_own(stage: Stage) -> None:
    for scene in (ROADS, BUDGET, ROADS):
        stage.present(scene)
        stage.seconds += 1
    stage.recorder.finish(stage.now)
    assert len({play.id for play in stage.plays}) == 3


def test_a_record_comes_with_whether_an_urgent_rule_had_put_the_slide_up(stage: Stage) -> None:
    for scene in (ROADS, replace(BUDGET, is_urgent=True), ROADS):
        stage.present(scene)
        stage.seconds += 1
    assert stage.urgent == [False, True]
