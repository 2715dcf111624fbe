"""Signing the approvers' register into the feed with the offline key.

What the register says is decided in ``register``; this puts it where screens find it.
"""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from tuf.api.metadata import TargetFile

from office.journal.services import record
from office.publishing import expiries
from office.publishing.errors import PublishingError
from office.publishing.files import write_atomically
from office.publishing.keys import offline_signer
from office.publishing.metadata import feed_lock, read_targets, replace_targets
from office.publishing.register import changes, keep_signed, next_register, signed_register
from playlists.approval import Register
from playlists.feed import REGISTER_ROLE, REGISTER_TARGET, TARGETS
from playlists.wire import encode


class Signing(NamedTuple):
    """What was signed and what it changed, one line each."""

    register: Register
    changes: tuple[str, ...]


def sign_register(offline: Path, at: datetime) -> Signing:
    """Bring the signed register in line with the accounts. Nothing changed and not half expired: nothing is written.

    Raises KeysMissingError for a missing key, PublishingError when nobody holds a step.
    """
    signer = offline_signer(offline, "register")
    with feed_lock():
        register = next_register(at)
        if not register.approvers:
            raise PublishingError("nobody holds the role of reviewer or approver yet: give the roles, then sign")
        lines = changes(signed_register(), register)
        if not lines and read_targets(REGISTER_ROLE).signed.expires - at > expiries.REGISTER / 2:
            return Signing(register, ())
        data = encode(register)
        target = TargetFile.from_data(REGISTER_TARGET, data, ["sha256"])
        write_atomically(Path(settings.FEED) / TARGETS / target.get_prefixed_paths()[0], data)
        replace_targets(REGISTER_ROLE, {REGISTER_TARGET: target}, signer, expiries.REGISTER, at)
        keep_signed(data)
    record(None, "register.signed", "register", number=register.number, changes=list(lines))
    return Signing(register, lines)
