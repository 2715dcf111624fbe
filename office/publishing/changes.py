"""What differs between two editions of a group, for the people who decide whether to publish. Pure."""

from typing import NamedTuple

import msgspec

from playlists.edition import Edition
from playlists.item import Item


class Changes(NamedTuple):
    """Items by what happens to them; ``settings`` names the parts of the programme that differ."""

    added: tuple[Item, ...]
    replaced: tuple[Item, ...]
    removed: tuple[Item, ...]
    settings: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return any(self)


PARTS = ("playlists", "rules", "screens", "workdays", "organisation", "look")

NOT_URGENT = (
    "screens",
    "organisation",
    "look",
)  # of an urgent edition nobody reads these: the edition below it has them


def changes_between(last: Edition | None, new: Edition) -> Changes:
    """What ``new`` changes; against no edition at all, everything in it is added."""
    before = {item.id: item for item in last.items} if last else {}
    after = {item.id: item for item in new.items}
    return Changes(
        added=tuple(item for item in new.items if item.id not in before),
        replaced=tuple(item for item in new.items if item.id in before and item != before[item.id]),
        removed=tuple(item for item in before.values() if item.id not in after),
        settings=tuple(part for part in PARTS if last and getattr(last, part) != getattr(new, part)),
    )


def is_same(last: Edition | None, new: Edition) -> bool:
    """Whether publishing ``new`` after ``last`` would change nothing but the number and the time."""
    return last is not None and msgspec.structs.replace(new, number=last.number, made_at=last.made_at) == last
