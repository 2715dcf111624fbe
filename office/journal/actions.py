"""What the journal's actions are called on the page. An action without words of its own is shown as it was written."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: Final[dict[str, Promise | str]] = {
    "notice.drafted": _("Drafted"),
    "notice.revised": _("Began a new version"),
    "notice.discarded": _("Threw the draft away"),
    "notice.restored": _("Restored the draft"),
    "notice.voided": _("Voided by an edit"),
    "notice.sent-for-review": _("Sent for review"),
    "notice.taken-back": _("Took it back from review"),
    "notice.reviewed": _("Reviewed"),
    "notice.approved": _("Approved"),
    "notice.sent-back-at-review": _("Sent back at review"),
    "notice.sent-back-at-approve": _("Sent back at approval"),
    "notice.withdrawn": _("Withdrew"),
    "notice.published": _("Published"),
    "person.added": _("Added an account"),
    "person.changed": _("Changed an account"),
    "person.password-reset": _("Gave a new password"),
    "person.password-chosen": _("Chose a password"),
    "person.closed": _("Closed an account"),
    "person.opened": _("Opened an account again"),
    "catalogue.added": _("Added a catalogue entry"),
    "catalogue.changed": _("Changed a catalogue entry"),
    "catalogue.deleted": _("Deleted a catalogue entry"),
}


def told(action: str) -> str:
    """The action in the reader's language."""
    return str(WORDS.get(action, action))
