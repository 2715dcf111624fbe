"""Why something cannot be published or signed, told to the person in the office who must act."""

from enum import StrEnum


class PublishingError(Exception):
    """Base; the message is one sentence that a page or a command can show as it is."""


class KeysMissingError(PublishingError):
    """A signing key is not there: ``office keys init`` was not run, or the folder named does not hold it."""


class KeysExistError(PublishingError):
    """Keys are there already; a second set would lock out every enrolled screen."""


class FeedDamagedError(PublishingError):
    """The feed's metadata is gone or does not read; somebody must restore it from the backup."""


class CompileError(PublishingError):
    """An edition cannot be made from what is in the office now."""


class BucketFault(StrEnum):
    """What is wrong with the bucket that the feed is copied to."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    MISSING = "missing"
    OTHER = "other"


class BucketError(PublishingError):
    """The bucket did not take or give something; what screens find there is the feed from before."""

    def __init__(self, fault: BucketFault, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = fault
