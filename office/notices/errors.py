"""Why a step on a notice was not taken, told to the person who tried."""


class StepRefusedError(Exception):
    """The step breaks a rule or came too late; the message is one sentence for the person, in their language."""


class ContentFaultError(StepRefusedError):
    """What was written cannot be shown as it is. ``field`` names where; ``block`` counts the body's blocks from 0."""

    def __init__(self, sentence: str, *, field: str = "", block: int | None = None) -> None:
        super().__init__(sentence)
        self.field = field
        self.block = block
