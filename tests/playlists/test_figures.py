"""What is computed from typed figures."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playlists.figures import Appraisal, Bar, Chart, Grading, groups_of

VOTES = st.integers(0, 10**9)


def grading(good: int, fair: int = 0, poor: int = 0, subject: str = "甲", aspect: str = "") -> Grading:
    return Grading(subject=subject, good=good, fair=fair, poor=poor, aspect=aspect)


@pytest.mark.parametrize(
    ("votes", "rate"),
    [((588, 37, 6), "93.2%"), ((1, 1, 1), "33.3%"), ((2, 0, 1), "66.7%"), ((1, 15, 0), "6.3%"), ((7, 0, 0), "100.0%")],
)
def test_a_rate_is_rounded_to_one_decimal_half_up(votes: tuple[int, int, int], rate: str) -> None:
    assert grading(*votes).good_rate == rate


@given(VOTES, VOTES, VOTES)
def test_only_all_is_a_hundred_percent_and_only_nobody_is_none(good: int, fair: int, poor: int) -> None:
    if good + fair + poor:
        one = grading(good, fair, poor)
        assert (one.good_rate == "100.0%") == (good == one.votes)
        assert (one.good_rate == "0.0%") == (good == 0)


def test_a_subject_that_nobody_graded_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="nobody has graded 甲"):
        msgspec.convert({"subject": "甲", "good": 0, "fair": 0, "poor": 0}, Grading)


def test_aspects_are_grouped_under_their_subject_with_their_sum() -> None:
    plain = (grading(3, subject="厅"), grading(1, 1, subject="站"))
    aspects = (grading(5, aspect="廉洁"), grading(4, 1, aspect="作风"), grading(2, subject="乙", aspect="廉洁"))
    listed, first, second = groups_of(Appraisal(gradings=(*plain, *aspects)))
    assert (listed.heading, [name for name, _ in listed.rows]) == ("", ["厅", "站"])
    assert (first.heading, [name for name, _ in first.rows]) == ("甲", ["廉洁", "作风"])
    assert first.total is not None
    assert (first.total.good, first.total.fair, first.total.poor, first.total.votes) == (9, 1, 0, 10)
    assert (second.heading, second.total) == ("乙", None)


@pytest.mark.parametrize("value", ["-1", "1e9", "", "1,000", "٣", "1.", "NaN", "1234567890123"])
def test_a_figure_is_plain_digits_not_below_zero(value: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="value"):
        msgspec.convert({"label": "甲", "value": value}, Bar)


def test_a_share_is_of_the_longest_bar() -> None:
    chart = Chart(bars=(Bar("甲", "200"), Bar("乙", "50.0"), Bar("丙", "0")), unit="万元")
    assert [chart.share(bar) for bar in chart.bars] == [1, 0.25, 0]
    assert [chart.told(bar) for bar in chart.bars] == ["200 万元", "50.0 万元", "0 万元"]
