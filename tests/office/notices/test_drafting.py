"""Writing: drafts, further versions, throwing away; and the item that a version makes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from office.notices import services
from office.notices.differences import body_changes, field_changes
from office.notices.models import State, Version
from office.notices.offers import offers_to
from office.notices.services import Content, ContentFaultError, StepRefusedError
from office.people.models import Grant, Role, User
from playlists.item import Publicity
from tests.office.street import Street

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLEDGE = {"owner": "交通运输局", "target": "通车", "percent": 80, "due": "2026-12-31"}


def content_of(version: Version, **changes: Any) -> Content:
    return replace(Content.of(version), **changes)


@pytest.fixture
def colleague(db: None) -> User:  # noqa: ARG001 (asked for by its name)
    user = User.objects.create_user("tong-shi", name="同事")
    Grant.objects.create(user=user, role=Role.DRAFTER)
    return user


def test_only_drafters_write(street: Street) -> None:
    with pytest.raises(StepRefusedError):
        services.draft_notice(street.reviewer, Content.of(street.draft()))


def test_a_draft_is_saved_by_its_drafter_alone(street: Street, colleague: User) -> None:
    version = street.draft()
    saved = services.save_draft(version, street.drafter, content_of(version, title="改过的标题"))
    assert saved.title == "改过的标题"
    with pytest.raises(StepRefusedError):
        services.save_draft(version, colleague, content_of(version, title="别人的标题"))


def test_a_second_window_does_not_overwrite_the_first(street: Street) -> None:
    version = street.draft()
    opened = version.saved_at
    services.save_draft(version, street.drafter, content_of(version, title="第一个窗口"), seen=opened)
    with pytest.raises(StepRefusedError):
        services.save_draft(version, street.drafter, content_of(version, title="第二个窗口"), seen=opened)
    assert Version.objects.get(pk=version.pk).title == "第一个窗口"


def test_what_left_the_drafters_hands_is_not_saved_over(street: Street) -> None:
    version = services.send_for_review(street.draft(), street.drafter)
    with pytest.raises(StepRefusedError):
        services.save_draft(version, street.drafter, content_of(version, title="偷偷改"))


def test_editing_an_approved_version_voids_it_and_keeps_its_decisions(street: Street, colleague: User) -> None:
    version = street.approved()
    draft = services.revise(version, colleague)
    version.refresh_from_db()
    assert (version.state, version.decisions.count()) == (State.VOID, 2)
    assert (draft.number, draft.state, draft.drafter) == (2, State.DRAFT, colleague)
    assert services.to_item(draft).approvals == ()


def test_editing_a_published_version_leaves_it_published(street: Street) -> None:
    version = street.approved()
    services.mark_published([version], datetime(2026, 11, 20, tzinfo=UTC))
    services.revise(version, street.drafter)
    version.refresh_from_db()
    assert version.state == State.PUBLISHED


def test_only_the_newest_version_is_revised(street: Street) -> None:
    version = street.approved()
    services.revise(version, street.drafter)
    with pytest.raises(StepRefusedError):
        services.revise(version, street.drafter)
    assert version.notice.versions.count() == 2


def test_a_thrown_away_draft_can_be_restored_until_there_is_a_newer_one(street: Street, colleague: User) -> None:
    version = street.draft()
    with pytest.raises(StepRefusedError):
        services.discard(version, colleague)
    services.discard(version, street.drafter)
    assert services.restore(version, street.drafter).state == State.DRAFT
    services.discard(version, street.drafter)
    services.revise(version, colleague)
    with pytest.raises(StepRefusedError):
        services.restore(version, street.drafter)


def test_a_draft_that_was_sent_back_can_be_thrown_away_and_restored(street: Street) -> None:
    version = services.send_for_review(street.draft(), street.drafter)
    services.send_back(version, street.reviewer, "日期不对")
    services.discard(version, street.drafter)
    version.refresh_from_db()
    assert offers_to(street.drafter, version).restore
    assert services.restore(version, street.drafter).state == State.DRAFT


def test_a_voided_approved_version_cannot_be_restored_as_a_draft(street: Street) -> None:
    version = street.approved()
    draft = services.revise(version, street.drafter)
    services.discard(draft, street.drafter)
    with pytest.raises(StepRefusedError):
        services.restore(version, street.drafter)


def test_times_carry_the_offices_offset_and_no_fractions(street: Street) -> None:
    at = datetime(2026, 11, 1, 0, 30, 15, 123456, tzinfo=UTC)
    assert services.compose(street.draft(shown_from=at)).shown_from.isoformat() == "2026-11-01T08:30:15+08:00"


def test_the_link_is_given_only_where_society_is_asked(street: Street) -> None:
    asked = street.draft()
    assert services.compose(asked).link.endswith(f"/I/{asked.notice.link_code.upper()}")
    assert services.compose(street.draft(opinions=False)).link == ""
    assert services.compose(street.draft(audience="members")).link == ""


def test_a_publicity_period_counts_working_days_over_the_shifted_holidays(street: Street) -> None:
    shown_from = datetime(2026, 9, 25, tzinfo=UTC)
    version = street.draft(shown_from=shown_from, publicity_begins=date(2026, 9, 28), publicity_working_days=5)
    assert services.compose(version).publicity == Publicity(
        begins=date(2026, 9, 28), ends=date(2026, 10, 9), working_days=5
    )


def test_the_catalogues_floor_holds(street: Street) -> None:
    street.entry.publicity_working_days = 5
    street.entry.save()
    short = street.draft(publicity_working_days=4)
    with pytest.raises(ContentFaultError) as caught:
        services.compose(short)
    assert caught.value.field == "publicity_working_days"
    silent = street.draft(shown_from=datetime(2026, 11, 16, tzinfo=UTC))
    assert services.compose(silent).publicity == Publicity(
        begins=date(2026, 11, 16), ends=date(2026, 11, 20), working_days=5
    )


def test_a_publicity_period_is_shown_from_its_first_day_to_the_end_of_its_last(street: Street) -> None:
    monday, friday = datetime(2026, 11, 16, tzinfo=SHANGHAI), datetime(2026, 11, 20, tzinfo=SHANGHAI)
    early = street.draft(shown_from=monday, publicity_begins=date(2026, 11, 15), publicity_working_days=5)
    with pytest.raises(ContentFaultError, match="不能早于") as caught:
        services.compose(early)
    assert caught.value.field == "publicity_begins"
    over = friday + timedelta(days=1)
    brief = street.draft(shown_from=monday, shown_until=over - timedelta(seconds=1), publicity_working_days=5)
    with pytest.raises(ContentFaultError, match="当天结束") as caught:
        services.compose(brief)
    assert caught.value.field == "shown_until"
    whole = street.draft(shown_from=monday, shown_until=over, publicity_working_days=5)
    assert services.compose(whole).publicity == Publicity(monday.date(), friday.date(), 5)


def test_a_year_without_holidays_refuses_to_compute(street: Street) -> None:
    version = street.draft(publicity_begins=date(2031, 3, 3), publicity_working_days=5)
    with pytest.raises(ContentFaultError) as caught:
        services.compose(version)
    assert caught.value.field == "publicity_begins"


@pytest.mark.parametrize(
    ("fields", "field", "block"),
    [
        ({"title": ""}, "title", None),
        ({"contact": "x" * 401}, "contact", None),
        ({"body": [{"kind": "paragraph", "text": "好"}, {"kind": "heading", "text": ""}]}, "body", 1),
        ({"body": [{"kind": "table", "header": ["a", "b"], "rows": [["1"]]}]}, "body", 0),
        ({"body": [{"kind": "video", "src": "x"}]}, "body", 0),
        ({"body": [{"kind": "paragraph", "text": "铃\u0007"}]}, "body", 0),
        ({"body": [{"kind": "pledges", "pledges": [PLEDGE | {"percent": 101}]}]}, "body", 0),
    ],
)
def test_a_contract_fault_names_its_field_and_block(
    street: Street, fields: dict[str, Any], field: str, block: int | None
) -> None:
    with pytest.raises(ContentFaultError) as caught:
        services.compose(street.draft(**fields))
    assert (caught.value.field, caught.value.block) == (field, block)
    assert "$" not in str(caught.value)


def test_it_must_end_after_it_begins(street: Street) -> None:
    begun = datetime(2026, 11, 1, tzinfo=UTC)
    with pytest.raises(ContentFaultError) as caught:
        services.compose(street.draft(shown_from=begun, shown_until=begun - timedelta(days=1)))
    assert caught.value.field == "shown_until"


def test_differences_are_told_by_field_and_line(street: Street) -> None:
    before = street.approved(body=[{"kind": "paragraph", "text": "第一行\n第二行"}])
    after = services.revise(before, street.drafter)
    after = services.save_draft(
        after,
        street.drafter,
        content_of(after, title="新标题", body=[{"kind": "paragraph", "text": "第一行\n改过的第二行"}]),
    )
    assert [(change.before, change.after) for change in field_changes(before, after)] == [("十一月工作动态", "新标题")]
    assert [tuple(line) for line in body_changes(before, after)] == [
        ("same", "第一行"),
        ("removed", "第二行"),
        ("added", "改过的第二行"),
    ]
