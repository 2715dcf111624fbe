"""The home page by role, logging in, the language, and the sentence for those who may not."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from office.notices import services
from office.opinions.services import receive
from office.people.models import Role, User
from office.people.waiting import tasks_of
from office.screens.models import Screen
from tests.office.conftest import PASSWORD
from tests.office.street import Street


@pytest.fixture
def street(db: None, settings: Settings, tmp_path: Path) -> Street:  # noqa: ARG001 (asked for by its name)
    return Street(settings, tmp_path)


def waiting(person: User) -> list[int]:
    return [task.number for task in tasks_of(User.objects.get(pk=person.pk))]


def test_each_role_is_told_what_waits_for_it_and_nobody_elses(street: Street) -> None:
    services.send_for_review(street.draft("待审"), street.drafter)
    street.draft("草稿")
    returned = services.send_for_review(street.draft("退回"), street.drafter)
    services.send_back(returned, street.reviewer, "理由")
    assert waiting(street.drafter) == [1, 1]
    assert waiting(street.reviewer) == [1]
    assert waiting(street.approver) == []
    street.approved("待发布")
    assert waiting(street.approver) == [1]


def test_what_one_may_not_review_does_not_wait_for_one(street: Street) -> None:
    street.drafter.grants.create(role=Role.REVIEWER)
    services.send_for_review(street.draft("自己写的"), street.drafter)
    assert waiting(street.drafter) == []


@pytest.mark.parametrize(("minutes", "silent"), [(4, []), (6, [1])])
def test_a_silent_screen_waits_for_the_technician(
    street: Street, person: Callable[..., User], minutes: int, silent: list[int]
) -> None:
    Screen.objects.update(token_digest="x", seen_at=timezone.now() - timedelta(minutes=minutes))
    assert street.screen.pk
    assert waiting(person("ji-shu", Role.TECHNICIAN)) == silent


@pytest.mark.parametrize("role", list(Role))
def test_the_home_page_and_its_menu_open_for_every_role(as_role: Callable[..., Client], role: Role) -> None:
    client = as_role(role)
    page = client.get("/")
    assert page.status_code == HTTPStatus.OK
    for line in page.content.decode().split('<ul class="menu">')[1].split("</ul>")[0].split('href="')[1:]:
        address = line.split('"')[0]
        assert client.get(address).status_code == HTTPStatus.OK, address


def test_a_rating_without_words_waits_for_no_handler(street: Street, person: Callable[..., User]) -> None:
    version = street.approved()
    receive(version, kind="rating", rating="good", text="", contact="", place="lobby-1")
    assert tasks_of(person("chu-li", Role.HANDLER)) == []
    receive(version, kind="question", rating="", text="几点来水？", contact="", place="lobby-1")
    assert [task.number for task in tasks_of(User.objects.get(username="chu-li"))] == [1]


def test_a_stranger_sees_the_login_only(db: None, client: Client) -> None:  # noqa: ARG001
    answer = client.get("/")
    assert answer["location"] == "/login/?next=/"
    assert "公开事项" not in client.get("/login/").content.decode()


def test_the_refusal_names_the_role(as_role: Callable[..., Client]) -> None:
    page = as_role(Role.DRAFTER).get("/accounts/")
    assert page.status_code == HTTPStatus.FORBIDDEN
    assert "账号管理员" in page.content.decode()


def test_the_language_can_be_changed_and_chinese_is_the_default(as_role: Callable[..., Client]) -> None:
    client = as_role(Role.DRAFTER)
    assert "公开事项" in client.get("/").content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Notices" in client.get("/").content.decode()


def test_a_wrong_password_is_told_and_too_many_lock(person: Callable[..., User]) -> None:
    person("li-bai")
    client = Client()
    first = client.post("/login/", {"username": "li-bai", "password": "wrong"})
    assert 'role="alert"' in first.content.decode()
    for _ in range(8):
        last = client.post("/login/", {"username": "li-bai", "password": "wrong"})
    assert last.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "一刻钟" in last.content.decode()
    assert client.post("/login/", {"username": "li-bai", "password": PASSWORD}).status_code != HTTPStatus.FOUND


def test_logging_in_goes_on_to_the_page_asked_for_but_never_elsewhere(person: Callable[..., User]) -> None:
    person("li-bai")
    for wanted, reached in (("/catalogue/", "/catalogue/"), ("https://evil.example/", "/")):
        answer = Client().post("/login/", {"username": "li-bai", "password": PASSWORD, "next": wanted})
        assert answer["location"] == reached


def test_the_organisations_page_is_in_the_menu_and_alone_marked(as_role: Callable[..., Client]) -> None:
    page = as_role(Role.APPROVER).get("/publishing/organisation/").content.decode()
    assert page.count('aria-current="page"') == 1
    assert '<a href="/publishing/organisation/" aria-current="page">单位信息</a>' in page
    assert "/publishing/organisation/" in as_role(Role.KEEPER).get("/").content.decode()
    assert "/publishing/organisation/" not in as_role(Role.DRAFTER).get("/").content.decode()
