"""How this machine reaches its office: ``network.toml``, written by whoever knows the network there. Only the settings.

Without the file everything has its default. The environment's ``HTTPS_PROXY``, ``NO_PROXY`` and ``REQUESTS_CA_BUNDLE``
count as long as the file sets neither a proxy nor certificates.
"""

import os
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
_MAX_BYTES: Final = 64 * 1024
_PROXY_SCHEMES: Final = ("http", "https")

Seconds = Annotated[float, Meta(ge=1, le=600)]


class Network(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What may be set. ``proxy`` and ``ca_file`` are empty where there is none.

    ``connect_s`` and ``read_s``: how long a connection may take, and each silence in an answer. A county's radio links
    answer within 3 s; an office that signs and writes can pause.
    ``limit_kb_s``: at how many kB (1,000 bytes) a second pictures and videos are fetched at most; 0 for no limit.
    """

    proxy: str = ""
    ca_file: str = ""
    connect_s: Seconds = 10.0
    read_s: Seconds = 30.0
    limit_kb_s: Annotated[int, Meta(ge=0, le=1_000_000)] = 0

    def told(self) -> str:
        """What differs from the defaults, in words; empty for nothing."""
        parts = (
            f"through the proxy {without_login(self.proxy)}" if self.proxy else "",
            f"with certificates of {self.ca_file}" if self.ca_file else "",
            f"pictures at {self.limit_kb_s} kB/s at most" if self.limit_kb_s else "",
        )
        return ", ".join(part for part in parts if part)


def load_network(environ: Mapping[str, str] = os.environ) -> Network:
    """The settings. Raises ConfigError that names file and setting, also when a file that is named is not there."""
    named = environ.get(VARIABLE, "")
    path = Path(named) if named else DEFAULT_PATH
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES)
    except FileNotFoundError as error:
        if named:
            raise ConfigError(f"{path} does not exist; {VARIABLE} names it") from error
        return Network()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    try:
        network = msgspec.convert(tomllib.loads(data.decode()), Network)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} is no TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {error}; it may set {', '.join(Network.__struct_fields__)}") from error
    _check(network, path)
    return network


def _check(network: Network, path: Path) -> None:
    try:
        proxy = urlsplit(network.proxy)
        is_proxy = not network.proxy or (proxy.scheme in _PROXY_SCHEMES and proxy.hostname and proxy.port != 0)
    except ValueError:
        is_proxy = False
    if not is_proxy:
        raise ConfigError(f"{path}: proxy is {network.proxy!r}; write it like http://proxy.example:3128")
    if network.ca_file and not Path(network.ca_file).is_file():
        raise ConfigError(f"{path}: ca_file {network.ca_file} is no file; name one with certificates in PEM form")
    if 0 < network.limit_kb_s < SLOWEST_KB_S:
        raise ConfigError(f"{path}: limit_kb_s is {network.limit_kb_s}; set it to {SLOWEST_KB_S} or more, or to 0")


def without_login(proxy: str) -> str:
    """A proxy's address as it may be told."""
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
