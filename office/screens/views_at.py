"""What a screen shows at a time: the picture, since and until when, by which rule, what is next, and the whole day."""

import base64
from contextlib import suppress
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
from office.screens.agreement import A_TRANSITION, compared
from office.screens.condition import SWITCH_WITHIN, read_heartbeat
from office.screens.forms import MomentForm
from office.screens.incident_words import told
from office.screens.models import Screen
from office.screens.overview import newest_of
from office.screens.preview import deck_of, edition_at, picture_of
from player.errors import ConfigError
from playlists.deck import Deck, Slide
from playlists.edition import Edition
from playlists.on_air import DayPlan, on_air


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
    told = {"verdict": _verdict(screen, at), **_told(screen, at, is_draft=False)}
    return render(request, "screens/should.html", {"screen": screen, "at": at, **told})


def _verdict(screen: Screen, at: datetime) -> dict[str, Any]:
    """Whether the screen showed what was due when it looked last."""
    heartbeat = read_heartbeat(screen.heartbeat)
    seen = heartbeat.seen if heartbeat else None
    edition = edition_at(screen.group, seen.at) if seen else None
    due: list[Slide | None] = []
    if seen and edition:
        with suppress(KeyError, ConfigError):  # not for this screen, or no fonts here: then nothing is known
            deck, _faults = deck_of(edition, screen)
            due = [on_air(edition, deck, moment).slide for moment in (seen.at, seen.at - A_TRANSITION)]
    newest = newest_of(screen.group)
    is_switching = not due or newest is None or at - newest.made_at < SWITCH_WITHIN
    return {"verdict": compared(seen, due, at, is_switching=is_switching), "seen": seen}


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
    answer = plan.on_air(at)
    return {
        "edition": edition,
        "on_air": answer,
        "title": _name(edition, deck, answer.slide),
        "next_title": _name(edition, deck, answer.next),
        "rule": _rule(edition, answer.rule),
        "picture": _inline(picture_of(edition, deck, answer.slide, at)) if answer.slide else "",
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
