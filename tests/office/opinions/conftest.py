from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from office.notices.models import Version
from office.opinions.models import Opinion
from office.opinions.services import receive
from office.publishing.services import publish
from tests.office.street import Street


@pytest.fixture
def street(db: None, settings: Settings, tmp_path: Path) -> Street:  # noqa: ARG001 (asked for by its name)
    return Street(settings, tmp_path)


@pytest.fixture
def published(street: Street) -> Callable[..., Version]:
    """A notice that has gone all the way: ``published("标题", audience="public")``."""

    def make(title: str = "梨园社区停水通知", **fields: Any) -> Version:
        version = street.approved(title, **fields)
        publish(None, street.approver, datetime.now(UTC))
        version.refresh_from_db()
        return version

    return make


@pytest.fixture
def public(settings: Settings) -> Client:
    """A phone on the public site, with the CSRF check that real ones meet."""
    cache.clear()
    settings.ROOT_URLCONF = "office.urls_public"
    settings.SITE = "public"
    return Client()


@pytest.fixture
def opinion(published: Callable[..., Version]) -> Callable[..., Opinion]:
    """Somebody's opinion on a published notice."""

    def make(text: str = "几点来水？", **fields: Any) -> Opinion:
        given = {"kind": "question", "rating": "", "contact": "", "place": "lobby-1", **fields}
        version = given.pop("version", None) or published()
        return receive(version, text=text, **given)

    return make
