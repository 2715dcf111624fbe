"""Security headers of both sites. Decides what a browser may load: from the site itself, and nothing inline."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_COMMON: Final = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
POLICIES: Final = {
    "public": f"{_COMMON}; img-src 'self'; media-src 'self'",  # works without scripts, so it allows none
    "staff": f"{_COMMON}; img-src 'self' blob: data:; script-src 'self'; connect-src 'self'",  # blob: previews
}
# same-origin and not no-referrer: Django's CSRF check over TLS needs the Origin that no-referrer takes away.
HEADERS: Final = {
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class HeadersMiddleware:
    """Adds the headers a view has not set itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with its headers."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", POLICIES[settings.SITE])
        return response
