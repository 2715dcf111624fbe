"""Strict readers of settings from the environment: a wrong one stops the start with one clear line."""

import os
import re
import secrets
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

SITES: Final = ("staff", "public")
_ADDRESS: Final = re.compile(r"https?://[^\s/?#@]+")  # no path: both sites stand at the root of their host


class SettingError(SystemExit):
    """A setting is wrong; as a SystemExit it ends the program with its sentence and status 1."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(f"office: {name} {sentence}")


def read_folder(name: str, default: str) -> Path:
    """An existing or new folder."""
    path = Path(os.environ.get(name) or default).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(name, f"names {path}, which cannot be made or used: {error.strerror}") from error
    return path


def read_choice(name: str, choices: tuple[str, ...]) -> str:
    """One of ``choices``; the first when unset."""
    value = os.environ.get(name, choices[0])
    if value not in choices:
        raise SettingError(name, f"is {value!r}; it must be one of {', '.join(choices)}")
    return value


def read_address(name: str, default: str) -> str:
    """The http(s) address of a whole site, without a slash at its end."""
    value = os.environ.get(name, default).rstrip("/")
    if not _ADDRESS.fullmatch(value) or not _names_a_host(value):
        raise SettingError(name, f"is {value!r}; it must be like https://office.example.cn or http://10.0.0.5:8000")
    return value


def read_secret(path: Path) -> str:
    """The secret kept in ``path``; made on first use, readable by its owner only."""
    try:
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48), "ascii")
        secret = path.read_text("ascii").strip()
    except OSError as error:
        raise SettingError(str(path), f"cannot be made or read: {error.strerror}") from error
    if len(secret) < 40:  # noqa: PLR2004 (what token_urlsafe(30) gives: 240 bits)
        raise SettingError(str(path), "holds no secret of 40 characters or more; delete it to have a new one made")
    return secret


def _names_a_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # half an IPv6 address, or a port that is none
        return False
