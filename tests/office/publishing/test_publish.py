from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tuf.ngclient import Updater

from office.journal.models import Entry as JournalEntry
from office.notices.models import State, Version
from office.notices.services import Content, revise, save_draft, withdraw
from office.opinions.published import live_versions
from office.publishing import services
from office.publishing.compile import compile_edition
from office.publishing.errors import KeysMissingError, PublishingError
from office.publishing.models import Publication
from office.publishing.services import outlook, publish, renew_signatures
from office.screens.models import Group, Screen
from playlists.approval import Register
from playlists.edition import Edition, parse_edition
from playlists.wire import decode
from tests.office.publishing.folder_fetcher import client_of, read_target
from tests.office.street import Street


def now() -> datetime:
    return datetime.now(UTC)


def screen_sees(tmp_path: Path) -> Updater:
    return client_of(Path(settings.FEED), tmp_path / "screen")


def edition_on_screen(tmp_path: Path, group: str = "lobby") -> Edition:
    return parse_edition(read_target(screen_sees(tmp_path), f"{group}/edition.json"))


def test_what_is_published_reaches_a_tuf_client_signed(street: Street, tmp_path: Path) -> None:
    version = street.approved("便民服务月报")
    made = publish(None, street.approver, now())
    edition = edition_on_screen(tmp_path)
    assert [one.number for one in made] == [1]
    assert [item.title for item in edition.items] == ["便民服务月报"]
    assert [approval.person for approval in edition.items[0].approvals] == ["er-shen", "san-pi"]
    version.refresh_from_db()
    assert version.state == State.PUBLISHED
    entry = JournalEntry.objects.get(action="edition.published")
    assert entry.subject == "group:lobby"
    assert entry.details["items"] == [f"{version.notice.code}@1"]


@pytest.mark.usefixtures("street")
def test_the_register_reaches_a_tuf_client_under_its_own_key(tmp_path: Path) -> None:
    data = read_target(screen_sees(tmp_path), "register.json")
    register = decode(Register, data, limit=10**6, what="register")
    assert {one.id for one in register.approvers} == {"er-shen", "san-pi"}


def test_nothing_to_change_writes_nothing(street: Street) -> None:
    street.approved()
    publish(None, street.approver, now())
    before = {path: path.stat().st_mtime_ns for path in Path(settings.FEED).rglob("*")}
    assert publish(None, street.approver, now()) == []
    assert {path: path.stat().st_mtime_ns for path in Path(settings.FEED).rglob("*")} == before
    assert Publication.objects.count() == 1


def test_a_new_version_replaces_the_published_one(street: Street, tmp_path: Path) -> None:
    first = street.approved("旧标题")
    publish(None, street.approver, now())
    second = street.approve(revise(first, street.drafter))
    assert publish(None, street.approver, now())[0].number == 2
    assert [item.version for item in edition_on_screen(tmp_path).items] == [2]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.REPLACED, State.PUBLISHED)


def test_a_draft_of_a_new_version_leaves_the_published_one_on_air(street: Street, tmp_path: Path) -> None:
    first = street.approved()
    publish(None, street.approver, now())
    revise(first, street.drafter)
    assert publish(None, street.approver, now()) == []
    assert [item.version for item in edition_on_screen(tmp_path).items] == [1]


def test_what_was_withdrawn_is_gone_with_the_next_publication(street: Street, tmp_path: Path) -> None:
    version = street.approved()
    publish(None, street.approver, now())
    withdraw(version.notice, street.approver, "数字有误")
    publish(None, street.approver, now())
    assert edition_on_screen(tmp_path).items == ()


def test_what_has_ended_does_not_go_out(street: Street, tmp_path: Path) -> None:
    street.approved("仍在公示")
    street.approved("已经结束", shown_until=now() - timedelta(days=1))
    publish(None, street.approver, now())
    assert [item.title for item in edition_on_screen(tmp_path).items] == ["仍在公示"]


def test_pictures_travel_below_the_groups_name(street: Street) -> None:
    sha256 = "a" * 64
    Path(settings.BLOBS).mkdir(parents=True)
    (Path(settings.BLOBS) / sha256).write_bytes(b"picture")
    street.approved(body=[{"kind": "picture", "blob": sha256}])
    publish(None, street.approver, now())
    blob = Path(settings.FEED) / "blobs" / "lobby" / sha256
    assert blob.read_bytes() == b"picture"
    assert blob.stat().st_ino == (Path(settings.BLOBS) / sha256).stat().st_ino


def test_a_missing_picture_stops_the_publication_before_anything_is_kept(street: Street) -> None:
    version = street.approved(body=[{"kind": "picture", "blob": "b" * 64}])
    with pytest.raises(PublishingError, match="bbbbbbbbbbbb"):
        publish(None, street.approver, now())
    version.refresh_from_db()
    assert version.state == State.APPROVED
    assert not Publication.objects.exists()


def test_an_interruption_before_the_signatures_is_made_good_by_the_daily_timer(
    street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.approved()

    def full_disk(_at: datetime) -> bool:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(services, "bring_in_line", full_disk)
        with pytest.raises(PublishingError, match="no space left"):
            publish(None, street.approver, now())
    with pytest.raises(KeyError):
        edition_on_screen(tmp_path)
    assert renew_signatures(now()) == ("editions", "snapshot", "timestamp")
    assert edition_on_screen(tmp_path).number == 1


def test_files_of_editions_long_gone_are_swept(street: Street) -> None:
    for number in range(4):
        street.approved(f"第 {number} 篇")
        publish(None, street.approver, now())
    assert len(list((Path(settings.FEED) / "targets" / "lobby").glob("*"))) == 2


def test_without_keys_one_sentence_says_what_to_run(street: Street) -> None:
    (Path(settings.FEED) / "metadata" / "timestamp.json").unlink()
    with pytest.raises(KeysMissingError, match="office keys init"):
        publish(None, street.approver, now())


@pytest.mark.usefixtures("street")
@pytest.mark.parametrize(
    ("days", "signed"),
    [
        (0.9, ()),
        (1.1, ("timestamp",)),
        (21, ("snapshot", "timestamp")),
        (61, ("urgent", "editions", "snapshot", "timestamp")),
    ],
)
def test_the_daily_timer_signs_what_is_close_to_its_end(days: float, signed: tuple[str, ...]) -> None:
    assert renew_signatures(now() + timedelta(days=days)) == signed


def test_renewed_signatures_are_accepted_by_a_screen_that_saw_the_old_ones(street: Street, tmp_path: Path) -> None:
    street.approved()
    publish(None, street.approver, now())
    assert edition_on_screen(tmp_path).number == 1
    renew_signatures(now() + timedelta(days=61))
    assert edition_on_screen(tmp_path).number == 1


def test_the_outlook_names_what_is_added_replaced_and_removed(street: Street) -> None:
    kept, gone = street.approved("保留"), street.approved("撤下")
    publish(None, street.approver, now())
    street.approve(revise(kept, street.drafter))
    withdraw(gone.notice, street.approver, "重复")
    street.approved("新增")
    found = outlook(street.lobby, now()).changes
    assert found
    assert [item.title for item in found.added] == ["新增"]
    assert [(item.title, item.version) for item in found.replaced] == [("保留", 2)]
    assert [item.title for item in found.removed] == ["撤下"]


def test_what_was_narrowed_to_members_leaves_the_public_site_with_the_screens(street: Street) -> None:
    first = street.approved()
    publish(None, street.approver, now())
    second = revise(first, street.drafter)
    save_draft(second, street.drafter, replace(Content.of(second), audience="members"))
    street.approve(second)
    publish(None, street.approver, now())
    assert compile_edition(street.lobby, now()).items == ()
    assert not live_versions(now()).exists()
    assert Version.objects.get(pk=first.pk).state == State.REPLACED
    assert JournalEntry.objects.filter(action="notice.replaced", subject="notice:n-1@1").count() == 1


def test_what_another_group_still_shows_stays_published(street: Street) -> None:
    other = Group.objects.create(slug="other", title="他处")
    Screen.objects.create(slug="other-1", title="他屏", group=other)
    street.rule.groups.add(other)
    first = street.approved()
    publish(None, street.approver, now())
    second = revise(first, street.drafter)
    save_draft(second, street.drafter, replace(Content.of(second), audience="members"))
    street.approve(second)
    publish(street.lobby, street.approver, now())
    assert Version.objects.get(pk=first.pk).state == State.PUBLISHED
