"""``office feed mirror --follow``: the copy follows the feed as it changes, for as long as the process lives.

Decides when the next run comes: at once when the feed's timestamp changed, with growing pauses while runs fail.
"""

import time
from collections.abc import Callable
from typing import Final, NoReturn

from django.db import close_old_connections
from django.utils import timezone

from office.publishing.errors import PublishingError
from office.publishing.metadata import metadata_folder
from office.publishing.mirror import Mirrored, mirror

LOOK_S: Final = 1.0  # one stat; an urgent publication is on its way within a second
FIRST_PAUSE_S: Final = 2.0
LONGEST_PAUSE_S: Final = 120.0  # a bucket that comes back is noticed within two minutes


def follow(
    tell: Callable[[Mirrored], None], complain: Callable[[str], None], *, first_pause_s: float = FIRST_PAUSE_S
) -> NoReturn:
    """Run, wait, run again. A fault is complained of; whatever ``tell`` and ``complain`` raise ends it."""
    failures = 0
    while True:
        seen = _mark()
        try:
            tell(mirror(timezone.now()))
            failures = 0
        except PublishingError as error:
            failures += 1
            complain(str(error))
        close_old_connections()
        if failures:
            time.sleep(pause_after(failures, first_pause_s))
            continue
        while _mark() == seen:
            time.sleep(LOOK_S)


def pause_after(failures: int, first_s: float = FIRST_PAUSE_S) -> float:
    """Seconds to the next try: doubled with each failure in a row."""
    return min(LONGEST_PAUSE_S, first_s * 2.0 ** min(failures - 1, 20))


def _mark() -> int:
    """Another one after each change of the feed."""
    try:
        return (metadata_folder() / "timestamp.json").stat().st_mtime_ns
    except FileNotFoundError:
        return 0
