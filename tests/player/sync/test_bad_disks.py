"""A disk that is full, broken, read-only or half emptied, a store of a later program: keep showing, tell, heal."""

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from player.app import main
from player.errors import ConfigError, StoreError
from player.sealed import ENROLMENT_FILE, Seal, current_name, load_sealed
from playlists.item import Paragraph, Picture, blobs_of
from playlists.wire import encode
from tests.player.sync.conftest import Street, leftovers
from tests.player.sync.dying import ended_on_bad_disk
from tests.player.sync.test_crash_points import prepare

EVERY = 3  # of the writes one after the other fails for the first time; the three errors begin at different ones
SENTENCES = {
    errno.ENOSPC: "no space left on device",
    errno.EIO: "input/output error",
    errno.EROFS: "read-only file system",
}

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.mark.parametrize(("first", "error"), list(enumerate(SENTENCES)), ids=list(SENTENCES.values()))
def test_a_disk_that_refuses_writes_from_any_of_them_on(street: Street, first: int, error: int) -> None:
    trial = prepare(street, "a new edition")

    def sync_once() -> int:
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
            return main(["sync", "--once", "--state", str(street.state)])

    ended = StoreError.exit_code
    number = first + 1
    while ended == StoreError.exit_code:
        trial.begin()
        ended, told = ended_on_bad_disk(sync_once, street.state, number, error)
        assert "Traceback" not in told
        trial.look(is_mended=True)
        if ended == StoreError.exit_code:
            assert SENTENCES[error] in told.splitlines()[-1]
        trial.converge()
        number += EVERY
    assert ended == 0
    assert number > 60, number


@pytest.mark.parametrize("folder", ["sealed", "feed", "blobs", "spool", "scratch"])
@pytest.mark.parametrize("is_file", [False, True], ids=["gone", "a file in its place"])
def test_a_folder_that_was_deleted(street: Street, folder: str, *, is_file: bool) -> None:
    picture = street.feed.add_picture()
    street.feed.add_item("bridge", body=(Picture(blob=picture),))
    street.feed.publish()
    street.sync()
    shutil.rmtree(street.state / folder, ignore_errors=True)
    if is_file:
        (street.state / folder).write_bytes(b"")
        street.feed.add_item("school", body=(Picture(blob=street.feed.add_picture(b"other")),))
        street.feed.publish()
        street.sync_or_refuse()
        if (street.state / folder).is_file():
            (street.state / folder).unlink()
    street.sync()

    assert street.items_on_show()[:2] == ["roads", "bridge"]
    assert leftovers(street.state) == []


def test_everything_that_was_deleted(street: Street) -> None:
    enrolment = (street.state / ENROLMENT_FILE).read_bytes()
    shutil.rmtree(street.state)
    with pytest.raises(ConfigError, match="is no screen yet"):
        street.sync()
    (street.state / ENROLMENT_FILE).write_bytes(enrolment)
    street.sync()

    assert street.on_screen() == "roads"


def of_later_program(document: bytes) -> bytes:
    """With a field that this program does not know."""
    return document.replace(b"{", b'{"invented":1,', 1)


def seal_anew(street: Street, change: Callable[[Path], None]) -> None:
    folder = street.sealed().folder
    change(folder)
    files = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name != "seal.json"}
    seal = encode(Seal(screen="hall-1", files=files))
    (folder / "seal.json").write_bytes(seal)
    folder.rename(folder.with_name(sha256(seal).hexdigest()))
    (street.state / "current").write_text(sha256(seal).hexdigest())


@pytest.mark.parametrize(
    "name", ["edition.json", "deck.json", "base.json", "register.json", "origin.json", "proof.json"]
)
def test_a_store_that_a_later_program_left(street: Street, name: str) -> None:
    """After a downgrade what does not read is made anew; until then show has what it has in memory."""

    def change(folder: Path) -> None:
        (folder / name).write_bytes(of_later_program((folder / name).read_bytes()))

    seal_anew(street, change)
    for kept in ("told.json", "clock.json", "feed-time", "spool/cursor.json"):
        (street.state / kept).parent.mkdir(exist_ok=True)
        (street.state / kept).write_bytes(b'{"invented":1}')
    street.sync_or_refuse()
    street.sync()

    assert street.on_screen() == "roads"
    assert not street.sync().is_new


def test_tidying_never_touches_what_a_pointer_names(street: Street) -> None:
    """Editions with pictures come, go and come again: the one on show and the one before stay whole with all of it."""
    chance = Random(7)
    pictures = [street.feed.add_picture(b"picture %d" % number) for number in range(4)]
    for _ in range(15):
        former = current_name(street.state)
        chosen = chance.sample(pictures, chance.randrange(4))
        street.feed.add_item("roads", body=(Paragraph(text="修路。"), *(Picture(blob=one) for one in chosen)))
        chance.choice([street.feed.publish, lambda: street.feed.publish_urgent(street.feed.items["roads"])])()
        street.sync()

        names = {street.sealed().name, former}
        assert {path.name for path in (street.state / "sealed").iterdir()} == names
        for name in names:
            sealed = load_sealed(street.state, str(name))
            assert all(sealed.read_slide(slide) for slide in (*sealed.deck.slides, sealed.deck.fallback))
            assert {blob for item in sealed.edition.items for blob in blobs_of(item)} <= {
                path.name for path in (street.state / "blobs").glob("*")
            }
