"""The feed's signed documents, over The Update Framework. Decides nothing about their content.

The library writes as it goes and without fsync, so it works in a scratch folder; what it has come to trust is then
kept, durably. A round without news writes nothing.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final, NamedTuple, Protocol, Self

from tuf.api import exceptions
from tuf.api.metadata import TargetFile
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface
from tuf.ngclient.updater import Updater

from player.durable import disk_errors_told, write_durably
from player.errors import FeedError, FetchError
from player.sync.blobs import Wanted
from player.sync.connection import RefusedError, TooLongError
from player.sync.line import Chunks
from player.sync.proof import Voucher
from player.sync.transfer import Part
from playlists.feed import METADATA, TARGETS, blob_path
from playlists.wire import MAX_EDITION_BYTES

LIMITS: Final = UpdaterConfig(
    root_max_length=150_000,  # what fits base64-coded into an enrolment
    timestamp_max_length=16_384,
    snapshot_max_length=65_536,  # a handful of roles
    targets_max_length=1_048_576,  # 4,000 groups of 250 bytes
)
_OLD_STAYS: Final = "the edition on show stays"


class Source(Protocol):
    """Where a feed lies: the wire (``Connection``), or a stick (``Folder``)."""

    def get(self, address: str, limit: int) -> Chunks:
        """The bytes at ``address``, at most ``limit``. Raises FetchError: RefusedError with HTTP's status, or 404."""

    def get_file(self, address: str, limit: int, start: int) -> Part:
        """A picture or a video of at most ``limit`` bytes, from ``start`` on if that can be had. Raises as ``get``."""


class FeedPlace(NamedTuple):
    """Addresses of the two folders that a feed's signed documents are in."""

    metadata: str
    targets: str

    @classmethod
    def below(cls, feed: str) -> Self:
        """The folders of the feed at that address."""
        return cls(f"{feed.rstrip('/')}/{METADATA}/", f"{feed.rstrip('/')}/{TARGETS}/")


class FeedClient:
    """One round with the feed. A context: what was verified is kept on leaving it, also when the round fails."""

    def __init__(
        self,
        kept: Path,
        scratch: Path,
        *,
        place: FeedPlace,
        root: bytes,
        connection: Source,
        at: datetime,
        is_glance: bool = False,
    ) -> None:
        """``kept`` holds what was verified before and ``scratch``, which does not exist yet, what is being verified.

        ``root`` is the pinned root metadata, ``at`` the time by which signatures expire. ``is_glance``: nothing is
        kept.
        """
        self._kept, self._scratch, self._is_glance = kept, scratch, is_glance
        self._place, self._root, self._at = place, root, at
        self._fetcher = _Fetcher(connection)

    def __enter__(self) -> Self:
        """Raises StoreError, or FeedError when the pinned root does not read."""
        with disk_errors_told(self._scratch), _told("the pinned root"):
            self._scratch.mkdir()
            if self._kept.is_dir():
                shutil.copytree(self._kept, self._scratch, dirs_exist_ok=True)
            self._updater = Updater(
                str(self._scratch),
                self._place.metadata,
                target_base_url=self._place.targets,
                fetcher=self._fetcher,
                config=LIMITS,
                bootstrap=self._root,
            )
        # The library has no public way to say what time it is; its tests and ours pin this one.
        self._updater._trusted_set.reference_time = self._at  # noqa: SLF001
        return self

    def __exit__(self, *error: object) -> None:
        if self._is_glance:
            shutil.rmtree(self._scratch, ignore_errors=True)
            return
        for source in sorted(self._scratch.rglob("*.json")):
            if not source.is_symlink():
                self._keep(source)

    def refresh(self) -> None:
        """Bring the metadata up to date. Raises FeedError (a signature, an expiry, a rollback) or FetchError."""
        with disk_errors_told(self._scratch), _told("the feed's metadata"):
            self._updater.refresh()

    def fetch(self, target: str, held: bytes) -> bytes:
        """The bytes of a target, which are ``held`` when these are still right. Raises FeedError or FetchError."""
        data = self.fetch_if_any(target, held)
        if data is None:
            raise FeedError(f"the feed has no {target}; {_OLD_STAYS}")
        return data

    def fetch_if_any(self, target: str, held: bytes) -> bytes | None:
        """As ``fetch``; None when the feed has no such target."""
        with disk_errors_told(self._scratch), _told(target):
            info = self._updater.get_targetinfo(target)
            if info is None:
                return None
            if info.length > MAX_EDITION_BYTES:
                raise FeedError(f"{target} has {info.length:,} bytes, more than {MAX_EDITION_BYTES:,}; {_OLD_STAYS}")
            if _is_of(info, held):
                return held
            path = Path(self._updater.download_target(info, str(self._scratch / "target")))
            data = path.read_bytes()
            path.unlink()  # it may be large, and the folder in memory
            return data

    def has_other(self, target: str, held: bytes) -> bool:
        """Whether the feed has another document of that name than ``held``. Raises FeedError or FetchError."""
        with disk_errors_told(self._scratch), _told(target):
            info = self._updater.get_targetinfo(target)
            return info is not None and not _is_of(info, held)

    @property
    def root_version(self) -> int:
        """Version of the root that holds now."""
        return self._updater._trusted_set.root.version  # noqa: SLF001 (as above)

    def voucher(self, role: str) -> Voucher:
        """The verified metadata by which a role names its document; to be asked for after fetching that."""
        with disk_errors_told(self._scratch):
            targets, signed = (self._scratch / f"{name}.json" for name in ("targets", role))
            return Voucher(targets.read_bytes().decode(), signed.read_bytes().decode())

    def _keep(self, source: Path) -> None:
        path = self._kept / source.relative_to(self._scratch)
        data = source.read_bytes()
        with disk_errors_told(path):
            if path.is_file() and path.read_bytes() == data:
                return
            path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, data)


def _is_of(info: TargetFile, data: bytes) -> bool:
    try:
        info.verify_length_and_hashes(data)
    except exceptions.LengthOrHashMismatchError:
        return False
    return True


class _Fetcher(FetcherInterface):
    """The library's door to our connection. It counts the bytes itself; ours counts them again while streaming."""

    def __init__(self, connection: Source) -> None:
        self._connection = connection

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            return self._connection.get(url, MAX_EDITION_BYTES)
        except RefusedError as error:
            raise exceptions.DownloadHTTPError(str(error), error.status) from error


def fetch_blob(source: Source, feed: str, group: str, wanted: Wanted, start: int) -> Part:
    """A file from ``start`` on if that can be had, not checked yet.

    Raises FeedError when the feed has none, as the chunks do when it is too long.
    """
    with _blob_told(wanted):
        part = source.get_file(f"{feed.rstrip('/')}/{blob_path(group, wanted.sha256)}", wanted.most_bytes, start)
    return part._replace(chunks=_blob_read(part.chunks, wanted))


def _blob_read(chunks: Chunks, wanted: Wanted) -> Chunks:
    with _blob_told(wanted), closing(chunks):
        yield from chunks


@contextmanager
def _blob_told(wanted: Wanted) -> Iterator[None]:
    try:
        yield
    except RefusedError as error:
        if error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            raise FeedError(f"{wanted.name} is named by the edition and not in the feed; the old one stays") from error
        raise
    except TooLongError as error:
        raise FeedError(f"{wanted.name} has more than {wanted.most_bytes:,} bytes; the old edition stays") from error


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except exceptions.ExpiredMetadataError as error:
        raise FeedError(f"{what}: {error}; the office has to sign again, {_OLD_STAYS}") from error
    except (exceptions.DownloadLengthMismatchError, TooLongError) as error:
        raise FeedError(f"{what} is longer than was signed; {_OLD_STAYS}") from error
    except exceptions.RepositoryError as error:
        raise FeedError(f"{what} was changed or is not the office's: {error}; {_OLD_STAYS}") from error
    except exceptions.DownloadError as error:
        raise FetchError(str(error.__cause__ or error)) from error
