"""The feed's content: each group's newest editions and the pictures they name, written so that screens never see half.

Decides which files lie where; the metadata that makes them count is ``metadata``'s. The feed follows from the table of
publications: whatever was interrupted is put right by bringing it in line again.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from tuf.api.metadata import TargetFile

from office.publishing.errors import PublishingError
from office.publishing.files import link_or_copy, write_atomically
from office.publishing.keys import own_signer
from office.publishing.metadata import OWN_TARGETS, read_targets, replace_targets
from office.publishing.models import Publication, newest_of
from office.screens.models import Group
from playlists.edition import Edition, blobs_named, parse_edition
from playlists.feed import BLOBS, EDITIONS_ROLE, TARGETS, URGENT_ROLE, blob_path, edition_target, urgent_target

KEPT: Final = 2  # editions of a kind per group whose files stay: a screen may just be fetching the one before
_KINDS: Final = {True: (URGENT_ROLE, urgent_target), False: (EDITIONS_ROLE, edition_target)}
"""Whether editions are urgent -> who signs them, and a group's target. Urgent ones first: nothing delays them."""


def lay_out(edition: Edition, document: bytes, *, is_urgent: bool) -> None:
    """Write an edition and its pictures. Nothing points to them yet; writing them twice does no harm."""
    for sha256 in blobs_named(edition):
        source = Path(settings.BLOBS) / sha256
        if not source.exists():
            raise PublishingError(f"the picture {sha256[:12]} of edition {edition.number} is not in {source.parent}")
        link_or_copy(source, Path(settings.FEED) / blob_path(edition.group, sha256))
    target = target_of(edition.group, document, is_urgent=is_urgent)
    write_atomically(Path(settings.FEED) / TARGETS / target.get_prefixed_paths()[0], document)


def bring_in_line(at: datetime) -> tuple[str, ...]:
    """Make every group's newest publications those that screens see; the roles that had to be signed for it."""
    return tuple(role for is_urgent, (role, _) in _KINDS.items() if _bring_in_line(at, is_urgent=is_urgent))


def target_of(group: str, document: bytes, *, is_urgent: bool) -> TargetFile:
    """The TUF target of a group's edition."""
    _role, path = _KINDS[is_urgent]
    return TargetFile.from_data(path(group), document, ["sha256"])


def _bring_in_line(at: datetime, *, is_urgent: bool) -> bool:
    role, path = _KINDS[is_urgent]
    newest = _newest_documents(is_urgent=is_urgent)
    wanted = {path(group): target_of(group, document, is_urgent=is_urgent) for group, document in newest.items()}
    there = read_targets(role).signed.targets
    if there == wanted:
        return False
    changed = [group for group in newest if there.get(path(group)) != wanted[path(group)]]
    for group in changed:
        lay_out(parse_edition(newest[group]), newest[group], is_urgent=is_urgent)
    replace_targets(role, wanted, own_signer(role), OWN_TARGETS[role], at)
    for group in changed:
        _sweep(group)
    return True


def _newest_documents(*, is_urgent: bool) -> dict[str, bytes]:
    found = ((group.slug, newest_of(group, is_urgent=is_urgent)) for group in Group.objects.all())
    return {slug: bytes(one.document) for slug, one in found if one}


def _sweep(group: str) -> None:
    """Remove files of a group that none of its kept editions names."""
    published = Publication.objects.filter(group__slug=group).order_by("-number")
    kept = [one for urgent in (True, False) for one in published.filter(is_urgent=urgent)[:KEPT]]
    targets = [target_of(group, bytes(one.document), is_urgent=one.is_urgent) for one in kept]
    blobs = {sha256 for one in kept for sha256 in blobs_named(parse_edition(bytes(one.document)))}
    _remove_others(Path(settings.FEED) / TARGETS / group, [Path(one.get_prefixed_paths()[0]).name for one in targets])
    _remove_others(Path(settings.FEED) / BLOBS / group, blobs)


def _remove_others(folder: Path, kept: Iterable[str]) -> None:
    names = set(kept)
    for path in folder.glob("*"):
        if path.name not in names:
            path.unlink(missing_ok=True)
