"""Every address of the staff site, those to come included: closed to whoever has no role, and written only by POST."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.fixtures import Settings

from office.catalogue.models import Entry
from office.notices.models import Notice, PictureFile
from office.opinions.models import Opinion
from office.people.models import Role, User
from office.programme.models import Playlist, PlaylistEntry, Rule
from office.publishing.services import publish
from office.screens.models import Group, Incident, Screen
from tests.office.street import NOON, Street

PK: Final = 77
HASH: Final = "ab" * 32
VALUES: Final = {
    "slug": "here",
    "group": "here",
    "username": "here",
    "code": "here",
    "number": 1,
    "pk": PK,
    "sha256": HASH,
    "year": 2026,
    "step": "send",
}
FILES: Final = {
    "feed-metadata": "timestamp.json",
    "feed-register": f"{HASH}.register.json",
    "feed-edition": f"{HASH}.edition.json",
}
OPEN_TO_STRANGERS: Final = {"login", "set_language"}
OPEN_TO_ALL_STAFF: Final = {"home", "me", "catalogue", "logout", *OPEN_TO_STRANGERS}
FOR_MACHINES: Final = ("device-", "feed-")  # they have tokens instead of log-ins

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(settings: Settings, tmp_path: Path) -> dict[str, str]:
    """Every address by its name, each with something behind it."""
    street = Street(settings, tmp_path)
    Screen.objects.create(slug="here", title="此处", group=Group.objects.create(slug="here", title="此处"))
    street.rule.groups.add(Group.objects.get(slug="here"))
    version = street.approved()
    Notice.objects.filter(pk=version.notice_id).update(code="here")
    publish(None, street.approver, datetime.now(UTC))
    User.objects.create_user("here", name="此人")
    Entry.objects.create(pk=PK, code="9.9", title="其他")
    PlaylistEntry.objects.create(
        pk=PK, playlist=Playlist.objects.create(slug="here", title="此单"), position=1, notice=version.notice
    )
    Rule.objects.create(slug="here", title="此规则", playlist=street.playlist)
    Incident.objects.create(pk=PK, report="1" * 32, screen=street.screen, at=NOON, subject="x", what="x")
    Opinion.objects.create(pk=PK, version=version, kind="question", text="几点来水？", receipt="1" * 16)
    PictureFile.objects.create(
        sha256=HASH, name="x", media_type="image/png", width_px=1, height_px=1, uploaded_by=street.drafter
    )
    patterns = _patterns(get_resolver("office.urls_staff"))
    return {name: _address(name, pattern) for pattern in patterns if (name := str(pattern.name))}


def test_strangers_are_sent_to_the_login_or_refused(addresses: dict[str, str]) -> None:
    assert _unexpected(Client(), addresses, _is_closed_to_strangers, OPEN_TO_STRANGERS) == {}


def test_who_holds_no_role_is_refused(addresses: dict[str, str], person: Callable[..., User]) -> None:
    client = Client()
    client.force_login(person("without-roles"))
    assert _unexpected(client, addresses, _is_refused, OPEN_TO_ALL_STAFF) == {}


def test_a_get_writes_nothing(addresses: dict[str, str], person: Callable[..., User]) -> None:
    client = Client()
    client.force_login(person("has-all-roles", *Role, is_superuser=True))
    before = _rows()
    for name, address in addresses.items():
        response = client.get(address)
        assert response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, name
        assert _rows() == before, f"GET {address} wrote to the database"


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one)
        else:
            yield one


def _address(name: str, pattern: URLPattern) -> str:
    names = set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)
    values = VALUES | {"name": FILES.get(name, "")}
    return reverse(name, kwargs={word: values[word] for word in names})


def _unexpected(
    client: Client, addresses: dict[str, str], is_right: Callable[[str, HttpResponseBase], bool], spared: set[str]
) -> dict[str, int]:
    """GET and POST every address but the spared: those with another answer than the right one, or that wrote."""
    wrong = {}
    before = _rows()
    for name in addresses.keys() - spared:
        for ask in (client.get, client.post):
            response = ask(addresses[name])
            if not is_right(name, response) or _rows() != before:
                wrong[f"{response.request['REQUEST_METHOD']} {name}"] = response.status_code
    return wrong


def _is_closed_to_strangers(name: str, response: HttpResponseBase) -> bool:
    if name.startswith(FOR_MACHINES):
        return HTTPStatus.BAD_REQUEST <= response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return True
    return response.status_code == HTTPStatus.FOUND and response["location"].startswith("/login/")


def _is_refused(name: str, response: HttpResponseBase) -> bool:
    if name.startswith(FOR_MACHINES):
        return _is_closed_to_strangers(name, response)
    return response.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED}


def _rows() -> dict[str, list[Any]]:
    """Every row of every table, but for sessions, which hold what a page is to say next."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name != "django_session"]
        return {name: cursor.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
