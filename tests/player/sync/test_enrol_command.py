"""Enrolling: the code pins the root; whatever does not hold enrols nothing."""

import base64
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from player.app import main
from player.sealed import SEALED, current_name
from player.sync.enrolment import load_enrolment, save_enrolment
from playlists.enrolment_code import join_code
from playlists.report import Enrolment
from playlists.wire import encode
from tests.fakes.feed import Feed, seal_feed, seal_sample
from tests.fakes.office_server import SECRET, Handler, OfficeServer, served


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeServer]:
    with served(Feed(tmp_path / "feed")) as office:
        yield office


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def answering(enrolment: Enrolment) -> object:
    def answer(handler: Handler) -> None:
        handler.answer(200, encode(enrolment), "application/json")

    return answer


def enrol(office: OfficeServer, state: Path, code: str, *more: str) -> int:
    return main(["enrol", office.address, code, "--state", str(state), *more])


def test_the_right_code_makes_a_screen(office: OfficeServer, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert enrol(office, state, office.code) == 0

    assert capsys.readouterr().out == "enrolled as screen hall-1 of 青溪区委办公室, group lobby\n"
    enrolment, root = load_enrolment(state)
    assert enrolment == office.feed.enrolment(office.address)
    assert root == office.feed.root
    assert stat.S_IMODE((state / "enrolment.json").stat().st_mode) == 0o600


def test_a_code_typed_carelessly_is_understood(office: OfficeServer, state: Path) -> None:
    assert enrol(office, state, office.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == 0


def test_a_root_that_the_code_does_not_name_enrols_nothing(
    office: OfficeServer, state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Feed(tmp_path / "other")

    assert enrol(office, state, join_code(SECRET, other.root)) == 3
    assert "is not the one that the code names: nothing was enrolled" in capsys.readouterr().err
    assert not state.exists()


def test_something_else_in_the_roots_place_enrols_nothing(
    office: OfficeServer, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    timestamp = (office.feed.folder / "metadata" / "timestamp.json").read_bytes()
    enrolment = msgspec.structs.replace(
        office.feed.enrolment(office.address), root=base64.b64encode(timestamp).decode()
    )
    office.answers["/device/enrol"] = answering(enrolment)  # type: ignore[assignment]

    assert enrol(office, state, join_code(SECRET, timestamp)) == 3
    assert "does not hold (it is timestamp metadata): nothing was enrolled" in capsys.readouterr().err
    assert not state.exists()


def test_a_code_is_good_once(office: OfficeServer, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    enrol(office, state, office.code)

    assert enrol(office, state, office.code, "--again") == 2
    assert "enrols nothing: the code is unknown, used or too old" in capsys.readouterr().err
    assert load_enrolment(state)[0].screen == "hall-1"


def test_a_screen_is_not_enrolled_twice_by_mistake(
    office: OfficeServer, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enrol(office, state, office.code)
    office.used_secrets.clear()

    assert enrol(office, state, office.code) == 2
    assert "is a screen already; to replace its enrolment add --again" in capsys.readouterr().err
    assert enrol(office, state, office.code, "--again") == 0


@pytest.mark.parametrize(
    ("address", "code", "sentence"),
    [
        *(
            (address, "7Q4M-2Z9K-7Q4M-2Z9K", "is no office address: write it like http://office.example:8000")
            for address in (
                "office.example",
                "http://",
                "http://[office",
                "http://office:port",
                "http://office:99999",
                "http:// office",
                "http://\udcff",
            )
        ),
        ("http://127.0.0.1:1", "7Q4M-2Z9K", "has 16 letters and digits in four groups"),
        ("http://127.0.0.1:1", "7Q4M-2Z9K-7Q4M-2Z9K", "127.0.0.1:1 cannot be reached"),
    ],
)
def test_a_slip_is_told_in_one_sentence(
    address: str, code: str, sentence: str, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["enrol", address, code, "--state", str(state)]) != 0

    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1
    assert not state.exists()


def test_a_machine_that_moves_elsewhere_keeps_nothing_of_what_it_showed(
    office: OfficeServer, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seal_sample(state)  # of another office

    assert enrol(office, state, office.code, "--again") == 0

    assert "what it showed before is gone" in capsys.readouterr().out
    assert current_name(state) is None
    assert not (state / SEALED).exists()


@pytest.mark.parametrize("change", [{"group": "members"}, {"screen": "hall-2"}])
def test_another_group_or_screen_of_the_same_office_is_elsewhere(
    office: OfficeServer, state: Path, change: dict[str, str]
) -> None:
    seal_here(office, state)
    moved = msgspec.structs.replace(office.feed.enrolment(office.address), **change)

    assert save_enrolment(state, moved) is True
    assert current_name(state) is None


def test_a_machine_that_is_enrolled_again_as_the_same_screen_goes_on_showing(office: OfficeServer, state: Path) -> None:
    seal_here(office, state)
    sealed = current_name(state)

    assert enrol(office, state, office.code, "--again") == 0

    assert sealed
    assert current_name(state) == sealed


def seal_here(office: OfficeServer, state: Path) -> None:
    office.feed.add_item("roads")
    office.feed.publish(1)
    seal_feed(state, office.feed)
