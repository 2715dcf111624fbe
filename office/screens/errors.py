"""Why something about a screen was not done, told to the person or the machine that asked."""


class ScreenError(Exception):
    """Base; the message is one sentence."""


class CodeRefusedError(ScreenError):
    """The enrolment code is not one that is waiting to be used."""


class TooManyTriesError(ScreenError):
    """Too many wrong codes; wait."""


class InUseError(ScreenError):
    """It cannot be deleted while something else needs it."""


class ReportError(ScreenError):
    """A report holds a value that no screen can truly have."""
