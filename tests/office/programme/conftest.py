from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.office.street import Street


@pytest.fixture
def street(db: None, settings: Settings, tmp_path: Path) -> Street:  # noqa: ARG001 (asked for by its name)
    return Street(settings, tmp_path)
