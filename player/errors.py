"""Errors by who must act. Each message says what failed, where, and what happens now or what to do."""


class PlayerError(Exception):
    """Base; ``exit_code`` is what a command ends with when nothing better is known."""

    exit_code = 1


class FeedError(PlayerError):
    """The office published something that does not hold: signatures, approvals, the contract. Kept: the old edition."""

    exit_code = 3


class FetchError(PlayerError):
    """The wire: no network, a time-out, an answer that is not the feed's. Passing; tried again later."""

    exit_code = 4


class StoreError(PlayerError):
    """This machine's disk: full, read-only, damaged."""

    exit_code = 5


class ConfigError(PlayerError):
    """The technician must act: a wrong setting, not enrolled, no font."""

    exit_code = 2


class DisplayError(PlayerError):
    """The display: its window is gone, or it does not take pictures. Healed here first, then by a new start."""

    exit_code = 6


class UnfinishedError(FetchError):
    """Something large is on its way, and goes on from there in the next round, which should begin at once."""


class BrokenOffError(FetchError):
    """The line ended before the answer did. What came of a file stays, and it goes on from there."""
