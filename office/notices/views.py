"""The list of notices, a version's own page, and what changed since the version before."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from office.notices import services
from office.notices.cautions import cautions_of
from office.notices.differences import body_changes, field_changes
from office.notices.due import due_unpublished
from office.notices.forms import ApproveForm, FilterForm, ReviewForm
from office.notices.models import State, Version
from office.notices.offers import offers_to
from office.notices.preview import draw_page, preview_day, preview_screen
from office.notices.services import StepRefusedError
from office.opinions.published import live_versions
from office.people.access import StaffRequest, needs
from office.people.models import Role
from office.screens.layout import looks_of
from office.screens.models import Incident, Screen
from player.slides import DrawError
from playlists.item import Item

PER_PAGE: Final = 25
READERS: Final = (Role.DRAFTER, Role.REVIEWER, Role.APPROVER, Role.SCHEDULER, Role.SUPERVISOR, Role.HANDLER)


@needs(*READERS)
def notices(request: StaffRequest) -> HttpResponse:
    """All versions that matter, newest first, as asked for."""
    form = FilterForm(request.GET)
    page = Paginator(_filtered(form, request), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "is_filtered": any(query.values()),
        "may_draft": request.user.holds(Role.DRAFTER),
    }
    return render(request, "notices/notices.html", context)


@needs(*READERS)
def version(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """One version: what the screens show of it, where it stands, and what this person may do with it."""
    return version_page(request, find(code, number))


def version_page(request: StaffRequest, shown: Version, **forms: Form) -> HttpResponse:
    """The page of ``version``; ``forms`` are those that were refused, with what was written in them."""
    context: dict[str, Any] = {
        "version": shown,
        "versions": shown.notice.versions.select_related("drafter").order_by("-number"),
        "decisions": shown.decisions.select_related("person"),
        "offers": offers_to(request.user, shown),
        "acts_on": _acts_on(shown),
        "cautions": cautions_of(shown),
        "is_live": live_versions(timezone.now()).filter(pk=shown.pk).exists(),
        "looks": looks_of(shown),
        "review_form": ReviewForm(),
        "approve_form": ApproveForm(),
        "screens": Screen.objects.all(),
        "screen": request.GET.get("screen", ""),
    }
    context |= _drawn(request, shown) | forms
    return render(request, "notices/version.html", context)


@needs(*READERS)
def changes(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """What changed against the version before."""
    after = find(code, number)
    before = after.notice.versions.filter(number__lt=number).order_by("-number").select_related("entry").first()
    context: dict[str, Any] = {"version": after, "before": before}
    if before:
        context |= {"fields": field_changes(before, after), "lines": body_changes(before, after)}
    return render(request, "notices/changes.html", context)


def find(code: str, number: int) -> Version:
    """The version, or the 404 page."""
    rows = Version.objects.select_related("notice", "entry", "drafter")
    return get_object_or_404(rows, notice__code=code, number=number)


def _filtered(form: FilterForm, request: StaffRequest) -> QuerySet[Version]:
    versions = Version.objects.select_related("notice", "entry", "drafter")
    wanted = form.cleaned_data if form.is_valid() else {}
    if wanted.get("state"):
        versions = versions.filter(state=wanted["state"])
    else:
        versions = versions.exclude(state__in=(State.VOID, State.REPLACED))
    if wanted.get("due"):
        versions = versions.filter(pk__in=due_unpublished(timezone.now()).values("pk"))
    if wanted.get("looks"):
        told = Incident.objects.filter(settled_at=None, notice=OuterRef("notice__code"), number=OuterRef("number"))
        versions = versions.filter(Exists(told))
    if wanted.get("entry"):
        versions = versions.filter(entry=wanted["entry"])
    if wanted.get("mine"):
        versions = versions.filter(drafter=request.user)
    for word in wanted.get("q", "").split():
        versions = versions.filter(Q(title__icontains=word) | Q(issuer__icontains=word) | Q(notice__code=word))
    return versions


def _drawn(request: HttpRequest, shown: Version) -> dict[str, Any]:
    """The slide asked for, or why there is none."""
    try:
        item: Item = services.to_item(shown)
        screen = preview_screen(request.GET.get("screen", ""))
        day = preview_day(request.GET.get("day", ""), screen)
        page = draw_page(item, screen, _number(request.GET.get("page", "")), day)
    except (StepRefusedError, DrawError) as error:
        return {"fault": str(error)}
    return {"slide": page, "item": item, "day": day, "is_seen": screen.audience.may_see(item.audience)}


def _acts_on(shown: Version) -> list[Version]:
    """Corrections and withdrawals of this version that were not thrown away."""
    later = shown.notice.versions.filter(number__gt=shown.number).exclude(state=State.VOID).select_related("notice")
    return [version for version in later.order_by("number") if version.act.get("earlier") == shown.number]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1  # noqa: PLR2004 (a deck's pages)
