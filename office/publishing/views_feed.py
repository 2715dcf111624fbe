"""The feed over HTTP, for screens that fetch it from the office itself instead of from a web server or a USB stick.

Decides who may read what: metadata and the register any enrolled screen, an edition and its pictures only its own
group. The address patterns name every kind of file there is, so no path of a request ever
reaches the disk unchecked.
"""

import os
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from office.parts import file_response
from office.screens.tokens import screen_of
from playlists.feed import BLOBS, METADATA, TARGETS

_TIMESTAMP: Final = "timestamp.json"  # the one file whose content changes under its name


@require_safe
def metadata(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of signed metadata."""
    return _serve(request, Path(METADATA) / name)


@require_safe
def register(request: HttpRequest, name: str) -> HttpResponseBase:
    """The approvers' register."""
    return _serve(request, Path(TARGETS) / name)


@require_safe
def edition(request: HttpRequest, group: str, name: str) -> HttpResponseBase:
    """A group's edition, or its urgent one."""
    return _serve(request, Path(TARGETS) / group / name, group)


@require_safe
def blob(request: HttpRequest, group: str, sha256: str) -> HttpResponseBase:
    """A picture that a group's edition names."""
    return _serve(request, Path(BLOBS) / group / sha256, group)


@require_safe
def access(request: HttpRequest, group: str | None = None) -> HttpResponseBase:
    """Whether a screen may read what is everybody's, or the group's: what a web server in front asks."""
    return _refusal(request, group) or HttpResponse(status=204)


def _refusal(request: HttpRequest, group: str | None) -> JsonResponse | None:
    screen = screen_of(request)
    if screen is None:
        return JsonResponse({"error": "this machine is not an enrolled screen, or its token was revoked"}, status=401)
    if group is not None and group != screen.group.slug:
        return JsonResponse({"error": f"screen {screen.slug} is not in group {group}"}, status=403)
    return None


def _serve(request: HttpRequest, path: Path, group: str | None = None) -> HttpResponseBase:
    refusal = _refusal(request, group)
    if refusal is not None:
        return refusal
    try:
        file = (Path(settings.FEED) / path).open("rb")
    except (FileNotFoundError, IsADirectoryError):
        return JsonResponse({"error": "the feed does not have this file"}, status=404)
    stat = os.fstat(file.fileno())
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is not None:
        file.close()
        return answer
    response = file_response(request, file, stat.st_size, _type_of(path), etag)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache" if path.name == _TIMESTAMP else "private, max-age=31536000, immutable"
    return response


def _type_of(path: Path) -> str:
    return "application/json" if path.suffix == ".json" else "application/octet-stream"
