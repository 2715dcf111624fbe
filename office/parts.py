"""Files given in parts, as players of videos and screens on slow lines ask for them (RFC 9110, section 14).

Decides which part of a file a request is answered with. One range is understood; of several, the whole is given.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import IO, Final

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_BLOCK: Final = 256 * 1024


def file_response(
    request: HttpRequest, file: IO[bytes], size: int, content_type: str, etag: str = ""
) -> HttpResponseBase:
    """The file, or the part of it that is asked for. Closes the file when it was sent.

    ``etag`` names this version of the file: who holds a part of another one (If-Range) is given the whole.
    """
    is_same = request.headers.get("If-Range", etag) == etag
    part = _part(request.headers.get("Range", ""), size) if is_same else None
    if part is None:
        response: HttpResponseBase = FileResponse(file, content_type=content_type)
    elif not part:
        file.close()
        response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        response["Content-Range"] = f"bytes */{size}"
    else:
        file.seek(part.start)
        response = FileResponse(_Part(file, len(part)), content_type=content_type, status=HTTPStatus.PARTIAL_CONTENT)
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
        response["Content-Length"] = str(len(part))
    response["Accept-Ranges"] = "bytes"
    return response


def _part(asked: str, size: int) -> range | None:
    """The bytes asked for, as far as there are any; None for the whole file."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return range(max(0, size - int(found[2])), size)
    return range(int(found[1]), min(int(found[2]) + 1 if found[2] else size, size))


class _Part:
    """So many bytes of a file from where it stands."""

    def __init__(self, file: IO[bytes], count: int) -> None:
        self._file, self._left = file, count

    def __iter__(self) -> Iterator[bytes]:
        while self._left and (block := self._file.read(min(_BLOCK, self._left))):
            self._left -= len(block)
            yield block

    def close(self) -> None:
        """Close the file."""
        self._file.close()
