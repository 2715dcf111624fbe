"""How often show writes, as the environment sets it. Decides the defaults and what is refused."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from player.errors import ConfigError

PROOFS_VARIABLE: Final = "SUNBOARD_PROOFS_EVERY_S"
STATUS_VARIABLE: Final = "SUNBOARD_STATUS_EVERY_S"
_MOST_S: Final = 3600


class Pace(NamedTuple):
    """``proofs_s``: how old a proof of play may grow in memory (ADR 12); 0: each is written at once.

    ``status_s``: how often ``show.json`` is written at least, so that a reader can tell a show that hangs.
    """

    proofs_s: float = 120.0
    status_s: float = 60.0


def load_pace(environ: Mapping[str, str]) -> Pace:
    """As set. Raises ConfigError for what is no number of seconds."""
    default = Pace()
    return Pace(
        proofs_s=_seconds(environ, PROOFS_VARIABLE, 0, default.proofs_s),
        status_s=_seconds(environ, STATUS_VARIABLE, 1, default.status_s),
    )


def _seconds(environ: Mapping[str, str], name: str, least: float, default: float) -> float:
    text = environ.get(name, "")
    try:
        seconds = float(text) if text else default
    except ValueError:
        seconds = -1.0
    if not least <= seconds <= _MOST_S:
        raise ConfigError(
            f"{name} is {text!r}: set it to a number of seconds from {least:g} to {_MOST_S}, or not at all"
        )
    return seconds
