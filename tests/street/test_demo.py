"""``./demo`` itself, as somebody types it: it ends by itself, and a second start finds everything there."""

import re
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tests.street.conftest import ROOT, two_free_ports
from tests.street.test_street import codes_on

FOR_S = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "D"


@pytest.fixture(scope="module")
def port() -> int:
    return two_free_ports()


def run_demo(folder: Path, port: int) -> str:
    """What it said."""
    words = ("--headless", "--for", str(FOR_S), "--dir", str(folder), "--port", str(port))
    done = subprocess.run([ROOT / "demo", *words], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_shows_slides_and_says_how_many_and_where_the_last_picture_is(folder: Path, port: int) -> None:
    said = run_demo(folder, port)
    found = re.search(r"(\d+) slides were shown\. Last screenshot: (.+)", said)
    assert found
    assert int(found[1]) >= 1
    assert Path(found[2]) == folder / "screen.png"
    with Image.open(folder / "screen.png") as picture:
        assert picture.format == "PNG"
        assert picture.size == (960, 540)
    assert codes_on(folder / "screen.png")


def test_a_second_start_changes_nothing_and_needs_no_new_content(folder: Path, port: int) -> None:
    accounts = (folder / "accounts.json").read_bytes()
    said = run_demo(folder, port)
    assert "Writing sample content" not in said
    assert (folder / "accounts.json").read_bytes() == accounts
