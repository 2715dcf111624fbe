"""The catalogue: its file, its pages, its order."""

import io
import json
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from office.catalogue.models import Entry
from office.journal.models import Entry as JournalEntry
from office.people.models import Role

SHIPPED = settings.BASE / "catalogue" / "data" / "qingxi.toml"
AsRole = Callable[..., Client]
pytestmark = pytest.mark.django_db


def test_the_shipped_catalogue_loads_and_a_second_time_changes_nothing() -> None:
    call_command("catalogue", "load", str(SHIPPED), stdout=io.StringIO())
    entries, steps = Entry.objects.count(), JournalEntry.objects.count()
    out = io.StringIO()
    call_command("catalogue", "load", str(SHIPPED), stdout=out)
    assert entries >= 40
    assert out.getvalue().startswith("0 added, 0 changed")
    assert JournalEntry.objects.count() == steps


def test_the_shipped_catalogue_asks_five_days_for_appointments_and_admissions() -> None:
    call_command("catalogue", "load", str(SHIPPED), stdout=io.StringIO())
    assert Entry.objects.get(code="3.2").publicity_working_days == 5
    assert Entry.objects.get(code="4.1").publicity_working_days == 5


def test_a_json_file_changes_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    Entry.objects.create(code="1.1", title="旧")
    Entry.objects.create(code="9", title="不动")
    file = tmp_path / "catalogue.json"
    file.write_text(json.dumps({"entries": [{"code": "1.1", "title": "新", "publicity_working_days": 3}]}), "utf-8")
    call_command("catalogue", "load", str(file), stdout=io.StringIO())
    assert [(one.title, one.publicity_working_days) for one in Entry.objects.all()] == [("新", 3), ("不动", 0)]


@pytest.mark.parametrize(
    "text",
    [
        "entries = 3",
        "entries = " + "[" * 10_000,
        "[[entries]]\ncode = '1 1'\ntitle = 'x'",
        "[[entries]]\ncode = '1'\ntitle = 'x'\n[[entries]]\ncode = '1'\ntitle = 'y'",
        "[[entries]]\ncode = '1'\ntitle = 'x'\ncolour = 'red'",
        "[[entries",
    ],
)
def test_a_wrong_file_is_told_and_loads_nothing(tmp_path: Path, text: str) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(CommandError, match=r"catalogue\.toml"):
        call_command("catalogue", "load", str(file))
    assert not Entry.objects.exists()


def test_codes_sort_by_their_numbers() -> None:
    for code in ("10.1", "2.10", "2.9", "1"):
        Entry.objects.create(code=code, title="x")
    assert [entry.code for entry in Entry.objects.all()] == ["1", "2.9", "2.10", "10.1"]


def test_the_keeper_adds_changes_and_deletes(as_role: AsRole) -> None:
    keeper = as_role(Role.KEEPER)
    keeper.post("/catalogue/add/", {"code": "3.2", "title": "干部任前公示", "publicity_working_days": "5"})
    entry = Entry.objects.get()
    keeper.post(f"/catalogue/{entry.pk}/", {"code": "3.2", "title": "任前公示", "publicity_working_days": "7"})
    entry.refresh_from_db()
    assert (entry.title, entry.publicity_working_days) == ("任前公示", 7)
    assert keeper.get(f"/catalogue/{entry.pk}/delete/").status_code == HTTPStatus.OK
    keeper.post(f"/catalogue/{entry.pk}/delete/")
    assert not Entry.objects.exists()
    assert [one.action for one in JournalEntry.objects.all()] == [
        "catalogue.added",
        "catalogue.changed",
        "catalogue.deleted",
    ]


def test_a_wrong_code_is_told_beside_its_field(as_role: AsRole) -> None:
    page = as_role(Role.KEEPER).post("/catalogue/add/", {"code": "3 2", "title": "x", "publicity_working_days": "0"})
    assert 'id="id_code_error"' in page.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.KEEPER])
def test_others_read_but_do_not_keep_it(as_role: AsRole, role: Role) -> None:
    entry = Entry.objects.create(code="1", title="x")
    reader = as_role(role)
    assert reader.get("/catalogue/").status_code == HTTPStatus.OK
    for page in ("/catalogue/add/", f"/catalogue/{entry.pk}/", f"/catalogue/{entry.pk}/delete/"):
        assert reader.post(page, {"code": "2", "title": "y"}).status_code == HTTPStatus.FORBIDDEN
    assert Entry.objects.get().title == "x"


def test_a_stranger_is_sent_to_the_login(client: Client) -> None:
    assert client.get("/catalogue/")["location"].startswith("/login/")
