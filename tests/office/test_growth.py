"""Pages stay quick as the office grows: they ask the database as often for many notices and screens as for few."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from office.opinions.services import receive
from office.people.models import Role, User
from office.programme.services import add_entry
from office.publishing.services import publish
from office.screens.models import Group, Screen
from tests.office.street import Street

PAGES = [
    "/",
    "/notices/",
    "/notices/new/",
    "/publishing/",
    "/screens/",
    "/screens/shown/",
    "/screens/one/lobby-1/",
    "/screens/one/lobby-1/at/?draft=on",
    "/programme/",
    "/programme/urgent/",
    "/programme/playlists/daily/",
    "/programme/playlists/daily/pass/",
    "/opinions/",
    "/journal/",
    "/catalogue/",
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(settings: Settings, tmp_path: Path) -> Street:
    return Street(settings, tmp_path)


def grow(street: Street, number: int) -> None:
    """One more notice in the playlist with an opinion, one more screen."""
    version = street.approved(f"第{number}项")
    add_entry(street.playlist, street.approver, notice=version.notice)
    receive(version, kind="question", rating="", text="几点来水？", contact="", place="lobby-1")
    Screen.objects.create(slug=f"lobby-{number}0", title="大厅", group=street.lobby)


def queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_no_page_asks_more_often_when_there_is_more(street: Street, person: Callable[..., User]) -> None:
    client = Client()
    client.force_login(person("has-all-roles", *Role))
    for number in (1, 2):
        grow(street, number)
    publish(None, street.approver, datetime.now(UTC))
    few = {page: queries(client, page) for page in PAGES}
    for number in range(3, 9):
        grow(street, number)
    publish(None, street.approver, datetime.now(UTC))
    many = {page: queries(client, page) for page in PAGES}
    assert {page: (few[page], many[page]) for page in PAGES if many[page] > few[page]} == {}


def test_the_list_of_screens_asks_no_more_often_for_more_groups(street: Street, person: Callable[..., User]) -> None:
    client = Client()
    client.force_login(person("ji-shu", Role.TECHNICIAN))
    few = queries(client, "/screens/")
    for number in range(8):
        group = Group.objects.create(slug=f"group-{number}", title=f"第{number}组")
        Screen.objects.create(slug=f"screen-{number}", title="屏", group=group)
        street.rule.groups.add(group)
    publish(None, street.approver, datetime.now(UTC))
    assert queries(client, "/screens/") == few
