"""What a screen shows at a time: the office's answer is the screens' own."""

import base64
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from office.people.models import Role
from office.programme.models import Playlist, PlaylistEntry, Rule
from office.publishing.models import Publication
from office.publishing.services import publish
from office.screens.contract import to_screen
from office.screens.models import Screen
from office.screens.preview import deck_of, edition_at
from player.slides import band_height
from playlists.on_air import on_air
from tests.office.street import NOON, Street

AsRole = Callable[..., Client]


@pytest.fixture
def published(street: Street) -> Street:
    """Published before NOON."""
    for title in ("第一项", "第二项"):
        street.approved(title)
    publish(None, street.approver, datetime.now(UTC))
    Publication.objects.update(made_at=NOON - timedelta(days=1))
    return street


def picture(text: str) -> Image.Image:
    found = re.search(r'src="data:image/jpeg;base64,([^"]+)"', text)
    assert found
    return Image.open(io.BytesIO(base64.b64decode(found[1])))


def wall(at: datetime) -> datetime:
    """As typed into the page, which reckons in the office's zone."""
    return at + timedelta(hours=8)


def fact(text: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", text, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def ask(client: Client, at: datetime, **extra: str) -> str:
    query = urlencode({"at": wall(at).strftime("%Y-%m-%dT%H:%M:%S"), **extra})
    return client.get(f"/screens/one/lobby-1/at/?{query}").content.decode()


def test_the_page_names_what_on_air_names_and_draws_it(published: Street, as_role: AsRole) -> None:
    edition = edition_at(published.lobby, NOON)
    assert edition
    deck, faults = deck_of(edition, published.screen)
    answer = on_air(edition, deck, NOON)
    assert answer.slide
    assert faults == ()
    text = ask(as_role(Role.SUPERVISOR), NOON)
    title = next(item.title for item in edition.items if item.id == answer.slide.item)
    assert fact(text, "正在播").startswith(title)
    assert fact(text, "自") == f"{wall(answer.since):%Y-%m-%d %H:%M:%S}"
    assert fact(text, "至") == f"{wall(answer.until):%Y-%m-%d %H:%M:%S}"
    assert fact(text, "排期") == "全天"
    assert picture(text).size == (1920, 1080)


def test_before_the_first_edition_the_page_says_so(published: Street, as_role: AsRole) -> None:
    assert "还没有发布过" in ask(as_role(Role.SUPERVISOR), NOON - timedelta(days=2))
    assert published


def test_the_past_is_answered_from_the_edition_of_that_time(published: Street, as_role: AsRole) -> None:
    Rule.objects.all().delete()
    publish(None, published.approver, datetime.now(UTC))
    client = as_role(Role.SUPERVISOR)
    assert fact(ask(client, NOON), "期号").startswith("1")
    later = ask(client, datetime.now(UTC) + timedelta(minutes=1))
    assert fact(later, "期号").startswith("2")
    assert fact(later, "正在播") == "待播画面"


def test_the_draft_shows_what_publishing_now_would_give(published: Street, as_role: AsRole) -> None:
    published.playlist.entries.all().delete()
    notice = published.approved("尚未发布的新事项").notice
    PlaylistEntry.objects.create(playlist=published.playlist, position=1, notice=notice)
    client = as_role(Role.SCHEDULER)
    assert "尚未发布的新事项" not in ask(client, NOON)
    draft = ask(client, NOON, draft="on")
    assert fact(draft, "正在播").startswith("尚未发布的新事项")
    assert Publication.objects.count() == 1


def test_out_of_hours_the_screen_is_dark(published: Street, as_role: AsRole) -> None:
    Screen.objects.update(opens=time(8), closes=time(11))
    text = ask(as_role(Role.TECHNICIAN), NOON, draft="on")
    assert "不在开启时段" in text
    assert published


def test_the_day_is_told_in_its_few_parts(published: Street, as_role: AsRole) -> None:
    evening = Playlist.objects.create(slug="evening", title="晚间")
    PlaylistEntry.objects.create(playlist=evening, position=1, entry=published.entry, newest=1)
    Rule.objects.create(
        slug="evening", title="晚间排期", playlist=evening, priority="campaign", day_since=time(18), day_until=time(21)
    )
    text = ask(as_role(Role.SCHEDULER), NOON, draft="on")
    rows = re.findall(r'<td class="when"[^>]*>(\S+)</td><td class="when"[^>]*>(\S+)</td>\s*<td[^>]*>([^<]+)<', text)
    assert rows == [
        ("00:00", "18:00", "全天"),
        ("18:00", "21:00", "晚间排期"),
        ("21:00", "24:00", "全天"),
    ]


@pytest.mark.parametrize("at", ["yesterday", "0001-01-01T00:00:00", "9999-12-31T23:59:59"])
def test_a_time_that_is_none_falls_back_to_now(published: Street, as_role: AsRole, at: str) -> None:
    answer = as_role(Role.SCHEDULER).get("/screens/one/lobby-1/at/", {"at": at})
    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()
    assert published


def test_the_screens_page_is_given_what_should_be_on_air(published: Street, as_role: AsRole) -> None:
    text = as_role(Role.TECHNICIAN).get("/screens/one/lobby-1/should/").content.decode()
    assert picture(text).size == (1920, 1080)
    assert published


def test_the_title_page_of_a_list_is_named_and_drawn(published: Street, as_role: AsRole) -> None:
    midnight = datetime(2026, 11, 18, tzinfo=UTC) - timedelta(hours=8)
    edition = edition_at(published.lobby, midnight)
    assert edition
    deck, _ = deck_of(edition, published.screen)
    answer = on_air(edition, deck, midnight)
    assert answer.slide
    assert deck.playlist_of(answer.slide) == "daily"
    text = ask(as_role(Role.SUPERVISOR), midnight)
    assert fact(text, "正在播") == "封面页：日常"
    assert picture(text).size == (1920, 1080)
    assert "封面页：日常" in fact(ask(as_role(Role.SCHEDULER), answer.since - timedelta(seconds=1)), "接下来")


def test_each_day_of_a_publicity_period_has_its_own_picture(published: Street, as_role: AsRole) -> None:
    published.know_the_days_off()
    published.playlist.entries.all().delete()
    begins = timezone.localdate() + timedelta(days=1)
    notice = published.approved("任前公示", publicity_begins=begins, publicity_working_days=5).notice
    PlaylistEntry.objects.create(playlist=published.playlist, position=1, notice=notice)
    client = as_role(Role.SCHEDULER)
    days = [datetime.combine(begins + timedelta(days=day), time(4), UTC) for day in (-1, 0, 30, 31)]
    before, first, over, later = (picture(ask(client, at, draft="on")).tobytes() for at in days)
    assert len({before, first, over}) == 3
    assert over == later


def test_the_picture_has_the_band_as_it_is_at_that_time(published: Street, as_role: AsRole) -> None:
    Screen.objects.update(calendar="date")
    client = as_role(Role.TECHNICIAN)
    times = (NOON + timedelta(seconds=second) for second in (59, 60, 90))
    before, after, later = (picture(ask(client, at, draft="on")) for at in times)
    top = before.height - band_height(to_screen(Screen.objects.get())) + 16  # JPEG mixes blocks of that height
    assert band(before, top) != band(after, top)
    assert band(after, top) == band(later, top)
    assert published


def band(seen: Image.Image, top: int) -> bytes:
    return seen.crop((0, top, *seen.size)).tobytes()
