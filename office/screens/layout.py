"""Which incidents are about how a notice looks: they belong to the notice's people, who alone can mend them.

Decides by the sentence, as the player writes it. What is not shown because its proof does not hold, what a screen's
font, size or code reader makes of every notice, and the organisation's own look stay the technicians'.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from office.journal.services import record
from office.notices.models import Version
from office.notices.subjects import subject_of
from office.people.models import User
from office.screens.incident_words import told
from office.screens.models import Incident

_NOT_SHOWN: Final = "; it is not shown"
_SENTENCE: Final = re.compile(
    rf"item (?P<code>\S+) version (?P<number>\d+)(?:: (?P<why>.*)| cannot be drawn: (?P<undrawn>.*){_NOT_SHOWN})",
    re.DOTALL,
)
_OF_THE_SCREEN: Final = ("screen ", "the organisation's ", "the opinion address ", "its QR code ")
_HIGHEST: Final = 2**31 - 1  # what the database holds on every system


class Told(NamedTuple):
    """The notice's code and version that a sentence is about, and the sentence without them."""

    code: str
    number: int
    why: str


class Look(NamedTuple):
    """One thing about a version's slides, and on which screens."""

    sentence: str
    screens: tuple[str, ...]


def about_notice(what: str) -> Told | None:
    """Whom the incident's sentence concerns, if it is about a notice's look."""
    match = _SENTENCE.fullmatch(what)
    if match is None or int(match["number"]) > _HIGHEST:
        return None
    why = match["why"] if match["why"] is not None else match["undrawn"]
    if match["why"] is not None and (why.endswith(_NOT_SHOWN) or why.startswith(_OF_THE_SCREEN)):
        return None
    return Told(match["code"], int(match["number"]), why)


def looks_of(version: Version) -> list[Look]:
    """What screens told of the version's slides and nobody has seen to: each sentence once, with its screens."""
    screens: dict[str, list[str]] = {}
    for one in _open(version).select_related("screen").order_by("screen__title"):
        about = about_notice(one.what)
        sentence = told(about.why) if about else told(one.what)
        if about and " cannot be drawn: " in one.what:
            sentence = _("It is not shown: %s") % sentence
        screens.setdefault(sentence, []).append(str(one.screen))
    return [Look(sentence, tuple(dict.fromkeys(where))) for sentence, where in screens.items()]


@transaction.atomic
def settle_looks(version: Version, person: User, at: datetime) -> None:
    """Somebody of the notice's people has seen to all of it."""
    count = _open(version).update(settled_at=at)
    if count:
        record(person, "notice.looks-settled", subject_of(version), title=version.title, count=count)


def versions_with_looks(versions: Iterable[Version]) -> list[Version]:
    """Those of ``versions`` of which screens told something that nobody has seen to."""
    wanted = list(versions)
    codes = {one.notice.code for one in wanted}
    open_ones = Incident.objects.filter(settled_at=None, notice__in=codes)
    known = set(open_ones.values_list("notice", "number").distinct())
    return [one for one in wanted if (one.notice.code, one.number) in known]


def _open(version: Version) -> QuerySet[Incident]:
    return Incident.objects.filter(settled_at=None, notice=version.notice.code, number=version.number)
