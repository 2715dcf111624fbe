"""Cutting in from the office: its own edition under its own key, at once, while everything else goes on waiting."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from office.notices.models import Notice, State
from office.people.models import Role
from office.programme.models import Rule
from office.programme.urgent import cut_in
from office.publishing.errors import PublishingError
from office.publishing.models import Publication
from office.publishing.services import name_organisation, outlook, publish, publish_urgent
from office.screens.models import Group, Screen
from office.screens.preview import edition_at
from playlists.edition import Edition, parse_edition
from playlists.schedule import Priority
from tests.office.publishing.folder_fetcher import client_of, read_target
from tests.office.street import Street

AsRole = Callable[..., Client]
TWO_HOURS = timedelta(hours=2)


def now() -> datetime:
    return datetime.now(UTC)


def on_wire(tmp_path: Path, kind: str) -> Edition:
    return parse_edition(read_target(client_of(Path(settings.FEED), tmp_path / kind), f"lobby/{kind}.json"))


def cut(street: Street, notice: Notice) -> Rule:
    return cut_in(notice, [street.lobby], now() + TWO_HOURS, street.approver, now())


@pytest.fixture
def flood(street: Street) -> Notice:
    """An approved notice that no playlist names, with an edition already published and another notice waiting."""
    street.playlist.entries.update(issuer="青溪区委办公室")
    street.approved("日常内容")
    publish(None, street.approver, now())
    street.approved("尚未发布的内容")
    return street.approved("停水通知", issuer="青溪区水务局").notice


def test_only_what_is_urgent_goes_out(street: Street, flood: Notice, tmp_path: Path) -> None:
    cut(street, flood)
    made = publish_urgent(None, street.approver, now())
    assert [(one.number, one.is_urgent) for one in made] == [(2, True)]
    urgent = on_wire(tmp_path, "urgent")
    assert [item.title for item in urgent.items] == ["停水通知"]
    assert [rule.priority for rule in urgent.rules] == [Priority.URGENT]
    assert [item.title for item in on_wire(tmp_path, "edition").items] == ["日常内容"]
    assert flood.versions.get().state == State.PUBLISHED


def test_an_edition_never_carries_the_urgent_rule(street: Street, flood: Notice, tmp_path: Path) -> None:
    cut(street, flood)
    assert [one.is_urgent for one in publish(None, street.approver, now())] == [False, True]
    assert [rule.id for rule in on_wire(tmp_path, "edition").rules] == ["always"]


def test_ending_it_early_takes_it_off(street: Street, flood: Notice, tmp_path: Path) -> None:
    rule = cut(street, flood)
    publish_urgent(None, street.approver, now())
    Rule.objects.filter(pk=rule.pk).update(is_on=False)
    assert [one.number for one in publish_urgent(None, street.approver, now())] == [3]
    assert on_wire(tmp_path, "urgent").rules == ()


def test_one_that_ended_by_itself_needs_nothing_more(street: Street, flood: Notice) -> None:
    cut(street, flood)
    publish(None, street.approver, now())
    later = now() + TWO_HOURS + timedelta(minutes=1)
    assert publish(None, street.approver, later) == []
    assert outlook(street.lobby, later).urgent is None


def test_without_anything_urgent_nothing_is_made(street: Street, flood: Notice) -> None:
    assert publish_urgent(None, street.approver, now()) == []
    assert flood.versions.get().state == State.APPROVED


def test_a_group_that_was_never_published_is_refused_in_a_sentence(street: Street, flood: Notice) -> None:
    hall = Group.objects.create(slug="hall", title="新大厅")
    Screen.objects.create(slug="hall-1", title="新屏", group=hall)
    cut_in(flood, [], now() + TWO_HOURS, street.approver, now())
    with pytest.raises(PublishingError, match="新大厅"):
        publish_urgent(None, street.approver, now())
    assert Publication.objects.filter(is_urgent=True).count() == 0


def test_what_a_screen_showed_then_counts_the_urgent_edition(street: Street, flood: Notice) -> None:
    cut(street, flood)
    Publication.objects.update(made_at=now() - TWO_HOURS)
    publish_urgent(None, street.approver, now())
    first, then = edition_at(street.lobby, now() - TWO_HOURS / 2), edition_at(street.lobby, now())
    assert first is not None
    assert then is not None
    assert [item.title for item in first.items] == ["日常内容"]
    assert {item.title for item in then.items} == {"日常内容", "停水通知"}
    assert then.number == 2


def test_the_page_publishes_it_alone_and_leaves_the_rest_waiting(
    street: Street, flood: Notice, as_role: AsRole
) -> None:
    client, rule = as_role(Role.SCHEDULER), cut(street, flood)
    text = client.get("/publishing/").content.decode()
    assert "只发布此项" in text
    answer = client.post("/publishing/now/", {"group": "lobby", "only": "urgent"}, follow=True).content.decode()
    assert "只发布此项" not in answer
    assert "尚未发布的内容" in answer
    assert Publication.objects.get(is_urgent=True).group == street.lobby
    assert "最新" in client.get("/publishing/lobby/2/").content.decode()
    assert rule.is_on


def test_the_form_publishes_at_once(street: Street, flood: Notice, as_role: AsRole) -> None:
    until = (now() + timedelta(hours=10)).strftime("%Y-%m-%dT%H:%M")
    answer = as_role(Role.SCHEDULER).post("/programme/urgent/", {"notice": flood.pk, "until": until}, follow=True)
    assert "“紧急：停水通知”已发布" in answer.content.decode()
    assert Publication.objects.filter(is_urgent=True, group=street.lobby).exists()


def test_what_keeps_it_from_the_screens_is_told_and_the_rule_is_kept(
    street: Street, flood: Notice, as_role: AsRole
) -> None:
    (Path(settings.KEYS) / "urgent.pem").unlink()
    until = (now() + timedelta(hours=10)).strftime("%Y-%m-%dT%H:%M")
    answer = as_role(Role.SCHEDULER).post("/programme/urgent/", {"notice": flood.pk, "until": until}, follow=True)
    assert "尚未上屏" in answer.content.decode()
    assert Rule.objects.filter(priority="urgent", is_on=True).exists()
    assert street


def test_the_command_cuts_in_alone(street: Street, flood: Notice) -> None:
    cut(street, flood)
    out = StringIO()
    call_command("publish", "--urgent", stdout=out)
    assert out.getvalue() == "Published urgent edition 2 of lobby.\n"


def test_what_only_the_other_edition_tells_changes_nothing_urgent(street: Street, flood: Notice) -> None:
    cut(street, flood)
    publish(None, street.approver, now())
    name_organisation("青溪区委办公室", None)
    Screen.objects.filter(pk=street.screen.pk).update(diagonal_inch=43)
    assert outlook(street.lobby, now()).urgent is None
    assert [one.is_urgent for one in publish(None, street.approver, now())] == [False]
