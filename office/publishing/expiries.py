"""How long each kind of signed metadata holds, and when the office renews what it can renew itself.

Expired metadata never blanks a screen (it keeps showing and says so), so these decide how soon a feed that somebody in
between has frozen is noticed, against how often a person must fetch the offline keys.
"""

from datetime import timedelta
from typing import Final

ROOT: Final = timedelta(days=730)  # the root keys lie in a safe: a ceremony every second year
TARGETS: Final = timedelta(days=365)  # says only who signs what; offline, renewed with the yearly check of accounts
REGISTER: Final = timedelta(days=365)  # offline; offices change people more often than that, and sign then
EDITIONS: Final = timedelta(days=90)  # the office's key; a quarter without a publication is renewed by the daily timer
URGENT: Final = EDITIONS  # its own key, renewed alike
SNAPSHOT: Final = timedelta(days=30)  # the office's key; a month of holidays and repairs
TIMESTAMP: Final = timedelta(days=7)  # re-signed daily: a frozen feed shows within a week, a long holiday survives

RENEW_BEFORE: Final = {
    "editions": timedelta(days=30),
    "urgent": timedelta(days=30),
    "snapshot": timedelta(days=10),
    "timestamp": timedelta(days=6),  # so that the daily timer renews it daily
}
"""Renewed by ``office timestamp`` when less than this is left."""
