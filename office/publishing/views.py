"""The publishing page: what would change per group, publishing it, what was published."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from office.notices.pictures import MAX_UPLOAD_BYTES, PictureError
from office.people.access import StaffRequest, needs
from office.people.models import Role, User
from office.publishing.ceremony import Expiry, expiring
from office.publishing.compile import last_edition
from office.publishing.emblem import store_emblem
from office.publishing.errors import PublishingError
from office.publishing.forms import OrganisationForm
from office.publishing.look_preview import look_pictures
from office.publishing.models import Organisation, Publication
from office.publishing.services import change_look, name_organisation, outlooks, publish, publish_urgent
from office.publishing.standing import standing
from office.screens.models import Group
from playlists.edition import parse_edition

NAMERS = (Role.APPROVER, Role.KEEPER)  # who may say whose screens these are
HISTORY = 30  # publications on the page: a month of daily ones


@needs(Role.SCHEDULER, Role.APPROVER)
def publishing(request: StaffRequest) -> HttpResponse:
    """What would change since the last editions, and the history."""
    groups = outlooks(timezone.now())
    context = {
        "outlooks": groups,
        "may_name": request.user.holds(*NAMERS),
        "ready": sum(1 for one in groups if one.waits),
        "organisation": Organisation.objects.first(),
        "expiring": _expiring(),
        "copy": standing(timezone.now()),
        "history": Publication.objects.defer("document").select_related("group", "person")[:HISTORY],
    }
    return render(request, "publishing/publishing.html", context)


def _expiring() -> list[Expiry]:
    try:
        return expiring(timezone.now())
    except PublishingError:
        return []  # without keys or feed there are larger worries, which each group's outlook tells


@needs(Role.SCHEDULER, Role.APPROVER)
@require_POST
def publish_now(request: StaffRequest) -> HttpResponse:
    """Publish one group, or all; with ``only=urgent`` just what cuts in, or no longer does."""
    act = publish_urgent if request.POST.get("only") == "urgent" else publish
    slug = request.POST.get("group", "")
    group = get_object_or_404(Group, slug=slug) if slug else None
    try:
        made = act(group, request.user, timezone.now())
    except PublishingError as error:
        messages.error(request, _("Nothing was published: %s") % error)
        return redirect("publishing")
    if made:
        told = "、".join(
            _("edition %(number)d of %(group)s") % {"number": one.number, "group": one.group} for one in made
        )
        sentence = ngettext(
            "Published: %s. Its screens show it within about a minute.",
            "Published: %s. Their screens show them within about a minute.",
            len(made),
        )
        messages.success(request, sentence % told)
    else:
        messages.info(request, _("Nothing changed since the last edition, so nothing was published."))
    return redirect("publishing")


@needs(Role.SCHEDULER, Role.APPROVER, Role.SUPERVISOR)
def publication(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One edition: what was in it."""
    chosen = get_object_or_404(Publication.objects.select_related("group", "person"), group__slug=slug, number=number)
    edition = parse_edition(bytes(chosen.document))
    is_newest = last_edition(chosen.group, is_urgent=chosen.is_urgent) == edition
    names = dict(User.objects.values_list("username", "name"))
    items = [(item, [(names.get(one.person, one.person), one.at) for one in item.approvals]) for item in edition.items]
    context = {"publication": chosen, "edition": edition, "items": items, "is_newest": is_newest}
    return render(request, "publishing/publication.html", context)


@needs(*NAMERS)
@require_http_methods(["GET", "POST"])
def organisation(request: StaffRequest) -> HttpResponse:
    """Whose screens these are, and how they look."""
    known = Organisation.objects.first() or Organisation()
    form = OrganisationForm.of(known, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _keep(form, known, request.user):
        messages.success(request, _("Kept. The screens follow with the next publication."))
        return redirect("publishing" if request.user.holds(Role.SCHEDULER, Role.APPROVER) else "home")
    context = {"form": form, "pictures": look_pictures() if known.pk else []}
    return render(request, "publishing/organisation.html", context)


def _keep(form: OrganisationForm, known: Organisation, person: User) -> bool:
    """Keep what a valid form says; False when its emblem is not taken, which the form then tells."""
    told = form.cleaned_data
    emblem = "" if told.get("without_emblem") else known.emblem
    if told["emblem"]:
        try:
            emblem = store_emblem(told["emblem"].read(MAX_UPLOAD_BYTES + 1), told["emblem"].name, person)
        except PictureError as error:
            form.add_error("emblem", str(error))
            return False
    name_organisation(told["name"], person)
    change_look(emblem, told["accent"], told["rule"], person)
    return True
