"""Screens and groups: the list, a screen's page, adding and changing, enrolling a machine, settling incidents."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from office.notices.models import Version
from office.people.access import StaffRequest, needs
from office.people.models import Role
from office.programme.models import Rule
from office.publishing.errors import PublishingError
from office.screens import services
from office.screens.agreement import read_back
from office.screens.condition import spell_display
from office.screens.contract import hours_of
from office.screens.enrolment import CODE_HOLDS, new_code, revoke
from office.screens.errors import InUseError
from office.screens.forms import GroupForm, ScreenForm
from office.screens.incident_words import told
from office.screens.intake import screenshot_path
from office.screens.listing import ListForm, list_screens
from office.screens.models import Group, Incident, Screen
from office.screens.opening import opening_at
from office.screens.overview import seen

RECENT_PLAYS = 20  # a few minutes of a screen

READERS = (Role.TECHNICIAN, Role.SCHEDULER, Role.SUPERVISOR, Role.APPROVER)


@needs(*READERS)
def screens(request: StaffRequest) -> HttpResponse:
    """The screens with how they are, by group, as asked for."""
    form = ListForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    listing = list_screens(wanted, request.GET.get("page"), timezone.now())
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "listing": listing,
        "page": listing.page,
        "query": query.urlencode(),
        "here": request.GET.urlencode(),
        "asked": wanted,
        "is_filtered": any(query.values()),
        **_may_change(request),
    }
    template = "screens/screens_list.html" if request.headers.get("HX-Request") else "screens/screens.html"
    return render(request, template, context)


@needs(*READERS)
def screen(request: StaffRequest, slug: str) -> HttpResponse:
    """One screen: how it is, what it shows, incidents, recent plays."""
    chosen = get_object_or_404(Screen.objects.select_related("group"), slug=slug)
    known = seen(chosen, timezone.now())
    beat = known.condition.heartbeat
    verdict = read_back(beat.seen if beat else None, timezone.now())
    display = spell_display(beat.display, opening_at(hours_of(chosen), chosen.zone, beat.at)) if beat else ""
    now = {"seen": known, "picture": verdict, "display": display}
    context = {**now, "screen": chosen, **_records(chosen), **_may_change(request)}
    template = "screens/screen_now.html" if request.headers.get("HX-Request") else "screens/screen.html"
    return render(request, template, context)


def _may_change(request: StaffRequest) -> dict[str, bool]:
    """Whether the pages offer what only a technician may do."""
    return {"may_change": request.user.holds(Role.TECHNICIAN)}


@needs(*READERS)
def screen_picture(_request: HttpRequest, slug: str) -> HttpResponseBase:
    """What the screen sent last of what it really shows."""
    chosen = get_object_or_404(Screen, slug=slug)
    try:
        file = screenshot_path(chosen).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(file, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


@needs(Role.TECHNICIAN)
@require_http_methods(["GET", "POST"])
def screen_form(request: StaffRequest, slug: str = "") -> HttpResponse:
    """A new screen, or one to change."""
    chosen = get_object_or_404(Screen, slug=slug) if slug else Screen()
    form = ScreenForm(request.POST or None, instance=chosen)
    if request.method == "POST" and form.is_valid():
        saved = services.save_screen(form.instance, request.user)
        messages.success(request, _("Kept: %s. Its machine follows with the next publication.") % saved)
        return redirect("screen", slug=saved.slug)
    return render(request, "screens/form.html", {"form": form, "title": chosen.title or _("New screen")})


@needs(Role.TECHNICIAN)
@require_http_methods(["GET", "POST"])
def group_form(request: StaffRequest, slug: str = "") -> HttpResponse:
    """A new group, or one to change."""
    chosen = get_object_or_404(Group, slug=slug) if slug else Group()
    form = GroupForm(request.POST or None, instance=chosen)
    if request.method == "POST" and form.is_valid():
        services.save_group(form.instance, request.user)
        return redirect("screens")
    return render(
        request, "screens/form.html", {"form": form, "title": chosen.title or _("New group"), "group": chosen}
    )


@needs(Role.TECHNICIAN)
@require_http_methods(["GET", "POST"])
def screen_delete(request: StaffRequest, slug: str) -> HttpResponse:
    """Asks first; refused where records need it."""
    chosen = get_object_or_404(Screen, slug=slug)
    return _delete(request, chosen, reverse("screen", args=[slug]))


@needs(Role.TECHNICIAN)
@require_http_methods(["GET", "POST"])
def group_delete(request: StaffRequest, slug: str) -> HttpResponse:
    """Asks first; refused while in use."""
    return _delete(request, get_object_or_404(Group, slug=slug), reverse("screens"))


@needs(Role.TECHNICIAN)
@require_http_methods(["GET", "POST"])
def screen_code(request: StaffRequest, slug: str) -> HttpResponse:
    """A one-time code, shown once, with the very command to type."""
    chosen = get_object_or_404(Screen, slug=slug)
    code = ""
    if request.method == "POST":
        try:
            code = new_code(chosen, request.user, timezone.now())
        except PublishingError as error:
            messages.error(request, str(error))
    context = {
        "screen": chosen,
        "code": code,
        "minutes": CODE_HOLDS.seconds // 60,
        "command": f"sudo -u sunboard /opt/sunboard/bin/player enrol {settings.OFFICE_ADDRESS} {code}",
    }
    return render(request, "screens/code.html", context)


@needs(Role.TECHNICIAN)
@require_http_methods(["GET", "POST"])
def screen_revoke(request: StaffRequest, slug: str) -> HttpResponse:
    """Asks first."""
    chosen = get_object_or_404(Screen, slug=slug)
    if request.method == "POST":
        revoke(chosen, request.user)
        messages.success(request, _("The machine of %s is no longer let in.") % chosen)
        return redirect("screen", slug=slug)
    context = {
        "question": _("Revoke the token of “%s”?") % chosen,
        "consequence": _("Its machine keeps showing what it has, but gets nothing new until it is enrolled again."),
        "verb": _("Revoke"),
        "back": reverse("screen", args=[slug]),
    }
    return render(request, "confirm.html", context)


@needs(Role.TECHNICIAN)
@require_POST
def incident_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Seen to."""
    incident = get_object_or_404(Incident.objects.select_related("screen"), pk=pk)
    services.settle(incident, request.user, timezone.now())
    return redirect("screen", slug=incident.screen.slug)


def _delete(request: StaffRequest, chosen: Screen | Group, back: str) -> HttpResponse:
    if request.method == "POST":
        try:
            if isinstance(chosen, Screen):
                services.delete_screen(chosen, request.user)
            else:
                services.delete_group(chosen, request.user)
        except InUseError as error:
            messages.error(request, str(error))
            return redirect(back)
        messages.success(request, _("Deleted: %s") % chosen.title)
        return redirect("screens")
    question = _("Delete “%s”?") % chosen.title
    consequence = _("This cannot be undone.")
    context = {"question": question, "consequence": consequence, "verb": _("Delete"), "back": back}
    return render(request, "confirm.html", context)


def _records(chosen: Screen) -> dict[str, object]:
    """Incidents that are open, each with its words, and the newest plays with what was shown."""
    plays = list(chosen.plays.order_by("-since")[:RECENT_PLAYS])
    versions = Version.objects.filter(notice__code__in={play.item for play in plays}).select_related("notice")
    incidents = chosen.incidents.filter(settled_at=None, notice="")[:50]
    titles = {(version.notice.code, version.number): version.title for version in versions}
    rules = {play.rule for play in plays if not play.item}
    opened = dict(Rule.objects.filter(slug__in=rules).values_list("slug", "playlist__title"))
    return {
        "incidents": [(one, told(one.what), told(one.subject)) for one in incidents],
        "looks": chosen.incidents.filter(settled_at=None).exclude(notice="").count(),
        "plays": [(play, titles.get((play.item, play.version)) or opened.get(play.rule, "")) for play in plays],
    }
