"""What a drafter is warned of although it may be published: a consultation that does not say until when or how."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from office.notices.models import Version
from playlists.item import Audience, Stage


def cautions_of(version: Version) -> list[str]:
    """One sentence for each thing that the public will miss."""
    if version.stage != Stage.PROPOSAL or version.is_withdrawal:
        return []
    return list(_missing(version))


def _missing(version: Version) -> Iterator[str]:
    has_period = version.publicity_working_days or version.entry.publicity_working_days
    if not version.shown_until and not has_period:
        yield _("Nobody can see until when to object: enter “shown until” or a publicity period.")
    asks_by_code = version.opinions and version.audience == Audience.PUBLIC
    if not asks_by_code and not version.contact.strip():
        yield _("Nobody can see how to object: ask for opinions or enter a contact.")
