"""The sealed edition on disk: where ``sync`` and ``show`` meet. Decides the layout; ``sync.store`` writes it.

    <state>/current              the pointer: the name of one sealed edition, written last
    <state>/sealed/<name>/       seal.json  edition.json  deck.json  the slides' pictures and videos

``seal.json`` lists every file's SHA-256 and the name is the SHA-256 of ``seal.json``: the pointer vouches for it all.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta

from player.errors import StoreError
from playlists.deck import Clip, Deck, Slide
from playlists.edition import Edition
from playlists.wire import MAX_EDITION_BYTES, MAX_SLIDES_BYTES, ContractError, Record, Sha256, decode

POINTER: Final = "current"
SEALED: Final = "sealed"
SEAL_FILE: Final = "seal.json"
EDITION_FILE: Final = "edition.json"
DECK_FILE: Final = "deck.json"
VIDEO_SUFFIX: Final = ".mp4"
ENROLMENT_FILE: Final = "enrolment.json"  # playlists.report.Enrolment; only sync may read it (it holds the token)
MAX_SEAL_BYTES: Final = 4 * 1024 * 1024  # 20,000 files of 200 bytes


class Seal(Record, frozen=True):
    """What a sealed edition consists of."""

    screen: str
    files: Annotated[dict[str, Sha256], Meta(max_length=20_000)]


@dataclass(frozen=True)
class SealedEdition:
    """An edition that is wholly on disk and was verified before it was sealed."""

    name: str
    folder: Path
    edition: Edition
    deck: Deck
    videos: frozenset[str] = frozenset()

    def video_path(self, clip: Clip) -> Path | None:
        """Where the video's file lies; None when it was sealed without: not here yet, or none this screen can play.

        Whoever reads the file checks it against its hash.
        """
        name = video_name(clip.blob)
        return self.folder / name if name in self.videos else None

    def check_videos(self) -> None:
        """Read every video that was sealed to its end. Raises StoreError when one is gone or damaged."""
        for name in self.videos:
            what = f"{name} of sealed edition {self.name[:12]}"
            try:
                with (self.folder / name).open("rb") as file:
                    found = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                raise StoreError(f"{what} cannot be read: {error.strerror}") from error
            if video_name(found) != name:
                raise StoreError(f"{what} is damaged")

    def read_slide(self, slide: Slide) -> bytes:
        """The finished picture, checked against its hash. Raises StoreError when it is gone or damaged."""
        return _read_checked(self.folder / slide.file, slide.sha256, MAX_SLIDES_BYTES)

    def read_files(self, *names: str) -> tuple[bytes, ...]:
        """Documents sealed with it, checked against their hashes. Raises StoreError when one is gone or damaged."""
        files = _load_seal(self.folder, self.name).files
        try:
            return tuple(_read_checked(self.folder / name, files[name], MAX_SLIDES_BYTES) for name in names)
        except KeyError as error:
            raise StoreError(f"sealed edition {self.name[:12]} has no {error.args[0]}") from error


def video_name(sha256: str) -> str:
    """The file of a video among those that are sealed."""
    return f"{sha256}{VIDEO_SUFFIX}"


def current_name(state: Path) -> str | None:
    """The name the pointer holds, or None when nothing was sealed yet. Raises StoreError when it cannot be read."""
    try:
        name = (state / POINTER).read_text("ascii").strip()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        name = ""
    except OSError as error:
        raise StoreError(f"the pointer {state / POINTER} cannot be read: {error.strerror}") from error
    if len(name) != hashlib.sha256().digest_size * 2 or not set(name) <= set("0123456789abcdef"):
        raise StoreError(f"the pointer {state / POINTER} names no edition; the next sync writes it anew")
    return name


def load_sealed(state: Path, name: str) -> SealedEdition:
    """Read a sealed edition. Its documents' hashes are checked here, each picture's when it is read.

    Raises StoreError naming the file that is missing or damaged.
    """
    folder = state / SEALED / name
    try:
        seal = _load_seal(folder, name)
        edition_bytes = _read_checked(folder / EDITION_FILE, seal.files[EDITION_FILE], MAX_EDITION_BYTES)
        deck_bytes = _read_checked(folder / DECK_FILE, seal.files[DECK_FILE], MAX_SLIDES_BYTES)
        edition = decode(Edition, edition_bytes, limit=MAX_EDITION_BYTES, what=EDITION_FILE)
        deck = decode(Deck, deck_bytes, limit=MAX_SLIDES_BYTES, what=DECK_FILE)
    except (ContractError, KeyError) as error:
        raise StoreError(f"sealed edition {name[:12]} does not read: {error}") from error
    videos = frozenset(file for file in seal.files if file.endswith(VIDEO_SUFFIX))
    return SealedEdition(name, folder, edition, deck, videos)


def _load_seal(folder: Path, name: str) -> Seal:
    try:
        data = _read_checked(folder / SEAL_FILE, name, MAX_SEAL_BYTES)
        return decode(Seal, data, limit=MAX_SEAL_BYTES, what=SEAL_FILE)
    except ContractError as error:
        raise StoreError(f"sealed edition {name[:12]} does not read: {error}") from error


def _read_checked(path: Path, sha256: str, limit: int) -> bytes:
    what = f"{path.name} of sealed edition {path.parent.name[:12]}"
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise StoreError(f"{what} cannot be read: {error.strerror}") from error
    if len(data) > limit or hashlib.sha256(data).hexdigest() != sha256:
        raise StoreError(f"{what} is damaged")
    return data
