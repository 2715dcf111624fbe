"""The one error of reading Markdown: which line, and why."""


class MarkdownError(ValueError):
    """The file does not describe an item; ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
