"""Why a step on a notice was not taken, told to the person who tried."""

from collections.abc import Iterable


class StepRefusedError(Exception):
    """The step breaks a rule or came too late; the message is one sentence for the person, in their language."""


class ContentFaultError(StepRefusedError):
    """What was written cannot be shown as it is. ``field`` names where; ``block`` counts the body's blocks from 0.

    ``all`` are this one and whatever else is wrong, so that a person mends everything in one go.
    """

    def __init__(self, sentence: str, *, field: str = "", block: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.block = block
        self.all: tuple[ContentFaultError, ...] = (self,)

    def __str__(self) -> str:
        return " ".join(one.sentence for one in self.all)


def refuse_all(faults: Iterable[ContentFaultError]) -> None:
    """Raise the first of the faults, which then knows them all; nothing when there are none."""
    found = tuple(faults)
    if found:
        found[0].all = found
        raise found[0]
