"""What can go wrong with one item; told in one sentence that names it. The caller leaves that item out and goes on."""


class DrawError(ValueError):
    """This item cannot be drawn; the message names the item and says why."""
