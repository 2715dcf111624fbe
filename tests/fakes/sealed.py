"""Sealed editions for the tests: plain coloured pictures on a real disk in the real layout, without feed or fonts."""

import hashlib
import io
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw

from player.sealed import DECK_FILE, EDITION_FILE, POINTER, SEAL_FILE, SEALED, Seal, video_name
from playlists.deck import Clip, Deck, Slide
from playlists.edition import Edition
from playlists.item import Audience, Entry, Item, Timing
from playlists.overlays import Overlays, Transition
from playlists.playlist import ItemEntry, Playlist
from playlists.schedule import Hours, Rule
from playlists.screen import Screen, ThemeName
from playlists.wire import encode

ZONE = "Asia/Shanghai"
COLOURS = ((196, 40, 40), (40, 140, 60), (40, 80, 190), (190, 150, 30), (120, 40, 140), (30, 150, 160))
FALLBACK_COLOUR = (230, 225, 210)


@dataclass
class SealedSample:
    """An edition being made up: items of one page each, played one after another, ``dwell_ms`` each."""

    items: Sequence[str] = ("roads", "budget", "posts")
    number: int = 1
    dwell_ms: int = 2000
    size: tuple[int, int] = (640, 360)
    rotation: int = 0
    hours: Hours | None = None
    zone: str = ZONE
    organisation: str = "青溪区委办公室"
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(minutes=5))
    shown_until: dict[str, datetime] = field(default_factory=dict)
    transition: Transition = Transition.FADE
    is_calm: bool = False
    overlays: Overlays = field(default_factory=Overlays)
    urgent: Sequence[str] = ()
    videos: Mapping[str, bytes] = field(default_factory=dict)  # of items, each as long as ``video_ms``
    video_ms: int = 3000
    is_looped: bool = False

    def edition(self) -> Edition:
        """The edition document."""
        entries = tuple(ItemEntry(item=item) for item in self.items)
        return Edition(
            format=1,
            number=self.number,
            group="lobby",
            made_at=self.made_at,
            organisation=self.organisation,
            items=tuple(self._item(item) for item in self.items),
            playlists=(Playlist(id="all", title="全部", entries=entries),),
            rules=(Rule(id="always", title="每天", playlist="all", zone=ZONE),) if self.items else (),
            screens=(self.screen(),),
        )

    def screen(self) -> Screen:
        """The one screen."""
        return Screen(
            id="hall",
            title="大厅屏",
            width_px=self.size[0],
            height_px=self.size[1],
            diagonal_mm=1397,
            distance_mm=4000,
            audience=Audience.PUBLIC,
            zone=self.zone,
            rotation=self.rotation,  # type: ignore[arg-type]
            hours=self.hours,
            transition=self.transition,
            is_calm=self.is_calm,
            overlays=self.overlays,
        )

    def picture(self, item: str) -> bytes:
        """The PNG of an item's slide, "" for the fallback's: one colour, with a white corner at the top left."""
        colour = COLOURS[list(self.items).index(item) % len(COLOURS)] if item else FALLBACK_COLOUR
        picture = Image.new("RGB", self.size, colour)
        corner = (self.size[0] // 8, self.size[1] // 8)
        ImageDraw.Draw(picture).rectangle((0, 0, *corner), fill=(255, 255, 255))
        file = io.BytesIO()
        picture.save(file, "PNG", compress_level=1)
        return file.getvalue()

    def deck(self) -> Deck:
        """The deck."""
        return Deck(screen="hall", fallback=self.slide(""), slides=tuple(self.slide(item) for item in self.items))

    def slide(self, item: str) -> Slide:
        """An item's slide."""
        return Slide(
            file=f"{item or 'fallback'}-1.png",
            item=item,
            version=1 if item else 0,
            page=1,
            of=1,
            dwell_ms=self.dwell_ms if item not in self.videos or self.is_looped else self.video_ms,
            theme=ThemeName.RED_GOLD,
            sha256=hashlib.sha256(self.picture(item)).hexdigest(),
            clip=self.clip(item),
        )

    def clip(self, item: str) -> Clip | None:
        """The video of an item, in the middle of its slide."""
        if item not in self.videos:
            return None
        width, height = self.size
        box = (width // 4, height // 4, width // 2, height // 2)
        return Clip(hashlib.sha256(self.videos[item]).hexdigest(), box, self.video_ms, self.is_looped)

    def seal(self, state: Path) -> str:
        """Write it, point to it, return its name; an older edition of the same name is replaced."""
        files = {slide.file: self.picture(slide.item) for slide in self.deck().pictures}
        files |= {video_name(hashlib.sha256(data).hexdigest()): data for data in self.videos.values()}
        return write_sealed(state, self.edition(), self.deck(), files)

    def _item(self, item: str) -> Item:
        return Item(
            id=item,
            version=1,
            entry=Entry(code="1", title="公告"),
            title=f"关于 {item} 的公告",
            issuer="青溪区委办公室",
            audience=Audience.PUBLIC,
            timing=Timing.URGENT if item in self.urgent else Timing.ROUTINE,
            drafter="li",
            shown_from=datetime(2026, 1, 1, tzinfo=UTC),
            shown_until=self.shown_until.get(item),
            body=(),
        )


def write_sealed(state: Path, edition: Edition, deck: Deck, pictures: dict[str, bytes]) -> str:
    """Seal by hand in the layout of ``player.sealed``; the pointer is replaced last."""
    files = {EDITION_FILE: encode(edition), DECK_FILE: encode(deck), **pictures}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    seal = encode(Seal(screen=deck.screen, files=hashes))
    name = hashlib.sha256(seal).hexdigest()
    folder = state / SEALED / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file, data in {**files, SEAL_FILE: seal}.items():
        (folder / file).write_bytes(data)
    pointer = state / f".{POINTER}.new"
    pointer.write_text(name, "ascii")
    pointer.replace(state / POINTER)
    return name
