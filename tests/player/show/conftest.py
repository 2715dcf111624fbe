import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.player.show.stage import SAMPLE, Stage


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    for name in ("SDL_VIDEODRIVER", "SDL_FRAMEBUFFER_ACCELERATION", "SDL_RENDER_DRIVER"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    SAMPLE.seal(tmp_path)
    stage = Stage(tmp_path, SAMPLE, is_recorded=True)
    yield stage
    stage.close()
