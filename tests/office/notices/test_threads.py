import json
import os
import subprocess
import sys
from pathlib import Path


def test_of_four_who_review_at_once_one_grants_and_three_are_told_they_came_late(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.office.notices.review_in_threads", str(tmp_path)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.office.settings"},
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert json.loads(done.stdout) == {
        "told": ["granted", "too late", "too late", "too late"],
        "decisions": 1,
        "journal_holds": True,
    }
