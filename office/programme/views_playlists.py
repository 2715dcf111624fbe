"""A playlist's page: its entries in order, how long a pass takes, and every change to it."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from office.people.access import StaffRequest, needs
from office.people.models import Role
from office.programme import services
from office.programme.errors import InUseError, ProgrammeError
from office.programme.forms import NoticeEntryForm, PlaylistForm, SelectionForm
from office.programme.models import Playlist, PlaylistEntry
from office.programme.pass_length import lines_of, pass_length
from office.programme.wording import summary_of
from office.publishing.compile import Candidate, candidates, compile_edition
from office.publishing.errors import PublishingError
from office.screens.models import Group, Screen
from office.screens.preview import deck_of
from player.errors import ConfigError
from playlists.edition import Edition

Pass = tuple[Screen, tuple[int, int] | None, str]
"""A screen, (minutes, seconds) of one pass, and why that is not known."""


@needs(Role.SCHEDULER)
@require_http_methods(["GET", "POST"])
def playlist_new(request: StaffRequest) -> HttpResponse:
    """A title is all that a new playlist needs; with a title page unless that is taken away."""
    form = PlaylistForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        playlist = services.create_playlist(data["title"], request.user, title_page=data["title_page"])
        return redirect("playlist", slug=playlist.slug)
    return render(request, "programme/playlist_form.html", {"form": form})


@needs(Role.SCHEDULER, Role.APPROVER, Role.SUPERVISOR)
def playlist(request: HttpRequest, slug: str) -> HttpResponse:
    """Entries, where it is played, forms to add."""
    chosen = get_object_or_404(Playlist, slug=slug)
    now = timezone.now()
    context = {
        "playlist": chosen,
        "lines": lines_of(chosen, now),
        "rules": [(rule, summary_of(rule)) for rule in chosen.rules.prefetch_related("groups", "screens")],
        "notice_form": NoticeEntryForm(prefix="notice"),
        "selection_form": SelectionForm(prefix="selection"),
        "removed": request.session.pop("removed_entry", None),
    }
    return render(request, "programme/playlist.html", context)


@needs(Role.SCHEDULER, Role.APPROVER, Role.SUPERVISOR)
def playlist_pass(request: HttpRequest, slug: str) -> HttpResponse:
    """How long one pass takes now, on each kind of screen that plays it; asked for apart, as slides must be drawn."""
    chosen = get_object_or_404(Playlist, slug=slug)
    return render(request, "programme/playlist_pass.html", {"passes": _passes(chosen)})


@needs(Role.SCHEDULER)
@require_http_methods(["GET", "POST"])
def playlist_edit(request: StaffRequest, slug: str) -> HttpResponse:
    """Another title, or its title page taken away or back."""
    chosen = get_object_or_404(Playlist, slug=slug)
    form = PlaylistForm(request.POST or None, initial={"title": chosen.title, "title_page": chosen.title_page})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.change_playlist(chosen, data["title"], request.user, title_page=data["title_page"])
        return redirect("playlist", slug=slug)
    return render(request, "programme/playlist_form.html", {"form": form, "playlist": chosen})


@needs(Role.SCHEDULER)
@require_http_methods(["GET", "POST"])
def playlist_delete(request: StaffRequest, slug: str) -> HttpResponse:
    """Asks first; refused while a rule plays it."""
    chosen = get_object_or_404(Playlist, slug=slug)
    if request.method == "POST":
        try:
            services.delete_playlist(chosen, request.user)
        except InUseError as error:
            messages.error(request, str(error))
            return redirect("playlist", slug=slug)
        messages.success(request, _("Deleted: %s") % chosen.title)
        return redirect("programme")
    context = {
        "question": _("Delete the playlist “%s”?") % chosen.title,
        "consequence": _("Its notices stay; only the list goes."),
        "verb": _("Delete"),
        "back": reverse("playlist", args=[slug]),
    }
    return render(request, "confirm.html", context)


@needs(Role.SCHEDULER)
@require_POST
def entry_add(request: StaffRequest, slug: str, kind: str) -> HttpResponse:
    """A notice or a selection, at the end."""
    chosen = get_object_or_404(Playlist, slug=slug)
    forms = {"notice": NoticeEntryForm, "selection": SelectionForm}
    form = forms[kind](request.POST, prefix=kind)
    if form.is_valid():
        services.add_entry(chosen, request.user, **form.cleaned_data)
        return redirect("playlist", slug=slug)
    context = {
        "playlist": chosen,
        "lines": lines_of(chosen, timezone.now()),
        "notice_form": NoticeEntryForm(prefix="notice"),
        "selection_form": SelectionForm(prefix="selection"),
        f"{kind}_form": form,
    }
    return render(request, "programme/playlist.html", context)


@needs(Role.SCHEDULER)
@require_POST
def entry_move(request: StaffRequest, slug: str, pk: int, way: str) -> HttpResponse:
    """One place up or down."""
    entry = get_object_or_404(PlaylistEntry, pk=pk, playlist__slug=slug)
    services.move_entry(entry, request.user, earlier=way == "up")
    return redirect(reverse("playlist", args=[slug]) + f"#entry-{pk}")


@needs(Role.SCHEDULER)
@require_POST
def entry_remove(request: StaffRequest, slug: str, pk: int) -> HttpResponse:
    """Out of the list, with a way back."""
    entry = get_object_or_404(PlaylistEntry, pk=pk, playlist__slug=slug)
    request.session["removed_entry"] = services.remove_entry(entry, request.user)
    return redirect("playlist", slug=slug)


@needs(Role.SCHEDULER)
@require_POST
def entry_put_back(request: StaffRequest, slug: str) -> HttpResponse:
    """Undo a removal."""
    chosen = get_object_or_404(Playlist, slug=slug)
    try:
        services.put_back(chosen, request.user, request.POST.get("removed", ""))
    except ProgrammeError as error:
        messages.error(request, str(error))
    return redirect("playlist", slug=slug)


def _passes(chosen: Playlist) -> list[Pass]:
    """For each kind of screen that plays it: how long one pass takes as if published now, or why that is not known."""
    now = timezone.now()
    passes: list[Pass] = []
    approved: Sequence[Candidate] | None = None
    for group in Group.objects.filter(screens__isnull=False).distinct():
        kinds = _one_of_each_kind(group)
        try:
            approved = candidates(now) if approved is None else approved
            edition = compile_edition(group, now, approved)
            if chosen.slug in {one.id for one in edition.playlists}:
                passes.extend((screen, _length(chosen, edition, screen, now), "") for screen in kinds)
        except (PublishingError, ConfigError) as error:
            passes.extend((screen, None, str(error)) for screen in kinds)
    return passes


def _one_of_each_kind(group: Group) -> list[Screen]:
    """A screen for each size, distance and audience there is: the others of its kind draw the same slides."""
    screens = group.screens.select_related("group")
    kinds = {(one.width_px, one.height_px, one.diagonal_inch, one.distance_m, one.audience): one for one in screens}
    return list(kinds.values())


def _length(chosen: Playlist, edition: Edition, screen: Screen, at: datetime) -> tuple[int, int]:
    """One pass in whole (minutes, seconds)."""
    deck, _faults = deck_of(edition, screen)
    return divmod(round(pass_length(chosen, edition, deck, at).total_seconds()), 60)
