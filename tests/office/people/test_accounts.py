"""Accounts: made with random passwords, kept by the account keeper, closed and opened again."""

import io
import re
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from office.journal.models import Entry as JournalEntry
from office.people import services
from office.people.models import Role, User
from office.people.services import AccountError
from tests.office.conftest import PASSWORD

AsRole = Callable[..., Client]
pytestmark = pytest.mark.django_db


def shown_password(page: str) -> str:
    found = re.search(r'id="password">([^<]+)<', page)
    assert found
    return found[1]


def log_in(username: str, password: str) -> Client:
    client = Client()
    client.post("/login/", {"username": username, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/").status_code == HTTPStatus.OK


def test_the_command_prints_a_password_that_works() -> None:
    out = io.StringIO()
    call_command("people", "add", "wang-wei", "--name", "王维", "--role", "drafter", stdout=out, stderr=io.StringIO())
    username, password = out.getvalue().split()
    assert is_in(log_in(username, password))
    assert User.objects.get().holds(Role.DRAFTER)


def test_two_accounts_never_get_the_same_password() -> None:
    passwords = {services.random_password() for _ in range(200)}
    assert len(passwords) == 200
    assert all(len(password) >= 20 for password in passwords)


@pytest.mark.parametrize("username", ["Wang", "王维", "a b", "-a", ""])
def test_a_user_name_that_cannot_stand_in_an_approval_is_refused(username: str) -> None:
    with pytest.raises(CommandError):
        call_command("people", "add", username, "--name", "x")
    assert not User.objects.exists()


def test_a_user_name_twice_is_refused(person: Callable[..., User]) -> None:
    person("wang-wei")
    with pytest.raises(CommandError):
        call_command("people", "add", "wang-wei", "--name", "x")


def test_the_keeper_makes_an_account_and_sees_its_password_once(as_role: AsRole) -> None:
    keeper = as_role(Role.KEEPER)
    page = keeper.post("/accounts/add/", {"username": "li-bai", "name": "李白", "roles": ["drafter", "handler"]})
    password = shown_password(page.content.decode())
    assert password not in keeper.get("/accounts/li-bai/").content.decode()
    assert User.objects.get(username="li-bai").role_set == {"drafter", "handler"}
    entered = Client().post("/login/", {"username": "li-bai", "password": password})
    assert entered["location"] == "/me/"  # to choose one that nobody has seen


def test_no_password_stands_in_the_journal(as_role: AsRole) -> None:
    page = as_role(Role.KEEPER).post("/accounts/add/", {"username": "li-bai", "name": "李白"})
    password = shown_password(page.content.decode())
    assert not [entry for entry in JournalEntry.objects.all() if password in str(entry.details)]


def test_a_reset_password_ends_the_old_one_and_its_sessions(person: Callable[..., User], as_role: AsRole) -> None:
    person("li-bai")
    session = log_in("li-bai", PASSWORD)
    keeper = as_role(Role.KEEPER)
    password = shown_password(keeper.post("/accounts/li-bai/password/").content.decode())
    assert not is_in(session)
    assert not is_in(log_in("li-bai", PASSWORD))
    assert is_in(log_in("li-bai", password))


def test_a_closed_account_is_out_at_once_and_can_be_opened(person: Callable[..., User], as_role: AsRole) -> None:
    person("li-bai", Role.DRAFTER)
    session, keeper = log_in("li-bai", PASSWORD), as_role(Role.KEEPER)
    keeper.post("/accounts/li-bai/active/", {"is_active": "no"})
    assert not is_in(session)
    assert not is_in(log_in("li-bai", PASSWORD))
    keeper.post("/accounts/li-bai/active/", {"is_active": "yes"})
    assert is_in(log_in("li-bai", PASSWORD))


def test_behind_a_web_server_a_guesser_locks_nobody_out_elsewhere(person: Callable[..., User]) -> None:
    person("li-bai")
    for _guess in range(settings.AXES_FAILURE_LIMIT):
        Client().post("/login/", {"username": "li-bai", "password": "wrong"}, headers={"X-Forwarded-For": "10.9.9.9"})
    colleague = Client(headers={"X-Forwarded-For": "10.0.0.2"})
    colleague.post("/login/", {"username": "li-bai", "password": PASSWORD})
    assert is_in(colleague)


def test_a_keeper_cannot_lock_themselves_out(person: Callable[..., User]) -> None:
    keeper = person("guan-hu", Role.KEEPER)
    with pytest.raises(AccountError):
        services.set_active(keeper, keeper, is_active=False)
    with pytest.raises(AccountError):
        services.change_person(keeper, keeper, "x", [Role.DRAFTER])


def test_a_keeper_cannot_take_over_a_superuser(person: Callable[..., User]) -> None:
    keeper, boss = person("guan-hu", Role.KEEPER), person("boss", is_superuser=True)
    with pytest.raises(AccountError):
        services.reset_password(keeper, boss)
    with pytest.raises(AccountError):
        services.add_person(keeper, "second-boss", "x", is_superuser=True)
    assert services.reset_password(boss, boss)


def test_changing_roles_is_journalled_by_name(person: Callable[..., User], as_role: AsRole) -> None:
    person("li-bai", Role.DRAFTER)
    as_role(Role.KEEPER).post("/accounts/li-bai/", {"name": "李白", "roles": ["reviewer"]})
    details = JournalEntry.objects.get(action="person.changed").details
    assert (details["roles_added"], details["roles_removed"]) == (["reviewer"], ["drafter"])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.KEEPER])
def test_others_do_not_see_accounts(person: Callable[..., User], as_role: AsRole, role: Role) -> None:
    person("li-bai")
    outsider = as_role(role)
    for page in ("/accounts/", "/accounts/add/", "/accounts/li-bai/", "/accounts/li-bai/password/"):
        assert outsider.get(page).status_code == HTTPStatus.FORBIDDEN
    assert outsider.post("/accounts/li-bai/active/", {"is_active": "no"}).status_code == HTTPStatus.FORBIDDEN
    assert User.objects.get(username="li-bai").is_active


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong", "a-long-new-password", "a-long-new-password", "old"),
        (PASSWORD, "short", "short", "new"),
        (PASSWORD, "1234567890123", "1234567890123", "new"),
        (PASSWORD, "a-long-new-password", "a-long-other-password", "again"),
    ],
)
def test_a_new_password_needs_the_old_one_and_some_strength(
    person: Callable[..., User], old: str, new: str, again: str, field: str
) -> None:
    person("li-bai")
    page = log_in("li-bai", PASSWORD).post("/me/", {"old": old, "new": new, "again": again})
    assert f'id="id_{field}_error"' in page.content.decode()
    assert is_in(log_in("li-bai", PASSWORD))


def test_ones_own_new_password_keeps_this_session_and_ends_others(person: Callable[..., User]) -> None:
    person("li-bai")
    here, elsewhere = log_in("li-bai", PASSWORD), log_in("li-bai", PASSWORD)
    new = "a-long-new-password"
    here.post("/me/", {"old": PASSWORD, "new": new, "again": new})
    assert is_in(here)
    assert not is_in(elsewhere)


def test_a_password_that_is_too_short_is_refused_in_chinese(person: Callable[..., User]) -> None:
    person("li-bai")
    answer = log_in("li-bai", PASSWORD).post("/me/", {"old": PASSWORD, "new": "短", "again": "短"})
    assert "密码至少要有 10 个字符。" in answer.content.decode()
    assert "too short" not in answer.content.decode()
