"""A log that is a list of entries: enough of one for the tree over it."""

from collections.abc import Iterator


class Entries:
    """Numbered entries; their bytes can be changed and taken away, as no log would."""

    def __init__(self, size: int) -> None:
        self.stored_bytes = [b"entry %d" % number for number in range(size)]
        self.read = 0
        """How many entries were read since this was set to 0."""

    def grow(self, by: int) -> None:
        size = len(self.stored_bytes)
        self.stored_bytes += [b"entry %d" % number for number in range(size, size + by)]

    def stored(self, after: int, *, upto: int | None = None) -> Iterator[tuple[int, bytes]]:
        for position, entry in enumerate(self.stored_bytes[after:upto], start=after + 1):
            self.read += 1
            yield position, entry
