from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from office.notices.models import Decision
from office.people.models import Grant
from office.programme.models import PlaylistEntry, Rule
from office.programme.services import save_table
from office.publishing.compile import compile_edition, draft_edition
from office.publishing.errors import CompileError
from office.publishing.models import Organisation
from office.publishing.reach import reachable
from office.screens.models import Group, Screen
from playlists.item import Audience
from playlists.playlist import Playlist, Selection
from playlists.workdays import YearTable
from tests.office.street import NOON, Street
from tests.playlists.programmes import MONDAY, make_item


def titles(group: Group) -> list[str]:
    return [item.title for item in compile_edition(group, datetime.now(UTC)).items]


def test_a_members_only_notice_never_goes_to_a_group_without_members(street: Street) -> None:
    street.approved("社会公开")
    street.approved("党内公开", audience="members")
    assert titles(street.lobby) == ["社会公开"]
    Screen.objects.create(slug="room", title="党员活动室", group=street.lobby, audience="members")
    assert titles(street.lobby) == ["社会公开", "党内公开"]


def test_what_no_playlist_reaches_stays_out(street: Street) -> None:
    version = street.approved("无人编排")
    street.playlist.entries.all().delete()
    assert titles(street.lobby) == []
    PlaylistEntry.objects.create(playlist=street.playlist, position=1, notice=version.notice)
    assert titles(street.lobby) == ["无人编排"]


def test_a_rule_of_another_group_brings_nothing_here(street: Street) -> None:
    street.approved()
    street.rule.groups.set([Group.objects.create(slug="yard", title="院内")])
    edition = compile_edition(street.lobby, datetime.now(UTC))
    assert (edition.rules, edition.playlists, edition.items) == ((), (), ())


def test_a_rule_that_is_over_or_not_in_use_is_left_out(street: Street) -> None:
    for slug, fields in {"over": {"until_day": date(2020, 1, 1)}, "off": {"is_on": False}}.items():
        Rule.objects.create(slug=slug, title=slug, playlist=street.playlist, **fields)
    assert [rule.id for rule in compile_edition(street.lobby, NOON).rules] == ["always"]


def test_an_entry_whose_notice_is_not_approved_does_not_break_the_edition(street: Street) -> None:
    PlaylistEntry.objects.create(playlist=street.playlist, position=2, notice=street.draft().notice)
    assert len(compile_edition(street.lobby, NOON).playlists[0].entries) == 1


def test_what_screens_would_refuse_is_left_out_with_the_reason(street: Street) -> None:
    version = street.approved("签名不符")
    Decision.objects.filter(version=version, step="approve").update(proof="0" * 128)
    draft = draft_edition(street.lobby, datetime.now(UTC))
    assert draft.edition.items == ()
    assert "签名不符" in draft.left_out[0]
    assert "审批证明与本版内容不符" in draft.left_out[0]


def test_an_approver_who_lost_the_role_since_leaves_earlier_approvals_standing(street: Street) -> None:
    street.approved("早先批准")
    Grant.objects.filter(user=street.approver).delete()
    assert titles(street.lobby) == ["早先批准"]


def test_working_days_of_an_unknown_year_are_refused_with_what_to_enter(street: Street) -> None:
    Rule.objects.update(days="working")
    compile_edition(street.lobby, NOON)
    in_2027 = datetime(2027, 1, 4, tzinfo=UTC)
    with pytest.raises(CompileError, match="2027"):
        compile_edition(street.lobby, in_2027)
    Rule.objects.update(since_day=date(2027, 2, 1))
    with pytest.raises(CompileError, match="2027"):
        compile_edition(street.lobby, NOON)
    save_table(YearTable(year=2027, off=(date(2027, 1, 1),), worked=()), street.approver)
    assert {table.year for table in compile_edition(street.lobby, in_2027).workdays} == {2026, 2027}


def test_a_group_without_screens_and_an_office_without_a_name_are_refused(street: Street) -> None:
    with pytest.raises(CompileError):
        compile_edition(Group.objects.create(slug="empty", title="空组"), NOON)
    Organisation.objects.all().delete()
    with pytest.raises(CompileError):
        compile_edition(street.lobby, NOON)


def test_the_archive_does_not_grow_the_edition() -> None:
    lasting = [make_item(f"i-{number:03}", shown_from=MONDAY - timedelta(days=number)) for number in range(100)]
    ending = make_item("ending", shown_from=MONDAY, shown_until=MONDAY + timedelta(days=1))
    coming = make_item("coming", shown_from=MONDAY + timedelta(days=1))
    newest = Playlist(id="p", title="p", entries=(Selection(newest=3),))
    found = reachable([newest], [*lasting, ending, coming], [Audience.PUBLIC], MONDAY)
    assert found == {"coming", "ending", "i-000", "i-001", "i-002"}


def test_what_a_wider_audience_sees_is_not_crowded_out_by_what_it_may_not_see() -> None:
    items = [make_item("public", shown_from=MONDAY - timedelta(days=2))]
    items += [make_item(f"m-{n}", shown_from=MONDAY - timedelta(days=1), audience=Audience.MEMBERS) for n in range(3)]
    newest = Playlist(id="p", title="p", entries=(Selection(newest=2),))
    assert "public" in reachable([newest], items, [Audience.MEMBERS, Audience.PUBLIC], MONDAY)
    assert "public" not in reachable([newest], items, [Audience.MEMBERS], MONDAY)


def test_a_publicity_period_that_began_before_publishing_is_left_out_and_told(street: Street) -> None:
    now = datetime.now(UTC)
    street.know_the_days_off()
    street.approved("拟任职人员公示", publicity_begins=timezone.localdate(now), publicity_working_days=1)
    assert not draft_edition(street.lobby, now).left_out
    (sentence,) = draft_edition(street.lobby, now + timedelta(days=1)).left_out
    assert "拟任职人员公示" in sentence
    assert "公示期" in sentence
