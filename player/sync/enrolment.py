"""Who this screen is and what it trusts: ``<state>/enrolment.json``, with the pinned root in it.

Decides how it is kept; asking an office for it is the enrol command's.
"""

import base64
import hashlib
import shutil
from pathlib import Path
from typing import Final

from player.durable import disk_errors_told, sync_folder, write_durably
from player.errors import ConfigError
from player.sealed import ENROLMENT_FILE, POINTER, SEALED
from playlists.report import Enrolment
from playlists.wire import ContractError, decode, encode

MAX_ENROLMENT_BYTES: Final = 256 * 1024  # the root's 200,000 base64 characters and a few addresses
_PRIVATE: Final = 0o600  # it holds the screen's token


def root_of(enrolment: Enrolment) -> bytes:
    """The bytes of the root metadata in an enrolment. Raises ContractError."""
    try:
        return base64.b64decode(enrolment.root, validate=True)
    except ValueError as error:  # binascii.Error, or a character beyond ASCII
        raise ContractError(f"enrolment.root is not base64: {error}") from error


def identity_of(enrolment: Enrolment) -> str:
    """Names this enrolment: what was learned under another one (versions, numbers) does not bind it."""
    return hashlib.sha256(encode(enrolment)).hexdigest()[:16]


def is_enrolled(state: Path) -> bool:
    """Whether an enrolment was kept here."""
    return (state / ENROLMENT_FILE).exists()


def mark_of(state: Path) -> int | None:
    """Another one after each enrolling; None while there is no enrolment."""
    try:
        return (state / ENROLMENT_FILE).stat().st_mtime_ns
    except OSError:
        return None


def save_enrolment(state: Path, enrolment: Enrolment) -> bool:
    """Keep it, in one piece; whether what was sealed before had to go. Raises StoreError.

    What another group's screen showed is not for this one's audience, so it goes before the new enrolment counts.
    """
    with disk_errors_told(state):
        state.mkdir(parents=True, exist_ok=True)
        is_moved = _place_of(state) not in {None, (enrolment.root, enrolment.group, enrolment.screen)}
        if is_moved:
            _forget_sealed(state)
    write_durably(state / ENROLMENT_FILE, encode(enrolment), mode=_PRIVATE)
    return is_moved


def _place_of(state: Path) -> tuple[str, str, str] | None:
    """Root, group and screen of the enrolment so far; empty strings for one that does not read."""
    if not is_enrolled(state):
        return None
    try:
        former, _ = load_enrolment(state)
    except ConfigError:
        return ("", "", "")
    return (former.root, former.group, former.screen)


def _forget_sealed(state: Path) -> None:
    """The pointer first: what it names is always whole."""
    (state / POINTER).unlink(missing_ok=True)
    sync_folder(state)
    if (state / SEALED).exists():
        shutil.rmtree(state / SEALED)


def load_enrolment(state: Path) -> tuple[Enrolment, bytes]:
    """The enrolment and the pinned root. Raises ConfigError when the technician has to enrol (again)."""
    try:
        data = (state / ENROLMENT_FILE).read_bytes()
    except FileNotFoundError as error:
        raise ConfigError(f"{state} is no screen yet: run player enrol OFFICE_ADDRESS CODE") from error
    except OSError as error:
        raise ConfigError(
            f"the enrolment in {state} cannot be read ({error.strerror}): run as the screen's user"
        ) from error
    try:
        enrolment = decode(Enrolment, data, limit=MAX_ENROLMENT_BYTES, what=ENROLMENT_FILE)
        return enrolment, root_of(enrolment)
    except ContractError as error:
        raise ConfigError(f"{error}; enrol this screen again: player enrol OFFICE_ADDRESS CODE --again") from error
