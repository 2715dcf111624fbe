"""The journal: one chain, never changed, read by the supervisor."""

import io
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from office.journal.details import details_of
from office.journal.models import Entry
from office.journal.names import names_in
from office.journal.services import first_fault, record
from office.journal.triggers import create_triggers, drop_triggers
from office.people.models import Role, User
from tests.office.street import Street


@pytest.fixture
def street(db: None, settings: Settings, tmp_path: Path) -> Street:  # noqa: ARG001 (asked for by its name)
    return Street(settings, tmp_path)


@pytest.fixture
def five(person: Callable[..., User]) -> list[Entry]:
    somebody = person("wang-wei")
    return [record(somebody, "notice.drafted", f"notice:n-{number}@1", title=f"第{number}号") for number in range(5)]


def tamper(statement: str, *values: int) -> None:
    """What somebody with the database file in their hands could do."""
    drop_triggers(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    create_triggers(connection)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal_entry SET action = 'x'", "DELETE FROM journal_entry", "UPDATE journal_entry SET id = 99"],
)
def test_the_database_refuses_every_change(five: list[Entry], statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == len(five)


def test_django_cannot_change_an_entry_either(five: list[Entry]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        five[0].save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.all().delete()


def test_an_untouched_journal_holds(five: list[Entry]) -> None:  # noqa: ARG001 (asked for by its name)
    assert first_fault() is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET action = 'other' WHERE id = %s",
        'UPDATE journal_entry SET details = \'{"title": "x"}\' WHERE id = %s',
        "UPDATE journal_entry SET at = '2020-01-01 00:00:00' WHERE id = %s",
        "UPDATE journal_entry SET person_id = NULL WHERE id = %s",
        "UPDATE journal_entry SET subject = 'y' WHERE id = %s",
    ],
)
def test_a_changed_entry_is_found(five: list[Entry], statement: str) -> None:
    tamper(statement, five[2].pk)
    fault = first_fault()
    assert fault is not None
    assert fault.entry == five[2].pk


def test_a_removed_entry_is_found_at_the_one_after_it(five: list[Entry]) -> None:
    tamper("DELETE FROM journal_entry WHERE id = %s", five[1].pk)
    fault = first_fault()
    assert fault is not None
    assert fault.entry == five[2].pk


def test_a_renamed_person_is_found(five: list[Entry]) -> None:
    User.objects.filter(username="wang-wei").update(username="li-si")
    fault = first_fault()
    assert fault is not None
    assert fault.entry == five[0].pk


def test_nothing_follows_the_same_entry_twice(five: list[Entry]) -> None:
    copy = Entry(at=five[1].at, action="x", subject="y", previous=five[1].previous, digest="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        copy.save()


def test_an_undone_step_leaves_no_entry(five: list[Entry]) -> None:
    with transaction.atomic():
        record(None, "x", "y")
        transaction.set_rollback(True)
    record(None, "after", "y")
    assert Entry.objects.count() == len(five) + 1
    assert first_fault() is None


def test_the_command_says_that_it_holds_or_where_it_does_not(five: list[Entry]) -> None:
    out = io.StringIO()
    call_command("journal", "verify", stdout=out)
    assert five[-1].digest in out.getvalue()
    tamper("UPDATE journal_entry SET action = 'other' WHERE id = %s", five[2].pk)
    with pytest.raises(CommandError, match=f"entry {five[2].pk} is not as it was written"):
        call_command("journal", "verify")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_only_the_supervisor_reads_it(as_role: Callable[..., Client], role: Role) -> None:
    assert as_role(role).get("/journal/").status_code == HTTPStatus.FORBIDDEN


def test_a_stranger_is_sent_to_the_login(db: None, client: Client) -> None:  # noqa: ARG001
    assert client.get("/journal/")["location"].startswith("/login/")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 6),
        ("subject=n-3", 1),
        ("subject=第2号", 1),
        ("person=wang-wei", 5),
        ("since=2000-01-01&until=2000-01-02", 0),
        ("since=2000-01-01", 6),
        ("since=nonsense", 0),
    ],
)
def test_the_page_filters(five: list[Entry], as_role: Callable[..., Client], query: str, found: int) -> None:
    record(None, "person.added", "person:zhao")
    page = as_role(Role.SUPERVISOR).get(f"/journal/?{query}")
    assert len(page.context["rows"]) == found
    assert len(five) == 5


def test_a_detail_may_have_any_name(as_role: Callable[..., Client]) -> None:
    supervisor = as_role(Role.SUPERVISOR)
    record(None, "edition.published", "group:lobby", items=12, keys=["甲", "乙"], sha256="a" * 64)
    page = supervisor.get("/journal/").content.decode()
    assert "甲、乙" in page
    assert "aaaaaaaaaaaa…" in page


@pytest.mark.django_db
class TestWords:
    """Details are told in words: names, states, local times; what has no words is shown as it was written."""

    def told(self, entry: Entry) -> dict[str, str]:
        return dict(details_of(entry, names_in([entry])))

    def test_people_roles_audiences_and_kinds(self, person: Callable[..., User]) -> None:
        person("wang-wei")
        by = {"drafter": "wang-wei", "earlier": 2, "audience": "members", "kind": "objection"}
        assert self.told(record(None, "x", "y", **by, roles=["reviewer", "approver"])) == {
            "拟稿人": "Wang Wei",
            "依据": "第 2 版",
            "公开范围": "党内",
            "类型": "异议",
            "角色": "审核人、审批人",
        }

    def test_notices_screens_and_groups_by_their_titles(self, street: Street) -> None:
        version = street.draft("修路")
        code = version.notice.code
        entry = record(
            None, "edition.published", "group:lobby", items=[f"{code}@1", "n-gone@1"], place="lobby-1", group="none"
        )
        assert self.told(entry) == {"事项": "修路、n-gone", "扫码处": "大厅主屏", "屏组": "none"}
        assert names_in([entry]).subject("group:lobby") == "大厅"
        added = record(None, "playlist.entry-added", "playlist:daily", entry="newest 5 of 1.1 by *")
        assert self.told(added) == {"": "最新 5 条：1.1 工作动态（任何单位）"}

    def test_times_are_local_and_hashes_short(self) -> None:
        entry = record(None, "x", "y", seen="2026-11-18T16:30:00+00:00", sha256="a" * 64, odd=["甲"] * 8)
        assert self.told(entry) == {
            "seen": "2026-11-19 00:30:00",
            "校验值": "aaaaaaaaaaaa…",
            "odd": "、".join(["甲"] * 6) + " 等，另有 2 项",
        }

    def test_the_register_and_incidents_in_the_readers_language(self) -> None:
        signed = record(
            None, "register.signed", "register", changes=["+ zhou (周既明): review + approve", "+ approval key k"]
        )
        settled = record(None, "incident.settled", "screen:lobby-1", what="the display was black; it is drawn again")
        assert self.told(signed)["变动"] == "周既明可审核、可审批；新增审批密钥 k"
        assert "the display" not in self.told(settled)[""]

    def test_the_page_shows_the_title_and_keeps_the_id_to_filter_by(
        self, street: Street, as_role: Callable[..., Client]
    ) -> None:
        version = street.draft("修路")
        page = as_role(Role.SUPERVISOR).get("/journal/").content.decode()
        assert f'<a href="?subject=notice%3A{version.notice.code}%401">修路</a>' in page

    @pytest.mark.parametrize("value", [12, "odd", ["x"], {"a": 1}, -1.5])
    @pytest.mark.parametrize(
        "name", ["items", "roles", "kind", "earlier", "off", "changes", "entry", "what", "drafter"]
    )
    def test_an_entry_of_another_form_is_shown_as_it_is(self, name: str, value: Any) -> None:
        entry = Entry(at=timezone.now(), action="x", subject="y", details={name: value})
        assert len(details_of(entry, names_in([entry]))) == 1
