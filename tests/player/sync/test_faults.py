"""Death in the midst (for every step: ``test_crash_points``), a full disk, two at once: what is on show stays whole."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from player.errors import StoreError
from player.sealed import SealedEdition
from player.sync.store import EditionStore
from playlists.item import Picture
from tests.player.sync.conftest import Street, leftovers

SYNC = (sys.executable, "-m", "player.app", "sync", "--once", "--state")


def assert_whole(sealed: SealedEdition) -> None:
    for slide in (*sealed.deck.slides, sealed.deck.fallback):
        sealed.read_slide(slide)


def publish_more(street: Street) -> None:
    """Edition 2: two more items, one with a picture."""
    street.feed.add_item("bridge", body=(Picture(blob=street.feed.add_picture()),))
    street.feed.add_item("school")
    street.feed.publish()


@pytest.mark.parametrize(
    "moment",
    [
        lambda state: (state / "scratch").exists(),
        lambda state: len(list((state / "scratch").glob("*.png"))) > 1,
        lambda state: len(list((state / "sealed").iterdir())) > 1,
    ],
    ids=["while fetching", "while drawing", "after sealing"],
)
def test_kill_9_leaves_a_whole_edition_and_the_next_sync_converges(
    street: Street, moment: Callable[[Path], bool]
) -> None:
    publish_more(street)
    process = subprocess.Popen((*SYNC, str(street.state)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not moment(street.state) and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait()

    assert_whole(street.sealed())
    street.sync()
    assert street.items_on_show() == ["roads", "bridge", "school"]
    assert leftovers(street.state) == []


def test_a_disk_that_takes_no_large_file_leaves_the_old_edition_and_one_sentence(street: Street) -> None:
    publish_more(street)
    before = street.shown()

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, 16_384))

    result = subprocess.run((*SYNC, str(street.state)), capture_output=True, text=True, preexec_fn=limit, check=False)

    assert result.returncode == StoreError.exit_code
    assert result.stderr.splitlines()[-1].endswith("cannot be written: file too large; what is sealed stays as it is")
    assert street.shown() == before
    assert leftovers(street.state) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with 1 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)), capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this user may not mount; the limit on file sizes stands for a full disk")
    yield disk
    subprocess.run(("umount", "-l", str(disk)), check=True)


def test_a_full_disk_leaves_the_old_edition_until_there_is_room(street: Street, small_disk: Path) -> None:
    subprocess.run(("cp", "-a", f"{street.state}/.", str(small_disk)), check=True)
    street.state = small_disk
    filler = small_disk / "filler"
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    filler.write_bytes(b"x" * (free - 60_000))
    publish_more(street)

    assert "no space left on device" in street.refused(StoreError)
    assert not list(small_disk.rglob("*.part"))  # the room that is left is for reports
    filler.unlink()
    street.sync()

    assert street.items_on_show() == ["roads", "bridge", "school"]


def test_a_read_only_disk_leaves_the_old_edition(street: Street, small_disk: Path) -> None:
    subprocess.run(("cp", "-a", f"{street.state}/.", str(small_disk)), check=True)
    street.state = small_disk
    publish_more(street)
    subprocess.run(("mount", "-o", "remount,ro", str(small_disk)), check=True)

    assert "read-only file system" in street.refused(StoreError)


def test_a_second_sync_says_so_and_ends(street: Street) -> None:
    with EditionStore(street.state).locked():
        result = subprocess.run((*SYNC, str(street.state)), capture_output=True, text=True, check=False)

    assert result.returncode == StoreError.exit_code
    assert result.stderr == f"player sync: another sync is at work on {street.state}; this one ends\n"
