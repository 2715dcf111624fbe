"""The feed client behind the command line that TUF's public conformance suite speaks: init, refresh, download.

``python -m player.sync.conformance``; decides nothing: it is the player's own client with the player's limits. A screen
never runs it. What it is known not to do as the suite expects is in ``EXPECTED_FAILURES``.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote

from player.durable import disk_errors_told, write_durably
from player.errors import PlayerError, StoreError
from player.sync.connection import Connection
from player.sync.feed_client import FeedClient, FeedPlace

ROOT_FILE: Final = "root.json"
ROOTS: Final = "root_history"  # where the library keeps every root that it walked through
EXPECTED_FAILURES: Final = {
    "a target of more than 16 MiB": "no edition may have more; pictures are no targets",
    "targets metadata of more than 1 MiB": "that is 4,000 groups; more would only be somebody filling memory",
    "root metadata of more than 150,000 bytes": "it has to fit into an enrolment",
    "an answer that calls itself text/html": "it is taken for the log-in page of a network",
    "a redirect": "the screen's token is for one office",
}
"""What a conforming repository may do and this client refuses -> why. Each has a test."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the suite's commands; 0 when it succeeded wholly, else 1 with a sentence."""
    arguments = _parser().parse_args(argv)
    try:
        arguments.work(arguments)
    except PlayerError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__)
    parser.add_argument("--metadata-dir", type=Path, required=True)
    parser.add_argument("--metadata-url", default="")
    parser.add_argument("--target-name", default="")
    parser.add_argument("--target-dir", type=Path, default=Path())
    parser.add_argument("--target-base-url", default="")
    commands = parser.add_subparsers(required=True)
    init = commands.add_parser("init")
    init.add_argument("trusted_root", type=Path)
    init.set_defaults(work=_init)
    commands.add_parser("refresh").set_defaults(work=_refresh)
    commands.add_parser("download").set_defaults(work=_download)
    return parser


def _init(arguments: argparse.Namespace) -> None:
    with disk_errors_told(arguments.metadata_dir):
        arguments.metadata_dir.mkdir(parents=True, exist_ok=True)
        root = arguments.trusted_root.read_bytes()
    write_durably(arguments.metadata_dir / ROOT_FILE, root)


def _refresh(arguments: argparse.Namespace) -> None:
    with _client(arguments) as client:
        client.refresh()


def _download(arguments: argparse.Namespace) -> None:
    target = arguments.target_dir / quote(arguments.target_name, "")
    with _client(arguments) as client:
        client.refresh()
        held = target.read_bytes() if target.is_file() else b""
        data = client.fetch(arguments.target_name, held)
        if data != held or not target.is_file():
            write_durably(target, data)


@contextmanager
def _client(arguments: argparse.Namespace) -> Iterator[FeedClient]:
    """The client; on leaving, ``root.json`` is the newest root that was verified."""
    kept: Path = arguments.metadata_dir
    place = FeedPlace(arguments.metadata_url, arguments.target_base_url)
    root, at = _trusted_root(kept), datetime.now(UTC)
    with tempfile.TemporaryDirectory() as scratch, Connection() as connection:
        try:
            with FeedClient(
                kept, Path(scratch) / "feed", place=place, root=root, connection=connection, at=at
            ) as client:
                yield client
        finally:
            roots = sorted((kept / ROOTS).glob("*.json"), key=lambda path: int(path.name.split(".")[0]))
            if roots:
                write_durably(kept / ROOT_FILE, roots[-1].read_bytes())


def _trusted_root(kept: Path) -> bytes:
    try:
        return (kept / ROOT_FILE).read_bytes()
    except OSError as error:
        raise StoreError(f"{kept} has no {ROOT_FILE}: run init first") from error


if __name__ == "__main__":
    sys.exit(main())
