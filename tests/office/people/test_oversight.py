"""The supervisor's home page: what was due and not published, shown for how long, not answered."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from office.notices import services
from office.notices.due import due_unpublished, silent_entries
from office.opinions.models import Opinion
from office.opinions.services import receive
from office.people.models import Role
from office.people.oversight import oversight
from office.publishing.services import publish
from office.screens.exposure import exposures, shown
from office.screens.intake import accept
from office.screens.models import Screen, ShownDay
from playlists.report import Display, Play, Reports
from tests.office.people.test_home import street
from tests.office.street import Street

__all__ = ["street"]
NOW = datetime.now(UTC).replace(microsecond=0)
NUMBERS = count(1)
WEEK_AGO = timezone.localdate() - timedelta(days=7)


def played(
    screen: Screen, item: str, seconds: int, *, ago: timedelta = timedelta(hours=1), display: str = "on"
) -> Play:
    """Reported by the screen, as it does."""
    since = NOW - ago
    play = Play(
        id=f"{next(NUMBERS):032x}", item=item, version=1, page=1, edition=1, rule="always",
        since=since, until=since + timedelta(seconds=seconds), display=Display(display),
    )  # fmt: skip
    accept(screen, Reports((play,)))
    return play


def test_what_was_proposed_and_is_not_public_in_time_is_due(street: Street) -> None:
    street.draft("没有提出")
    late = services.send_for_review(street.draft("逾期的", days_ago=3), street.drafter)
    back = services.send_back(
        services.send_for_review(street.draft("退回的", days_ago=2), street.drafter), street.reviewer, "缺依据"
    )
    services.send_for_review(street.draft("以后的", days_ago=-1), street.drafter)
    services.send_for_review(street.draft("过了的", days_ago=9, shown_until=NOW - timedelta(days=1)), street.drafter)
    street.approved("已公开")
    assert [one.title for one in due_unpublished(NOW)] == ["已公开", late.title, back.title]
    publish(None, None, NOW)
    assert [one.title for one in due_unpublished(NOW)] == [late.title, back.title]


def test_an_entry_is_silent_until_something_under_it_is_public(street: Street) -> None:
    street.entry.__class__.objects.create(code="1", title="总目")
    assert [one.code for one in silent_entries(NOW)] == ["1.1"]
    street.approved()
    publish(None, None, NOW)
    assert silent_entries(NOW) == []


def test_plays_are_added_up_over_screens_and_none_of_a_display_that_was_off(street: Street) -> None:
    code = street.approved("修路").notice.code
    other = Screen.objects.create(slug="lobby-2", title="二号屏", group=street.lobby)
    played(street.screen, code, 5400)
    played(other, code, 1800)
    played(other, code, 9000, display="off")
    played(other, code, 9000, ago=timedelta(days=30))
    played(other, "n-gone", 60)
    rows = exposures(list(shown(WEEK_AGO, timezone.localdate())))
    assert [(row.title, row.spelled, row.screens) for row in rows] == [("修路", "2 小时", 2), ("", "1 分钟", 1)]
    assert rows[0].total == timedelta(hours=2)
    assert not shown(WEEK_AGO, timezone.localdate(), other.group.__class__.objects.create(slug="x", title="x"))


def test_a_play_that_is_sent_twice_is_added_up_once(street: Street) -> None:
    play = played(street.screen, "n-1", 600)
    accept(street.screen, Reports((play, play)))
    later = msgspec.structs.replace(play, id="f" * 32, since=play.until, until=play.until + timedelta(seconds=60))
    accept(street.screen, Reports((play, later)))
    assert sum(row["total_ms"] for row in shown(WEEK_AGO, timezone.localdate())) == 660_000


def test_a_play_belongs_to_the_day_on_which_it_began_here(street: Street) -> None:
    midnight = timezone.make_aware(datetime(2026, 11, 20))
    play = played(street.screen, "n-1", 600)
    for number, minutes in enumerate((-1, 0)):
        since = midnight + timedelta(minutes=minutes)
        one = msgspec.structs.replace(play, id=f"{number}" * 32, since=since, until=since + timedelta(minutes=5))
        accept(street.screen, Reports((one,)))
    days = ShownDay.objects.filter(day__lt=date(2026, 11, 25)).order_by("day").values_list("day", "shown_ms")
    assert list(days) == [(date(2026, 11, 19), 300_000), (date(2026, 11, 20), 300_000)]


@pytest.mark.parametrize("days", [0, 60])
def test_the_home_page_leads_a_supervisor_to_all_of_it(
    street: Street, as_role: Callable[..., Client], days: int
) -> None:
    street.know_the_days_off()
    version = services.send_for_review(street.draft("逾期的", days_ago=3), street.drafter)
    receive(version, kind="question", rating="", text="几点来水？", contact="", place="lobby-1")
    Opinion.objects.update(received_at=NOW - timedelta(days=days))
    assert [task.number for task in oversight()] == [1, 1, int(days > 0), 0, 1]
    client = as_role(Role.SUPERVISOR)
    page = client.get("/").content.decode()
    assert "逾期的 · 审核中 · 逾期 3 天" in page
    assert "没有待办事项" not in page
    for line in page.split('<main id="content"')[1].split('href="')[1:]:
        assert client.get(line.split('"')[0]).status_code == 200, line.split('"')[0]


def test_the_page_of_what_was_shown_filters_by_day_and_the_home_page_takes_its_head(
    street: Street, as_role: Callable[..., Client]
) -> None:
    code = street.approved("修路").notice.code
    played(street.screen, code, 5400)
    client, today = as_role(Role.SUPERVISOR), timezone.localdate()
    assert "90 分钟" in client.get("/screens/shown/").content.decode()
    assert "90 分钟" in client.get("/screens/shown/", headers={"HX-Request": "true"}).content.decode()
    past = f"?since={today - timedelta(days=9)}&until={today - timedelta(days=5)}&group=lobby"
    assert "90 分钟" not in client.get(f"/screens/shown/{past}").content.decode()
    assert client.get("/screens/shown/?since=x&group=none&page=99").status_code == 200
