"""All that other houses and the pages may do with notices.

The rules are in ``drafting``, ``acts``, ``steps`` and ``item``.
"""

from office.notices.acts import draft_correction, draft_withdrawal, newest_standing, unsaid, with_words
from office.notices.drafting import (
    UNPUBLISHED,
    Content,
    discard,
    draft_notice,
    latest_of,
    may_come_back,
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
    "draft_correction",
    "draft_notice",
    "draft_withdrawal",
    "grant_review",
    "latest_of",
    "mark_published",
    "mark_replaced",
    "may_come_back",
    "newest_standing",
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
    "unsaid",
    "with_words",
    "withdraw",
]
