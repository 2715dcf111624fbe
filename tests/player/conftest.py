"""What the tests of several rooms of the player share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.player.device.television import Television


@pytest.fixture
def television(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Television]:
    television = Television(tmp_path / "television")
    monkeypatch.setenv("PATH", television.path)
    yield television
    television.end()
