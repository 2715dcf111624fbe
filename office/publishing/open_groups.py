"""Which groups may lie where anybody can read: one rule for what is copied there and for where screens are sent."""

from django.conf import settings

from office.screens.models import Group
from playlists.edition import Edition
from playlists.item import Audience


def is_for_everybody(edition: Edition) -> bool:
    """Whether all of the edition's screens stand before the public and all of its items are for it."""
    audiences = {*(screen.audience for screen in edition.screens), *(item.audience for item in edition.items)}
    return audiences <= {Audience.PUBLIC}


def feed_address(group: Group) -> str:
    """Where a screen of the group is to fetch its feed: from the bucket when its group may be there."""
    if settings.BUCKET and not group.screens.exclude(audience=Audience.PUBLIC.value).exists():
        return settings.BUCKET.address
    return settings.FEED_ADDRESS
