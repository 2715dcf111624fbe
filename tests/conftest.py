"""For every test: property tests are not timed, and are the same in every run; what shares ports shares a process."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

STREETS = ("tests/street/", "tests/deploy/")

settings.register_profile(
    "sunboard", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
settings.load_profile("sunboard")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With several processes the tests of a file stay together, for what they share; whole streets go in one."""
    for item in items:
        path = Path(item.path).relative_to(config.rootpath).as_posix()
        item.add_marker(pytest.mark.xdist_group("streets" if path.startswith(STREETS) else path))
