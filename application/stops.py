"""A view that stands still, so that whoever needs it is told instead of being told wrong."""


class ViewStopped(Exception):
    """A view met a fact it cannot place; it stands before `position` and skips nothing.

    What was known before that position can still be read. `view` is `*` where the fact itself
    cannot be read, so that no view can go on.
    """

    def __init__(self, view: str, position: int, reason: str) -> None:
        super().__init__(f"view {view} stopped before position {position}: {reason}")
        self.view = view
        self.position = position
        self.reason = reason
