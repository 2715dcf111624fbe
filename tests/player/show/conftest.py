import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.player.show.season import Season
from tests.player.show.stage import SAMPLE, Stage


@pytest.fixture
def sdl(monkeypatch: pytest.MonkeyPatch) -> None:
    """What opening a window sets in the environment is undone."""
    for name in ("SDL_VIDEODRIVER", "SDL_FRAMEBUFFER_ACCELERATION", "SDL_RENDER_DRIVER"):
        monkeypatch.setenv(name, os.environ.get(name, ""))


@pytest.fixture
def stage(tmp_path: Path, sdl: None) -> Iterator[Stage]:  # noqa: ARG001 (for what it does)
    SAMPLE.seal(tmp_path)
    stage = Stage(tmp_path, SAMPLE, is_recorded=True)
    yield stage
    stage.close()


@pytest.fixture
def season(tmp_path: Path, sdl: None) -> Iterator[Season]:  # noqa: ARG001 (for what it does)
    season = Season(tmp_path)
    yield season
    season.close()
