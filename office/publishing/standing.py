"""How the copy of the feed in the bucket stands: what the mirror remembers of it, and what people are told.

Decides from when on the copy counts as behind. Bringing it up to date is ``mirror``'s.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from office.environment_bucket import Bucket
from office.publishing.errors import BucketFault, PublishingError
from office.publishing.files import write_atomically
from office.publishing.metadata import metadata_folder, read_timestamp
from office.screens.models import Group, Screen

FILE: Final = "mirror.json"
ON_ITS_WAY: Final = timedelta(minutes=5)  # for the upload of a publication with its pictures; later than that is told
HERE: Final = "here"  # where the fault is, when not in a BucketFault


class Memory(msgspec.Struct, frozen=True):
    """Of the last tries. ``at``, ``snapshot``, ``timestamp``: when a copy was last made whole, and of what.

    ``fault``: what stopped the last try, empty when nothing did. ``served``: groups that were ever copied;
    ``kept_back``: those that may not be, and ``ceased``: since when, where they once were copied.
    """

    place: str
    at: datetime | None = None
    snapshot: int = 0
    timestamp: int = 0
    fault: str = ""
    served: tuple[str, ...] = ()
    kept_back: tuple[str, ...] = ()
    ceased: dict[str, datetime] = {}


class Standing(NamedTuple):
    """For the publishing page. ``since``: of the first publication that is not in the copy; ``why``: what is wrong.

    ``kept_back``: titles of groups that are not copied; ``ceased``: of those that were, with screens from then.
    """

    at: datetime | None
    is_current: bool
    is_late: bool
    since: datetime
    why: str
    kept_back: tuple[str, ...]
    ceased: tuple[str, ...]


def place_of(bucket: Bucket) -> str:
    """A name for where a copy lies; what is remembered of another place does not count."""
    return f"{bucket.endpoint} {bucket.name} {bucket.folder}"


def remembered(bucket: Bucket) -> Memory:
    """What is known of the copy there; nothing when it is a new place."""
    try:
        memory = msgspec.json.decode((Path(settings.DATA) / FILE).read_bytes(), type=Memory)
    except (OSError, msgspec.MsgspecError):
        return Memory(place_of(bucket))
    return memory if memory.place == place_of(bucket) else Memory(place_of(bucket))


def remember(memory: Memory) -> None:
    """Keep it for the page and the next try."""
    write_atomically(Path(settings.DATA) / FILE, msgspec.json.encode(memory))


def standing(at: datetime) -> Standing | None:
    """How the copy stands at ``at``; None without a bucket or a feed. Writes nothing."""
    if settings.BUCKET is None:
        return None
    memory = remembered(settings.BUCKET)
    try:
        now = read_timestamp().signed
    except PublishingError:
        return None
    is_current = (memory.snapshot, memory.timestamp) == (now.snapshot_meta.version, now.version)
    since = _changed_at(memory, now.snapshot_meta.version)
    is_late = not is_current and (bool(memory.fault) or at - since > ON_ITS_WAY)
    return Standing(
        at=memory.at,
        is_current=is_current,
        is_late=is_late,
        since=since,
        why=_why(memory.fault) if memory.fault or is_late else "",
        kept_back=_titles(memory.kept_back),
        ceased=_titles(slug for slug, ended in memory.ceased.items() if _has_screens_from_before(slug, ended)),
    )


def _changed_at(memory: Memory, snapshot: int) -> datetime:
    """When the first change after the copy was made: a new snapshot's, or that of the timestamp alone."""
    name = f"{memory.snapshot + 1}.snapshot.json" if memory.snapshot < snapshot else "timestamp.json"
    try:
        return datetime.fromtimestamp((metadata_folder() / name).stat().st_mtime, UTC)
    except OSError:
        return datetime.fromtimestamp((metadata_folder() / "timestamp.json").stat().st_mtime, UTC)


def _why(fault: str) -> str:
    reasons = {
        "": _("Nothing brings it up to date; is the service sunboard-office-mirror running?"),
        BucketFault.UNREACHABLE: _("It cannot be reached; this is tried again."),
        BucketFault.REFUSED: _("It refuses the office's key; whoever runs it can say why."),
        BucketFault.MISSING: _("There is no bucket of that name; is the setting right?"),
        HERE: _("The feed cannot be read here; “office feed mirror” says why."),
    }
    return reasons.get(fault, _("It refused something; “office feed mirror” says what."))


def _has_screens_from_before(slug: str, ended: datetime) -> bool:
    enrolled = Screen.objects.filter(group__slug=slug, enrolled_at__lt=ended)
    return enrolled.exclude(token_digest="").exists()


def _titles(slugs: Iterable[str]) -> tuple[str, ...]:
    return tuple(Group.objects.filter(slug__in=list(slugs)).values_list("title", flat=True))
