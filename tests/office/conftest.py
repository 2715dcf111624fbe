"""People by role and clients that are logged in as them."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client

from office.journal.triggers import create_triggers, drop_triggers
from office.people.models import Grant, Role, User

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def journal_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test on real transactions ends with emptying every table, which the journal's guard rightly refuses."""
    transactional = {"transactional_db", "live_server"} & set(request.fixturenames) or any(
        mark.kwargs.get("transaction") for mark in request.node.iter_markers("django_db")
    )
    if transactional:
        request.getfixturevalue("transactional_db")
        create_triggers(connection)
        yield
        drop_triggers(connection)
        return
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        create_triggers(connection)
    yield


@pytest.fixture
def person(db: None) -> Callable[..., User]:  # noqa: ARG001 (asked for by its name)
    """Make somebody with some roles: ``person("wang-wei", Role.DRAFTER)``."""

    def make(username: str, *roles: Role, is_superuser: bool = False) -> User:
        user = User.objects.create_user(
            username, password=PASSWORD, name=username.replace("-", " ").title(), is_superuser=is_superuser
        )
        Grant.objects.bulk_create(Grant(user=user, role=role) for role in roles)
        return user

    return make


@pytest.fixture
def as_role(person: Callable[..., User]) -> Callable[..., Client]:
    """A client logged in as somebody new who holds just these roles."""

    def log_in(*roles: Role) -> Client:
        client = Client()
        client.force_login(person("-".join(["one", *roles]), *roles))
        return client

    return log_in


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A client logged in as somebody."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in
