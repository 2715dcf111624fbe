import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

OFFICE = Path(sys.executable).with_name("office")


class Loaded(NamedTuple):
    """An office of its own with the sample in it, made by the real commands."""

    folder: Path
    said: str

    def run(self, *arguments: str, check: bool = True) -> str:
        return run(self.folder, *arguments, check=check)

    @property
    def data(self) -> Path:
        return self.folder / "office"


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "SUNBOARD_OFFICE_DATA": str(folder / "office"), "DJANGO_SETTINGS_MODULE": "office.settings"}


def run(folder: Path, *arguments: str, check: bool = True) -> str:
    done = subprocess.run([OFFICE, *arguments], env=environment(folder), capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, done.stderr
    return done.stdout if check else done.stderr


@pytest.fixture(scope="session")
def empty_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an office that has its tables and nothing else; copy it."""
    folder = tmp_path_factory.mktemp("empty")
    run(folder, "migrate")
    return folder


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, empty_office: Path) -> Loaded:
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(empty_office, folder, dirs_exist_ok=True)
    run(folder, "keys", "init", "--offline", str(folder / "safe"))
    said = run(
        folder, "sample", "load", "--offline", str(folder / "safe"), "--password-file", str(folder / "accounts.json")
    )
    return Loaded(folder, said)
