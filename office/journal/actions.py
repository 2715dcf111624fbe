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
    "notice.replaced": _("Replaced"),
    "person.added": _("Added an account"),
    "person.changed": _("Changed an account"),
    "person.password-reset": _("Gave a new password"),
    "person.password-chosen": _("Chose a password"),
    "person.closed": _("Closed an account"),
    "person.opened": _("Opened an account again"),
    "catalogue.added": _("Added a catalogue entry"),
    "catalogue.changed": _("Changed a catalogue entry"),
    "catalogue.deleted": _("Deleted a catalogue entry"),
    "picture.uploaded": _("Uploaded a picture"),
    "playlist.made": _("Made a playlist"),
    "playlist.renamed": _("Renamed a playlist"),
    "playlist.changed": _("Changed a playlist"),
    "playlist.deleted": _("Deleted a playlist"),
    "playlist.entry-added": _("Added to a playlist"),
    "playlist.entry-changed": _("Changed a playlist’s entry"),
    "playlist.entry-moved": _("Moved a playlist’s entry"),
    "playlist.entry-removed": _("Removed from a playlist"),
    "playlist.entry-put-back": _("Put back into a playlist"),
    "rule.made": _("Made a schedule rule"),
    "rule.changed": _("Changed a schedule rule"),
    "rule.deleted": _("Deleted a schedule rule"),
    "rule.switched-on": _("Switched a schedule rule on"),
    "rule.switched-off": _("Switched a schedule rule off"),
    "workdays.entered": _("Entered a year’s holidays"),
    "workdays.forgotten": _("Went back to the known holidays"),
    "group.made": _("Made a screen group"),
    "group.changed": _("Changed a screen group"),
    "group.deleted": _("Deleted a screen group"),
    "screen.made": _("Made a screen"),
    "screen.changed": _("Changed a screen"),
    "screen.deleted": _("Deleted a screen"),
    "screen.code-made": _("Made an enrolment code"),
    "screen.enrolled": _("Enrolled a screen"),
    "screen.revoked": _("Shut a screen out"),
    "incident.settled": _("Settled an incident"),
    "edition.published": _("Published an edition"),
    "register.signed": _("Signed the approvers’ register"),
    "key.replaced": _("Replaced a signing key"),
    "keys.renewed": _("Renewed what the offline keys sign"),
    "organisation.named": _("Named the organisation"),
    "organisation.dressed": _("Changed the organisation’s emblem or colours"),
    "opinion.received": _("Received an opinion"),
    "opinion.answered": _("Answered an opinion"),
    "opinion.reply-corrected": _("Corrected a reply"),
}


def told(action: str) -> str:
    """The action in the reader's language."""
    return str(WORDS.get(action, action))
