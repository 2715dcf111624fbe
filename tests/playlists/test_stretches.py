from itertools import pairwise

from hypothesis import given, settings

from playlists.deck import Deck
from playlists.edition import Edition
from playlists.on_air import DayPlan
from tests.playlists.programmes import MONDAY, programmes


@settings(max_examples=25)  # every answer of a day is asked for
@given(programmes())
def test_the_stretches_tell_of_every_answer_which_rules_and_items_it_can_come_from(
    programme: tuple[Edition, Deck],
) -> None:
    plan = DayPlan(*programme, MONDAY)
    stretches = list(plan.stretches())
    assert (stretches[0].since, stretches[-1].until) == (plan.since, plan.until)
    assert all(one.until == after.since for one, after in pairwise(stretches))
    remaining = iter(stretches)
    stretch = next(remaining)
    for answer in plan.answers():
        while answer.since >= stretch.until:
            stretch = next(remaining)
        assert stretch.is_open == (answer.slide is not None)
        if answer.rule:
            assert answer.slide
            assert answer.rule in stretch.rules
            assert answer.slide.item in stretch.items or programme[1].playlist_of(answer.slide)
        else:
            assert stretch.rules == ()
