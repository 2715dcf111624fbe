"""An edition from what is in the office now: what may go to a group's screens, and no more.

Decides which version of which notice goes in, which rules and playlists go with it, and when to refuse. Signing and
writing it is ``services``' and ``feed``'s.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from office.notices.errors import StepRefusedError
from office.notices.models import State, Version
from office.notices.services import began_unseen, to_item
from office.programme import models as programme
from office.programme.contract import to_playlist, to_rule
from office.programme.workdays import tables
from office.publishing.errors import CompileError
from office.publishing.models import Organisation, newest_of
from office.publishing.proofs import fault_on_screens, register_in_force
from office.publishing.reach import reachable
from office.screens.contract import to_screen
from office.screens.incident_words import told
from office.screens.models import Group
from playlists.approval import Register
from playlists.edition import FORMAT, Edition, parse_edition
from playlists.item import Audience, Item
from playlists.look import Look
from playlists.schedule import Rule, instant_of
from playlists.screen import Screen
from playlists.urgent import laid_over, parted
from playlists.wire import ContractError, encode
from playlists.workdays import YearTable


class Candidate(NamedTuple):
    """A notice's newest approved version with its item, or (``item`` is None) a sentence why it cannot go out."""

    version: Version
    item: Item | None
    fault: str = ""


class Draft(NamedTuple):
    """What publishing a group now would make. ``left_out``: a sentence for each approved item that cannot go in."""

    edition: Edition
    document: bytes
    versions: tuple[Version, ...]
    left_out: tuple[str, ...]


def compile_edition(group: Group, at: datetime, approved: Sequence[Candidate] | None = None) -> Edition:
    """What the group's screens would show if all were published at ``at``. Raises CompileError with what to mend.

    ``approved``: what ``candidates(at)`` gave, where it is known already.
    """
    approved = candidates(at) if approved is None else approved
    base = draft_edition(group, at, approved).edition
    urgent = draft_edition(group, at, approved, is_urgent=True).edition
    return laid_over(base, urgent)


def candidates(at: datetime) -> tuple[Candidate, ...]:
    """Each notice's newest approved version that is not over at ``at``, by notice code: the same for every group.

    Reading and verifying them is most of the work, so whoever looks at several groups asks once. Raises CompileError.
    """
    register = register_in_force()
    return tuple(_candidate(version, register, at) for version in _newest_approved(at))


def draft_edition(
    group: Group, at: datetime, approved: Sequence[Candidate] | None = None, *, is_urgent: bool = False
) -> Draft:
    """The group's next edition, or urgent edition, with what it was made from. Raises CompileError with what to mend.

    ``approved``: what ``candidates(at)`` gave, where it is known already.
    """
    screens = tuple(to_screen(screen) for screen in group.screens.order_by("slug"))
    if not screens:
        raise CompileError(_("The group %(group)s has no screens yet: add one first.") % {"group": group})
    rules = parted(_rules_of(group, screens, at), is_urgent=is_urgent)
    seen = _seen_by(screens, candidates(at) if approved is None else approved)
    edition = _assemble(group, at, screens, rules, [one.item for one in seen if one.item])
    document = encode(edition)
    try:
        parse_edition(document)  # structs do not check limits when they are made; what screens read must pass
    except ContractError as error:
        raise CompileError(
            _("The edition of %(group)s is not valid: %(why)s") % {"group": group, "why": error}
        ) from error
    shown = {item.id for item in edition.items}
    versions = tuple(one.version for one in seen if one.item and one.item.id in shown)
    return Draft(edition, document, versions, tuple(one.fault for one in seen if one.fault))


def last_edition(group: Group, *, is_urgent: bool = False) -> Edition | None:
    """The edition, or urgent edition, that the group's screens were last given."""
    last = newest_of(group, is_urgent=is_urgent)
    return parse_edition(bytes(last.document)) if last else None


def has_rules_left(edition: Edition, at: datetime) -> bool:
    """Whether a rule of the edition is not over at ``at``."""
    return any(not _is_over(rule, at) for rule in edition.rules)


def organisation_name() -> str:
    """Whose screens these are. Raises CompileError until it was entered."""
    organisation = Organisation.objects.first()
    if organisation is None:
        raise CompileError(_("The organisation's name is missing: enter it on the publishing page."))
    return organisation.name


def organisation_look() -> Look:
    """The organisation's emblem and colours."""
    return (Organisation.objects.first() or Organisation()).look


def _assemble(
    group: Group, at: datetime, screens: tuple[Screen, ...], rules: tuple[Rule, ...], items: Sequence[Item]
) -> Edition:
    wanted = programme.Playlist.objects.filter(slug__in={rule.playlist for rule in rules}).order_by("slug")
    named = {item.id for item in items}
    full = [to_playlist(playlist, named) for playlist in wanted]
    reached = reachable(full, items, {screen.audience for screen in screens}, at)
    last = group.publications.order_by("-number").first()
    return Edition(
        format=FORMAT,
        number=last.number + 1 if last else 1,
        group=group.slug,
        made_at=at.replace(microsecond=0),
        organisation=organisation_name(),
        look=organisation_look(),
        items=tuple(item for item in items if item.id in reached),
        playlists=tuple(full),
        rules=rules,
        screens=screens,
        workdays=_tables_for(rules, at),
    )


def _rules_of(group: Group, screens: Sequence[Screen], at: datetime) -> tuple[Rule, ...]:
    """The rules in use that are meant for one of the group's screens and are not over."""
    rows = programme.Rule.objects.filter(is_on=True).select_related("playlist").prefetch_related("groups", "screens")
    rules = (to_rule(row) for row in rows.order_by("slug"))
    return tuple(
        rule
        for rule in rules
        if any(rule.is_for(screen.id, group.slug) for screen in screens) and not _is_over(rule, at)
    )


def _is_over(rule: Rule, at: datetime) -> bool:
    return rule.until is not None and instant_of(rule.until, ZoneInfo(rule.zone)) <= at


def _candidate(version: Version, register: Register, at: datetime) -> Candidate:
    try:
        item = to_item(version)
    except (StepRefusedError, ContractError) as error:
        return Candidate(version, None, _("%(title)s is left out: %(why)s") % {"title": version.title, "why": error})
    began = began_unseen(version, timezone.localdate(at)) if item.publicity else None
    if began:
        sentence = _("%(title)s is left out: its publicity period began on %(day)s unseen; edit it as a new version.")
        return Candidate(version, None, sentence % {"title": version.title, "day": began})
    why = fault_on_screens(item, register)
    if why:
        sentence = _("%(title)s is left out, as screens would refuse it: %(why)s")
        return Candidate(version, None, sentence % {"title": version.title, "why": told(why)})
    return Candidate(version, item)


def _newest_approved(at: datetime) -> list[Version]:
    approved = Version.objects.filter(
        state__in=[State.APPROVED, State.PUBLISHED], notice__withdrawn_at__isnull=True
    ).select_related("notice", "entry", "drafter")
    rows = approved.prefetch_related("decisions__person").order_by("notice__code", "number")
    newest = {version.notice.code: version for version in rows}
    return [one for one in newest.values() if one.shown_until is None or one.shown_until > at]


def _seen_by(screens: Sequence[Screen], approved: Sequence[Candidate]) -> list[Candidate]:
    """Those that a screen of the group may see."""
    seen = {wanted for wanted in Audience for screen in screens if screen.audience.may_see(wanted)}
    return [one for one in approved if one.version.audience in seen]


def _tables_for(rules: Sequence[Rule], at: datetime) -> tuple[YearTable, ...]:
    """The tables from last year on. Refuses when a rule needs the one of the year in which it comes into force."""
    known = tables()
    years = {table.year for table in known}
    for rule in rules:
        year = max(at.astimezone(ZoneInfo(rule.zone)).replace(tzinfo=None), rule.since or datetime.min).year  # noqa: DTZ901
        if rule.hours.days == "working" and year not in years:
            raise CompileError(
                _("The rule %(rule)s runs on working days, but %(year)d has no table: enter its holidays first.")
                % {"rule": rule.title, "year": year}
            )
    return tuple(table for table in known if table.year >= at.year - 1)
