"""The wire: HTTP(S) with limits. Decides what an answer may cost in bytes and seconds and who is trusted to give it.

No redirect is followed (the token is for one office), nothing is decompressed (a limit in bytes means bytes), and a web
page is never taken for a document of the feed. What the bytes mean is left to the callers.
"""

import io
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from typing import Any, Final, Self
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

from player.errors import FetchError
from player.network import Network

SLOWEST_BYTES_PER_S: Final = 4_096  # a link slower than this would need hours for one picture
GRACE_S: Final = 60.0  # before that counts: what an answer may take however little comes
MAX_ANSWER_BYTES: Final = 1024 * 1024  # what an office answers to a POST: an enrolment, or 2,000 accepted ids
_PORTS: Final = {"http": 80, "https": 443}
_CHUNK_BYTES: Final = 64 * 1024
_REASON_BYTES: Final = 4096
_REASON_CHARACTERS: Final = 300  # a sentence; the rest would be somebody's page
_SMALL_BUFFER: Final = 64 * 1024  # else the kernel takes megabytes in before anybody has read, at the line's full speed

_AS_IT_IS: Final = Network()
_NO_HEADERS: Final[Mapping[str, str]] = {}


class RefusedError(FetchError):
    """An answer other than the wanted one: ``status`` is HTTP's, ``reason`` the office's sentence or empty."""

    def __init__(self, message: str, status: int, reason: str) -> None:
        super().__init__(f"{message}: {reason}" if reason else message)
        self.status, self.reason = status, reason


class TooLongError(FetchError):
    """More bytes came than may come."""


class _Refusal(msgspec.Struct, frozen=True):
    error: str


class Connection:
    """A round's connections to the office and its feed, with the screen's token."""

    def __init__(
        self,
        token: str = "",
        home: str = "",
        network: Network = _AS_IT_IS,
        *,
        progress: Callable[[], None] = lambda: None,
        grace_s: float = GRACE_S,
    ) -> None:
        """``token`` is sent to the origin of the address ``home`` and to no other: a feed may lie on a foreign host.

        ``progress`` is called whenever bytes came.
        ``grace_s`` is what any answer may take, besides the time that the bytes which came allow.
        """
        self._progress, self._grace_s = progress, grace_s
        self._network = network
        self._session = open_session(network)
        self._answers = ExitStack()  # those that somebody stopped reading
        self._session.auth = _Bearer(token, home)  # never the machine's .netrc
        self._session.headers["User-Agent"] = "sunboard-player"
        self._session.headers["Accept-Encoding"] = "identity"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._answers.close()
        self._session.close()

    def get(self, address: str, limit: int, start: int = 0, *, is_file: bool = False) -> Iterator[bytes]:
        """The bytes at ``address``, from byte ``start`` on; a file of an item comes no faster than the network's limit.

        The request is made before this returns, so its errors come at once. ``limit`` counts from the file's beginning.
        Raises FetchError: RefusedError for a status other than 200, 204 and 206, TooLongError past ``limit`` bytes.
        """
        try:
            response = self._ask("GET", address, headers={"Range": f"bytes={start}-"} if start else {})
        except RefusedError as error:
            if start and error.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                return iter(())  # the file ends before
            raise
        is_part = response.status_code == HTTPStatus.PARTIAL_CONTENT
        if is_part and not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
            raise FetchError(f"{_place(address)} comes from another place than was asked for")
        chunks = self._read(response, address, limit - (start if is_part else 0))
        if is_file and self._network.limit_kb_s:
            chunks = paced(chunks, self._network.limit_kb_s * 1000)
        return chunks if is_part else _from(chunks, start)

    def post(self, address: str, body: bytes, content_type: str) -> bytes:
        """Send ``body``, return the answer's bytes. Raises FetchError as ``get`` does."""
        response = self._ask("POST", address, body, {"Content-Type": content_type})
        return b"".join(self._read(response, address, MAX_ANSWER_BYTES))

    def _ask(
        self, method: str, address: str, body: bytes | None = None, headers: Mapping[str, str] = _NO_HEADERS
    ) -> requests.Response:
        with _told(address):
            response = self._session.request(
                method,
                address,
                data=io.BytesIO(body) if body else None,  # a file is sent in blocks, each with a time-out of its own
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=(self._network.connect_s, self._network.read_s),
            )
        self._answers.enter_context(response)
        fault = _fault_of(response)
        if fault:
            raise RefusedError(f"{_host(address)} {fault}", response.status_code, _reason_of(response))
        return response

    def _read(self, response: requests.Response, address: str, limit: int) -> Iterator[bytes]:
        began, got = time.monotonic(), 0
        with response, _told(address):
            while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=False):
                self._progress()
                got += len(chunk)
                if got > limit:
                    raise TooLongError(f"{_place(address)} goes on past the {limit:,} bytes it may have")
                if time.monotonic() - began > self._grace_s + got / SLOWEST_BYTES_PER_S:
                    raise FetchError(f"{_place(address)} comes too slowly")
                yield chunk


class _Adapter(HTTPAdapter):
    """Connections that take in little unread, so that reading slowly is fetching slowly."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options, socket_options=_slow_socket())

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        return super().proxy_manager_for(proxy, **options, socket_options=_slow_socket())


def _slow_socket() -> list[tuple[int, int, int]]:
    return [*HTTPConnection.default_socket_options, (socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BUFFER)]


def open_session(network: Network) -> requests.Session:
    """The library's session as the settings want it."""
    session = requests.Session()
    if network.proxy:
        session.proxies = {"http": network.proxy, "https": network.proxy}
    if network.ca_file:
        session.verify = network.ca_file
    session.trust_env = not (network.proxy or network.ca_file)  # else the library puts the environment before these
    if network.limit_kb_s:
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Adapter())
    return session


def paced(chunks: Iterable[bytes], bytes_per_s: float) -> Iterator[bytes]:
    """The same, at so many bytes a second at most."""
    began, got = time.monotonic(), 0
    for chunk in chunks:
        got += len(chunk)
        time.sleep(max(0.0, began + got / bytes_per_s - time.monotonic()))
        yield chunk


class _Bearer(requests.auth.AuthBase):
    def __init__(self, token: str, home: str) -> None:
        self._token, self._home = token, _origin(home)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token and _origin(request.url or "") == self._home:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _origin(address: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port, which together name who answers (RFC 6454)."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _fault_of(response: requests.Response) -> str | None:
    if response.is_redirect:
        return f"sends {urlsplit(response.url).path} elsewhere, which is not followed; is the address right?"
    if response.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return f"refuses this screen (HTTP {response.status_code} for {urlsplit(response.url).path})"
    if response.status_code not in (HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.PARTIAL_CONTENT):
        return f"answers HTTP {response.status_code} for {urlsplit(response.url).path}"
    if response.headers.get("Content-Type", "").startswith("text/html"):
        return "answers with a web page (a log-in page of the network?)"
    return None


def _from(chunks: Iterator[bytes], start: int) -> Iterator[bytes]:
    """Without the first ``start`` bytes: of a server that gives whole files only."""
    for chunk in chunks:
        if start < len(chunk):
            yield chunk[start:]
        start = max(0, start - len(chunk))


def _reason_of(response: requests.Response) -> str:
    """The sentence in ``{"error": sentence}``, as the office's refusals have it; fit to be printed."""
    try:
        reason = msgspec.json.decode(response.raw.read1(_REASON_BYTES, decode_content=False), type=_Refusal).error
    except (msgspec.MsgspecError, UnicodeDecodeError, urllib3.exceptions.HTTPError, OSError):
        return ""
    return "".join(character for character in reason if character.isprintable())[:_REASON_CHARACTERS]


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Turn the libraries' errors into one sentence each."""
    try:
        yield
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise FetchError(f"{_host(address)} does not answer in time") from error
    except (requests.exceptions.SSLError, urllib3.exceptions.SSLError) as error:
        raise FetchError(f"{_host(address)} shows a certificate that is not accepted: {error}") from error
    except requests.ConnectionError as error:
        raise FetchError(f"{_host(address)} cannot be reached") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise FetchError(f"{_place(address)} broke off: {error}") from error


def _host(address: str) -> str:
    return urlsplit(address).netloc


def _place(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}"
