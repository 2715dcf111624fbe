"""The running office's feed in a bucket: a process of its own follows it, and publishing never waits for that."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from player.sealed import current_name, load_sealed
from player.sync.enrolment import load_enrolment
from tests.fakes.store import Line, line_to, make_public_bucket, store
from tests.street.conftest import Street, wait_for

HALL = """
from office.programme.models import Rule
from office.screens.models import Group, Screen
group = Group.objects.create(slug='hall-east', title='东厅')
Screen.objects.create(slug='hall-east-1', title='东厅屏', group=group, width_px=320, height_px=180)
Rule.objects.first().groups.add(group)
"""
ANOTHER_SCREEN = """
from office.screens.models import Group, Screen
Screen.objects.create(slug='hall-east-{0}', title='东厅第 {0} 屏', group=Group.objects.get(slug='hall-east'))
"""


@pytest.fixture
def line() -> Iterator[Line]:
    with store() as address, line_to(address) as line:
        make_public_bucket(line.address, "qingxi-notices")
        yield line


@contextmanager
def following(environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    program = Path(sys.executable).parent / "office"
    with log.open("wb") as said:
        process = subprocess.Popen([program, "feed", "mirror", "--follow"], env=environment, stdout=said, stderr=said)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.mark.long
def test_the_bucket_follows_what_is_published_through_deaths_and_outages(
    street: Street, line: Line, tmp_path: Path
) -> None:
    bucket = {
        "SUNBOARD_BUCKET": "qingxi-notices",
        "SUNBOARD_BUCKET_ENDPOINT": line.address,
        "SUNBOARD_BUCKET_KEY": "office",
        "SUNBOARD_BUCKET_SECRET": "secret",
        "SUNBOARD_BUCKET_ADDRESS": f"http://{line.store.netloc}/qingxi-notices",
    }
    environment = {**street.environment, **bucket}
    log, state = tmp_path / "log", tmp_path / "state"
    shell = ("office", "shell", "--verbosity", "0", "--command")

    def publish(change: str) -> None:
        """By people who know nothing of a bucket."""
        street.run(*shell, change)
        assert "edition" in street.run("office", "publish", "--group", "hall-east")

    def on_show() -> int:
        street.run("player", "sync", "--once", "--state", str(state))
        name = current_name(state)
        assert name
        return load_sealed(state, name).edition.number

    def is_told(word: str, times: int = 1) -> bool:
        return log.read_text("utf-8").count(word) >= times

    publish(HALL)
    line.mend(cut_at=0)
    with following(environment, log) as first:
        wait_for(lambda: len(line.uploads) > 3, 20, "the first objects")
        first.kill()  # in the middle of it
    with following(environment, log):
        wait_for(lambda: is_told("The bucket holds the feed of"), 20, "a whole copy")
        enrol(street, environment, state)
        assert load_enrolment(state)[0].feed == bucket["SUNBOARD_BUCKET_ADDRESS"]
        assert on_show() == 1

        line.answer = (503, "SlowDown")
        publish(ANOTHER_SCREEN.format(2))
        wait_for(lambda: is_told("is out of order"), 20, "what is wrong")
        assert on_show() == 1
        line.answer = None
        wait_for(lambda: is_told("The bucket holds the feed of", 2), 20, "the next copy")
        assert on_show() == 2


def enrol(street: Street, environment: dict[str, str], state: Path) -> None:
    """As a machine is that asks an office which was started with the bucket's settings."""
    asked = """
import sys
from datetime import UTC, datetime
from office.screens.enrolment import enrol, new_code
from office.screens.models import Screen
from playlists.report import EnrolRequest
from playlists.wire import encode
now = datetime.now(UTC)
code = new_code(Screen.objects.get(slug='hall-east-1'), None, now)
sys.stdout.buffer.write(encode(enrol(EnrolRequest(code=code, machine='box'), '127.0.0.1', now)))
"""
    program = Path(sys.executable).parent / "office"
    command = [program, "shell", "--verbosity", "0", "--command", asked]
    answer = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    state.mkdir()
    (state / "enrolment.json").write_bytes(answer)
    assert street.office in answer.decode()
