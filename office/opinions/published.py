"""What the public may read: the published version of a notice for society, while its dates allow it.

Decides what is found at a link code and which pictures are served; how it looks is the templates'.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db.models import Case, Q, QuerySet, TextField, When
from django.db.models.functions import Cast

from office.notices.models import Notice, PictureFile, State, Version
from playlists.item import Audience, Block, Document, People, Picture
from playlists.video import Video


class UnknownError(LookupError):
    """Nothing for the public stands at this code; whether anything else does is not told."""


class WithdrawnError(LookupError):
    """It was public once and was withdrawn (撤回)."""


class EndedError(LookupError):
    """It was public once; the time it was shown for is over."""


def live_versions(at: datetime) -> QuerySet[Version]:
    """Everything the public may read at ``at``, newest first; what is withdrawn stands after all that holds."""
    return (
        Version.objects.filter(
            Q(shown_until__isnull=True) | Q(shown_until__gt=at),
            state=State.PUBLISHED,
            audience=Audience.PUBLIC.value,
            notice__withdrawn_at__isnull=True,
            shown_from__lte=at,
        )
        .select_related("notice", "entry")
        .annotate(is_over=Case(When(act__kind="withdrawal", then=True), default=False))
        .order_by("is_over", "-shown_from", "-pk")
    )


def version_at(link_code: str, at: datetime) -> Version:
    """The version to read at a link code. Raises UnknownError, WithdrawnError or EndedError."""
    found = live_versions(at).filter(notice__link_code=link_code).first()
    if found is not None:
        return found
    raise _why_not(link_code, at)


def corrected_version(link_code: str, number: int, at: datetime) -> Version:
    """The text before a correction, as long as the notice is public. Raises as ``version_at``.

    Only what a published correction names may be read again: what was merely replaced or withdrawn may not.
    """
    current = version_at(link_code, at)
    if current.is_withdrawal or number not in corrected_numbers(current):
        raise UnknownError(link_code)
    earlier = current.notice.versions.filter(number=number, audience=Audience.PUBLIC.value).first()
    if earlier is None:
        raise UnknownError(link_code)
    return earlier


def corrected_numbers(version: Version) -> list[int]:
    """Versions that this one or one before it corrects, newest first; not what a withdrawn one corrected."""
    told = version.notice.versions.filter(state__in=(State.PUBLISHED, State.REPLACED), number__lte=version.number)
    return sorted((one.act["earlier"] for one in told if one.is_correction), reverse=True)


def body_of(version: Version) -> tuple[Block, ...]:
    """The version's blocks as the contract's values."""
    return msgspec.convert(version.body, tuple[Block, ...])


def picture_hashes(blocks: tuple[Block, ...]) -> set[str]:
    """Hashes of all pictures, photographs and videos in the blocks."""
    pictures = {block.blob for block in blocks if isinstance(block, Picture)}
    pictures |= {page for block in blocks if isinstance(block, Document) for page in block.pages}
    pictures |= {sha256 for block in blocks if isinstance(block, Video) for sha256 in (block.poster, block.blob)}
    people = (person for block in blocks if isinstance(block, People) for person in block.people)
    return pictures | {person.photo for person in people if person.photo}


def picture_of(sha256: str, at: datetime) -> PictureFile | None:
    """The picture of that hash if something the public may read at ``at`` names it."""
    if not any(sha256 in picture_hashes(body_of(version)) for version in _mentions(sha256, at)):
        return None
    return PictureFile.objects.filter(sha256=sha256).first()


def _mentions(sha256: str, at: datetime) -> Iterator[Version]:
    """Versions that may be read and hold the hash: live ones, and those that live ones correct."""
    live = live_versions(at)
    yield from live.annotate(words=Cast("body", TextField())).filter(words__contains=sha256)
    before = Version.objects.annotate(words=Cast("body", TextField())).filter(
        state=State.REPLACED, audience=Audience.PUBLIC.value, words__contains=sha256, notice__in=live.values("notice")
    )
    for version in before.select_related("notice"):
        try:
            yield corrected_version(version.notice.link_code, version.number, at)
        except LookupError:
            continue


def _why_not(link_code: str, at: datetime) -> LookupError:
    notice = Notice.objects.filter(link_code=link_code).first()
    last = None if notice is None else notice.versions.filter(published_at__isnull=False).order_by("-number").first()
    if notice is None or last is None or last.audience != Audience.PUBLIC.value or last.shown_from > at:
        return UnknownError(link_code)
    if notice.withdrawn_at is not None or last.state == State.WITHDRAWN or last.is_withdrawal:
        return WithdrawnError(link_code)
    return EndedError(link_code)
