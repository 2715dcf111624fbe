"""Reading what is to be imported, from the disk or the web, within limits of bytes and time."""

from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import requests
from django.utils.translation import gettext as _

from office.notices.importing.source import ImportFaultError

MAX_DOCUMENT_BYTES: Final = 8 * 1024 * 1024  # a feed with 200 long articles has about 3 MB
TIMEOUT_S: Final = 15
_MAX_REDIRECTS: Final = 5
_CHUNK_BYTES: Final = 64 * 1024
_OK: Final = 200


def read_file(path: Path, limit: int = MAX_DOCUMENT_BYTES) -> bytes:
    """A file's bytes. Raises ImportFaultError when it cannot be read or is longer than ``limit``."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise ImportFaultError(
            _("%(name)s cannot be read: %(why)s") % {"name": path.name, "why": error.strerror}
        ) from error
    return _limited(data, limit, path.name)


def fetch(address: str, limit: int = MAX_DOCUMENT_BYTES) -> bytes:
    """What lies at an http(s) address. Redirects may move from http to https but to nothing else.

    Raises ImportFaultError naming the address when it does not answer in time, with an error or with too much.
    """
    with requests.Session() as session:
        for _turn in range(_MAX_REDIRECTS + 1):
            try:
                _refuse_other_schemes(address, address)
                with session.get(address, timeout=TIMEOUT_S, stream=True, allow_redirects=False) as response:
                    if not response.is_redirect:
                        return _body(response, address, limit)
                    target = urljoin(address, response.headers["location"])
            except (requests.RequestException, ValueError) as error:  # ValueError: it only looks like an address
                raise ImportFaultError(
                    _("%(place)s does not answer: %(why)s") % {"place": address, "why": type(error).__name__}
                ) from error
            _refuse_other_schemes(target, address)
            address = target
    raise ImportFaultError(_("%s is redirected too often.") % address)


def _refuse_other_schemes(target: str, origin: str) -> None:
    wanted = {"https"} if urlsplit(origin).scheme == "https" else {"http", "https"}
    if urlsplit(target).scheme not in wanted:
        raise ImportFaultError(
            _("%(origin)s leads to %(target)s; only http and https are followed, and never back to http.")
            % {"origin": origin, "target": target}
        )


def _body(response: requests.Response, address: str, limit: int) -> bytes:
    if response.status_code != _OK:
        raise ImportFaultError(
            _("%(place)s answers %(why)s") % {"place": address, "why": f"{response.status_code} {response.reason}"}
        )
    data = bytearray()
    for chunk in response.iter_content(_CHUNK_BYTES):
        data += chunk
        if len(data) > limit:
            break
    return _limited(bytes(data), limit, address)


def _limited(data: bytes, limit: int, what: str) -> bytes:
    if len(data) > limit:
        raise ImportFaultError(_("%(name)s has more than %(most)d MB.") % {"name": what, "most": limit // 1024**2})
    return data
