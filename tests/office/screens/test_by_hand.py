"""How a screen that is served by hand is judged and shown: by its sticks, never as one that should be heard."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from office.people.models import Role
from office.people.waiting import tasks_of
from office.publishing.services import publish
from office.screens.condition import Condition, Level
from office.screens.models import BY_HAND, Screen
from office.screens.overview import seen
from tests.office.screens.test_pages import heartbeat
from tests.office.street import Street

NOW = datetime.now(UTC).replace(microsecond=0)
A_DAY = timedelta(days=1)


@pytest.fixture
def carried(street: Street) -> Screen:
    """Edition 2 is published; a stick that was filled two days ago, under edition 1, was collected a day ago."""
    street.approved()
    publish(None, None, NOW)
    street.approved("第二期")
    publish(None, None, NOW)
    heartbeat(street.screen, edition=1, at=NOW - 2 * A_DAY, clock="restored")
    street.screen.seen_at, street.screen.collected_at, street.screen.enrolled_at = None, NOW - A_DAY, NOW - 90 * A_DAY
    street.screen.save()
    return street.screen


def condition(screen: Screen, **changes: object) -> Condition:
    Screen.objects.filter(pk=screen.pk).update(**changes)
    return seen(Screen.objects.get(pk=screen.pk), NOW).condition


def test_it_is_no_trouble_that_it_sends_nothing(carried: Screen) -> None:
    found = condition(carried)
    assert (found.level, found.is_by_hand, found.word) == (Level.MUTED, True, "由U盘更新")
    day = timezone.localtime(NOW - A_DAY)
    assert f"上次收取U盘：{day:%Y-%m-%d %H:%M}；当时在播第 1 期，已发布到第 2 期。" in [
        one.sentence for one in found.findings
    ]


@pytest.mark.parametrize(("days", "level"), [(10, Level.MUTED), (11, Level.WARN)])
def test_it_is_overdue_after_the_days_that_staff_allow(carried: Screen, days: int, level: Level) -> None:
    assert condition(carried, collected_at=NOW - days * A_DAY).level == level
    assert condition(carried, collected_at=NOW - days * A_DAY, stick_within_days=30).level == Level.MUTED


def test_what_its_stick_told_of_its_display_is_still_trouble(carried: Screen) -> None:
    assert condition(carried, heartbeat={**carried.heartbeat, "display": "off"}).level == Level.BAD


@pytest.mark.parametrize(
    ("delivery", "seen_ago", "served"),
    [
        ("auto", None, "by hand"),
        ("auto", 3, "by hand"),  # it was on the network once, and then a stick brought newer reports
        ("auto", 0, "network"),  # it is heard over the network again
        ("network", None, "network"),
        ("stick", 0, "by hand"),
    ],
)
def test_whether_it_is_served_by_hand_is_set_or_found_out(
    carried: Screen, delivery: str, seen_ago: int | None, served: str
) -> None:
    heard = None if seen_ago is None else NOW - seen_ago * A_DAY
    assert condition(carried, delivery=delivery, seen_at=heard).is_by_hand is (served == "by hand")
    assert Screen.objects.filter(BY_HAND).exists() is (served == "by hand")


def test_one_that_is_set_so_and_never_came_back_is_told(carried: Screen) -> None:
    found = condition(carried, delivery="stick", collected_at=None, heartbeat={})
    assert (found.level, len(found.findings)) == (Level.WARN, 1)


def test_it_waits_for_the_technician_only_when_its_stick_is_overdue(
    carried: Screen, person: Callable[..., object]
) -> None:
    technician = person("ji-shu", Role.TECHNICIAN)
    assert tasks_of(technician) == []  # type: ignore[arg-type]
    condition(carried, collected_at=NOW - 11 * A_DAY)
    with translation.override("en"):
        assert [task.title for task in tasks_of(technician)] == ["Screens whose stick is overdue"]  # type: ignore[arg-type]


def test_its_page_tells_the_stick_and_as_of_when(carried: Screen, as_role: Callable[..., Client]) -> None:
    client = as_role(Role.TECHNICIAN)
    page = client.get(f"/screens/one/{carried.slug}/").content.decode()
    for told in ("上次收取U盘", "下次U盘应到", "以下情况截至"):
        assert told in page
    assert "最近消息" not in page
    assert "由U盘更新" in client.get("/screens/").content.decode()
