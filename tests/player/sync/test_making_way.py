"""While something large comes over a slow line: what is newer is looked for, and nothing else waits either."""

from collections.abc import Callable

import pytest

from player.errors import UnfinishedError
from player.sync.enrolment import save_enrolment
from player.sync.line import Chunks
from player.sync.lookout import Lookout
from player.sync.round import HEAL_FILE
from playlists.item import Picture
from playlists.report import Heartbeat
from tests.player.sync.conftest import Street
from tests.player.sync.lines import Line, noise
from tests.player.sync.test_command import until

DATA = noise()
MOST_OF_HALF = len(DATA) // 2 - 50_000  # the rest may be on its way to the disk


@pytest.fixture
def line(street: Street) -> Line:
    return Line.to_picture(street, DATA)


def once(line: Line, act: Callable[[], object]) -> None:
    """Do it when the picture is half here, the first time."""

    def do() -> None:
        line.halfway = lambda: None
        until(lambda: line.part.exists() and line.part.stat().st_size > MOST_OF_HALF)
        act()

    line.halfway = do


def test_a_picture_makes_way_for_an_urgent_edition_and_goes_on_where_it_was(street: Street, line: Line) -> None:
    once(line, lambda: street.feed.publish_urgent(street.feed.add_item("flood")))
    assert "makes way: the feed has something newer" in street.refused(
        UnfinishedError, lambda: street.sync(look_every_s=0)
    )
    come = line.part.stat().st_size
    found: list[str | None] = []
    line.asked = lambda: found.append(street.on_screen())
    street.sync(look_every_s=0)

    assert found == ["flood"]  # before the picture went on
    assert line.starts == [0, come]
    assert come > MOST_OF_HALF
    assert set(street.items_on_show()) == {"roads", "map", "flood"}
    assert not line.part.exists()


def test_the_line_to_it_stays_open_as_long_as_nothing_is_new(street: Street, line: Line) -> None:
    street.sync(look_every_s=0)

    assert (line.starts, line.sent) == ([0], len(DATA))
    assert street.office.asked.count("/feed/metadata/timestamp.json") > 4


def test_a_picture_that_an_urgent_edition_itself_needs_makes_way_for_the_next_urgent_one(street: Street) -> None:
    sha256 = street.feed.add_picture(DATA)
    street.feed.publish_urgent(street.feed.add_item("map", body=(Picture(blob=sha256),)))
    line = Line(street, sha256, DATA)
    once(line, lambda: street.feed.publish_urgent(street.feed.add_item("flood")))
    with pytest.raises(UnfinishedError):
        street.sync(look_every_s=0)
    street.sync()

    assert street.on_screen() == "flood"
    assert line.starts == [0]  # nothing names it any more
    assert not line.part.exists()


def test_a_picture_that_was_taken_back_is_not_fetched_to_its_end(street: Street, line: Line) -> None:
    def take_back() -> None:
        street.feed.add_item("map")
        street.feed.publish()

    once(line, take_back)
    with pytest.raises(UnfinishedError):
        street.sync(look_every_s=0)
    street.sync()

    assert street.items_on_show() == ["roads", "map"]
    assert line.starts == [0]
    assert not line.part.exists()


def test_an_urgent_edition_of_another_group_is_none_of_its_business(street: Street, line: Line) -> None:
    def cut_in_elsewhere() -> None:
        street.feed.group = "yard"
        street.feed.publish_urgent(street.feed.add_item("flood"))
        street.feed.group = "lobby"

    once(line, cut_in_elsewhere)
    street.sync(look_every_s=0)

    assert line.starts == [0]
    assert street.items_on_show() == ["roads", "map"]


def test_attack_news_that_nobody_signed_interrupt_nothing(street: Street, line: Line) -> None:
    def forge() -> None:
        street.office.answers["/feed/metadata/timestamp.json"] = lambda handler: handler.answer(200, b'{"signed": {}}')

    once(line, forge)
    street.sync(look_every_s=0)

    assert line.starts == [0]
    assert street.items_on_show() == ["roads", "map"]


def test_an_office_that_is_away_meanwhile_interrupts_nothing(street: Street, line: Line) -> None:
    def leave() -> None:
        for path in ("/feed/metadata/*", "/device/*"):
            street.office.answers[path] = lambda handler: handler.answer(503, b"")

    once(line, leave)
    street.sync(look_every_s=0)

    assert line.starts == [0]
    assert street.items_on_show() == ["roads", "map"]


def test_reports_do_not_wait_for_it(street: Street, line: Line) -> None:
    before = len(street.office.reported(Heartbeat))
    once(line, lambda: until(lambda: len(street.office.reported(Heartbeat)) > before))  # or the file never comes
    street.sync(look_every_s=0)

    assert street.items_on_show() == ["roads", "map"]


@pytest.mark.parametrize("call", ["healing", "another enrolment"])
def test_it_makes_way_for_a_call_for(street: Street, line: Line, call: str) -> None:
    def heal() -> None:
        (street.sealed().folder / street.sealed().deck.slides[0].file).write_bytes(b"rotten")
        (street.state / HEAL_FILE).touch()

    def enrol() -> None:
        street.feed.token = "y" * 40
        save_enrolment(street.state, street.feed.enrolment(street.office.address))

    once(line, heal if call == "healing" else enrol)
    with pytest.raises(UnfinishedError, match="something else is to be done"):
        street.sync(look_every_s=0)
    come = line.part.stat().st_size
    street.sync()

    assert street.sealed().read_slide(street.sealed().deck.slides[0])
    assert line.starts == [0, come]  # what was here stayed


def test_many_small_files_together_are_watched_like_a_large_one() -> None:
    looked: list[int] = []

    def look() -> str:
        looked.append(1)
        return ""

    def file() -> Chunks:
        yield b"x"

    lookout = Lookout(look, 0)
    for _ in range(5):
        assert b"".join(lookout.over(file())) == b"x"
    assert len(looked) == 5
