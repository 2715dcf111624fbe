"""A version as the contract's item. Decides how staff's fields become what screens verify; what is signed stays.

Whatever the contract would refuse is told here as a fault of one field, in plain words.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from office.notices.acts import contract_act
from office.notices.errors import ContentFaultError, refuse_all
from office.notices.models import Decision, Version
from office.programme.workdays import tables
from playlists.item import Approval, Audience, Entry, Item, Method, Publicity, Step, digest
from playlists.wire import MAX_EDITION_BYTES, ContractError, decode
from playlists.workdays import NoTableError, last_of_period

Part = TypeVar("Part")
ZONE: Final = ZoneInfo(settings.ORGANISATION_ZONE)
_PLACE: Final = re.compile(r" - at `\$\.(?P<field>[a-z_]+)(?:\[(?P<index>\d+)\])?[^`]*`")
_LIMITS: Final = re.compile(r"of length (?P<sign>[<>]=) (?P<number>\d+)|`int` (?P<int_sign>[<>]=) (?P<int>-?\d+)")

_REASONS: Final = (
    ("matching regex '^[0-9]{1,12}", gettext_noop("Write the number in digits, like 12.5; it cannot be below zero.")),
    ("matching regex", gettext_noop("Something is missing here, or there is a character that no screen can show.")),
    ("cells, the header has", gettext_noop("Every row of the table needs as many cells as its header.")),
    ("nobody has graded", gettext_noop("Somebody must have voted: enter the votes.")),
    ("missing required field", gettext_noop("Something is missing here.")),
    ("got `null`", gettext_noop("Something is missing here.")),
)


def to_item(version: Version) -> Item:
    """The item with the approvals that stand for it. Raises ContentFaultError when the contract refuses it."""
    item = _frozen(version) if version.frozen else compose(version)
    own = digest(item)
    approvals = tuple(_approval(decision) for decision in standing(version).values() if decision.digest == own)
    return msgspec.structs.replace(item, approvals=approvals)


def compose(version: Version) -> Item:
    """The item that the version's fields make now, without approvals. Raises ContentFaultError."""
    faults: list[ContentFaultError] = []
    publicity = None if version.is_withdrawal else _kept_fault(publicity_of, version, faults)
    act = _kept_fault(contract_act, version, faults)
    if version.shown_until and version.shown_until <= version.shown_from:
        faults.append(ContentFaultError(_("It must end after it begins."), field="shown_until"))
    refuse_all(faults)
    fields: dict[str, Any] = {
        "id": version.notice.code,
        "version": version.number,
        "entry": Entry(code=version.entry.code, title=version.entry.title),
        "title": version.title,
        "issuer": version.issuer,
        "audience": version.audience,
        "timing": version.timing,
        "stage": version.stage,
        "drafter": version.drafter.username,
        "shown_from": wire_time(version.shown_from),
        "shown_until": wire_time(version.shown_until) if version.shown_until else None,
        "contact": version.contact,
        "link": _link(version),
        "publicity": publicity,
        "act": act,
        "body": version.body,
    }
    return _through_the_contract(fields)


def _kept_fault(
    part: Callable[[Version], Part | None], version: Version, faults: list[ContentFaultError]
) -> Part | None:
    """What ``part`` makes of the version; where it cannot, its faults are added to ``faults``."""
    try:
        return part(version)
    except ContentFaultError as fault:
        faults += fault.all
        return None


def _link(version: Version) -> str:
    """Where the QR code leads; nowhere for what society may not read.

    In capitals, which make a smaller code: our own site reads them so. Of a site that lies below a path only the path's
    owner knows whether it does.
    """
    if not version.opinions or version.audience != Audience.PUBLIC:
        return ""
    link = f"{settings.PUBLIC_ADDRESS}/i/{version.notice.link_code}"
    return link if urlsplit(settings.PUBLIC_ADDRESS).path else link.upper()


def publicity_of(version: Version) -> Publicity | None:
    """The publicity period (公示期) with its last day, or None when neither the entry nor the drafter wants one.

    The catalogue entry's floor holds, and every day of the period is one on which the item is shown; without a first
    day it begins on the day the item is first shown.
    """
    floor = version.entry.publicity_working_days
    days = version.publicity_working_days or floor
    if not days:
        if version.publicity_begins:
            raise ContentFaultError(
                _("Say how many working days the publicity period has."), field="publicity_working_days"
            )
        return None
    if days < floor:
        sentence = ngettext(
            "The catalogue asks for at least %(floor)d working day.",
            "The catalogue asks for at least %(floor)d working days.",
            floor,
        )
        raise ContentFaultError(sentence % {"floor": floor}, field="publicity_working_days")
    first_shown = version.shown_from.astimezone(ZONE).date()
    begins = version.publicity_begins or first_shown
    if begins < first_shown:
        sentence = _("The publicity period cannot begin before the notice is shown.")
        raise ContentFaultError(sentence, field="publicity_begins")
    ends = _last_day(begins, days)
    over = datetime.combine(ends + timedelta(days=1), time(0), ZONE)
    if version.shown_until and version.shown_until < over:
        sentence = _("The publicity period runs to the end of %(day)s; show the notice at least until then.")
        raise ContentFaultError(sentence % {"day": ends}, field="shown_until")
    return Publicity(begins=begins, ends=ends, working_days=days)


def _last_day(begins: date, days: int) -> date:
    try:
        return last_of_period(begins, days, tables())
    except NoTableError as error:
        sentence = _(
            "The publicity period reaches into a year whose holidays are not entered yet (Programme → Holidays)."
        )
        raise ContentFaultError(sentence, field="publicity_begins") from error


def began_unseen(version: Version, today: date) -> date | None:
    """The first day of a publicity period that began before ``today`` without being shown, else None.

    The period counts only days on which the notice was up: under this version or one published before it.
    """
    publicity = to_item(version).publicity
    if publicity is None or publicity.begins >= today:
        return None
    shown = version.notice.versions.filter(published_at__isnull=False)
    return None if any(to_item(one).publicity == publicity for one in shown) else publicity.begins


def standing(version: Version) -> Mapping[Step, Decision]:
    """The latest granted decision of each step since the version was last sent back."""
    granted: dict[Step, Decision] = {}
    for decision in version.decisions.all():  # in the order they were made; read ahead where many are asked for
        if decision.granted:
            granted[Step(decision.step)] = decision
        else:
            granted.clear()
    return granted


def wire_time(at: datetime) -> datetime:
    """``at`` as the contract writes it here: in the organisation's zone, whole seconds."""
    return at.astimezone(ZONE).replace(microsecond=0)


def _approval(decision: Decision) -> Approval:
    return Approval(
        step=Step(decision.step),
        person=decision.person.username,
        at=wire_time(decision.at),
        method=Method.OFFICE,
        key=decision.key,
        proof=decision.proof,
    )


def _frozen(version: Version) -> Item:
    data = bytes(version.frozen or b"")
    return decode(
        Item, data, limit=MAX_EDITION_BYTES, what=f"the frozen text of {version.notice.code}@{version.number}"
    )


def _through_the_contract(fields: dict[str, Any]) -> Item:
    """The item as a screen will decode it, so that what it would refuse is refused here."""
    try:
        return decode(Item, msgspec.json.encode(fields), limit=MAX_EDITION_BYTES, what="item")
    except ContractError as error:
        raise _told(str(error)) from error


def _told(message: str) -> ContentFaultError:
    place = _PLACE.search(message)
    field = place["field"] if place else ""
    block = int(place["index"]) if place and field == "body" and place["index"] else None
    sentence = _sentence(message)
    if block is not None:
        sentence = _("Block %(number)d: %(fault)s") % {"number": block + 1, "fault": sentence}
    return ContentFaultError(sentence, field=field, block=block)


def _sentence(message: str) -> str:
    limit = _LIMITS.search(message)
    if limit and limit["number"]:
        return _length_sentence(limit["sign"], int(limit["number"]), is_list="array" in message)
    if limit:
        low = limit["int_sign"] == ">="
        return (_("The number must be at least %s.") if low else _("The number must be at most %s.")) % limit["int"]
    for part, sentence in _REASONS:
        if part in message:
            return _(sentence)
    return _("This cannot be shown: %s") % message.partition(" - at ")[0].removeprefix("item: ")


def _length_sentence(sign: str, number: int, *, is_list: bool) -> str:
    if sign == ">=":
        return _("It is empty; fill it in or delete it.")
    if is_list:
        return _("There are too many; at most %d fit.") % number
    return _("It is too long; at most %d characters fit.") % number
