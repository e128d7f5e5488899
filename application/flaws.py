"""What can be wrong with a store: found by checking it against itself, from the stored bytes."""

from dataclasses import dataclass
from enum import StrEnum


class Flaw(StrEnum):
    """The kinds of damage that a check tells apart."""

    UNREADABLE_STORE = "UNREADABLE_STORE"
    GAP = "GAP"
    TAIL_GONE = "TAIL_GONE"
    ALTERED = "ALTERED"
    UNREADABLE = "UNREADABLE"
    MISPLACED = "MISPLACED"
    NOT_CANONICAL = "NOT_CANONICAL"
    VERSION = "VERSION"
    TIME = "TIME"
    KEY = "KEY"
    TREE = "TREE"
    CHECKPOINT = "CHECKPOINT"
    STATE = "STATE"
    VIEW = "VIEW"
    PERSONAL_DATA = "PERSONAL_DATA"
    DOCUMENT_GONE = "DOCUMENT_GONE"
    DOCUMENT_ALTERED = "DOCUMENT_ALTERED"


@dataclass(frozen=True, slots=True)
class LogFault:
    """Something wrong with the store: the position it shows at, of what kind, and what it is."""

    position: int
    flaw: Flaw
    problem: str
