"""What the publishing page tells of the copy in the bucket, in both languages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation

from office.environment_bucket import Bucket
from office.people.models import Role
from office.publishing.errors import BucketError
from office.publishing.mirror import mirror
from office.publishing.services import publish, renew_signatures
from office.publishing.standing import ON_ITS_WAY, standing
from office.screens.models import Screen
from tests.fakes.store import Line
from tests.office.street import Street

AsRole = Callable[..., Client]


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def office(street: Street, bucket: Bucket) -> Street:
    """Edition 1 is published and in the bucket."""
    assert bucket
    street.approved()
    publish(None, street.approver, now())
    mirror(now())
    return street


def publish_another(street: Street) -> None:
    street.approved("第二项")
    publish(None, street.approver, now())


def fail(line: Line, answer: tuple[int, str]) -> str:
    """A run against a store that answers so; what it said."""
    line.answer = answer
    with pytest.raises(BucketError) as caught:
        mirror(now())
    line.answer = None
    return str(caught.value)


def page(client: Client, language: str = "zh-hans") -> str:
    client.cookies["django_language"] = language
    return client.get("/publishing/").content.decode()


def test_without_a_bucket_nothing_is_said(street: Street, as_role: AsRole) -> None:
    assert standing(now()) is None
    assert "存储桶" not in page(as_role(Role.SCHEDULER))
    assert street


def test_it_says_when_the_copy_was_made_whole_that_news_are_on_their_way_and_when_they_never_leave(
    office: Street, as_role: AsRole
) -> None:
    client = as_role(Role.SCHEDULER)
    day = f"{timezone.localdate():%Y-%m-%d}"
    assert f"存储桶最近一次更新到位：{day}" in page(client)
    assert f"The bucket was last brought up to date at {day}" in page(client, "en")
    assert 'notice-bar warning">存储桶' not in page(client)

    publish_another(office)
    assert "最新一次发布正在传往存储桶。" in page(client)
    assert "The newest publication is on its way to the bucket." in page(client, "en")

    with translation.override("en"):
        late = standing(now() + ON_ITS_WAY + timedelta(seconds=1))
    assert late
    assert late.is_late
    assert "is the service sunboard-office-mirror running?" in late.why


@pytest.mark.usefixtures("office")
def test_a_timestamp_that_was_only_signed_anew_counts_too() -> None:
    assert renew_signatures(now() + timedelta(days=2)) == ("timestamp",)
    found = standing(now())
    assert found
    assert not found.is_current


FAULTS: dict[tuple[int, str], tuple[str, str, str]] = {
    (503, "SlowDown"): (
        "is out of order (HTTP 503)",
        "连接不上存储桶，正在自动重试",
        "It cannot be reached; this is tried again.",
    ),
    (403, "InvalidAccessKeyId"): (
        "refuses this office's key (InvalidAccessKeyId)",
        "存储桶拒绝了办公端的密钥",
        "It refuses the office&#x27;s key",
    ),
    (404, "NoSuchBucket"): (
        "is not there (NoSuchBucket): is its name right?",
        "没有这个名称的存储桶",
        "There is no bucket of that name",
    ),
    (400, "InvalidArgument"): (
        "did not take a request (InvalidArgument)",
        "拒绝了某项请求",
        "It refused something",
    ),
}


def test_a_failure_is_told_with_its_reason_and_since_when(office: Street, as_role: AsRole, line: Line) -> None:
    publish_another(office)
    client = as_role(Role.SCHEDULER)
    for answer, (said, chinese, english) in FAULTS.items():
        assert said in fail(line, answer)
        assert chinese in page(client)
        assert english in page(client, "en")
    assert f"自 {timezone.localdate():%Y-%m-%d}" in page(client)
    assert "从存储桶取内容的屏照常播放已有内容。" in page(client)
    assert "and has been behind since" in page(client, "en")

    mirror(now())
    assert "notice-bar warning" not in page(client).partition('class="card"')[0]


def test_behind_since_is_the_first_publication_that_is_missing(office: Street, line: Line) -> None:
    before = now()
    publish_another(office)
    between = now()
    office.approved("第三项")
    publish(None, office.approver, now())
    fail(line, (503, "SlowDown"))

    found = standing(now())

    assert found
    assert before - timedelta(seconds=1) < found.since <= between


@pytest.mark.usefixtures("office")
def test_a_bucket_that_nothing_ever_came_to_is_told(bucket: Bucket, line: Line, as_role: AsRole) -> None:
    settings.BUCKET = bucket._replace(folder="elsewhere")
    fail(line, (403, "AccessDenied"))
    assert "存储桶还从未更新到位" in page(as_role(Role.SCHEDULER))


def test_old_files_that_cannot_be_removed_are_told_and_the_copy_counts(
    office: Street, line: Line, as_role: AsRole
) -> None:
    publish_another(office)
    mirror(now())
    publish_another(office)
    line.refuses = "DELETE"
    with pytest.raises(BucketError):
        mirror(now())

    found = standing(now())
    assert found
    assert found.is_current
    assert "其中的旧文件未能清除" in page(as_role(Role.SCHEDULER))


def test_a_group_that_left_the_bucket_is_named_until_its_screens_are_enrolled_again(
    office: Street, as_role: AsRole
) -> None:
    Screen.objects.update(token_digest="a" * 64, enrolled_at=now())
    Screen.objects.create(slug="lobby-2", title="里间", group=office.lobby, audience="members")
    publish(None, office.approver, now())
    mirror(now())
    client = as_role(Role.SCHEDULER)
    assert "屏组“大厅”的内容不再全部向社会公开" in page(client)
    assert "存储桶任何人都能读取，所以不放入：大厅" in page(client)

    Screen.objects.update(enrolled_at=now())
    assert "屏组“大厅”的内容不再全部向社会公开" not in page(client)
