import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client

from office.people.models import Role
from office.programme import services
from office.programme.contract import to_rule
from office.programme.errors import InUseError, ProgrammeError
from office.programme.forms import UrgentForm
from office.programme.models import Playlist, PlaylistEntry, Rule
from office.programme.over import is_over, is_spent
from office.programme.pass_length import lines_of
from office.programme.urgent import cut_in
from office.programme.week import week_of
from office.programme.wording import summary_of
from office.programme.workdays import shipped_years, tables
from office.publishing.compile import compile_edition
from office.publishing.services import publish
from office.screens.models import Group, Screen
from playlists.playlist import ItemEntry
from playlists.schedule import DayPart
from playlists.workdays import NoTableError, YearTable, is_working, working_day_after
from tests.office.street import Street

AsRole = Callable[..., Client]
RULE = {"title": "工作日", "priority": "base", "weight": 1, "days": "working", "zone": "Asia/Shanghai", "is_on": "on"}


def order(playlist: Playlist) -> list[str]:
    return [entry.issuer for entry in playlist.entries.all()]


@pytest.fixture
def abc(street: Street) -> Playlist:
    playlist = services.create_playlist("三项", street.approver)
    for issuer in "abc":
        services.add_entry(playlist, street.approver, issuer=issuer)
    return playlist


def test_entries_move_and_stop_at_the_ends(street: Street, abc: Playlist) -> None:
    first = abc.entries.all()[0]
    services.move_entry(first, street.approver, earlier=True)
    assert order(abc) == ["a", "b", "c"]
    services.move_entry(first, street.approver, earlier=False)
    services.move_entry(first, street.approver, earlier=False)
    services.move_entry(first, street.approver, earlier=False)
    assert order(abc) == ["b", "c", "a"]


def test_a_removed_entry_comes_back_to_its_place(street: Street, abc: Playlist) -> None:
    removed = services.remove_entry(abc.entries.all()[1], street.approver)
    assert order(abc) == ["a", "c"]
    services.put_back(abc, street.approver, removed)
    assert order(abc) == ["a", "b", "c"]


def test_a_forged_undo_is_refused(street: Street, abc: Playlist) -> None:
    with pytest.raises(ProgrammeError):
        services.put_back(abc, street.approver, '{"newest": 5}')


def test_a_playlist_is_changed_on_its_page_and_a_removal_undone(street: Street, as_role: AsRole) -> None:
    client, notice = as_role(Role.SCHEDULER), street.approved("可添加").notice
    page = "/programme/playlists/daily/"
    client.post(page + "add-notice/", {"notice-notice": notice.pk, "notice-weight": 2, "notice-dwell_s": 9})
    added = PlaylistEntry.objects.get(notice=notice)
    assert (added.dwell_s, added.weight) == (9, 2)
    client.post(f"{page}{added.pk}/up/")
    assert street.playlist.entries.all()[0] == added
    client.post(f"{page}{added.pk}/remove/")
    text = client.get(page).content.decode()
    assert "可添加" not in text.split("<form class", 1)[0]
    removed = text.split('name="removed" value="')[1].split('"')[0]
    client.post(page + "put-back/", {"removed": removed})
    assert PlaylistEntry.objects.filter(notice=notice).exists()
    wrong = client.post(page + "add-selection/", {"selection-newest": 0, "selection-weight": 1})
    assert 'class="error"' in wrong.content.decode()


def test_a_playlist_that_is_played_is_not_deleted(street: Street) -> None:
    with pytest.raises(InUseError, match="全天"):
        services.delete_playlist(street.playlist, street.approver)


def test_each_entry_says_why_it_is_not_live(street: Street) -> None:
    now = datetime.now(UTC)
    live = street.approved("在播")
    publish(None, street.approver, now)
    waiting = street.approved("待发布")
    cases = {
        "在播": (live, ""),
        "待发布": (waiting, "下次发布"),
        "草稿": (street.draft("草稿"), "尚未批准"),
        "未到": (street.approved("未到", shown_from=now + timedelta(days=3)), "开始"),
        "已过": (street.approved("已过", shown_until=now - timedelta(days=1)), "结束"),
    }
    playlist = services.create_playlist("各种", None)
    for version, _why in cases.values():
        services.add_entry(playlist, None, notice=version.notice)
    for line in lines_of(playlist, now):
        why = cases[line.title][1]
        assert why in line.why_not if why else line.why_not == ""


def test_a_rule_in_plain_words(street: Street) -> None:
    rule = Rule(days="working", day_since=time(8), day_until=time(18), playlist=street.playlist)
    services.save_rule(rule, [street.lobby], [], None)
    assert summary_of(rule) == "每个工作日 08:00–18:00，大厅，基础"
    rule.days, rule.weekdays, rule.day_until = "weekdays", "135", None
    assert summary_of(rule) == "周一、周三、周五 08:00–24:00，大厅，基础"


def test_the_forms_fields_become_wall_time(street: Street) -> None:
    rule = Rule(slug="r", title="r", playlist=street.playlist, days="weekdays", weekdays="51", day_since=time(22))
    rule.since_day, rule.until_day = date(2026, 11, 1), date(2026, 11, 30)
    rule.save()
    wire = to_rule(rule)
    assert wire.hours.days == (1, 5)
    assert wire.hours.parts == (DayPart(since=time(22), until=time(0)),)
    assert (wire.since, wire.until) == (datetime(2026, 11, 1), datetime(2026, 12, 1))
    rule.until_time = time(12)
    assert to_rule(rule).until == datetime(2026, 11, 30, 12)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"days": "weekdays"}, "weekdays"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"since_time": "08:00"}, "since_day"),
        ({"since_day": "2026-11-02", "until_day": "2026-11-01"}, "until_day"),
        ({"title": ""}, "title"),
        ({"weight": 0}, "weight"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_beside_its_field(
    street: Street, as_role: AsRole, fields: dict[str, object], name: str
) -> None:
    answer = as_role(Role.SCHEDULER).post("/programme/rules/new/", {**RULE, "playlist": street.playlist.pk, **fields})
    assert list(answer.context["form"].errors) == [name]
    assert Rule.objects.count() == 1


def test_a_rule_is_made_switched_and_deleted_on_pages(street: Street, as_role: AsRole) -> None:
    client = as_role(Role.SCHEDULER)
    fields = {
        **RULE,
        "playlist": street.playlist.pk,
        "groups": [street.lobby.pk],
        "days": "weekdays",
        "weekdays": ["3", "1"],
    }
    client.post("/programme/rules/new/", fields)
    rule = Rule.objects.get(title="工作日")
    assert (rule.weekdays, list(rule.groups.all())) == ("13", [street.lobby])
    client.post(f"/programme/rules/{rule.slug}/switch/")
    rule.refresh_from_db()
    assert not rule.is_on
    client.get(f"/programme/rules/{rule.slug}/delete/")
    assert Rule.objects.filter(pk=rule.pk).exists()
    client.post(f"/programme/rules/{rule.slug}/delete/")
    assert not Rule.objects.filter(pk=rule.pk).exists()


def test_cutting_in_takes_the_screen_at_once_and_ends_by_itself(street: Street) -> None:
    at = datetime.now(UTC)
    notice = street.approved("停水通知").notice
    cut_in(notice, [street.lobby], at + timedelta(hours=2), street.approver, at)
    edition = compile_edition(street.lobby, at)
    rule = next(rule for rule in edition.rules if rule.priority == "urgent")
    assert rule.until
    urgent = next(playlist for playlist in edition.playlists if playlist.id == rule.playlist)
    assert [entry.item for entry in urgent.entries if isinstance(entry, ItemEntry)] == [notice.code]
    over = compile_edition(street.lobby, at + timedelta(hours=3))
    assert all(rule.priority != "urgent" for rule in over.rules)


def test_cutting_in_on_the_page_leads_to_publishing(street: Street, as_role: AsRole) -> None:
    client, notice = as_role(Role.SCHEDULER), street.approved("停水通知").notice
    until = (datetime.now(UTC) + timedelta(hours=10)).strftime("%Y-%m-%dT%H:%M")
    answer = client.post("/programme/urgent/", {"notice": notice.pk, "until": until})
    assert answer.headers["Location"] == "/publishing/"
    assert Rule.objects.get(priority="urgent").playlist.entries.get().notice == notice
    both = client.post("/programme/urgent/", {"notice": notice.pk, "playlist": street.playlist.pk, "until": until})
    assert list(both.context["form"].errors) == ["notice"]
    past = client.post("/programme/urgent/", {"notice": notice.pk, "until": "2020-01-01T00:00"})
    assert list(past.context["form"].errors) == ["until"]


def test_what_no_chosen_screen_may_show_cannot_cut_in(street: Street, as_role: AsRole) -> None:
    secret = street.approved("党内通报", audience="members").notice
    until = (datetime.now(UTC) + timedelta(hours=10)).strftime("%Y-%m-%dT%H:%M")
    answer = as_role(Role.SCHEDULER).post("/programme/urgent/", {"notice": secret.pk, "until": until})
    assert list(answer.context["form"].errors) == ["notice"]
    assert not Rule.objects.filter(priority="urgent").exists()


def test_where_an_audience_keeps_a_cut_in_off_is_told(street: Street, as_role: AsRole) -> None:
    room = Group.objects.create(slug="room", title="党员活动室")
    Screen.objects.create(slug="room-1", title="活动室屏", group=room, audience="members")
    street.approved("日常内容")
    publish(None, street.approver, datetime.now(UTC))
    secret = street.approved("党内通报", audience="members").notice
    until = (datetime.now(UTC) + timedelta(hours=10)).strftime("%Y-%m-%dT%H:%M")
    answer = as_role(Role.SCHEDULER).post("/programme/urgent/", {"notice": secret.pk, "until": until}, follow=True)
    assert "不会在大厅播出" in answer.content.decode()


def test_a_week_shows_what_is_in_force(street: Street) -> None:
    Rule.objects.update(days="working", day_since=time(8), day_until=time(18))
    urgent = Rule.objects.create(
        slug="u", title="u", playlist=street.playlist, priority="urgent", since_day=date(2026, 9, 30),
        until_day=date(2026, 9, 30), day_since=time(20), day_until=time(6),
    )  # fmt: skip
    days = week_of(street.screen, date(2026, 9, 28), tables())
    assert [day.is_off for day in days] == [False, False, False, True, True, True, True]
    assert [bar.hours for bar in days[0].bars] == ["08:00–18:00"]
    strongest = [(bar.hours, bar.lane) for bar in days[2].bars if bar.rule == urgent]
    assert strongest == [("00:00–06:00", 0), ("20:00–24:00", 0)]
    assert days[3].bars == ()


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31", "next"])
def test_a_week_beyond_reckoning_is_none(street: Street, as_role: AsRole, week: str) -> None:
    assert street.rule
    assert as_role(Role.SCHEDULER).get("/programme/", {"week": week}).status_code == 200


@pytest.mark.django_db
def test_a_year_that_no_edition_could_carry_is_not_entered(as_role: AsRole) -> None:
    assert as_role(Role.SCHEDULER).post("/programme/workdays/99999/", {"off": "", "worked": ""}).status_code == 404
    assert tables()[-1].year < 2200


def test_cutting_in_until_later_in_this_minute_is_refused(street: Street) -> None:
    at = datetime(2026, 11, 18, 4, 0, 10, tzinfo=UTC)
    form = UrgentForm({"playlist": street.playlist.pk, "until": "2026-11-18 12:00:50"}, at=at)
    assert "until" in form.errors  # a rule of whole minutes would end as it begins, and no edition could be made


@pytest.mark.django_db
def test_working_days_come_with_their_shifts_and_stop_where_nothing_is_known() -> None:
    assert shipped_years()[0] == 2004
    assert working_day_after(date(2026, 9, 25), 5, tables()) == date(2026, 10, 9)
    assert is_working(date(2026, 10, 10), tables())
    with pytest.raises(NoTableError):
        is_working(date(2099, 1, 4), tables())


def test_an_entered_year_is_used_instead_of_the_shipped_one(street: Street, as_role: AsRole) -> None:
    client = as_role(Role.SCHEDULER)
    client.post("/programme/workdays/2026/", {"off": "2026-03-02\n2026-03-03，2026-03-02", "worked": ""})
    table = next(table for table in tables() if table.year == 2026)
    assert table == YearTable(year=2026, off=(date(2026, 3, 2), date(2026, 3, 3)), worked=())
    client.post("/programme/workdays/2026/forget/")
    assert next(table for table in tables() if table.year == 2026) != table
    assert street


@pytest.mark.usefixtures("street")
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"off": "2027-02-30"}, "off"),
        ({"off": "1 January"}, "off"),
        ({"off": "2026-01-01"}, "off"),
        ({"off": "2027-01-02"}, "off"),
        ({"worked": "2027-01-01"}, "worked"),
    ],
)
def test_days_that_cannot_be_are_refused_beside_their_field(as_role: AsRole, fields: dict[str, str], name: str) -> None:
    answer = as_role(Role.KEEPER).post("/programme/workdays/2027/", fields)
    assert list(answer.context["form"].errors) == [name]


def test_a_new_list_opens_with_a_title_page_unless_the_box_is_cleared(street: Street, as_role: AsRole) -> None:
    client = as_role(Role.SCHEDULER)
    box = re.search(r"<input [^>]*title_page[^>]*>", client.get("/programme/playlists/new/").content.decode())
    assert box
    assert "checked" in box[0]
    client.post("/programme/playlists/new/", {"title": "有封面", "title_page": "on"})
    client.post("/programme/playlists/new/", {"title": "无封面"})
    assert dict(Playlist.objects.exclude(pk=street.playlist.pk).values_list("title", "title_page")) == {
        "有封面": True,
        "无封面": False,
    }


def test_the_box_of_a_list_reaches_the_edition_and_the_length_of_a_pass(street: Street, as_role: AsRole) -> None:
    street.approved("第一项")
    street.approved("第二项")
    client = as_role(Role.SCHEDULER)
    lengths = []
    for given in ({"title": "日常"}, {"title": "日常", "title_page": "on"}):
        client.post("/programme/playlists/daily/title/", given)
        (wire,) = compile_edition(street.lobby, datetime.now(UTC)).playlists
        assert wire.title_page is ("title_page" in given)
        minutes, seconds = re.findall(r"\d+", client.get("/programme/playlists/daily/pass/").content.decode())[-2:]
        lengths.append(int(minutes) * 60 + int(seconds))
    assert lengths[0] + 8 <= lengths[1] <= lengths[0] + 15


def test_a_cut_in_that_is_over_stands_apart_with_its_playlist_and_is_kept(street: Street, as_role: AsRole) -> None:
    now = datetime.now(UTC)
    notice = street.approved("停水通知").notice
    rule = cut_in(notice, [street.lobby], now - timedelta(hours=1), street.approver, now - timedelta(hours=3))
    cut_in(street.playlist, [], now - timedelta(hours=1), street.approver, now - timedelta(hours=3))
    client = as_role(Role.SCHEDULER)
    page = client.get("/programme/")
    assert [one.title for one, _summary in page.context["rules"]] == ["全天"]
    assert {one.title for one, _summary in page.context["over"]} == {"紧急：停水通知", "紧急：日常"}
    assert (list(page.context["playlists"]), page.context["spent"]) == ([street.playlist], [rule.playlist])
    assert f"/programme/rules/{rule.slug}/" in page.content.decode()
    for path in ("/programme/urgent/", "/programme/rules/new/"):
        offered = client.get(path).context["form"].fields["playlist"].queryset
        assert list(offered) == [street.playlist]
    assert rule.playlist in client.get(f"/programme/rules/{rule.slug}/").context["form"].fields["playlist"].queryset


@pytest.mark.parametrize(("minutes", "over"), [(-1, False), (0, True), (1, True)])
def test_a_cut_in_is_over_at_its_end_and_not_before(street: Street, minutes: int, over: bool) -> None:  # noqa: FBT001
    end = datetime.now(UTC).replace(second=0, microsecond=0)
    rule = cut_in(street.approved().notice, [], end, street.approver, end - timedelta(hours=1))
    at = end + timedelta(minutes=minutes)
    assert (is_over(rule, at), is_spent(rule.playlist, at)) == (over, over)
    assert not is_over(street.rule, at)
    assert not is_spent(street.playlist, at)
