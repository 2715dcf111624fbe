"""Making a machine a screen: one-time codes, honouring them, and taking a screen's token away again.

Decides how long a code is good and how many wrong ones are borne. The code's form is ``playlists.enrolment_code``'s.
"""

import base64
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from office.journal.services import record
from office.people.models import User
from office.publishing.compile import organisation_name
from office.publishing.metadata import newest_root
from office.publishing.open_groups import feed_address
from office.screens.errors import CodeRefusedError, TooManyTriesError
from office.screens.models import EnrolmentCode, EnrolmentFailure, Screen
from office.screens.tokens import digest_of, new_token
from playlists.enrolment_code import ALPHABET, HALF, fingerprint, join_code, split_code
from playlists.report import Enrolment, EnrolRequest

CODE_HOLDS: Final = timedelta(minutes=60)  # from the desk to the ladder in front of the screen
WINDOW: Final = timedelta(minutes=15)
MAX_FAILURES_PER_ADDRESS: Final = 10  # in WINDOW: plenty for clumsy fingers
MAX_FAILURES: Final = 300  # in WINDOW, from everywhere: against 2^40 secrets a guesser would need 100,000 years


@transaction.atomic
def new_code(screen: Screen, person: User | None, at: datetime) -> str:
    """A code for the screen's machine, good once within CODE_HOLDS; earlier ones of the screen are void.

    Raises KeysMissingError before ``office keys init``.
    """
    root = newest_root()
    secret = "".join(secrets.choice(ALPHABET) for _place in range(HALF))
    screen.codes.filter(used_at=None).delete()
    EnrolmentCode.objects.create(screen=screen, secret_digest=digest_of(secret), expires_at=at + CODE_HOLDS)
    record(person, "screen.code-made", f"screen:{screen.slug}")
    return join_code(secret, root)


def enrol(request: EnrolRequest, address: str, at: datetime) -> Enrolment:
    """Honour a code: the screen gets a new token, an earlier machine's token ends.

    Raises TooManyTriesError or CodeRefusedError; CompileError or KeysMissingError when the office is not ready.
    """
    _refuse_guessers(address, at)
    root, organisation = newest_root(), organisation_name()
    try:
        screen, token = _honour(request, root, at)
    except CodeRefusedError:
        EnrolmentFailure.objects.create(address=address, at=at)
        raise
    return Enrolment(
        screen=screen.slug,
        group=screen.group.slug,
        organisation=organisation,
        feed=feed_address(screen.group),
        office=settings.OFFICE_ADDRESS,
        token=token,
        root=base64.b64encode(root).decode("ascii"),
    )


@transaction.atomic
def revoke(screen: Screen, person: User) -> None:
    """Take the screen's token away: its machine reads and reports nothing any more, until it is enrolled again."""
    screen.token_digest = ""
    screen.save(update_fields=["token_digest"])
    screen.codes.filter(used_at=None).delete()
    record(person, "screen.revoked", f"screen:{screen.slug}")


def _refuse_guessers(address: str, at: datetime) -> None:
    EnrolmentFailure.objects.filter(at__lt=at - WINDOW).delete()
    recent = EnrolmentFailure.objects
    if recent.count() >= MAX_FAILURES or recent.filter(address=address).count() >= MAX_FAILURES_PER_ADDRESS:
        minutes = WINDOW // timedelta(minutes=1)
        raise TooManyTriesError(f"too many wrong codes; wait {minutes} minutes and try again")


@transaction.atomic
def _honour(request: EnrolRequest, root: bytes, at: datetime) -> tuple[Screen, str]:
    try:
        secret, seen_root = split_code(request.code)
    except ValueError as error:
        raise CodeRefusedError(str(error)) from error
    if seen_root != fingerprint(secret, root):
        raise CodeRefusedError("the code is mistyped, or another office's; look at it again")
    codes = EnrolmentCode.objects.select_for_update().select_related("screen__group")
    code = codes.filter(secret_digest=digest_of(secret), used_at=None, expires_at__gt=at).first()
    if code is None:
        raise CodeRefusedError("the code is unknown, used or too old; ask for a new one on the screen's page")
    code.used_at = at
    code.save()
    token = new_token()
    screen = code.screen
    screen.token_digest, screen.enrolled_at = digest_of(token), at
    screen.save(update_fields=["token_digest", "enrolled_at"])
    record(None, "screen.enrolled", f"screen:{screen.slug}", machine=request.machine)
    return screen, token
