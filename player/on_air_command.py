"""``player on-air``: says what this screen shows at a time, from the sealed edition alone."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from player.app import add_state
from player.errors import ConfigError
from player.sealed import SealedEdition, current_name, load_sealed
from player.slides import tell
from playlists.deck import Slide
from playlists.on_air import OnAir, on_air


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``player on-air``."""
    parser.add_argument("--at", metavar="TIME", help="ISO time, without offset in the screen's zone (default: now)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    add_state(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the answer. Raises ConfigError (nothing sealed, no time) or StoreError (the sealed edition is damaged)."""
    state: Path = arguments.state
    name = current_name(state)
    if name is None:
        raise ConfigError(f"{state} has no edition yet: run player sync --once")
    sealed = load_sealed(state, name)
    zone = ZoneInfo(sealed.edition.screen(sealed.deck.screen).zone)
    try:
        at = _time(arguments.at, zone)
        facts = _facts(sealed, on_air(sealed.edition, sealed.deck, at), at, zone)
    except OverflowError as error:
        raise ConfigError(f"{arguments.at} is at the end of the calendar: ask for a nearer time") from error
    sys.stdout.write(msgspec.json.encode(facts).decode() + "\n" if arguments.json else _as_text(facts))
    return 0


def _time(text: str | None, zone: ZoneInfo) -> datetime:
    if text is None:
        return datetime.now(UTC).astimezone(zone)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{text!r} is no time: write 2026-11-20T10:32 or with an offset, +08:00") from error
    return at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)


def _facts(sealed: SealedEdition, answer: OnAir, at: datetime, zone: ZoneInfo) -> dict[str, Any]:
    rules = {rule.id: rule.title for rule in sealed.edition.rules}
    return {
        "screen": sealed.deck.screen,
        "screen_title": sealed.edition.screen(sealed.deck.screen).title,
        "edition": sealed.edition.number,
        "at": at,
        "slide": _slide_facts(sealed, answer.slide),
        "since": answer.since.astimezone(zone),
        "until": answer.until.astimezone(zone),
        "rule": answer.rule,
        "rule_title": rules.get(answer.rule, ""),
        "next": _slide_facts(sealed, answer.next),
        "below": _below(sealed, answer.slide, at),
    }


def _below(sealed: SealedEdition, slide: Slide | None, at: datetime) -> list[str]:
    """What the band below the slide says, in no order that matters."""
    if slide is None:
        return []
    *parts, urgent = tell(sealed.edition, sealed.deck, at).words
    return [part for part in (*parts, *urgent) if part]


def _slide_facts(sealed: SealedEdition, slide: Slide | None) -> dict[str, Any] | None:
    """None while the display is out of its hours; the fallback and title pages belong to no item."""
    if slide is None:
        return None
    opened = sealed.deck.playlist_of(slide)
    named = sealed.edition.playlists if opened else sealed.edition.items
    title = next((one.title for one in named if one.id == (opened or slide.item)), "")
    return {
        "item": slide.item,
        "playlist": opened,
        "version": slide.version,
        "title": title,
        "page": slide.page,
        "of": slide.of,
        "file": slide.file,
    }


def _as_text(facts: dict[str, Any]) -> str:
    rows = (
        ("screen", f"{_named(facts, 'screen')}, edition {facts['edition']}"),
        ("at", _clock(facts["at"])),
        ("on air", _in_words(facts["slide"])),
        ("since", _clock(facts["since"])),
        ("until", _clock(facts["until"])),
        ("rule", _named(facts, "rule") if facts["rule"] else "none in force"),
        ("next", _in_words(facts["next"])),
        *([("below", " · ".join(facts["below"]))] if facts["below"] else []),
    )
    return "".join(f"{label:<8}{text}\n" for label, text in rows)


def _named(facts: dict[str, Any], what: str) -> str:
    """The title, with the id by which logs and files have it."""
    title, name = facts[f"{what}_title"], facts[what]
    return f"{title} ({name})" if title and title != name else str(name)


def _in_words(slide: dict[str, Any] | None) -> str:
    if slide is None:
        return "nothing: the screen is out of its hours"
    if slide["playlist"]:
        return f"the title page of {slide['title']} ({slide['playlist']})"
    if not slide["item"]:
        return "the fallback slide"
    return f"{slide['title']} ({slide['item']} version {slide['version']}), page {slide['page']}/{slide['of']}"


def _clock(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="milliseconds")
