"""Every write, fsync, rename, link and removal of a sync is a place to die: what is on show stays whole, and a new sync
ends where an undisturbed one would have ended.
"""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from player.app import main
from player.errors import StoreError
from player.sealed import ENROLMENT_FILE, current_name
from player.show.editions import Editions
from player.sync.enrolment import save_enrolment
from player.sync.round import HEAL_FILE
from player.sync.store import SCRATCH, WORKBENCH
from playlists.item import Picture
from tests.fakes.feed import LOBBY, Feed
from tests.fakes.office_server import served
from tests.player.sync.conftest import Street, leftovers
from tests.player.sync.dying import dies

SMALL = msgspec.structs.replace(LOBBY, width_px=320, height_px=180)  # drawn in a moment; as many writes as a large one
MANY = 1000  # random instants
SEED = 20261124

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """Edition 2 is on show, edition 1 beside it, and one with a picture is due."""
    feed = Feed(tmp_path / "feed", screens=(SMALL,))
    with served(feed) as office:
        save_enrolment(tmp_path / "state", feed.enrolment(office.address))
        street = Street(feed, office, tmp_path / "state")
        for item in ("roads", "budget"):
            feed.add_item(item)
            feed.publish()
            street.sync()
        yield street


def publish_edition(street: Street) -> None:
    street.feed.add_item("bridge", body=(Picture(blob=street.feed.add_picture()),))
    street.feed.publish()


def begin_anew(street: Street) -> None:
    """The machine has its enrolment and nothing else."""
    for path in street.state.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != ENROLMENT_FILE:
            path.unlink()


def publish_urgent(street: Street) -> None:
    street.feed.publish_urgent(street.feed.add_item("flood"))


def damage_slide(street: Street) -> None:
    sealed = street.sealed()
    path = sealed.folder / sealed.deck.slides[0].file
    path.write_bytes(path.read_bytes()[:-1])
    (street.state / HEAL_FILE).touch()


SITUATIONS = {
    "a new edition": publish_edition,
    "a first sync": begin_anew,
    "an urgent edition": publish_urgent,
    "a mend": damage_slide,
}


@dataclass
class Trial:
    """Puts a state folder back to one situation again and again, and knows how an undisturbed sync ends."""

    street: Street
    before: Path
    former: str | None
    final: str
    files: frozenset[str]

    def begin(self) -> None:
        shutil.rmtree(self.street.state)
        shutil.copytree(self.before, self.street.state)

    def sync_once(self) -> None:
        """What the command does; run in a child."""
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
            assert main(["sync", "--once", "--state", str(self.street.state)]) == 0

    def look(self, *, is_mended: bool) -> None:
        """What show finds: the old edition or the new one, whole; nothing only where there was nothing."""
        told: list[str] = []
        sealed = Editions(self.street.state, told.append).first()
        assert told == []
        assert (sealed.name if sealed else None) in {self.former, self.final}
        if sealed and is_mended:
            for slide in (*sealed.deck.slides, sealed.deck.fallback):
                sealed.read_slide(slide)

    def converge(self) -> None:
        """A new sync ends as an undisturbed one does, with nothing left over but perhaps one edition more."""
        self.street.sync()
        assert current_name(self.street.state) == self.final
        self.look(is_mended=True)
        assert leftovers(self.street.state) == []
        more = files_of(self.street.state) - self.files
        assert len({name.split("/")[1] for name in more if name.startswith("sealed/")}) <= 1
        assert {name for name in more if not name.startswith("sealed/")} == set()


def files_of(state: Path) -> frozenset[str]:
    """Names of everything but the spool's segments, which are named by chance."""
    names = (path.relative_to(state) for path in state.rglob("*") if path.is_file())
    return frozenset(str(name) for name in names if name.suffix != ".jsonl")


def content_of(state: Path) -> frozenset[tuple[str, str]]:
    """All that a folder holds; of what is emptied before it is used only that it is there."""
    paths = (path for path in state.rglob("*") if {SCRATCH, WORKBENCH}.isdisjoint(path.parent.parts))
    return frozenset(
        (str(path.relative_to(state)), sha256(path.read_bytes()).hexdigest() if path.is_file() else "")
        for path in paths
    )


def prepare(street: Street, situation: str) -> Trial:
    SITUATIONS[situation](street)
    before = street.state.with_name("before")
    shutil.copytree(street.state, before)
    former = current_name(street.state)
    street.sync()
    final = current_name(street.state)
    assert final is not None
    return Trial(street, before, former, final, files_of(street.state))


@pytest.mark.parametrize("situation", SITUATIONS)
def test_dying_before_any_write_leaves_a_whole_edition_and_the_next_sync_converges(
    street: Street, situation: str
) -> None:
    trial = prepare(street, situation)
    deaths, is_dead = 0, True
    tried = set()
    while is_dead:
        trial.begin()
        is_dead = dies(trial.sync_once, street.state, deaths + 1)
        deaths += is_dead
        if (found := content_of(street.state)) not in tried:  # what is the same goes on in the same way
            tried.add(found)
            trial.look(is_mended=situation != "a mend" or not is_dead)
            trial.converge()
    assert deaths > 40
    assert len(tried) > 3


def test_what_a_death_left_over_goes_with_the_next_edition(street: Street) -> None:
    """As after a death between the pointer and the tidying."""
    held = street.sealed().folder
    shutil.copytree(held, held.with_name("0" * 64))
    publish_edition(street)
    street.sync()

    assert {path.name for path in held.parent.iterdir()} == {held.name, street.sealed().name}


def test_a_writer_that_forgets_fsync_would_be_caught(street: Street) -> None:
    trial = prepare(street, "a new edition")
    bad = 0
    for number in range(1, 200, 3):
        trial.begin()
        if not dies(trial.sync_once, street.state, number, is_fsync_forgotten=True):
            break
        bad += not is_whole(trial)
    assert bad > 0


def test_a_writer_in_place_would_be_caught(street: Street) -> None:
    trial = prepare(street, "a new edition")
    new = street.state.with_name("new")
    shutil.copytree(street.state, new)

    def copy_in_place() -> None:
        name = current_name(new)
        assert name
        with (street.state / "current").open("w") as pointer:
            pointer.write(name)
            pointer.flush()
            os.fsync(pointer.fileno())
        shutil.copytree(new / "sealed" / name, street.state / "sealed" / name)

    bad = 0
    for number in range(1, 10):
        trial.begin()
        dies(copy_in_place, street.state, number)
        bad += not is_whole(trial)
    assert bad > 3


def is_whole(trial: Trial) -> bool:
    try:
        trial.look(is_mended=True)
    except (AssertionError, StoreError):
        return False
    return True


def die_at_an_instant(work: Callable[[], object], seconds: float) -> None:
    child = os.fork()
    if child == 0:  # pragma: no cover (another process)
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.long
def test_a_thousand_deaths_at_random_instants(street: Street) -> None:
    trial = prepare(street, "a new edition")
    began = time.monotonic()
    trial.begin()
    street.sync()
    lasts = time.monotonic() - began
    chance = random.Random(SEED)
    seen = set()
    for _ in range(MANY):
        trial.begin()
        die_at_an_instant(trial.sync_once, chance.uniform(0, 1.5 * lasts))
        trial.look(is_mended=True)
        seen.add(current_name(street.state))
        trial.converge()
    assert seen == {trial.former, trial.final}
