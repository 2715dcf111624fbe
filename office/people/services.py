"""Accounts: making them, their roles, their passwords. Decides that every password is random or its owner's own."""

import secrets
from collections.abc import Collection
from typing import Final

from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from office.journal.services import record
from office.people.models import Grant, Role, User

_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # without 0 o 1 i l, which people mistake when they copy
_GROUPS, _GROUP_LENGTH = 4, 5  # 20 letters of 31: 99 bits


class AccountError(Exception):
    """An account cannot be made or changed like this; the message is one sentence."""


def random_password() -> str:
    """A password nobody chose, in groups that can be read aloud: ``k7mvp-2c9xa-…``."""
    groups = ("".join(secrets.choice(_ALPHABET) for _place in range(_GROUP_LENGTH)) for _group in range(_GROUPS))
    return "-".join(groups)


@transaction.atomic
def add_person(
    by: User | None,
    username: str,
    name: str,
    roles: Collection[str] = (),
    *,
    is_superuser: bool = False,
    is_temporary: bool = True,
) -> tuple[User, str]:
    """Make an account; returns it with its random password, which is kept nowhere and can only be shown now.

    ``by`` is None when a command does it. ``is_temporary``: ask its owner for a password of their own at first log-in.
    Raises AccountError.
    """
    _refuse_upstart(by, is_superuser=is_superuser)
    person = User(username=username, name=name, is_superuser=is_superuser, password_is_temporary=is_temporary)
    password = random_password()
    person.set_password(password)
    try:
        person.full_clean()
    except ValidationError as error:
        raise AccountError("; ".join(error.messages)) from error
    person.save(force_insert=True)
    Grant.objects.bulk_create(Grant(user=person, role=role) for role in sorted(set(map(Role, roles))))
    record(by, "person.added", _subject(person), name=name, roles=sorted(set(roles)), superuser=is_superuser)
    return person, password


@transaction.atomic
def change_person(by: User, person: User, name: str, roles: Collection[str]) -> None:
    """Rename somebody and set the roles they hold. Raises AccountError."""
    _refuse_upstart(by, is_superuser=person.is_superuser)
    held = set(person.grants.values_list("role", flat=True))
    wanted = {str(role) for role in map(Role, roles)}
    if person.pk == by.pk and Role.KEEPER in held - wanted:
        raise AccountError(_("You cannot give up keeping the accounts yourself; another account keeper can."))
    person.name = name
    person.save(update_fields=["name"])
    person.grants.filter(role__in=held - wanted).delete()
    Grant.objects.bulk_create(Grant(user=person, role=role) for role in sorted(wanted - held))
    record(
        by,
        "person.changed",
        _subject(person),
        name=name,
        roles_added=sorted(wanted - held),
        roles_removed=sorted(held - wanted),
    )


@transaction.atomic
def reset_password(by: User, person: User) -> str:
    """A new random password, which can only be shown now; the old one and all sessions end. Raises AccountError."""
    _refuse_upstart(by, is_superuser=person.is_superuser)
    password = random_password()
    person.set_password(password)
    person.password_is_temporary = True
    person.save(update_fields=["password", "password_is_temporary"])
    record(by, "person.password-reset", _subject(person))
    return password


@transaction.atomic
def set_active(by: User, person: User, *, is_active: bool) -> None:
    """Close an account, or open it again. What it did stays in the records. Raises AccountError."""
    _refuse_upstart(by, is_superuser=person.is_superuser)
    if person.pk == by.pk:
        raise AccountError(_("You cannot close your own account."))
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    record(by, "person.opened" if is_active else "person.closed", _subject(person))


@transaction.atomic
def choose_password(request: HttpRequest, person: User, password: str) -> None:
    """One's own new password; this session goes on, others end."""
    person.set_password(password)
    person.password_is_temporary = False
    person.save(update_fields=["password", "password_is_temporary"])
    update_session_auth_hash(request, person)
    record(person, "person.password-chosen", _subject(person))


def _refuse_upstart(by: User | None, *, is_superuser: bool) -> None:
    """Nobody may make or take over an account that stands above their own."""
    if is_superuser and by is not None and not by.is_superuser:
        raise AccountError(_("Only a superuser may change a superuser’s account."))


def _subject(person: User) -> str:
    return f"person:{person.username}"
