"""Strict readers of settings from the environment: a wrong one stops the start with one clear line."""

import os
import secrets
from pathlib import Path
from typing import Final

SITES: Final = ("staff", "public")


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
    """An http(s) address without a slash at its end."""
    value = os.environ.get(name, default)
    if not value.startswith(("http://", "https://")):
        raise SettingError(name, f"is {value!r}; it must begin with http:// or https://")
    return value.rstrip("/")


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
