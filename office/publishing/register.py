"""The approvers' register: who may review and approve on screens, and since when.

Decides what the register should say (from the accounts' roles and the last signed register) and answers from the signed
one. Nobody is ever taken out: somebody who lost a step gets an end to it, so that what they granted before still holds.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from django.utils import timezone

from office.people.models import Role, User
from office.publishing.approval_key import key_id_of
from office.publishing.errors import FeedDamagedError
from office.publishing.files import write_atomically
from office.publishing.keys import approval_key, public_hex
from playlists.approval import ApprovalKey, Approver, Register
from playlists.item import Method, Step
from playlists.wire import MAX_REGISTER_BYTES, ContractError, decode

STEP_ROLES: Final = {Step.REVIEW: Role.REVIEWER, Step.APPROVE: Role.APPROVER}
_COPY: Final = "register.json"  # in settings.KEYS: the register as last signed
_DAMAGED: Final = f"the office's copy of the signed register, {_COPY}, does not read; restore it from the backup: %s"
_SECOND: Final = timedelta(seconds=1)  # times are whole seconds: what was granted in this one still holds


def is_listed(user: User, step: Step) -> bool:
    """Whether the signed register entitles the person to ``step`` now, so that screens will count it."""
    register = signed_register()
    if register is None:
        return False
    now = timezone.now()
    return any(one.id == user.username and one.may(step, now) for one in register.approvers)


def signed_register() -> Register | None:
    """The register as last signed, or None before the first. Raises FeedDamagedError."""
    try:
        data = (Path(settings.KEYS) / _COPY).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FeedDamagedError(_DAMAGED % (error.strerror or error)) from error
    try:
        return decode(Register, data, limit=MAX_REGISTER_BYTES, what="it")
    except ContractError as error:
        raise FeedDamagedError(_DAMAGED % error) from error


def keep_signed(data: bytes) -> None:
    """Keep the register that was just signed into the feed."""
    write_atomically(Path(settings.KEYS) / _COPY, data)


def next_register(at: datetime) -> Register:
    """What the register should say from ``at`` on. Raises KeysMissingError when the office has no approval key."""
    last = signed_register()
    now = at.replace(microsecond=0)
    public = public_hex(approval_key())
    return Register(
        number=last.number + 1 if last else 1,
        made_at=now,
        approvers=_approvers(last.approvers if last else (), now),
        keys=_keys(last.keys if last else (), public, now),
    )


def changes(last: Register | None, new: Register) -> tuple[str, ...]:
    """What signing ``new`` would change, one line each; empty when nothing."""
    before = {(one.id, one.since): one for one in (last.approvers if last else ())}
    lines = [_told(before.get((one.id, one.since)), one) for one in new.approvers]
    known = {key.id: key for key in (last.keys if last else ())}
    lines += [_key_told(known.get(key.id), key) for key in new.keys]
    return tuple(line for line in lines if line)


def _approvers(listed: Iterable[Approver], now: datetime) -> tuple[Approver, ...]:
    wanted = _people_with_steps()
    kept: list[Approver] = []
    for one in listed:
        if one.until is None and wanted.get(one.id, ("", ()))[1] == one.steps:
            kept.append(msgspec.structs.replace(one, name=wanted.pop(one.id)[0]))
        elif one.until is None:
            kept.append(msgspec.structs.replace(one, until=max(now, one.since) + _SECOND))
        else:
            kept.append(one)
    since = {one.id: one.until for one in kept if one.until and one.until > now}
    new = (Approver(id=who, name=name, steps=steps, since=since.get(who, now)) for who, (name, steps) in wanted.items())
    return (*kept, *(one for one in new if one.steps))


def _people_with_steps() -> dict[str, tuple[str, tuple[Step, ...]]]:
    """User name -> (name, steps granted), of active accounts. Superusers only hold what was granted to them by name."""
    people: dict[str, tuple[str, tuple[Step, ...]]] = {}
    for user in (
        User.objects.filter(is_active=True, grants__role__in=STEP_ROLES.values()).distinct().order_by("username")
    ):
        roles = set(user.grants.values_list("role", flat=True))
        people[user.username] = (str(user), tuple(step for step, role in STEP_ROLES.items() if role in roles))
    return people


def _keys(listed: Iterable[ApprovalKey], public: str, now: datetime) -> tuple[ApprovalKey, ...]:
    own = key_id_of(public)
    kept = [
        key if key.id == own or key.until else msgspec.structs.replace(key, until=max(now, key.since) + _SECOND)
        for key in listed
    ]
    if any(key.id == own for key in kept):
        return tuple(kept)
    return (*kept, ApprovalKey(id=own, method=Method.OFFICE, public=public, since=now))


def _told(before: Approver | None, one: Approver) -> str:
    steps = " + ".join(one.steps)
    if before is None:
        return f"+ {one.id} ({one.name}): {steps}"
    if one.until and not before.until:
        return f"- {one.id} ({one.name}): {steps}, until {one.until:%Y-%m-%d %H:%M:%S}"
    return f"~ {one.id}: now named {one.name}" if one.name != before.name else ""


def _key_told(before: ApprovalKey | None, key: ApprovalKey) -> str:
    if before is None:
        return f"+ approval key {key.id}"
    return f"- approval key {key.id}" if key.until and not before.until else ""
