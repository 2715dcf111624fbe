"""A display that is off: trouble in a screen's hours of operation, as planned outside them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from office.people.models import Role
from office.publishing.services import publish
from office.screens.models import Play
from office.screens.opening import CHANGE, Opening, opening_at
from playlists.schedule import DayPart, Hours
from tests.office.screens.test_pages import badge, heartbeat
from tests.office.street import Street

ZONE = "Asia/Shanghai"
AN_HOUR, AN_INSTANT = timedelta(hours=1), timedelta(microseconds=1)
OPENS, CLOSES = (datetime(2026, 11, 18, hour, tzinfo=ZoneInfo(ZONE)) for hour in (8, 18))
BY_DAY = Hours(parts=(DayPart(since=time(8), until=time(18)),))
PAGE = "/screens/one/lobby-1/"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (OPENS - AN_INSTANT, Opening.CLOSED),
        (OPENS, Opening.CLOSED),  # [since, until): nothing of the stretch before it was open
        (OPENS + AN_INSTANT, Opening.CHANGING),
        (OPENS + CHANGE - AN_INSTANT, Opening.CHANGING),
        (OPENS + CHANGE, Opening.OPEN),
        (CLOSES, Opening.OPEN),
        (CLOSES + AN_INSTANT, Opening.CHANGING),
        (CLOSES + CHANGE - AN_INSTANT, Opening.CHANGING),
        (CLOSES + CHANGE, Opening.CLOSED),
    ],
)
def test_while_it_opens_or_closes_nobody_can_say(at: datetime, expected: Opening) -> None:
    assert opening_at(BY_DAY, ZONE, at.astimezone(UTC)) is expected


def test_hours_that_touch_at_midnight_do_not_close_between() -> None:
    halves = Hours(parts=(DayPart(time(12), time(0)), DayPart(time(0), time(12))))
    for at in (OPENS, OPENS.replace(hour=0) + AN_INSTANT, OPENS.replace(hour=12) + AN_INSTANT):
        assert opening_at(halves, ZONE, at) is Opening.OPEN
    assert opening_at(None, ZONE, OPENS) is Opening.OPEN


@pytest.fixture
def hall(street: Street) -> Street:
    street.approved("大厅公告")
    publish(None, street.approver, datetime.now(UTC))
    return street


def set_hours(street: Street, now: datetime, *, is_open: bool) -> None:
    here = now.astimezone(ZoneInfo(street.screen.zone))
    since, until = (-AN_HOUR, AN_HOUR) if is_open else (AN_HOUR, 2 * AN_HOUR)
    street.screen.opens, street.screen.closes = ((here + span).time() for span in (since, until))


@pytest.mark.parametrize(
    ("display", "hours", "expected"),
    [
        ("off", "closed", [("ok", "显示器已按开放时间关闭。")]),
        ("off", "open", [("bad", "开放时间内显示器关着。")]),
        ("on", "closed", [("ok", "不在开放时间，显示器仍开着。")]),
        ("on", "open", []),
        ("unknown", "closed", [("ok", "不在开放时间，不清楚显示器是否已关闭。")]),
        ("unknown", "open", [("warn", "不清楚显示器是否开着。")]),
        ("offscreen", "closed", []),
    ],
)
def test_a_display_is_judged_by_the_hours_of_its_screen(
    hall: Street, as_role: Callable[..., Client], display: str, hours: str, expected: list[tuple[str, str]]
) -> None:
    now, client = datetime.now(UTC), as_role(Role.TECHNICIAN)
    set_hours(hall, now, is_open=hours == "open")
    heartbeat(hall.screen, edition=1, at=now, display=display)
    assert badge(client) == (expected[0][0] if expected else "ok")
    found = re.findall(r'<span class="badge (\w+)">.</span> ([^<]+)</li>', client.get(PAGE).content.decode())
    assert found == expected


def test_the_page_says_in_both_languages_that_it_is_off_as_planned(
    hall: Street, as_role: Callable[..., Client]
) -> None:
    now, client = datetime.now(UTC), as_role(Role.SUPERVISOR)
    set_hours(hall, now, is_open=False)
    heartbeat(hall.screen, edition=1, at=now, display="off")
    for language, words in (("zh-hans", "按开放时间关闭"), ("en", "off, as planned")):
        client.cookies["django_language"] = language
        assert f"<dd>{words}</dd>" in client.get(PAGE).content.decode()


def test_what_was_played_on_a_display_that_was_off_is_marked(street: Street, as_role: Callable[..., Client]) -> None:
    now = datetime.now(UTC)
    for report, display in (("1" * 32, "on"), ("2" * 32, "off"), ("3" * 32, "unknown")):
        Play.objects.create(
            report=report, screen=street.screen, item="a", version=1, page=1, edition=1, since=now, until=now,
            display=display,
        )  # fmt: skip
    assert as_role(Role.SUPERVISOR).get(PAGE).content.decode().count("显示器关着") == 1
