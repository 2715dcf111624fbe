"""What ``programme.toml`` of a sample folder may hold. Decides its form; ``loading`` brings it into the office."""

import tomllib
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from office.people.models import Role
from playlists.wire import Identifier, Name

MAX_FILE_BYTES: Final = 1024 * 1024  # ten thousand entries of a hundred bytes; more is no sample
FILE_NAME: Final = "programme.toml"


class SampleError(Exception):
    """The sample cannot be loaded; the message is one sentence."""


class FileRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything in the file: unknown words are an error."""


class PersonEntry(FileRecord, frozen=True):
    """Somebody with an account."""

    username: Identifier
    name: Name
    roles: tuple[Role, ...]


class LookEntry(FileRecord, frozen=True):
    """标识与用色: the emblem's file and two colours, empty for the themes' own."""

    emblem: str = ""
    accent: str = ""
    rule: str = ""


class ItemEntry(FileRecord, frozen=True):
    """A notice: its Markdown file, where it belongs, when it is shown, how far it has come on its way."""

    file: str
    entry: str
    audience: Literal["members", "unit", "public"] = "public"
    timing: Literal["routine", "staged", "temporary", "urgent"] = "routine"
    stage: Literal["none", "proposal", "decision", "result"] = "none"
    age_days: Annotated[int, Meta(ge=0)] = 0
    lasts_days: Annotated[int, Meta(ge=1)] | None = None
    publicity_working_days: Annotated[int, Meta(ge=1)] | None = None
    opinions: bool = True
    stops_at: Literal["draft", "in-review", "sent-back", ""] = ""
    reason: str = ""

    @property
    def name(self) -> str:
        """How playlists and opinions of the file call it."""
        return Path(self.file).stem


class ActEntry(FileRecord, frozen=True):
    """更正 or 撤回 of an item that was published: the Markdown file of it, and the item's name."""

    file: str
    item: str


class GroupEntry(FileRecord, frozen=True):
    """屏组."""

    slug: Identifier
    title: Name


class ScreenEntry(FileRecord, frozen=True):
    """屏; fields as in the office's model."""

    slug: Identifier
    title: Name
    group: Identifier
    width_px: int
    height_px: int
    diagonal_inch: float
    distance_m: float
    audience: Literal["members", "unit", "public"]
    theme: Literal["red-gold", "quiet", "contrast"]
    rotation: Literal[0, 90, 180, 270] = 0


class TurnEntry(FileRecord, frozen=True):
    """One entry of a playlist: an item by its name, or the newest of a catalogue entry."""

    item: str = ""
    entry: str = ""
    newest: int = 10
    dwell_s: int | None = None
    weight: int = 1


class PlaylistEntry(FileRecord, frozen=True):
    """轮播单."""

    slug: Identifier
    title: Name
    entries: tuple[TurnEntry, ...]
    title_page: bool = True


class RuleEntry(FileRecord, frozen=True):
    """排期; fields as in the office's model."""

    slug: Identifier
    title: Name
    playlist: Identifier
    groups: tuple[Identifier, ...]
    priority: Literal["base", "campaign", "urgent"] = "base"
    days: Literal["all", "working", "weekdays"] = "all"
    weekdays: str = ""
    day_since: time | None = None
    day_until: time | None = None


class OpinionEntry(FileRecord, frozen=True):
    """意见 somebody left on an item at a screen, and the reply if there is one."""

    item: str
    screen: Identifier
    kind: Literal["question", "suggestion", "objection", "rating"]
    rating: Literal["good", "fair", "poor", ""] = ""
    text: str = ""
    contact: str = ""
    reply: str = ""


class ProgrammeFile(FileRecord, frozen=True):
    """The whole sample, in the order it is loaded."""

    organisation: Name
    people: tuple[PersonEntry, ...]
    items: tuple[ItemEntry, ...]
    acts: tuple[ActEntry, ...] = ()
    groups: tuple[GroupEntry, ...] = ()
    screens: tuple[ScreenEntry, ...] = ()
    playlists: tuple[PlaylistEntry, ...] = ()
    rules: tuple[RuleEntry, ...] = ()
    opinions: tuple[OpinionEntry, ...] = ()
    look: LookEntry = LookEntry()


def read_programme(folder: Path) -> ProgrammeFile:
    """Read the folder's programme. Raises SampleError naming what is wrong where."""
    path = folder / FILE_NAME
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise SampleError(f"{path} cannot be read: {error.strerror}; name the sample's folder with --folder") from error
    if len(data) > MAX_FILE_BYTES:
        raise SampleError(f"{path} has more than {MAX_FILE_BYTES:,} bytes")
    try:
        plain: Any = tomllib.loads(data.decode())
        return msgspec.convert(plain, ProgrammeFile)
    except (ValueError, msgspec.ValidationError) as error:
        raise SampleError(f"{path}: {error}") from error
