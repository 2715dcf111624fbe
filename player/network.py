"""How this machine reaches its office: ``network.toml``, written by whoever knows the network there. Only the settings.

Without the file everything has its default. The environment's ``HTTPS_PROXY``, ``NO_PROXY`` and ``REQUESTS_CA_BUNDLE``
count as long as the file sets neither a proxy nor certificates.
"""

import math
import os
import ssl
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from player.errors import ConfigError

VARIABLE: Final = "SUNBOARD_NETWORK"
DEFAULT_PATH: Final = Path("/etc/sunboard/network.toml")
SLOWEST_KB_S: Final = 8  # an answer that comes at half of that is given up as too slow
_CONNECT_S: Final = 10.0
_READ_S: Final = 30.0
_MAX_BYTES: Final = 64 * 1024
_PROXY_SCHEMES: Final = ("http", "https")
_VARIABLES: Final = frozenset(
    {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}
)
MEANINGS: Final = {
    "proxy": "write it like http://proxy.example:3128",
    "ca_file": "name a file with certificates in PEM form",
    "connect_s": "write seconds, 1 to 600",
    "read_s": "write seconds, 1 to 600",
    "limit_kb_s": f"write a whole number of kB a second, {SLOWEST_KB_S} or more, or 0 for no limit",
}
"""Each setting -> how it is written."""

Seconds = Annotated[float, Meta(ge=1, le=600)]


class Network(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What may be set. ``proxy`` and ``ca_file`` are empty where there is none.

    ``connect_s`` and ``read_s``: how long a connection may take, and each silence in an answer. A county's radio links
    answer within 3 s; an office that signs and writes can pause.
    ``limit_kb_s``: at how many kB (1,000 bytes) a second pictures and videos are fetched at most; 0 for no limit.
    """

    proxy: str = ""
    ca_file: str = ""
    connect_s: Seconds = _CONNECT_S
    read_s: Seconds = _READ_S
    limit_kb_s: Annotated[int, Meta(ge=0, le=1_000_000)] = 0

    def told(self) -> str:
        """What differs from the defaults, in words; empty for nothing."""
        parts = (
            f"through the proxy {without_login(self.proxy)}" if self.proxy else "",
            f"with certificates of {self.ca_file}" if self.ca_file else "",
            f"{self.connect_s:g} s to connect" if self.connect_s != _CONNECT_S else "",
            f"{self.read_s:g} s of silence" if self.read_s != _READ_S else "",
            f"pictures and videos at {self.limit_kb_s} kB/s at most" if self.limit_kb_s else "",
        )
        return ", ".join(part for part in parts if part)


def load_network(environ: Mapping[str, str] = os.environ) -> Network:
    """The settings. Raises ConfigError that names file and setting, also when a file that is named is not there."""
    named = environ.get(VARIABLE, "")
    path = Path(named) if named else DEFAULT_PATH
    try:
        text = _read(path)
    except FileNotFoundError as error:
        if named:
            raise ConfigError(f"{path} does not exist; {VARIABLE} names it") from error
        return Network()
    network = _parse(text, path)
    _check_certificates(network, path)
    return network


def told_of_environment(network: Network, environ: Mapping[str, str] = os.environ) -> str:
    """The variables by which the environment decides what the file leaves open; empty for none."""
    if network.proxy or network.ca_file:
        return ""
    return ", ".join(name for name in environ if name.upper() in _VARIABLES and environ[name])


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise ConfigError(f"{path} has more than {_MAX_BYTES:,} bytes; it holds five settings")
        return data.decode()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not written in UTF-8: byte {error.start + 1}") from error


def _parse(text: str, path: Path) -> Network:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} does not read: {error}; a line is like limit_kb_s = 200") from error
    for key, value in values.items():
        if key not in MEANINGS:
            raise ConfigError(f"{path}: {key} is no setting; there are {', '.join(MEANINGS)}")
        if not _is_right(key, value):
            found = "is not right" if key == "proxy" else f"is {value!r}"  # a proxy's password may stand in it
            raise ConfigError(f"{path}: {key} {found}; {MEANINGS[key]}")
    return msgspec.convert(values, Network)


def _is_right(key: str, value: object) -> bool:
    try:
        network = msgspec.convert({key: value}, Network)
        if not math.isfinite(network.connect_s + network.read_s) or 0 < network.limit_kb_s < SLOWEST_KB_S:
            return False
        parts = urlsplit(network.proxy)
        return not network.proxy or (parts.scheme in _PROXY_SCHEMES and bool(parts.hostname) and parts.port != 0)
    except ValueError:  # msgspec.ValidationError is one
        return False


def _check_certificates(network: Network, path: Path) -> None:
    if not network.ca_file:
        return
    try:
        ssl.create_default_context(cafile=network.ca_file)
    except ssl.SSLError as error:
        raise ConfigError(f"{path}: ca_file {network.ca_file} holds no certificate; {MEANINGS['ca_file']}") from error
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise ConfigError(f"{path}: ca_file {network.ca_file} cannot be read: {why}; {MEANINGS['ca_file']}") from error


def without_login(proxy: str) -> str:
    """A proxy's address as it may be told."""
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
