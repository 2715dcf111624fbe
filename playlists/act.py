"""Acts (公开行为) that an item performs on an earlier version of itself: a correction (更正) or a withdrawal (撤回).

Decides what such an act must say. That it names an earlier version of its own item is checked in ``item``.
"""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from playlists.wire import Identifier, Name, Record, Text

Since = Annotated[datetime, Meta(tz=True, description="the instant from which the act holds, with its offset")]
Words = Annotated[Text, Meta(min_length=1)]


class Reference(Record, frozen=True):
    """Which published version an act is about, so that whoever saw it knows it again."""

    item: Identifier
    version: Annotated[int, Meta(ge=1)]
    title: Name
    published_on: date


class Change(Record, frozen=True):
    """What was wrong (原) and what is right (现)."""

    wrong: Words
    right: Words


class Correction(Record, frozen=True, tag_field="kind", tag="correction"):
    """更正: an earlier version said something wrong; this version is the right one from ``since`` on."""

    corrects: Reference
    changes: Annotated[tuple[Change, ...], Meta(min_length=1, max_length=50)]
    reason: Words
    since: Since


class Withdrawal(Record, frozen=True, tag_field="kind", tag="withdrawal"):
    """撤回: an earlier version no longer holds from ``since`` on; it is the item's issuer who says so."""

    withdraws: Reference
    reason: Words
    since: Since


Act = Correction | Withdrawal


def reference_of(act: Act) -> Reference:
    """The version that the act is about."""
    return act.corrects if isinstance(act, Correction) else act.withdraws
