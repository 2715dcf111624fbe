"""When proofs of play reach the disk."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from player.reports.spool import Spool
from player.show.proofs import Proofs
from player.show.scribe import Scribe
from playlists.report import Incident, Play, Report
from tests.player.reports.test_spool import AT, play

LATER_S = 3600.0  # no test lasts as long


class Card:
    """Proofs of a show on a real disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scribe = Scribe()
        self.spool = Spool(folder, "show")
        self.scribe.start()

    def proofs(self, every_s: float) -> Proofs:
        return Proofs(self.spool, self.scribe, every_s)

    def add(self, proofs: Proofs, *plays: Play, is_urgent: bool = False) -> list[Report]:
        """What is on the card when the scribe has done its work."""
        for one in plays:
            proofs.add(one, is_urgent)
        return self.look()

    def look(self) -> list[Report]:
        is_done = threading.Event()
        self.scribe.do(is_done.set)
        assert is_done.wait(10)
        return list(Spool(self.folder).waiting()) if self.folder.is_dir() else []

    def wait_for(self, holds: Callable[[list[Report]], bool]) -> list[Report]:
        ends = time.monotonic() + 10
        while not holds(found := self.look()):
            assert time.monotonic() < ends, found
            time.sleep(0.01)
        return found


@pytest.fixture
def card(tmp_path: Path) -> Iterator[Card]:
    card = Card(tmp_path / "spool")
    yield card
    card.scribe.stop(10)
    card.spool.close()


def of(number: int, edition: int = 7, item: str = "roads") -> Play:
    return msgspec.structs.replace(play(number), edition=edition, item=item)


def test_proofs_wait_for_each_other_and_are_written_when_the_first_has_waited_long_enough(card: Card) -> None:
    proofs = card.proofs(0.3)
    card.add(proofs, of(0))
    began = time.monotonic()
    plays = [of(number) for number in range(1, 6)]
    if card.add(proofs, *plays) != [of(0)]:
        assert time.monotonic() - began > 0.3  # a machine that was busy
    assert card.wait_for(lambda found: len(found) > 1) == [of(0), *plays]


def test_at_the_end_everything_is_written(card: Card) -> None:
    plays = [of(number) for number in range(6)]
    assert card.add(card.proofs(LATER_S), *plays) == plays[:1]
    assert card.scribe.stop(10)
    assert list(Spool(card.folder).waiting()) == plays


def test_without_a_period_each_is_written_at_once(card: Card) -> None:
    proofs = card.proofs(0)
    for number in range(4):
        assert card.add(proofs, of(number)) == [of(before) for before in range(number + 1)]


def test_the_first_proof_from_another_edition_is_written_with_all_before_it(card: Card) -> None:
    proofs = card.proofs(LATER_S)
    assert card.add(proofs, of(0), of(1), of(2)) == [of(0)]
    assert card.add(proofs, of(3, edition=8)) == [of(0), of(1), of(2), of(3, edition=8)]
    assert len(card.add(proofs, of(4, edition=8))) == 4


def test_the_first_proof_of_each_urgent_item_is_written_at_once_and_its_repetitions_wait(card: Card) -> None:
    proofs = card.proofs(LATER_S)
    card.add(proofs, of(0))
    for number, (item, is_first) in enumerate(
        (("flood", True), ("flood", False), ("storm", True), ("flood", False), ("storm", False)), 1
    ):
        found = card.add(proofs, of(number, item=item), is_urgent=True)
        assert (found[-1] == of(number, item=item)) is is_first
    assert card.add(proofs, of(9, edition=8), of(10, edition=8, item="flood"), is_urgent=True)[-1].item == "flood"  # type: ignore[union-attr]


def test_an_incident_is_written_at_once_after_the_proofs_before_it(card: Card) -> None:
    proofs = card.proofs(LATER_S)
    card.add(proofs, of(0), of(1))
    incident = Incident(id="0" * 32, at=AT, subject="display", what="the display was black")
    card.scribe.do(lambda: proofs.write_now(incident))
    assert card.look() == [of(0), of(1), incident]


def test_a_disk_that_takes_nothing_loses_no_proof_and_no_incident_and_is_tried_again(
    card: Card, caplog: pytest.LogCaptureFixture
) -> None:
    card.folder.write_bytes(b"in the way")
    proofs = card.proofs(0.05)
    incident = Incident(id="0" * 32, at=AT, subject="display", what="the display was black")
    card.add(proofs, of(0))
    card.scribe.do(lambda: proofs.write_now(incident))
    card.add(proofs, of(1))
    time.sleep(0.2)
    card.folder.unlink()
    assert card.wait_for(lambda found: len(found) > 0) == [of(0), incident, of(1)]
    assert [message.endswith("the screen goes on") for message in caplog.messages] == [True]
