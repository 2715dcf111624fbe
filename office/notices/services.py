"""All that other houses and the pages may do with notices; the rules are in ``drafting``, ``steps`` and ``item``."""

from office.notices.drafting import (
    UNPUBLISHED,
    Content,
    discard,
    draft_notice,
    latest_of,
    restore,
    revise,
    save_draft,
)
from office.notices.errors import ContentFaultError, StepRefusedError
from office.notices.item import began_unseen, compose, standing, to_item
from office.notices.steps import (
    Check,
    approve,
    grant_review,
    mark_published,
    mark_replaced,
    refuse_unfit,
    send_back,
    send_for_review,
    superseded,
    take_back,
    withdraw,
)

__all__ = [
    "UNPUBLISHED",
    "Check",
    "Content",
    "ContentFaultError",
    "StepRefusedError",
    "approve",
    "began_unseen",
    "compose",
    "discard",
    "draft_notice",
    "grant_review",
    "latest_of",
    "mark_published",
    "mark_replaced",
    "refuse_unfit",
    "restore",
    "revise",
    "save_draft",
    "send_back",
    "send_for_review",
    "standing",
    "superseded",
    "take_back",
    "to_item",
    "withdraw",
]
