"""The feed's content: each group's newest edition and the pictures it names, written so that screens never see half.

Decides which files lie where; the metadata that makes them count is ``metadata``'s. The feed follows from the table of
publications: whatever was interrupted is put right by bringing it in line again.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from tuf.api.metadata import TargetFile

from office.publishing import expiries
from office.publishing.errors import PublishingError
from office.publishing.files import link_or_copy, write_atomically
from office.publishing.keys import own_signer
from office.publishing.metadata import read_targets, replace_targets
from office.publishing.models import Publication
from office.screens.models import Group
from playlists.edition import Edition, parse_edition
from playlists.feed import BLOBS, EDITIONS_ROLE, TARGETS, blob_path, edition_target
from playlists.item import blobs_of

KEPT: Final = (
    2  # editions per group whose files stay: a screen that is just fetching the one before must find all of it
)


def lay_out(edition: Edition, document: bytes) -> None:
    """Write an edition and its pictures. Nothing points to them yet; writing them twice does no harm."""
    for sha256 in blobs_named(edition):
        source = Path(settings.BLOBS) / sha256
        if not source.exists():
            raise PublishingError(f"the picture {sha256[:12]} of edition {edition.number} is not in {source.parent}")
        link_or_copy(source, Path(settings.FEED) / blob_path(edition.group, sha256))
    target = target_of(edition.group, document)
    write_atomically(Path(settings.FEED) / TARGETS / target.get_prefixed_paths()[0], document)


def bring_in_line(at: datetime) -> bool:
    """Make every group's newest publication the one that screens see; whether anything had to be signed."""
    newest = _newest_publications()
    wanted = {edition_target(group): target_of(group, bytes(one.document)) for group, one in newest.items()}
    there = read_targets(EDITIONS_ROLE).signed.targets
    if there == wanted:
        return False
    changed = [group for group in newest if there.get(edition_target(group)) != wanted[edition_target(group)]]
    for group in changed:
        document = bytes(newest[group].document)
        lay_out(parse_edition(document), document)
    replace_targets(EDITIONS_ROLE, wanted, own_signer("editions"), expiries.EDITIONS, at)
    for group in changed:
        _sweep(group)
    return True


def target_of(group: str, document: bytes) -> TargetFile:
    """The TUF target of a group's edition."""
    return TargetFile.from_data(edition_target(group), document, ["sha256"])


def blobs_named(edition: Edition) -> tuple[str, ...]:
    """Hashes of every picture the edition needs, without doubles."""
    return tuple(dict.fromkeys(sha256 for item in edition.items for sha256 in blobs_of(item)))


def _newest_publications() -> dict[str, Publication]:
    groups = Group.objects.filter(publications__isnull=False).distinct()
    return {group.slug: group.publications.order_by("-number")[0] for group in groups}


def _sweep(group: str) -> None:
    """Remove files of a group that none of its kept editions names."""
    kept = [bytes(one.document) for one in Publication.objects.filter(group__slug=group).order_by("-number")[:KEPT]]
    editions = {Path(target_of(group, document).get_prefixed_paths()[0]).name for document in kept}
    blobs = {sha256 for document in kept for sha256 in blobs_named(parse_edition(document))}
    _remove_others(Path(settings.FEED) / TARGETS / group, editions)
    _remove_others(Path(settings.FEED) / BLOBS / group, blobs)


def _remove_others(folder: Path, kept: Iterable[str]) -> None:
    names = set(kept)
    for path in folder.glob("*"):
        if path.name not in names:
            path.unlink(missing_ok=True)
