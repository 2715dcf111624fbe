"""A spool in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from player.reports.spool import Spool


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def spool(folder: Path) -> Iterator[Spool]:
    """The writer "show"."""
    spool = Spool(folder, "show")
    yield spool
    spool.close()
