"""Loading a sample: people, notices on their way, screens, programme, opinions, and a first edition.

Decides the order and that a second run changes nothing; every step goes through the office's own services, so that a
sample can hold nothing that staff could not have done. Each part is made whole or not at all.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import timezone

from office.notices import services as notices
from office.notices.models import Version
from office.notices.pictures import PictureError
from office.opinions import services as opinions
from office.opinions.models import Opinion
from office.people.models import Role, User
from office.people.services import add_person
from office.publishing.emblem import store_emblem
from office.publishing.models import Publication
from office.publishing.register import STEP_ROLES, is_listed
from office.publishing.register_signing import sign_register
from office.publishing.services import change_look, name_organisation, publish
from office.sample import stage
from office.sample.drafts import act_content, draft_of, is_correction
from office.sample.programme_file import (
    ActEntry,
    ItemEntry,
    LookEntry,
    OpinionEntry,
    PersonEntry,
    ProgrammeFile,
    SampleError,
)
from office.sample.staff import holder

SOURCE: Final = "sample"  # where a notice says it comes from: sample/<its file>


@dataclass
class Outcome:
    """What one run added; ``passwords`` by user name, known only now."""

    passwords: dict[str, str] = field(default_factory=dict)
    notices: int = 0
    editions: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether everything was there already."""
        return not (self.passwords or self.notices or self.editions or self.remarks)


def load_sample(folder: Path, programme: ProgrammeFile, offline: Path | None, at: datetime, outcome: Outcome) -> None:
    """Bring the sample into the office, noting in ``outcome`` what was added.

    Raises SampleError, PublishingError and the services' own refusals; ``outcome`` then holds what was kept so far.
    """
    with transaction.atomic():  # no accounts without a register: their passwords could never be told
        passwords = _add_people(programme.people)
        _list_approvers(offline, at)
    outcome.passwords = passwords
    name_organisation(programme.organisation, holder(Role.APPROVER))
    _dress(folder, programme.look)
    outcome.remarks += stage.enter_missing_years(at)
    known = {}
    for entry in programme.items:
        known[entry.name], is_new = _bring(folder, entry, at)
        outcome.notices += is_new
    if stage.set_up(programme, known) or outcome.notices or not Publication.objects.exists():
        made = publish(None, holder(Role.SCHEDULER), timezone.now())
        outcome.editions = [f"{one.group.title} {one.number}" for one in made]
    begun = [_act(folder, entry, known) for entry in programme.acts]
    if any(begun):
        outcome.notices += sum(begun)
        made = publish(None, holder(Role.SCHEDULER), timezone.now())
        outcome.editions += [f"{one.group.title} {one.number}" for one in made]
    if not Opinion.objects.exists():
        _hear(programme.opinions, known)


def _add_people(people: tuple[PersonEntry, ...]) -> dict[str, str]:
    """Accounts for those who have none; their passwords by user name."""
    known = set(User.objects.values_list("username", flat=True))
    new = [person for person in people if person.username not in known]
    return {
        person.username: add_person(None, person.username, person.name, person.roles, is_temporary=False)[1]
        for person in new
    }


def _dress(folder: Path, look: LookEntry) -> None:
    approver, path = holder(Role.APPROVER), folder / look.emblem
    try:
        emblem = store_emblem(path.read_bytes(), path.name, approver) if look.emblem else ""
    except (OSError, PictureError) as error:
        raise SampleError(f"the emblem {path} cannot be loaded: {error}") from error
    change_look(emblem, look.accent, look.rule, approver)


def _list_approvers(offline: Path | None, at: datetime) -> None:
    """Sign the register if somebody who holds a step is not in it yet."""
    missing = [
        person
        for step, role in STEP_ROLES.items()
        for person in User.objects.filter(grants__role=role, is_active=True)
        if not is_listed(person, step)
    ]
    if missing and offline is None:
        raise SampleError(
            "the approvers' register does not list everybody yet: name the folder of office keys init with --offline"
        )
    if missing and offline:
        sign_register(offline, at)


@transaction.atomic
def _bring(folder: Path, entry: ItemEntry, at: datetime) -> tuple[Version, bool]:
    """The notice of an entry's file, drafted and taken as far as the entry says unless it is there already."""
    source = f"{SOURCE}/{entry.file}"
    there = Version.objects.filter(source=source).select_related("notice").first()
    if there:
        return there, False
    drafter = holder(Role.DRAFTER)
    version = notices.draft_notice(drafter, draft_of(folder, entry, drafter, at), source=source)
    return _take_along(version, entry), True


@transaction.atomic
def _act(folder: Path, entry: ActEntry, known: dict[str, Version]) -> bool:
    """The correction or withdrawal of a published item, approved; whether it was not there already."""
    source = f"{SOURCE}/{entry.file}"
    if Version.objects.filter(source=source).exists():
        return False
    drafter, path = holder(Role.DRAFTER), folder / entry.file
    begin = notices.draft_correction if is_correction(path, drafter) else notices.draft_withdrawal
    draft = begin(_named(known, entry.item, f"the act {entry.file}"), drafter)
    Version.objects.filter(pk=draft.pk).update(source=source)
    draft = notices.save_draft(draft, drafter, act_content(path, draft, drafter))
    draft = notices.send_for_review(draft, drafter)
    draft = notices.grant_review(draft, holder(Role.REVIEWER), list(notices.Check))
    notices.approve(draft, holder(Role.APPROVER))
    return True


def _take_along(version: Version, entry: ItemEntry) -> Version:
    if entry.stops_at == "draft":
        return version
    version = notices.send_for_review(version, holder(Role.DRAFTER))
    if entry.stops_at == "sent-back":
        return notices.send_back(version, holder(Role.REVIEWER), entry.reason)
    if entry.stops_at == "in-review":
        return version
    version = notices.grant_review(version, holder(Role.REVIEWER), list(notices.Check))
    return notices.approve(version, holder(Role.APPROVER))


@transaction.atomic
def _hear(entries: tuple[OpinionEntry, ...], known: dict[str, Version]) -> None:
    for entry in entries:
        version = _named(known, entry.item, "an opinion")
        opinion = opinions.receive(
            version,
            kind=entry.kind,
            rating=entry.rating,
            text=entry.text,
            contact=entry.contact,
            place=entry.screen,
        )
        if entry.reply:
            opinions.answer(opinion.pk, holder(Role.HANDLER), entry.reply, revision=0)


def _named(known: dict[str, Version], name: str, what: str) -> Version:
    if name not in known:
        raise SampleError(f"{what} names the item {name!r}, which the programme does not have")
    return known[name]
