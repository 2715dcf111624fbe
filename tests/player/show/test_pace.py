import pytest

from player.errors import ConfigError
from player.show.pace import PROOFS_VARIABLE, STATUS_VARIABLE, Pace, load_pace


def test_what_is_not_set_is_two_minutes_for_proofs_and_one_for_the_status() -> None:
    assert load_pace({}) == load_pace({PROOFS_VARIABLE: ""}) == Pace(proofs_s=120, status_s=60)


def test_both_can_be_set_and_proofs_not_to_wait_at_all() -> None:
    assert load_pace({PROOFS_VARIABLE: "0", STATUS_VARIABLE: "1.5"}) == Pace(proofs_s=0, status_s=1.5)


@pytest.mark.parametrize("text", ["-1", "3601", "two", "nan", "inf", "1e9"])
@pytest.mark.parametrize("name", [PROOFS_VARIABLE, STATUS_VARIABLE])
def test_what_is_no_number_of_seconds_is_refused_by_name(name: str, text: str) -> None:
    with pytest.raises(ConfigError, match=rf"{name} is '{text}': set it to a number of seconds from"):
        load_pace({name: text})


def test_a_status_at_every_moment_is_refused() -> None:
    with pytest.raises(ConfigError):
        load_pace({STATUS_VARIABLE: "0"})
