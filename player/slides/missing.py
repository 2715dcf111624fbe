"""Characters that the font does not have: told to the staff with their code points, so that they can be replaced."""

from collections.abc import Iterator

import msgspec

from player.slides.characters import clean
from player.slides.fonts import GETA, Fonts
from playlists.item import Item

_TOLD = 10  # code points named in the warning; the rest are counted


def missing_characters(item: Item, fonts: Fonts) -> list[str]:
    """A warning naming the characters for which 〓 is drawn, or nothing."""
    shown = sorted({character for text in _texts(msgspec.to_builtins(item)) for character in clean(text)} - {"\n"})
    missing = [character for character in shown if not fonts.has(character)]
    if not missing:
        return []
    named = "、".join(f"U+{ord(character):04X}" for character in missing[:_TOLD])
    more = f" and {len(missing) - _TOLD} more" if len(missing) > _TOLD else ""
    return [f"the font has no glyph for {named}{more}: {GETA} is drawn instead"]


def characters_in(item: Item) -> int:
    """How long all of an item's texts are together."""
    return sum(map(len, _texts(msgspec.to_builtins(item))))


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list() | tuple():
            for one in value:
                yield from _texts(one)
        case _:
            pass
