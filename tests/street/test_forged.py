"""One byte changed on the way: the screen refuses, keeps showing, and says so to the office."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from player.sealed import SealedEdition, current_name, load_sealed
from tests.street.conftest import Street, wait_for

SOON_S = 60

# What somebody who holds the office's server and its key could do: sign an edition with one approval changed.
FORGE_APPROVAL = """
from datetime import datetime, UTC
import hashlib
from office.publishing.feed import bring_in_line
from office.publishing.metadata import feed_lock
from office.publishing.models import Publication
published = Publication.objects.filter(group__slug='halls').order_by('-number')
last, newest = published.filter(is_urgent=False)[0], published[0]
document = bytes(last.document)
place = document.index(b'"proof":"') + len(b'"proof":"')
forged = document[:place] + (b'1' if document[place:place + 1] == b'0' else b'0') + document[place + 1:]
number = b'"number":%d,' % last.number
assert forged.count(number) == 1
forged = forged.replace(number, b'"number":%d,' % (newest.number + 1))
Publication.objects.create(group=last.group, number=newest.number + 1, sha256=hashlib.sha256(forged).hexdigest(),
                           made_at=datetime.now(UTC), document=forged)
with feed_lock():
    bring_in_line(datetime.now(UTC))
"""


@contextmanager
def sync_held(street: Street) -> Iterator[None]:
    """Meanwhile the screen fetches nothing."""
    pid = street.pid("sync")
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def change_one_byte(path: Path) -> bytes:
    """The file with its middle byte changed, as a new file: the old one may have other names. Returns what it held."""
    data = path.read_bytes()
    middle = len(data) // 2
    path.unlink()
    path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    return data


def incidents(street: Street, screen: str) -> str:
    return street.ask(f"' | '.join(Incident.objects.filter(screen__slug='{screen}').values_list('what', flat=True))")


def on_show(street: Street) -> SealedEdition:
    name = current_name(street.state)
    assert name
    return load_sealed(street.state, name)


def switch(street: Street, rule: str, *, is_on: bool) -> None:
    """Something small to publish: ``evenings`` in an edition, ``drill`` in an urgent one."""
    change = f"from office.programme.models import Rule; Rule.objects.filter(slug='{rule}').update(is_on={is_on})"
    street.run("office", "shell", "--verbosity", "0", "--command", change)
    street.run("office", "publish", "--group", "halls")


@pytest.mark.parametrize("rule", ["evenings", "drill"])
def test_one_byte_of_an_edition(street: Street, rule: str) -> None:
    before = current_name(street.state)
    with sync_held(street):
        switch(street, rule, is_on=False)
        editions = (street.folder / "office" / "feed" / "targets" / "halls").glob("*.json")
        newest = max(editions, key=lambda path: json.loads(path.read_bytes())["number"])
        held = change_one_byte(newest)
    wait_for(lambda: "edition" in incidents(street, "lobby"), SOON_S, "the incident in the office")
    assert current_name(street.state) == before
    newest.write_bytes(held)
    wait_for(lambda: current_name(street.state) != before, SOON_S, "the whole edition on the screen")


def test_one_byte_of_a_picture(street: Street, tmp_path: Path) -> None:
    """On a new screen, which has nothing yet and so needs every picture."""
    code = street.run("office", "screens", "code", "members-room").strip()
    state = str(tmp_path)
    street.run("player", "enrol", street.office, code, "--state", state)
    picture = next((street.folder / "office" / "feed" / "blobs" / "members").iterdir())
    held = change_one_byte(picture)
    sync = [Path(sys.executable).parent / "player", "sync", "--once", "--state", state]
    refused = subprocess.run(sync, env=street.environment, capture_output=True, text=True, check=False)
    assert refused.returncode == 3
    assert picture.name[:12] in refused.stderr
    assert "Traceback" not in refused.stderr
    assert current_name(tmp_path) is None
    assert picture.name[:12] in incidents(street, "members-room")
    picture.write_bytes(held)
    assert "slides" in street.run("player", "sync", "--once", "--state", state)
    assert current_name(tmp_path)


def test_one_digit_of_an_approval_even_when_the_offices_own_key_signs_the_edition(street: Street) -> None:
    before = on_show(street)
    street.run("office", "shell", "--verbosity", "0", "--command", FORGE_APPROVAL)
    wait_for(lambda: on_show(street).edition.number > before.edition.number, SOON_S, "the next edition")
    forged = on_show(street)
    dropped = {slide.item for slide in before.deck.slides} - {slide.item for slide in forged.deck.slides}
    assert len(dropped) == 1
    wait_for(lambda: "proof does not hold" in incidents(street, "lobby"), SOON_S, "the incident in the office")
    assert f"item {dropped.pop()} " in incidents(street, "lobby")
    assert forged.deck.slides  # everything else goes on
    street.run("office", "publish", "--group", "halls")
    wait_for(lambda: len(on_show(street).deck.slides) == len(before.deck.slides), SOON_S, "all items again")
