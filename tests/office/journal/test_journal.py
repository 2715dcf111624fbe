"""The journal: one chain, never changed, read by the supervisor."""

import io
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from office.journal.models import Entry
from office.journal.services import first_fault, record
from office.journal.triggers import create_triggers, drop_triggers
from office.people.models import Role, User


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
