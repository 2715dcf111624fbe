import os

import pytest

from player.slides import Fonts, Kit, find_fonts
from tests.player.slides.samples import Blobs


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    return find_fonts(os.environ)


@pytest.fixture
def blobs() -> Blobs:
    return Blobs()


@pytest.fixture
def kit(fonts: Fonts, blobs: Blobs) -> Kit:
    return Kit(fonts, "中共青溪区委员会", blobs.read)
