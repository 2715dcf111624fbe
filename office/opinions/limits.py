"""How often one address may do something on the public site. Decides the count; what then happens is the view's.

Only a keyed hash of the address is kept, in memory, and no longer than the window. Each process counts for itself, so
with several the limit is at most that many times as large: enough against floods, and nothing about citizens on disk.
"""

from typing import Final, NamedTuple

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from office.sender import sender_of


class Limit(NamedTuple):
    """At most ``times`` in ``window_s`` seconds."""

    name: str
    times: int
    window_s: int


OPINIONS: Final = Limit("opinion", 10, 600)  # a family behind one router may all write about one item
WRONG_CODES: Final = Limit("wrong-code", 10, 600)  # nobody mistypes a code they have in hand ten times


def count(limit: Limit, request: HttpRequest, what: str = "") -> None:
    """Count one more by the request's sender."""
    key = _key(limit, request, what)
    if not cache.add(key, 1, limit.window_s):
        try:
            cache.incr(key)
        except ValueError:  # its window ended between the two calls
            cache.add(key, 1, limit.window_s)


def is_spent(limit: Limit, request: HttpRequest, what: str = "") -> bool:
    """Whether the request's sender has used up the limit."""
    return int(cache.get(_key(limit, request, what), 0)) >= limit.times


def _key(limit: Limit, request: HttpRequest, what: str) -> str:
    sender: str = salted_hmac(f"sunboard.{limit.name}", sender_of(request)).hexdigest()
    return f"{limit.name}:{sender}:{what}"
