from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings

from office.environment_bucket import Bucket
from tests.fakes.store import Line, line_to, make_public_bucket, store
from tests.office.street import Street


@pytest.fixture
def street(db: None, settings: Settings, tmp_path: Path) -> Street:  # noqa: ARG001 (asked for by its name)
    return Street(settings, tmp_path)


@pytest.fixture(scope="session")
def object_store() -> Iterator[str]:
    with store() as address:
        yield address


@pytest.fixture
def line(object_store: str) -> Iterator[Line]:
    with line_to(object_store) as line:
        yield line


@pytest.fixture
def bucket(settings: Settings, line: Line) -> Bucket:
    """An empty public bucket of the office's, which screens read past the line."""
    name = f"sunboard-{uuid4().hex[:12]}"
    make_public_bucket(line.address, name)
    address = f"http://{line.store.netloc}/{name}/qingxi"
    bucket = Bucket(line.address, name, "qingxi", "us-east-1", "path", "office", "secret", address)
    settings.BUCKET = bucket
    storage = bucket.storage
    storage["OPTIONS"]["attempts"] = 1  # a cut is final
    settings.STORAGES = {**settings.STORAGES, "bucket": storage}
    line.mend()
    return bucket
