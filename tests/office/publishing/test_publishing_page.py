from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from office.people.models import Role, User
from office.publishing.models import Publication
from office.screens.models import Group
from tests.office.street import Street

AsRole = Callable[..., Client]


def page(client: Client) -> str:
    return client.get("/publishing/").content.decode()


def test_the_button_publishes_and_says_what(street: Street, as_role: AsRole) -> None:
    street.approved("上屏内容")
    client = as_role(Role.SCHEDULER)
    assert "上屏内容" in page(client)
    answer = client.post("/publishing/now/", {"group": "lobby"}, follow=True).content.decode()
    assert "大厅 第 1 期" in answer
    assert "上屏内容" not in answer
    assert Publication.objects.get().person
    again = client.post("/publishing/now/", follow=True).content.decode()
    assert "没有变化" in again
    assert Publication.objects.count() == 1


def test_what_stands_in_the_way_is_told_and_nothing_is_published(street: Street, as_role: AsRole) -> None:
    street.approved()
    (Path(settings.FEED) / "metadata" / "timestamp.json").unlink()
    answer = as_role(Role.APPROVER).post("/publishing/now/", follow=True).content.decode()
    assert "office keys init" in answer
    assert not Publication.objects.exists()


def test_a_group_that_cannot_be_published_says_why_and_has_no_button(street: Street, as_role: AsRole) -> None:
    (Path(settings.KEYS) / "register.json").unlink()
    text = page(as_role(Role.SCHEDULER))
    assert "office register sign" in text
    assert "<button" not in text.split('class="card"', 1)[1].split("</section>")[0]
    assert street


def test_an_unknown_group_is_not_found(street: Street, as_role: AsRole) -> None:
    assert as_role(Role.SCHEDULER).post("/publishing/now/", {"group": "nowhere"}).status_code == 404
    assert street


def test_the_commands_publish_and_tell_faults_in_one_sentence(street: Street) -> None:
    street.approved()
    out = StringIO()
    call_command("publish", "--group", "lobby", stdout=out)
    call_command("publish", stdout=out)
    call_command("timestamp", stdout=out)
    assert out.getvalue().splitlines() == [
        "Published edition 1 of lobby.",
        "Nothing changed since the last editions; nothing was published.",
        "Everything is fresh; nothing was signed.",
    ]
    with pytest.raises(CommandError, match="no screen group 'nowhere'"):
        call_command("publish", "--group", "nowhere")
    empty = Group.objects.create(slug="empty", title="空组")
    with pytest.raises(CommandError, match="空组"):
        call_command("publish", "--group", empty.slug)


def test_an_edition_names_the_people_who_approved_and_not_their_accounts(street: Street, as_role: AsRole) -> None:
    street.approved("上屏内容")
    User.objects.filter(pk=street.approver.pk).update(name="周既明")
    client = as_role(Role.SCHEDULER)
    client.post("/publishing/now/")
    text = client.get("/publishing/lobby/1/").content.decode().partition("<tbody>")[2]
    assert "周既明" in text
    assert street.approver.username not in text


def test_the_name_is_offered_for_change_only_to_those_who_may(street: Street, as_role: AsRole) -> None:
    assert "/publishing/organisation/" not in page(as_role(Role.SCHEDULER))
    assert "/publishing/organisation/" in page(as_role(Role.APPROVER))
    assert street
