"""What screens send: reports and screenshots. Decides what is kept and refused, and that sending twice counts once."""

import io
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from django.db import transaction
from PIL import Image, UnidentifiedImageError

from office.publishing.files import SECRET_FILE, write_atomically
from office.screens import models
from office.screens.errors import ReportError
from office.screens.exposure import add_up
from office.screens.layout import about_notice
from office.screens.models import Screen
from playlists.report import Accepted, Heartbeat, Incident, Play, Reports

MAX_SCREENSHOT_BYTES: Final = 2 * 1024 * 1024
MAX_SCREENSHOT_PIXELS: Final = 8192 * 8192
_MAX_NUMBER: Final = 2**31 - 1  # what the database holds on every system
_MAX_ID: Final = 64  # characters of an item's or a rule's id


@transaction.atomic
def accept(screen: Screen, reports: Reports) -> Accepted:
    """Keep the reports, known ones once. Raises ReportError, keeping nothing, when one cannot be true."""
    Screen.objects.select_for_update().get(
        pk=screen.pk
    )  # so that the same reports sent twice at once are added up once
    plays = {report.id: report for report in reports.reports if isinstance(report, Play)}
    for play in plays.values():
        _refuse_impossible(play)
    known = set(models.Play.objects.filter(report__in=plays).values_list("report", flat=True))
    new = [_play(screen, play) for play in plays.values() if play.id not in known]
    models.Play.objects.bulk_create(new, ignore_conflicts=True)
    add_up(new)
    incidents = (report for report in reports.reports if isinstance(report, Incident))
    models.Incident.objects.bulk_create((_incident(screen, one) for one in incidents), ignore_conflicts=True)
    heartbeats = [report for report in reports.reports if isinstance(report, Heartbeat)]
    if heartbeats:  # the spool sends in order, so the last is the newest, whatever a wrong clock says
        screen.heartbeat = msgspec.to_builtins(heartbeats[-1])
        screen.save(update_fields=["heartbeat"])
    return Accepted(ids=tuple(dict.fromkeys(report.id for report in reports.reports)))


def hear(screen: Screen, reports: Reports, at: datetime) -> Accepted:
    """As ``accept``, and note that the screen was heard over the network at ``at``."""
    accepted = accept(screen, reports)
    Screen.objects.filter(pk=screen.pk).update(seen_at=at)
    return accepted


def keep_screenshot(screen: Screen, data: bytes, at: datetime) -> None:
    """Keep what the screen shows. Raises ReportError when it is not a whole JPEG picture."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
            if picture.width * picture.height > MAX_SCREENSHOT_PIXELS:
                raise ReportError(f"the screenshot has {picture.width}×{picture.height} pixels; that is no screen")
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise ReportError("the screenshot is not a whole JPEG picture") from error
    write_atomically(screenshot_path(screen), data, SECRET_FILE)
    Screen.objects.filter(pk=screen.pk).update(screenshot_at=at, seen_at=at)


def screenshot_path(screen: Screen) -> Path:
    """Where the screen's latest screenshot lies."""
    return Path(settings.SCREENSHOTS) / f"{screen.slug}.jpg"


def _refuse_impossible(play: Play) -> None:
    numbers = (play.version, play.page, play.edition)
    if not all(0 <= number <= _MAX_NUMBER for number in numbers) or max(len(play.item), len(play.rule)) > _MAX_ID:
        raise ReportError(f"report {play.id} holds a number or a name out of range")


def _play(screen: Screen, play: Play) -> models.Play:
    return models.Play(
        report=play.id,
        screen=screen,
        item=play.item,
        version=play.version,
        page=play.page,
        edition=play.edition,
        rule=play.rule,
        since=play.since,
        until=play.until,
        display=play.display.value,
    )


def _incident(screen: Screen, incident: Incident) -> models.Incident:
    about = about_notice(incident.what)
    return models.Incident(
        report=incident.id,
        screen=screen,
        at=incident.at,
        subject=incident.subject,
        what=incident.what,
        notice=about.code[:_MAX_ID] if about else "",
        number=about.number if about else 0,
    )
