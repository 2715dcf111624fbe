"""The wire: HTTP(S) with limits. Decides what an answer may cost in bytes and seconds and who is trusted to give it.

No redirect is followed (the token is for one office), nothing is decompressed (a limit in bytes means bytes), and a web
page is never taken for a document of the feed. What the bytes mean is left to the callers.
"""

import io
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from typing import Final, Self
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3

from player.errors import BrokenOffError, FetchError
from player.network import Network, without_login
from player.sync.line import MOST_CHUNK_BYTES, Chunks, Pace, open_session
from player.sync.transfer import Part

SLOWEST_BYTES_PER_S: Final = 4_096  # a link slower than this would need hours for one picture
GRACE_S: Final = 60.0  # before that counts: what an answer may take however little comes
MAX_ANSWER_BYTES: Final = 1024 * 1024  # what an office answers to a POST: an enrolment, or 2,000 accepted ids
_PORTS: Final = {"http": 80, "https": 443}
_TUNNEL: Final = re.compile(r"Tunnel connection failed: (\d{3}[\w -]*)")
_REASON_BYTES: Final = 4096
_REASON_CHARACTERS: Final = 300  # a sentence; the rest would be somebody's page

_AS_IT_IS: Final = Network()
_NO_HEADERS: Final[Mapping[str, str]] = {}
_ANSWERS: Final = frozenset({HTTPStatus.OK, HTTPStatus.NO_CONTENT})
_PARTS: Final = frozenset({HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE})


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
        self._session, self._pace = open_session(network), Pace(network)
        self._answers = ExitStack()  # those that somebody stopped reading
        self._session.auth = _Bearer(token, home)  # never the machine's .netrc
        self._session.headers["User-Agent"] = "sunboard-player"
        self._session.headers["Accept-Encoding"] = "identity"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._answers.close()
        self._session.close()

    def get(self, address: str, limit: int) -> Chunks:
        """The bytes at ``address``; the request is made before this returns, so its errors come at once.

        Raises FetchError: RefusedError for a status other than 200 and 204, TooLongError past ``limit`` bytes,
        BrokenOffError when the line ends before the answer does.
        """
        return self._read(self._ask("GET", address), address, limit)

    def get_file(self, address: str, limit: int, start: int) -> Part:
        """A picture or video of at most ``limit`` bytes, from byte ``start`` on if whoever has it gives parts.

        It comes no faster than the network's limit. Raises FetchError as ``get`` does.
        """
        response = self._ask_for_part(address, start) if start else None
        is_part = response is not None and response.status_code == HTTPStatus.PARTIAL_CONTENT
        place = start if is_part else 0
        chunks = self._read(response or self._ask("GET", address), address, limit - place, most=self._pace.chunk_bytes)
        return Part(place, self._pace.over(chunks))

    def post(self, address: str, body: bytes, content_type: str) -> bytes:
        """Send ``body``, return the answer's bytes. Raises FetchError as ``get`` does."""
        response = self._ask("POST", address, body, headers={"Content-Type": content_type})
        return b"".join(self._read(response, address, MAX_ANSWER_BYTES))

    def _ask_for_part(self, address: str, start: int) -> requests.Response | None:
        """An answer that begins at byte ``start``, or the whole file; None for what is of no use: it is asked anew."""
        response = self._ask("GET", address, headers={"Range": f"bytes={start}-"}, taken=_PARTS)
        begins = response.headers.get("Content-Range", "").startswith(f"bytes {start}-")
        if response.status_code == HTTPStatus.OK or (response.status_code == HTTPStatus.PARTIAL_CONTENT and begins):
            return response
        response.close()
        return None

    def _ask(
        self,
        method: str,
        address: str,
        body: bytes | None = None,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        taken: Collection[int] = _ANSWERS,
    ) -> requests.Response:
        """The answer, when its status is one of ``taken``."""
        with self._asking(address):
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
        fault = _fault_of(response, taken)
        if fault:
            raise RefusedError(f"{_host(address)} {fault}", response.status_code, _reason_of(response))
        return response

    def _read(self, response: requests.Response, address: str, limit: int, most: int = MOST_CHUNK_BYTES) -> Chunks:
        """What comes, at most ``most`` at a time. Only what the other side lets us wait counts against it."""
        waited, got = 0.0, 0
        with response, _reading(address):
            while True:
                asked = time.monotonic()
                chunk = response.raw.read1(most, decode_content=False)
                waited += time.monotonic() - asked
                if not chunk:
                    return
                self._progress()
                got += len(chunk)
                if got > limit:
                    raise TooLongError(f"{_place(address)} goes on past the {limit:,} bytes it may have")
                if waited > self._grace_s + got / SLOWEST_BYTES_PER_S:
                    raise FetchError(f"{_place(address)} comes too slowly")
                yield chunk

    @contextmanager
    def _asking(self, address: str) -> Iterator[None]:
        """Turn the libraries' errors into one sentence each."""
        try:
            yield
        except requests.exceptions.ProxyError as error:
            raise FetchError(f"{_host(address)} cannot be reached: {self._fault_of_proxy(error)}") from error
        except requests.Timeout as error:
            raise FetchError(f"{_host(address)} does not answer in time") from error
        except requests.exceptions.SSLError as error:
            raise FetchError(f"{_host(address)} shows a certificate that is not accepted: {error}") from error
        except requests.ConnectionError as error:
            raise FetchError(f"{_host(address)} cannot be reached") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise FetchError(f"{_place(address)} cannot be asked for: {error}") from error

    def _fault_of_proxy(self, error: requests.exceptions.ProxyError) -> str:
        proxy = f"the proxy {without_login(self._network.proxy)}" if self._network.proxy else "the environment's proxy"
        refused = _TUNNEL.search(str(error))
        return f"{proxy} refuses ({refused[1]})" if refused else f"{proxy} does not answer"


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


def _fault_of(response: requests.Response, taken: Collection[int]) -> str | None:
    path = urlsplit(response.url).path
    if response.is_redirect:
        return f"sends {path} elsewhere, which is not followed; is the address right?"
    if response.status_code == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return "cannot be reached: the proxy wants a login (HTTP 407); put it into the proxy's address"
    if response.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return f"refuses this screen (HTTP {response.status_code} for {path})"
    if response.status_code not in taken:
        return f"answers HTTP {response.status_code} for {path}"
    if response.ok and response.headers.get("Content-Type", "").startswith("text/html"):
        return "answers with a web page (a log-in page of the network?)"
    return None


def _reason_of(response: requests.Response) -> str:
    """The sentence in ``{"error": sentence}``, as the office's refusals have it; fit to be printed."""
    try:
        reason = msgspec.json.decode(response.raw.read1(_REASON_BYTES, decode_content=False), type=_Refusal).error
    except (msgspec.MsgspecError, UnicodeDecodeError, urllib3.exceptions.HTTPError, OSError):
        return ""
    return "".join(character for character in reason if character.isprintable())[:_REASON_CHARACTERS]


@contextmanager
def _reading(address: str) -> Iterator[None]:
    """As ``_asking``, once the answer began: what ends it too early is a break."""
    try:
        yield
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise FetchError(f"{_host(address)} does not answer in time") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise BrokenOffError(f"{_place(address)} broke off: {error}") from error


def _host(address: str) -> str:
    return urlsplit(address).netloc


def _place(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}"
