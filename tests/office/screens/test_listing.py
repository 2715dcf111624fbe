"""The list of screens of a whole county: by pages, by words, group and condition."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from office.people.models import Role
from office.publishing.services import publish
from office.screens.listing import PER_PAGE
from office.screens.models import Group, Screen
from tests.office.screens.test_pages import heartbeat
from tests.office.street import Street


@pytest.fixture
def county(street: Street) -> Street:
    """A screen in order, one in trouble, one served by hand, and 99 without a machine in a second group."""
    now = datetime.now(UTC)
    street.approved()
    publish(None, None, now)
    heartbeat(street.screen, edition=1, at=now)
    hall = Screen.objects.create(slug="lobby-2", title="二号屏", group=street.lobby)
    heartbeat(hall, edition=1, at=now - timedelta(days=1))
    carried = Screen.objects.create(slug="lobby-3", title="三号屏", group=street.lobby)
    heartbeat(carried, edition=1, at=now - timedelta(days=20))
    Screen.objects.filter(pk=carried.pk).update(delivery="stick", collected_at=now - timedelta(days=19))
    villages = Group.objects.create(slug="villages", title="各村")
    names = [Screen(slug=f"v-{number}", title=f"第{number:02}村", group=villages) for number in range(99)]
    Screen.objects.bulk_create(names)
    Group.objects.create(slug="spare", title="备用")
    return street


def slugs(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/screens/{query}")
    assert answer.status_code == 200
    return [one.screen.slug for _group, screens in answer.context["listing"].groups for one in screens]


@pytest.mark.usefixtures("county")
def test_every_screen_stands_on_one_page_of_the_list(as_role: Callable[..., Client]) -> None:
    client = as_role(Role.TECHNICIAN)
    first, second = slugs(client), slugs(client, "?page=2")
    assert (len(first), len(second)) == (PER_PAGE, 102 - PER_PAGE)
    assert len({*first, *second}) == 102
    assert "备用" not in client.get("/screens/").content.decode().split('class="tallies"')[1]
    assert "备用" in client.get("/screens/?page=2").content.decode().split('class="tallies"')[1]


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("condition=ok", ["lobby-1"]),
        ("condition=bad", ["lobby-2"]),
        ("condition=by-hand", ["lobby-3"]),
        ("condition=warn", ["lobby-3"]),
        ("q=二号", ["lobby-2"]),
        ("q=V-98", ["v-98"]),
        ("group=lobby", ["lobby-3", "lobby-2", "lobby-1"]),
        ("group=villages&condition=ok", []),
        ("group=spare", []),
    ],
)
def test_the_list_is_narrowed(as_role: Callable[..., Client], query: str, found: list[str]) -> None:
    assert sorted(slugs(as_role(Role.TECHNICIAN), f"?{query}")) == sorted(found)


@pytest.mark.usefixtures("county")
def test_the_conditions_are_counted_and_a_refresh_keeps_what_was_asked_for(as_role: Callable[..., Client]) -> None:
    client = as_role(Role.TECHNICIAN)
    page = client.get("/screens/?group=villages&page=2")
    assert [(one.condition, one.number) for one in page.context["listing"].tallies] == [("muted", 99)]
    text = page.content.decode()
    assert 'hx-get="/screens/?group=villages&amp;page=2"' in text
    assert "?group=villages&amp;page=1" in text
    part = client.get("/screens/?group=villages&page=2", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "?group=villages&amp;page=1" in part
    assert client.get("/screens/?group=none&condition=odd&page=x").status_code == 200
