"""Receiving opinions and answering them. Decides the rules of both; forms and pages are the views'."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from office.journal.services import record
from office.notices.models import Version
from office.opinions.models import Opinion, Reply
from office.opinions.receipts import new_receipt
from office.people.models import User
from playlists.workdays import NoTableError, YearTable, working_day_after

ANSWER_WORKING_DAYS: Final = 10  # what the public page promises; within the 15 working days that letters commonly get
CORRECTABLE: Final = timedelta(days=30)  # later the citizen has acted on it: a new notice is the honest way
WAITING: Final = Q(reply__isnull=True) & ~Q(text="")  # a rating without words asks for no reply


class ReplyError(ValueError):
    """The reply cannot be saved; the message says why and what to do."""


def receive(version: Version, *, kind: str, rating: str, text: str, contact: str, place: str) -> Opinion:
    """Keep one opinion on a version and give it a receipt code."""
    with transaction.atomic():
        opinion = Opinion.objects.create(
            version=version,
            kind=kind,
            rating=rating,
            text=text,
            contact=contact,
            place=place,
            receipt=new_receipt(),
        )
        record(None, "opinion.received", subject_of(opinion), notice=version.notice.code, kind=kind, place=place)
    return opinion


def answer(opinion_id: int, person: User, text: str, *, revision: int) -> Reply:
    """Answer an opinion, or correct the answer; the words before stay in the journal.

    ``revision`` is the one the writer saw (0: no reply yet), so that two colleagues never overwrite each other.
    Raises ReplyError.
    """
    with transaction.atomic():
        opinion = Opinion.objects.select_for_update().get(pk=opinion_id)
        reply = Reply.objects.filter(opinion=opinion).first()
        if (reply.revision if reply else 0) != revision:
            raise ReplyError(_("A colleague has answered meanwhile. Read the reply below before you change it."))
        return _correct(reply, person, text) if reply else _first_answer(opinion, person, text)


def is_correctable(reply: Reply, at: datetime) -> bool:
    """Whether the reply may still be changed."""
    return at < reply.at + CORRECTABLE


def due_on(opinion: Opinion, tables: tuple[YearTable, ...]) -> date | None:
    """The last day of the promised time for an answer; None in a year whose holidays are not entered."""
    received = opinion.received_at.astimezone(ZoneInfo(settings.ORGANISATION_ZONE)).date()
    try:
        return working_day_after(received, ANSWER_WORKING_DAYS, tables)
    except NoTableError:
        return None


def unanswered_count() -> int:
    """How many opinions wait for a reply."""
    return Opinion.objects.filter(WAITING).count()


def subject_of(opinion: Opinion) -> str:
    """How the journal names an opinion; the receipt code stays the citizen's own."""
    return f"opinion:{opinion.pk}"


def _first_answer(opinion: Opinion, person: User, text: str) -> Reply:
    reply = Reply.objects.create(opinion=opinion, text=text, person=person)
    record(person, "opinion.answered", subject_of(opinion), text=text)
    return reply


def _correct(reply: Reply, person: User, text: str) -> Reply:
    now = timezone.now()
    if not is_correctable(reply, now):
        raise ReplyError(
            _("A reply can be corrected for %(days)d days only. Publish a notice instead.") % {"days": CORRECTABLE.days}
        )
    if text == reply.text:
        return reply
    record(person, "opinion.reply-corrected", subject_of(reply.opinion), before=reply.text, after=text)
    reply.text, reply.person, reply.changed_at, reply.revision = text, person, now, reply.revision + 1
    reply.save()
    return reply
