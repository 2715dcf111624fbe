"""A feed read by python-tuf's own client straight from its folder, as from a USB stick."""

from collections.abc import Iterator
from pathlib import Path

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface

BASE = "http://feed/"


class FolderFetcher(FetcherInterface):
    """Answers 404 for what is not there, as a web server would."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = self._folder / url.removeprefix(BASE)
        if not path.is_file():
            raise DownloadHTTPError(f"{path} is not there", 404)
        return iter([path.read_bytes()])


def client_of(feed: Path, folder: Path, root: bytes | None = None) -> Updater:
    """A screen's TUF client with its own folder, trusting the feed's first root."""
    (folder / "targets").mkdir(parents=True, exist_ok=True)
    updater = Updater(
        str(folder / "metadata"),
        BASE + "metadata/",
        str(folder / "targets"),
        BASE + "targets/",
        fetcher=FolderFetcher(feed),
        bootstrap=root or (feed / "metadata" / "1.root.json").read_bytes(),
    )
    updater.refresh()
    return updater


def read_target(updater: Updater, path: str) -> bytes:
    """A target's bytes, verified. Raises KeyError when the feed does not have it."""
    target = updater.get_targetinfo(path)
    if target is None:
        raise KeyError(path)
    return Path(updater.download_target(target)).read_bytes()
