"""A street for each test: an office with a feed on a real HTTP server, and a screen's state folder."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from player.errors import PlayerError
from player.reports.spool import FOLDER
from player.sealed import SealedEdition, current_name, load_sealed
from player.show.editions import Editions
from player.sync.connection import GRACE_S, Connection
from player.sync.enrolment import load_enrolment, save_enrolment
from player.sync.lookout import LOOK_EVERY_S
from player.sync.press import Printed
from player.sync.round import Round
from player.sync.store import SCRATCH, WORKBENCH, EditionStore
from player.sync.worker import Worker
from playlists.on_air import on_air
from playlists.report import Incident
from tests.fakes.feed import Feed
from tests.fakes.office_server import OfficeServer, served


@dataclass
class Street:
    """Office, wire and screen."""

    feed: Feed
    office: OfficeServer
    state: Path

    def sync(self, *, look_every_s: float = LOOK_EVERY_S) -> Printed:
        """One round of a fresh sync, as ``player sync --once`` does it."""
        with EditionStore(self.state).locked(), closing(Worker(self.state, look_every_s=look_every_s)) as worker:
            return worker.round()

    def sync_at(self, at: datetime, *, grace_s: float = GRACE_S) -> Printed:
        """A round without reports under another clock, or with another patience; everything is looked at."""
        enrolment, root = load_enrolment(self.state)
        with (
            Connection(enrolment.token, enrolment.office, grace_s=grace_s) as connection,
            EditionStore(self.state).locked(),
        ):
            work = Round(self.state, enrolment, root, connection, at=at, environ=os.environ, progress=lambda: None)
            return work.run(is_doubted=True)

    def refused(self, error: type[PlayerError], work: Callable[[], object] | None = None) -> str:
        """A round (or ``work``) that must fail with ``error`` and leave disk and screen as they were; its sentence."""
        before, on_screen = self.shown(), self.on_screen()
        with pytest.raises(error) as caught:
            (work or self.sync)()
        assert self.shown() == before
        assert self.on_screen() == on_screen
        return str(caught.value)

    def sync_or_refuse(self) -> None:
        """A round that may say what is wrong, as every error that a screen knows."""
        with suppress(PlayerError):
            self.sync()

    def sealed(self) -> SealedEdition:
        """What is on show."""
        name = current_name(self.state)
        assert name is not None
        return load_sealed(self.state, name)

    def shown(self) -> dict[str, bytes]:
        """All that show could read: the pointer and every file of the edition that it names."""
        name = current_name(self.state)
        if name is None:
            return {}
        files = {path.name: path.read_bytes() for path in (self.state / "sealed" / name).iterdir()}
        return {"current": name.encode(), **files}

    def on_screen(self, at: datetime | None = None) -> str | None:
        """The item on the screen at ``at`` (now): what show would load and play. Empty: the fallback slide."""
        sealed = Editions(self.state, lambda _: None).first()
        slide = on_air(sealed.edition, sealed.deck, at or datetime.now(UTC)).slide if sealed else None
        if sealed and slide:
            sealed.read_slide(slide)
        return slide.item if slide else None

    def items_on_show(self) -> list[str]:
        """Ids of the items that have slides, in order."""
        return list(dict.fromkeys(slide.item for slide in self.sealed().deck.slides))

    def incidents(self) -> list[str]:
        """What the office was told."""
        return [incident.what for incident in self.office.reported(Incident)]


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """Edition 1 with one item is on show."""
    feed = Feed(tmp_path / "feed")
    feed.add_item("roads")
    feed.publish()
    with served(feed) as office:
        save_enrolment(tmp_path / "state", feed.enrolment(office.address))
        street = Street(feed, office, tmp_path / "state")
        street.sync()
        yield street


def leftovers(state: Path) -> list[str]:
    """Names of everything half made."""
    names = [path.name for path in state.rglob("*") if path.name.endswith(".new") or path.name in {SCRATCH, WORKBENCH}]
    return [*names, *(path.name for path in (state / FOLDER).glob("*.new"))]
