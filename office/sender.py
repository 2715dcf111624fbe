"""Whose request it is, for everything that counts tries: the network address behind a web server on this machine."""

import ipaddress
from typing import Final

from django.http import HttpRequest

_IPV6_HOUSEHOLD: Final = 64  # prefix length of one IPv6 subscriber, who has 2^64 addresses to change between
_UNKNOWN: Final = "0.0.0.0"  # noqa: S104 (no address to bind to: a request through a socket that names no sender)


def sender_of(request: HttpRequest) -> str:
    """The sender's address, of IPv6 the first of its household's.

    A web server on this machine is believed about the address that it added last to X-Forwarded-For; nobody else is.
    """
    try:
        address = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", "")))
        if address.is_loopback and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR", "")):
            address = ipaddress.ip_address(forwarded.rsplit(",", 1)[-1].strip())
    except ValueError:
        return _UNKNOWN
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_HOUSEHOLD), strict=False).network_address)
    return str(address)
