"""Where what is soon stale lies: in memory where there is a folder for it."""

import shutil
from pathlib import Path

import pytest

from player.device.live import FOLDER, Live, live_path
from player.device.systemd import MEMORY_FOLDER


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    (tmp_path / "run").mkdir()
    return tmp_path / "run"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    (tmp_path / "state").mkdir()
    return tmp_path / "state"


def read(state: Path) -> bytes:
    return live_path(state, "it").read_bytes()


def test_without_memory_it_lies_in_the_state_folder(state: Path) -> None:
    Live(state, {}).write("it", b"one")
    assert read(state) == b"one"
    assert [path.name for path in (state / FOLDER).iterdir()] == ["it"]


def test_with_memory_nothing_but_a_link_is_on_the_card(state: Path, memory: Path) -> None:
    Live(state, {MEMORY_FOLDER: f"{memory}:/run/another"}).write("it", b"one")
    assert read(state) == (memory / "it").read_bytes() == b"one"
    assert [path.is_symlink() for path in state.iterdir()] == [True]


def test_it_moves_when_show_is_started_otherwise(state: Path, memory: Path) -> None:
    for environ, other in (({}, memory), ({MEMORY_FOLDER: str(memory)}, memory), ({}, memory)):
        Live(state, environ).write("it", b"one")
        assert read(state) == b"one"
        assert (state / FOLDER).is_symlink() is bool(environ)
        assert other.is_dir()


@pytest.mark.parametrize("in_memory", [False, True])
def test_a_folder_that_somebody_deleted_is_made_again(state: Path, memory: Path, in_memory: bool) -> None:  # noqa: FBT001
    live = Live(state, {MEMORY_FOLDER: str(memory)} if in_memory else {})
    live.write("it", b"one")
    shutil.rmtree(state)
    with pytest.raises(OSError, match="No such file"):
        live.write("it", b"two")
    state.mkdir()
    live.write("it", b"three")
    assert read(state) == b"three"


def test_once_the_service_has_ended_there_is_nothing_to_read(state: Path, memory: Path) -> None:
    Live(state, {MEMORY_FOLDER: str(memory)}).write("it", b"one")
    shutil.rmtree(memory)
    assert not live_path(state, "it").exists()
