"""What waits for a person: the tasks on their home page. Decides what counts as waiting for which role."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.notices.models import State, Version
from office.opinions.models import Opinion
from office.opinions.services import WAITING
from office.people.models import Role, User
from office.screens.condition import SILENT_AFTER
from office.screens.layout import versions_with_looks
from office.screens.models import BY_HAND, Screen

MOST_NAMED: Final = 5  # titles shown per task; the list behind it has them all


class Task(NamedTuple):
    """One kind of thing that waits. ``named``: the first few as (title, address); ``address`` leads to all of them."""

    title: str
    number: int
    address: str
    named: tuple[tuple[str, str], ...] = ()
    is_pressing: bool = False


def tasks_of(person: User) -> list[Task]:
    """All that waits for somebody now, by role; kinds of which there are none are left out."""
    return [task for task in _all_tasks(person) if task.number]


def _all_tasks(person: User) -> Iterator[Task]:
    if person.holds(Role.DRAFTER):
        yield from _drafts(person)
    if person.holds(Role.REVIEWER):
        yield _notices(_("To review"), _for(person, State.IN_REVIEW, "approve"), "state=in-review")
    if person.holds(Role.APPROVER):
        yield _notices(_("To approve"), _for(person, State.IN_APPROVAL, "review"), "state=in-approval")
    if person.holds(Role.SCHEDULER, Role.APPROVER):
        approved = Version.objects.filter(state=State.APPROVED)
        yield _notices(_("Approved, not yet published"), approved, "state=approved")
    if person.holds(Role.HANDLER):
        yield _opinions()
    if person.holds(Role.TECHNICIAN):
        yield _silent_screens()
        yield _overdue_sticks()


def _drafts(person: User) -> Iterator[Task]:
    mine = Version.objects.filter(drafter=person, state=State.DRAFT)
    yield _notices(_("Sent back to you"), mine.exclude(returned=""), "mine=on&state=draft", is_pressing=True)
    yield _notices(_("Your drafts"), mine.filter(returned=""), "mine=on&state=draft")
    yield _looks(person)


def _looks(person: User) -> Task:
    shown = Version.objects.filter(drafter=person, state=State.PUBLISHED).select_related("notice")
    found = versions_with_looks(shown.order_by("-published_at"))
    named = tuple(
        (_named(one), f"{reverse('notice', args=[one.notice.code, one.number])}#looks") for one in found[:MOST_NAMED]
    )
    return Task(_("Screens remark on how your notices look"), len(found), f"{reverse('notices')}?looks=on", named)


def _for(person: User, state: State, other_step: str) -> QuerySet[Version]:
    """Versions in ``state`` on which the person may take the step: neither wrote it nor took the other step."""
    barred = Q(drafter=person) | Q(pk__in=person.decisions.filter(step=other_step).values("version"))
    return Version.objects.filter(state=state).exclude(barred)


def _notices(title: str, versions: QuerySet[Version], query: str, *, is_pressing: bool = False) -> Task:
    named = tuple(
        (_named(version), reverse("notice", args=[version.notice.code, version.number]))
        for version in versions.select_related("notice").order_by("saved_at")[:MOST_NAMED]
    )
    return Task(title, versions.count(), f"{reverse('notices')}?{query}", named, is_pressing)


def _named(version: Version) -> str:
    if not version.act:
        return version.title
    act = _("Correction") if version.is_correction else _("Withdrawal")
    return _("%(act)s: %(title)s") % {"act": act, "title": version.title}


def _opinions() -> Task:
    waiting = Opinion.objects.filter(WAITING).order_by("received_at")
    oldest = waiting.first()
    named: tuple[tuple[str, str], ...] = ()
    if oldest:
        days = (timezone.now() - oldest.received_at).days
        text = ngettext("The oldest has waited for %d day", "The oldest has waited for %d days", days) % days
        named = ((text, reverse("opinion", args=[oldest.pk])),)
    return Task(_("Opinions without a reply"), waiting.count(), reverse("opinions"), named, is_pressing=True)


def _silent_screens() -> Task:
    silent: Any = (
        Screen.objects.exclude(token_digest="")
        .exclude(BY_HAND)
        .filter(Q(seen_at__isnull=True) | Q(seen_at__lt=timezone.now() - SILENT_AFTER))
    )
    named = tuple((screen.title, reverse("screen", args=[screen.slug])) for screen in silent[:MOST_NAMED])
    return Task(
        _("Screens that have gone silent"),
        silent.count(),
        f"{reverse('screens')}?condition=bad",
        named,
        is_pressing=True,
    )


def _overdue_sticks() -> Task:
    now = timezone.now()
    by_hand = Screen.objects.filter(BY_HAND).exclude(token_digest="")
    overdue = [screen for screen in by_hand if screen.stick_due_at and screen.stick_due_at < now]
    named = tuple((screen.title, reverse("screen", args=[screen.slug])) for screen in overdue[:MOST_NAMED])
    return Task(_("Screens whose stick is overdue"), len(overdue), f"{reverse('screens')}?condition=by-hand", named)
