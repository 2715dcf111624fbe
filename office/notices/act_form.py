"""The editor's fields of a correction or a withdrawal: one reason, and pairs of wrong and right as often as needed."""

from typing import Any

from django.http import QueryDict

from office.notices.models import Version
from office.notices.services import with_words


def written_act(posted: QueryDict, version: Version) -> dict[str, Any]:
    """What the act says now; the version's own where the page had no fields for it."""
    if "act_reason" not in posted:
        return dict(version.act)
    pairs = list(zip(posted.getlist("wrong"), posted.getlist("right"), strict=False))
    return with_words(version.act, str(posted["act_reason"]), pairs)


def with_ellipses(act: dict[str, Any]) -> dict[str, Any]:
    """The act as the preview shows it while it is being written: what is missing is an ellipsis."""
    told = {**act, "reason": act["reason"] or "…"}
    if act["kind"] == "correction":
        changes = act["changes"] or [{"wrong": "", "right": ""}]
        told["changes"] = [{side: words or "…" for side, words in change.items()} for change in changes]
    return told
