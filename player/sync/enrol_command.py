"""``player enrol OFFICE CODE``: makes this machine a screen of an office and pins the root that the code names."""

import argparse
import platform
import sys
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata

from player.app import add_state
from player.durable import refuse_foreign_root
from player.errors import ConfigError, FeedError, FetchError
from player.network import load_network
from player.sync.connection import Connection, RefusedError
from player.sync.enrolment import MAX_ENROLMENT_BYTES, is_enrolled, root_of, save_enrolment
from playlists.enrolment_code import fingerprint, spell, split_code
from playlists.report import Enrolment, EnrolRequest
from playlists.wire import ContractError, decode, encode

ENROL_PATH: Final = "/device/enrol"
_CLIENT_ERRORS: Final = range(400, 500)


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``player enrol``."""
    parser.add_argument("office", help="the office's address, e.g. https://office.example")
    parser.add_argument("code", help="the code that the office's page for this screen shows")
    parser.add_argument("--again", action="store_true", help="replace the enrolment that this machine has")
    add_state(parser)


def run(arguments: argparse.Namespace) -> int:
    """Enrol; prints one line. Raises PlayerError."""
    state: Path = arguments.state
    refuse_foreign_root(state)
    if is_enrolled(state) and not arguments.again:
        raise ConfigError(f"{state} is a screen already; to replace its enrolment add --again")
    office = _office(arguments.office)
    try:
        secret, expected = split_code(arguments.code)
    except ValueError as error:
        raise ConfigError(f"{error}; read it once more from the office's page") from error
    enrolment = _check(_ask(office, spell(secret, expected)), office, secret, expected)
    is_moved = save_enrolment(state, enrolment)
    sys.stdout.write(f"enrolled as screen {enrolment.screen} of {enrolment.organisation}, group {enrolment.group}\n")
    if is_moved:
        sys.stdout.write("what it showed before is gone; now restart the display: systemctl restart sunboard-show\n")
    return 0


def _office(address: str) -> str:
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or not address.isprintable() or " " in address:
        raise ConfigError(f"{address!r} is no office address: write it like http://office.example:8000")
    return address.rstrip("/")


def _ask(office: str, code: str) -> Enrolment:
    request = EnrolRequest(code=code, machine=platform.node() or "unnamed")
    try:
        with Connection(network=load_network()) as connection:
            answer = connection.post(f"{office}{ENROL_PATH}", encode(request), "application/json")
        return decode(Enrolment, answer, limit=MAX_ENROLMENT_BYTES, what="the office's answer")
    except RefusedError as error:
        if error.status in _CLIENT_ERRORS:
            why = error.reason or "the code is wrong, used or too old; ask the office for a new one"
            raise ConfigError(f"{office} enrols nothing: {why}") from error
        raise
    except ContractError as error:
        raise FetchError(f"{error}; is {office} the office's address?") from error


def _check(enrolment: Enrolment, office: str, secret: str, expected: str) -> Enrolment:
    """The enrolment, when its root is the one that the technician read and everything needed is there."""
    try:
        root = root_of(enrolment)
        if fingerprint(secret, root) != expected:
            raise FeedError(f"the root that {office} sent is not the one that the code names: nothing was enrolled")
        _check_root(root)
    except (ContractError, RepositoryError) as error:
        raise FeedError(f"the root that {office} sent does not hold ({error}): nothing was enrolled") from error
    if not enrolment.feed:
        raise FeedError(f"{office} names no feed address: nothing was enrolled")
    return enrolment if enrolment.office else msgspec.structs.replace(enrolment, office=office)


def _check_root(root: bytes) -> None:
    """Raise RepositoryError unless ``root`` is root metadata that its own keys signed."""
    metadata: Metadata[Any] = Metadata.from_bytes(root)
    if metadata.signed.type != "root":
        raise RepositoryError(f"it is {metadata.signed.type} metadata")
    metadata.signed.verify_delegate("root", metadata.signed_bytes, metadata.signatures)
