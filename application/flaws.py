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
    NODE = "NODE"
    CHECKPOINT = "CHECKPOINT"
    FENCE = "FENCE"
    STATE = "STATE"
    VIEW = "VIEW"
    PERSONAL_DATA = "PERSONAL_DATA"
    KEYS = "KEYS"
    DOCUMENT_GONE = "DOCUMENT_GONE"
    DOCUMENT_ALTERED = "DOCUMENT_ALTERED"


@dataclass(frozen=True, slots=True)
class LogFault:
    """Something wrong with the store: the position it shows at, of what kind, and what it is."""

    position: int
    flaw: Flaw
    problem: str


class KeyTrouble(StrEnum):
    """Why the keys to personal data cannot be used."""

    OPEN_TO_OTHERS = "OPEN_TO_OTHERS"
    NOT_THERE = "NOT_THERE"
    NO_MASTER = "NO_MASTER"
    OF_ANOTHER_STORE = "OF_ANOTHER_STORE"
    DAMAGED = "DAMAGED"


class Part(StrEnum):
    """A part of a store that nothing else can be made from."""

    LOG = "LOG"
    VAULT = "VAULT"


class PartGone(RuntimeError):
    """A part of a store is missing or empty where the others lie; nothing was made in its place.

    `left` names what lies there.
    """

    def __init__(self, part: Part, place: str, left: str) -> None:
        super().__init__(f"{part} is gone: {place}")
        self.part = part
        self.place = place
        self.left = left


class UnknownAddress(ValueError):
    """An address of a kind that no store has. What it says may be secret, so it is not told."""


class KeysUnusable(RuntimeError):
    """Personal data cannot be read for want of its keys; nothing was lost or changed."""

    def __init__(self, trouble: KeyTrouble, place: str) -> None:
        super().__init__(f"{trouble}: {place}")
        self.trouble = trouble
        self.place = place


class PersonalDataLost(RuntimeError):
    """A value that was never erased cannot be shown: altered, or its key is gone."""

    def __init__(self, subject: str, field: str, why: str) -> None:
        super().__init__(f"personal data of {subject}, {field}: {why}")
