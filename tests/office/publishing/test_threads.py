import json
import os
import subprocess
import sys
from pathlib import Path

from tests.office.publishing.folder_fetcher import client_of, read_target
from tests.office.publishing.publish_in_threads import ROUNDS


def test_four_at_once_publish_every_number_once_over_a_database_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.office.publishing.publish_in_threads", str(tmp_path)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.office.settings"},
        capture_output=True,
        check=True,
        timeout=120,
    )
    told = json.loads(done.stdout)
    assert told["faults"] == []
    numbers = [int(number) for number in told["documents"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= ROUNDS
    updater = client_of(tmp_path / "office" / "feed", tmp_path / "screen")
    newest = bytes.fromhex(told["documents"][str(numbers[-1])])
    assert read_target(updater, "lobby/edition.json") == newest
