"""Every page of screens, programme and publishing: as a role that may, as one that may not, as nobody."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from office.people.models import Role
from office.publishing.models import Publication
from office.publishing.services import publish
from office.screens.condition import SWITCH_WITHIN
from office.screens.contract import to_screen
from office.screens.models import EnrolmentCode, Group, Incident, Play, Screen
from playlists.enrolment_code import split_code
from playlists.overlays import Calendar, Overlays, Transition
from tests.office.street import Street

T, S, A, V, K = Role.TECHNICIAN, Role.SCHEDULER, Role.APPROVER, Role.SUPERVISOR, Role.KEEPER
PAGES = {
    "/screens/": (T, S, V, A),
    "/screens/new/": (T,),
    "/screens/groups/new/": (T,),
    "/screens/groups/lobby/": (T,),
    "/screens/groups/lobby/delete/": (T,),
    "/screens/shown/": (T, S, V, A),
    "/screens/one/lobby-1/": (T, S, V, A),
    "/screens/one/lobby-1/edit/": (T,),
    "/screens/one/lobby-1/delete/": (T,),
    "/screens/one/lobby-1/code/": (T,),
    "/screens/one/lobby-1/revoke/": (T,),
    "/screens/one/lobby-1/at/": (T, S, V, A),
    "/screens/one/lobby-1/should/": (T, S, V, A),
    "/programme/": (S, A, V),
    "/programme/urgent/": (S,),
    "/programme/rules/new/": (S,),
    "/programme/rules/always/": (S,),
    "/programme/rules/always/delete/": (S,),
    "/programme/playlists/new/": (S,),
    "/programme/playlists/daily/": (S, A, V),
    "/programme/playlists/daily/pass/": (S, A, V),
    "/programme/playlists/daily/title/": (S,),
    "/programme/playlists/daily/delete/": (S,),
    "/programme/workdays/": (S, K),
    "/programme/workdays/2027/": (S, K),
    "/publishing/": (S, A),
    "/publishing/organisation/": (A, K),
    "/publishing/lobby/1/": (S, A, V),
}
POSTS = (
    "/screens/incidents/1/settle/",
    "/programme/rules/always/switch/",
    "/programme/playlists/daily/add-notice/",
    "/programme/playlists/daily/add-selection/",
    "/programme/playlists/daily/put-back/",
    "/programme/playlists/daily/1/up/",
    "/programme/playlists/daily/1/remove/",
    "/programme/workdays/2026/forget/",
    "/publishing/now/",
)
AsRole = Callable[..., Client]


@pytest.fixture
def published(street: Street) -> Street:
    street.approved("大厅公告")
    publish(None, street.approver, datetime.now(UTC))
    return street


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_for_its_roles_and_for_no_others(path: str, as_role: AsRole) -> None:
    statuses = {role: as_role(role).get(path).status_code for role in Role}
    assert statuses == {role: 200 if role in PAGES[path] else 403 for role in Role}
    assert Client().get(path).status_code == 302


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("path", POSTS)
def test_what_changes_something_takes_no_get_and_no_stranger(path: str, as_role: AsRole) -> None:
    assert as_role(T, S, K).get(path).status_code == 405
    assert as_role(Role.HANDLER).post(path).status_code == 403
    assert Client().post(path).status_code == 302


@pytest.mark.usefixtures("published")
def test_every_page_reads_in_both_languages_without_a_hole(as_role: AsRole) -> None:
    client = as_role(*Role)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        for path in PAGES:
            text = client.get(path).content.decode()
            assert "{{" not in text
            assert "{%" not in text
            if path != "/programme/playlists/daily/pass/" and not path.endswith("should/"):
                assert re.search(r"<h1>\s*\S", text), path


def heartbeat(screen: Screen, *, edition: int, at: datetime, **changes: object) -> None:
    plain = {"kind": "heartbeat", "id": "0" * 32, "at": at.isoformat(), "edition": edition, "clock": "synced"}
    screen.heartbeat = {**plain, "display": "on", "free_disk_mb": 9000, "program": "0.1.0", **changes}
    screen.seen_at, screen.token_digest = at, "x"
    screen.save()


def badge(client: Client) -> str:
    found = re.search(r'<h2>[^<]*<span class="badge (\w+)"', client.get("/screens/one/lobby-1/").content.decode())
    assert found
    return found[1]


def test_a_screen_is_green_only_when_its_news_is_fresh_and_its_edition_the_published_one(
    published: Street, as_role: AsRole
) -> None:
    client, now, screen = as_role(T), datetime.now(UTC), published.screen
    assert badge(client) == "muted"
    heartbeat(screen, edition=1, at=now)
    assert badge(client) == "ok"
    heartbeat(screen, edition=0, at=now)
    assert badge(client) == "warn"
    Publication.objects.update(made_at=now - SWITCH_WITHIN - timedelta(seconds=1))
    assert badge(client) == "bad"
    heartbeat(screen, edition=1, at=now - timedelta(minutes=6))
    assert badge(client) == "bad"


def test_an_old_report_that_arrives_now_is_not_news(published: Street, as_role: AsRole) -> None:
    now = datetime.now(UTC)
    heartbeat(published.screen, edition=1, at=now - timedelta(hours=3))
    Screen.objects.update(seen_at=now)
    assert badge(as_role(T)) == "bad"


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"clock": "unset"}, "bad"),
        ({"clock": "restored"}, "warn"),
        ({"display": "off"}, "bad"),
        ({"display": "unknown"}, "warn"),
        ({"free_disk_mb": 20}, "warn"),
    ],
)
def test_what_is_wrong_with_a_machine_is_not_green(
    published: Street, as_role: AsRole, changes: dict[str, object], level: str
) -> None:
    heartbeat(published.screen, edition=1, at=datetime.now(UTC), **changes)
    assert badge(as_role(T)) == level


def test_an_incident_stays_until_somebody_has_seen_to_it(published: Street, as_role: AsRole) -> None:
    client = as_role(T)
    heartbeat(published.screen, edition=1, at=datetime.now(UTC))
    incident = Incident.objects.create(
        report="1" * 32, screen=published.screen, at=datetime.now(UTC), subject="n-1", what="Damaged slide."
    )
    assert badge(client) == "warn"
    assert "Damaged slide." in client.get("/screens/one/lobby-1/").content.decode()
    client.post(f"/screens/incidents/{incident.pk}/settle/")
    assert badge(client) == "ok"


def test_the_code_page_shows_the_code_and_the_command_once(published: Street, as_role: AsRole) -> None:
    client = as_role(T)
    assert not EnrolmentCode.objects.exists()
    text = client.post("/screens/one/lobby-1/code/").content.decode()
    found = re.search(r"player enrol http://127.0.0.1:8000 ([0-9A-Z-]{19})", text)
    assert found
    assert split_code(found[1])
    assert found[1] not in client.get("/screens/one/lobby-1/code/").content.decode()
    assert published


def test_a_screen_is_added_with_its_group_on_pages(street: Street, as_role: AsRole) -> None:
    client = as_role(T)
    client.post("/screens/groups/new/", {"title": "党员活动室", "slug": "room"})
    fields = {
        "title": "活动室竖屏",
        "slug": "room-1",
        "group": Group.objects.get(slug="room").pk,
        "audience": "members",
        "width_px": 1080,
        "height_px": 1920,
        "rotation": 0,
        "diagonal_inch": 43,
        "distance_m": 2.5,
        "theme": "quiet",
        "transition": "push",
        "is_calm": "on",
        "calendar": "lunar",
        "has_ticker": "on",
        "stale_after_h": 72,
        "characters_per_s": 4,
        "zone": "Asia/Shanghai",
        "delivery": "stick",
        "stick_within_days": 21,
    }
    wrong = client.post("/screens/new/", {**fields, "zone": "Mars", "slug": "Room 1"}).content.decode()
    assert wrong.count('class="error"') == 2
    assert client.post("/screens/new/", fields).status_code == 302
    added = Screen.objects.get(slug="room-1")
    assert added.audience == "members"
    assert to_screen(added).overlays == Overlays(calendar=Calendar.LUNAR, stale_after_h=72, has_ticker=True)
    assert (added.is_by_hand, added.stick_within_days) == (True, 21)
    assert (to_screen(added).transition, to_screen(added).is_calm) == (Transition.PUSH, True)
    client.post("/screens/one/room-1/edit/", {**fields, "title": "新名", "slug": "changed"})
    assert Screen.objects.get(slug="room-1").title == "新名"
    assert street


def test_what_is_in_use_is_not_deleted_and_the_page_says_where(street: Street, as_role: AsRole) -> None:
    client = as_role(T, S)
    text = client.post("/screens/groups/lobby/delete/", follow=True).content.decode()
    assert "大厅主屏" in text
    assert "全天" in client.post("/programme/playlists/daily/delete/", follow=True).content.decode()
    Play.objects.create(
        report="2" * 32, screen=street.screen, item="n-1", version=1, page=1, edition=1,
        since=datetime.now(UTC), until=datetime.now(UTC), display="on",
    )  # fmt: skip
    client.post("/screens/one/lobby-1/delete/")
    assert Screen.objects.filter(slug="lobby-1").exists()
    assert Group.objects.filter(slug="lobby").exists()


def test_the_live_picture_is_the_one_that_was_sent(published: Street, as_role: AsRole) -> None:
    client = as_role(V)
    assert client.get("/screens/one/lobby-1/picture.jpg").status_code == 404
    Path(settings.SCREENSHOTS).mkdir()
    (Path(settings.SCREENSHOTS) / "lobby-1.jpg").write_bytes(b"\xff\xd8picture")
    assert b"".join(client.get("/screens/one/lobby-1/picture.jpg")) == b"\xff\xd8picture"
    assert published


def test_a_revoked_machine_is_asked_about_first(published: Street, as_role: AsRole) -> None:
    client = as_role(T)
    heartbeat(published.screen, edition=1, at=datetime.now(UTC))
    client.get("/screens/one/lobby-1/revoke/")
    assert Screen.objects.get().token_digest
    client.post("/screens/one/lobby-1/revoke/")
    assert not Screen.objects.get().token_digest


def test_plays_without_an_item_are_told_apart_by_their_rule(street: Street, as_role: AsRole) -> None:
    now = datetime.now(UTC)
    for report, rule in (("3" * 32, "always"), ("4" * 32, ""), ("5" * 32, "gone")):
        Play.objects.create(
            report=report, screen=street.screen, item="", version=0, page=1, edition=1, rule=rule,
            since=now, until=now, display="on",
        )  # fmt: skip
    text = as_role(T).get("/screens/one/lobby-1/").content.decode()
    for expected in ("封面页：日常", "待播画面", "封面页：gone"):
        assert expected in text


def test_who_only_reads_is_offered_nothing_that_a_technician_does(street: Street, as_role: AsRole) -> None:
    at = datetime.now(UTC)
    Incident.objects.create(report="1" * 32, screen=street.screen, at=at, subject="display", what="it was black")
    reader, technician = as_role(Role.SUPERVISOR), as_role(Role.TECHNICIAN)
    for page in ("/screens/", f"/screens/one/{street.screen.slug}/"):
        read, changed = (client.get(page).content.decode() for client in (reader, technician))
        places = ("/edit/", "/new/", "/revoke/", "/delete/", "/settle/", "/code/")
        assert not any(place in read for place in places)
        assert any(place in changed for place in places)
