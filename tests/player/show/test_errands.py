import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from player.device.clock import CLOCK_FILE, SAVE_EVERY_S, Clock
from player.device.live import FOLDER, SCREENSHOT_FILE, STATUS_FILE, Live
from player.device.show_status import TALLY_FILE, Status, Tally, load_status, load_tally
from player.errors import StoreError
from player.show.errands import (
    SCREENSHOT_EVERY_S,
    SCREENSHOT_SETTLE_S,
    STATUS_EVERY_S,
    TALLY_EVERY_S,
    Errands,
)
from player.show.scribe import Scribe
from playlists.report import Display, Healing

ALIVE_S = 60.0
NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)


class Desk:
    """Errands with a clock that the test moves; ``run`` waits until everything is written."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.seconds = 0.0
        self.taken = 0
        self.is_full = False
        self.item = "roads"
        self.healing = Healing()
        self.scribe = Scribe()
        clock = Clock(None, synchronized=lambda: True)
        self.errands = Errands(
            state, Live(state, {}), self.scribe, clock, alive_s=ALIVE_S, monotonic=lambda: self.seconds
        )
        self.scribe.start()

    def run(self, seconds: float, picture: str = "one") -> set[str]:
        """What was written anew at that second."""
        self.seconds = seconds
        before = self._written()
        self.errands.run(picture, self._take, self.status, self.tally)
        is_written = threading.Event()
        self.scribe.do(is_written.set)
        assert is_written.wait(10)
        after = self._written()
        return {name for name, inode in after.items() if before.get(name) != inode}

    def _written(self) -> dict[str, int]:
        return {path.name: path.stat().st_ino for path in self.state.rglob("*") if path.is_file()}

    def _take(self) -> bytes:
        if self.is_full:
            raise StoreError("no room for a screenshot")
        self.taken += 1
        return b"jpeg %d" % self.taken

    def status(self) -> Status:
        return Status(
            at=NOON,
            since=NOON,
            edition=1,
            item=self.item,
            page=1,
            of=1,
            showing="公告",
            frames=1,
            driver="offscreen",
            display=Display.OFFSCREEN,
        )

    def tally(self) -> Tally:
        return Tally(NOON + timedelta(seconds=self.seconds), "青溪区委办公室", self.healing)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.scribe.stop(10)


def test_the_first_screenshot_waits_until_the_fade_is_over(desk: Desk) -> None:
    assert SCREENSHOT_FILE not in desk.run(SCREENSHOT_SETTLE_S - 0.1)
    assert SCREENSHOT_FILE in desk.run(SCREENSHOT_SETTLE_S)


def test_screenshots_are_at_least_a_minute_apart(desk: Desk) -> None:
    desk.run(SCREENSHOT_SETTLE_S)
    assert SCREENSHOT_FILE not in desk.run(SCREENSHOT_SETTLE_S + SCREENSHOT_EVERY_S - 0.1, "other")
    assert SCREENSHOT_FILE in desk.run(SCREENSHOT_SETTLE_S + SCREENSHOT_EVERY_S, "other")


def test_the_same_picture_is_not_taken_twice(desk: Desk) -> None:
    desk.run(SCREENSHOT_SETTLE_S)
    assert SCREENSHOT_FILE not in desk.run(1000)
    assert desk.taken == 1


def test_a_new_edition_is_taken_soon(desk: Desk) -> None:
    desk.run(SCREENSHOT_SETTLE_S)
    desk.errands.edition_switched()
    assert SCREENSHOT_FILE in desk.run(2 * SCREENSHOT_SETTLE_S)


def test_the_status_is_written_at_once_and_then_at_most_every_ten_seconds(desk: Desk) -> None:
    assert STATUS_FILE in desk.run(0)
    desk.item = "budget"
    assert STATUS_FILE not in desk.run(STATUS_EVERY_S - 0.1)
    assert STATUS_FILE in desk.run(STATUS_EVERY_S)
    status = load_status(desk.state)
    assert status is not None
    assert status.item == "budget"


def test_a_status_that_stays_the_same_is_written_each_minute_as_a_sign_of_life(desk: Desk) -> None:
    desk.run(0)
    assert STATUS_FILE not in desk.run(ALIVE_S - 0.1)
    assert STATUS_FILE in desk.run(ALIVE_S)


def test_on_the_card_a_tally_is_left_when_it_changes_and_seldom(desk: Desk) -> None:
    assert TALLY_FILE in desk.run(0)
    desk.item = "budget"
    assert TALLY_FILE not in desk.run(STATUS_EVERY_S)
    desk.healing = Healing(black=1)
    assert TALLY_FILE not in desk.run(TALLY_EVERY_S - 0.1)
    assert TALLY_FILE in desk.run(TALLY_EVERY_S)
    assert TALLY_FILE not in desk.run(3 * TALLY_EVERY_S)


def test_what_ends_leaves_word_at_once(desk: Desk) -> None:
    desk.run(0)
    desk.healing = Healing(stuck=1)
    desk.errands.leave_word(desk.status(), desk.tally())
    desk.scribe.stop(10)
    tally = load_tally(desk.state)
    assert tally is not None
    assert tally.healing == Healing(stuck=1)


def test_what_is_soon_stale_lies_in_a_folder_of_its_own(desk: Desk) -> None:
    desk.run(SCREENSHOT_SETTLE_S)
    assert {path.name for path in (desk.state / FOLDER).iterdir()} == {STATUS_FILE, SCREENSHOT_FILE}
    assert {path.name for path in desk.state.iterdir()} == {FOLDER, TALLY_FILE, CLOCK_FILE}


def test_the_good_time_is_kept_at_once_and_then_seldom(desk: Desk) -> None:
    assert CLOCK_FILE in desk.run(0)
    assert CLOCK_FILE not in desk.run(SAVE_EVERY_S - 0.1)
    assert CLOCK_FILE in desk.run(SAVE_EVERY_S)


def test_a_screenshot_that_cannot_be_made_leaves_the_one_before(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.run(SCREENSHOT_SETTLE_S)
    desk.is_full = True
    assert SCREENSHOT_FILE not in desk.run(SCREENSHOT_SETTLE_S + SCREENSHOT_EVERY_S, "other")
    assert caplog.messages == ["no room for a screenshot; the one before is kept"]
