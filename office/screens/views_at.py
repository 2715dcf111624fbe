"""What a screen shows at a time: the picture, since and until when, by which rule, what is next, and the whole day."""

import base64
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from office.people.access import needs
from office.people.models import Role
from office.publishing.compile import compile_edition
from office.publishing.errors import PublishingError
from office.screens.forms import MomentForm
from office.screens.incident_words import told
from office.screens.models import Screen
from office.screens.preview import deck_of, edition_at, picture_of
from player.errors import ConfigError
from playlists.deck import Deck, Slide
from playlists.edition import Edition
from playlists.on_air import DayPlan


@needs(Role.TECHNICIAN, Role.SCHEDULER, Role.SUPERVISOR, Role.APPROVER)
def screen_at(request: HttpRequest, slug: str) -> HttpResponse:
    """The page."""
    screen = get_object_or_404(Screen.objects.select_related("group"), slug=slug)
    form, at, is_draft = MomentForm.read(request.GET)
    context = {"screen": screen, "form": form, "at": at, "is_draft": is_draft, **_told(screen, at, is_draft=is_draft)}
    return render(request, "screens/at.html", context)


@needs(Role.TECHNICIAN, Role.SCHEDULER, Role.SUPERVISOR, Role.APPROVER)
def screen_should(request: HttpRequest, slug: str) -> HttpResponse:
    """What should be on air now and next, as a part of the screen's page."""
    screen = get_object_or_404(Screen.objects.select_related("group"), slug=slug)
    at = timezone.localtime()
    return render(request, "screens/should.html", {"screen": screen, "at": at, **_told(screen, at, is_draft=False)})


def _told(screen: Screen, at: datetime, *, is_draft: bool) -> dict[str, Any]:
    """The answer, or ``fault`` with why there is none."""
    try:
        return _answer(screen, at, is_draft=is_draft)
    except (PublishingError, ConfigError) as error:
        return {"fault": str(error)}


def _answer(screen: Screen, at: datetime, *, is_draft: bool) -> dict[str, Any]:
    edition = compile_edition(screen.group, timezone.now()) if is_draft else edition_at(screen.group, at)
    if edition is None:
        return {"fault": _("Nothing was published for this screen's group at that time.")}
    try:
        deck, faults = deck_of(edition, screen)
    except KeyError:
        return {"fault": _("The edition of that time was not for this screen yet.")}
    plan = DayPlan(edition, deck, at)
    on_air = plan.on_air(at)
    return {
        "edition": edition,
        "on_air": on_air,
        "title": _name(edition, deck, on_air.slide),
        "next_title": _name(edition, deck, on_air.next),
        "rule": _rule(edition, on_air.rule),
        "picture": _inline(picture_of(edition, deck, on_air.slide, at)) if on_air.slide else "",
        "day": [
            (
                one,
                "24:00" if one.until == plan.until else f"{timezone.localtime(one.until):%H:%M}",
                [_rule(edition, rule) for rule in one.rules],
                [_title(edition, item) for item in one.items],
            )
            for one in plan.stretches()
        ],
        "faults": [(_title(edition, fault.item), told(fault.sentence)) for fault in faults],
    }


def _name(edition: Edition, deck: Deck, slide: Slide | None) -> str:
    """What people call a slide: its item, else the playlist that it opens, else the standing picture."""
    if slide is None:
        return ""
    opened = deck.playlist_of(slide)
    if opened:
        return _("Title page: %s") % next(one.title for one in edition.playlists if one.id == opened)
    return _title(edition, slide.item) if slide.item else _("standing picture")


def _title(edition: Edition, item: str) -> str:
    return next((one.title for one in edition.items if one.id == item), "")


def _rule(edition: Edition, rule: str) -> str:
    return next((one.title for one in edition.rules if one.id == rule), "")


def _inline(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")
