"""Why a change to the programme was not made, told to the scheduler in one sentence."""


class ProgrammeError(Exception):
    """Base."""


class InUseError(ProgrammeError):
    """It cannot be deleted while something else needs it; the message names where."""
