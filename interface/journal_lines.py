"""Journals as files (contract §9)."""

from pathlib import Path

from application.journal_lines import Line, lines_of, moment
from domain.envelope import Instant


def read_lines(file: Path) -> list[Line]:
    """The lines of a journal that do or ask something, those that cannot be read with their flaw.

    Raises OSError if the file cannot be read at all.
    """
    return lines_of(str(file), file.read_bytes())


def first_instant_of(lines: list[Line]) -> Instant | None:
    """The first `at` of a journal that can be read, as the instant its sandbox opens at."""
    for line in lines:
        if line.at is not None and not line.flaw:
            return moment(line.at)
    return None
