"""The power goes: what the card's own device had been given by then is all there is. As root, with a loop device."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from benchmarks.card import Card, cards
from player.reports.spool import Spool
from tests.player.reports.test_spool import play

pytestmark = [
    pytest.mark.skipif(
        os.geteuid() != 0 or not Path("/dev/loop-control").exists(), reason="needs root and loop devices"
    ),
]


@contextmanager
def after_power_cut(image: Path, folder: Path) -> Iterator[Path]:
    """What is read from a card that lost its power just now: a copy of what its device holds, mounted anew."""
    copy = image.with_suffix(".cut")
    subprocess.run(("cp", "--sparse=always", image, copy), check=True)
    folder.mkdir()
    subprocess.run(("mount", "-o", "loop", copy, folder), check=True)
    try:
        yield folder
    finally:
        subprocess.run(("umount", "--lazy", folder), check=True)
        copy.unlink()


@pytest.fixture
def card(tmp_path: Path) -> Iterator[Card]:
    if shutil.which("mke2fs") is None:
        pytest.skip("mke2fs is not installed")
    with cards(tmp_path, tmp_path, ("card",)) as (one,):
        yield one


def test_what_was_written_together_is_there_and_what_was_held_is_not(card: Card, tmp_path: Path) -> None:
    with closing(Spool(card.folder / "spool", "show")) as spool:
        for batch in range(3):
            for number in range(12):
                spool.hold(play(12 * batch + number))
            spool.write_held()
        (card.folder / "unflushed").write_bytes(b"a writer without care")
        spool.hold(play(36))
        with after_power_cut(tmp_path / "card.img", tmp_path / "cut") as left:
            assert list(Spool(left / "spool").waiting()) == [play(number) for number in range(36)]
            unflushed = left / "unflushed"
            assert not unflushed.exists() or unflushed.read_bytes() == b""  # so this was a power cut
    assert len(list(Spool(card.folder / "spool").waiting())) == 37
