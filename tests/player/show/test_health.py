"""What is found on the display and what is done about it, without a display."""

from itertools import pairwise

import pytest

from player.show.health import (
    LONGEST_PAUSE_S,
    MOST_RESTARTS,
    RESIGNED_PAUSE_S,
    SETTLED_S,
    Health,
    Look,
    Step,
    judge,
)
from playlists.report import Agreement, Healing

LADDER = [Step.REDRAW] * 2 + [Step.REOPEN] * 3 + [Step.RESTART]


def health(restarts: int = 0, *, may_restart: bool = True) -> Health:
    return Health(Healing(), restarts, may_restart=may_restart)


def steps(health: Health, fault: Agreement, seconds: float, every_s: float = 0.25, since_s: float = 0) -> list[Step]:
    """What is done while ``fault`` lasts; ends with a new start, as the program does."""
    done: list[Step] = []
    for number in range(int(seconds / every_s)):
        step = health.found(fault, since_s + number * every_s)
        if step is not None:
            done.append(step)
        if step is Step.RESTART:
            break
    return done


@pytest.mark.parametrize(
    ("look", "agreement"),
    [
        (Look(wanted=1, presented=1, former=2, is_black=False, is_new=True), Agreement.RIGHT),
        (Look(wanted=1, presented=1, former=2, is_black=True, is_new=True), Agreement.RIGHT),  # dark, out of hours
        (Look(wanted=1, presented=9, former=2, is_black=True, is_new=True), Agreement.BLACK),
        (Look(wanted=1, presented=2, former=2, is_black=False, is_new=True), Agreement.STUCK),
        (Look(wanted=1, presented=1, former=2, is_black=False, is_new=False), Agreement.STUCK),
        (Look(wanted=1, presented=9, former=2, is_black=False, is_new=True), Agreement.WRONG),
        (Look(wanted=1, presented=9, former=None, is_black=False, is_new=True), Agreement.WRONG),
    ],
)
def test_right_black_stuck_and_wrong_are_told_apart(look: Look, agreement: Agreement) -> None:
    assert judge(look) is agreement


@pytest.mark.parametrize("fault", [Agreement.BLACK, Agreement.STUCK, Agreement.WRONG])
def test_what_lasts_is_drawn_again_then_the_window_opened_again_then_the_program_ends(fault: Agreement) -> None:
    assert steps(health(), fault, 60) == LADDER


def test_without_a_window_there_is_nothing_to_draw_on() -> None:
    assert steps(health(), Agreement.LOST, 60) == LADDER[2:]


def test_the_whole_ladder_takes_about_half_a_minute() -> None:
    patient = health()
    assert Step.RESTART not in steps(patient, Agreement.WRONG, 15)
    assert Step.RESTART in steps(health(), Agreement.WRONG, 35)


def test_pauses_grow_to_a_limit() -> None:
    patient = health(may_restart=False)
    at = [number / 4 for number in range(400) if patient.found(Agreement.LOST, number / 4)]
    pauses = [after - before for before, after in pairwise(at)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_S


def test_a_trouble_that_comes_and_goes_climbs_on() -> None:
    flapping = health()
    seen = []
    for second in range(0, 200, 10):
        seen.append(flapping.found(Agreement.WRONG, second))
        flapping.found_right(second + 5)
        if seen[-1] is Step.RESTART:
            break
    assert seen == LADDER


def test_a_settled_minute_forgets_the_trouble() -> None:
    healed = health(restarts=2)
    assert healed.found(Agreement.WRONG, 0) is Step.REDRAW
    assert healed.found(Agreement.WRONG, 2) is Step.REDRAW
    healed.found_right(3)
    healed.found_right(3 + SETTLED_S - 1)
    assert healed.restarts == 2
    healed.found_right(3 + SETTLED_S)
    assert healed.restarts == 0
    assert healed.found(Agreement.WRONG, 100) is Step.REDRAW


def test_new_starts_that_do_not_help_are_capped_and_what_is_up_is_left_in_peace() -> None:
    for restarts in range(MOST_RESTARTS):
        assert steps(health(restarts), Agreement.WRONG, 60)[-1] is Step.RESTART
    resigned = health(MOST_RESTARTS)
    assert Step.RESTART not in steps(resigned, Agreement.WRONG, 60)
    assert steps(resigned, Agreement.WRONG, RESIGNED_PAUSE_S, since_s=60) == [Step.REOPEN]


def test_a_lost_window_is_never_left_in_peace() -> None:
    resigned = health(MOST_RESTARTS)
    steps(resigned, Agreement.LOST, 60)
    assert steps(resigned, Agreement.LOST, 60, since_s=60).count(Step.REOPEN) >= 60 / LONGEST_PAUSE_S - 1


def test_where_nobody_would_start_it_again_the_program_does_not_end() -> None:
    assert Step.RESTART not in steps(health(may_restart=False), Agreement.WRONG, 3600)


def test_each_trouble_is_counted_once_and_each_step() -> None:
    counting = health()
    steps(counting, Agreement.BLACK, 60)
    assert counting.healing == Healing(black=1, redrawn=2, reopened=3)
    counting.found_right(60)
    counting.found(Agreement.BLACK, 61)
    counting.starved()
    counting.started_again()
    assert counting.healing == Healing(black=2, starved=1, redrawn=2, reopened=3, restarted=1)
