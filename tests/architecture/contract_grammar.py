"""The small language of the contract's cells: `name?: Type = default; …`.

Types are `Name`, `Name(args)`, `[Type]` and `{fields}`, each with an optional `?`. Defaults and
rule values are literals: numbers, true, false, quoted texts, words, lists and objects.
"""

import re
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(r"[A-Za-z_][\w-]*|\d+|\"[^\"]*\"|[\[\]{}():;,?=]")
_OPENING, _CLOSING = set("[{("), set("]})")


class Unreadable(Exception):
    """A cell that does not follow the grammar."""


class NotWritten:
    """Stands where the document writes no value: no default, or a value told in words."""


NOT_WRITTEN = NotWritten()


@dataclass(frozen=True)
class Kind:
    """A type: `name` is a word, `[]` for a list or `{}` for an object."""

    name: str
    args: tuple["Kind", ...] = ()
    fields: tuple["Slot", ...] = ()

    def __str__(self) -> str:
        if self.name == "[]":
            return f"[{self.args[0]}]"
        if self.name == "{}":
            return "{" + "; ".join(f"{slot.name}: {slot.kind}" for slot in self.fields) + "}"
        return f"{self.name}({', '.join(map(str, self.args))})" if self.args else self.name


@dataclass(frozen=True)
class Slot:
    """One field of a command, a query, a result or a shape."""

    name: str
    kind: Kind
    required: bool
    default: Any = NOT_WRITTEN


def read_slots(cell: str) -> dict[str, Slot]:
    """The fields of a cell in their order."""
    reader = _Reader(cell)
    slots = reader.slots()
    reader.end()
    return {slot.name: slot for slot in slots}


def read_kind(cell: str) -> Kind:
    reader = _Reader(cell)
    kind = reader.kind()
    reader.end()
    return kind


def read_values(cell: str) -> dict[str, Any]:
    """`key: literal; …`; a value told in words instead is kept as NOT_WRITTEN."""
    reader = _Reader(cell)
    found: dict[str, Any] = {}
    while reader.peek():
        key = reader.take()
        reader.take(":")
        found[key] = reader.value_or_words()
        if reader.peek():
            reader.take()
    return found


class _Reader:
    def __init__(self, cell: str) -> None:
        self._tokens = _TOKEN.findall(cell)
        self._at = 0

    def peek(self, ahead: int = 0) -> str:
        place = self._at + ahead
        return self._tokens[place] if place < len(self._tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            found, wanted = token or "the end", expected or "a word"
            raise Unreadable(f"{found} instead of {wanted} in: {' '.join(self._tokens)}")
        self._at += 1
        return token

    def end(self) -> None:
        if self.peek():
            raise Unreadable(f"{self.peek()} is left over in: {' '.join(self._tokens)}")

    def slots(self, closing: str = "") -> tuple[Slot, ...]:
        found: list[Slot] = []
        while self.peek() and self.peek() != closing:
            name = self.take()
            optional = self._skip("?")
            self.take(":")
            kind = self.kind()
            default = self.literal() if self._skip("=") else NOT_WRITTEN
            if any(slot.name == name for slot in found):
                raise Unreadable(f"the field {name} stands twice")
            found.append(Slot(name, kind, not optional, default))
            self._skip(";")
        return tuple(found)

    def kind(self) -> Kind:
        if self._skip("["):
            inner = self.kind()
            self.take("]")
            return Kind("[]", (inner,))
        if self._skip("{"):
            inner_slots = self.slots("}")
            self.take("}")
            return Kind("{}", (), inner_slots)
        name = self.take()
        args: list[Kind] = []
        if self._skip("("):
            while not self._skip(")"):
                args.append(self.kind())
                self._skip(",")
        return Kind(name, tuple(args))

    def literal(self) -> Any:
        if self._skip("["):
            items: list[Any] = []
            while not self._skip("]"):
                items.append(self.literal())
                self._skip(",")
            return items
        if self._skip("{"):
            members: dict[str, Any] = {}
            while not self._skip("}"):
                key = self.take()
                self.take(":")
                members[key] = self.literal()
                self._skip(",")
            return members
        word = self.take()
        if word.isdigit():
            return int(word)
        return {"true": True, "false": False}.get(word, word.strip('"'))

    def value_or_words(self) -> Any:
        start = self._at
        try:
            value = self.literal()
        except Unreadable:
            value = NOT_WRITTEN
        if value not in (NOT_WRITTEN, "below") and self._is_separator():
            return value
        self._at = start
        depth = 0
        while self.peek() and not (depth == 0 and self.peek() == ";"):
            token = self.take()
            depth += (token in _OPENING) - (token in _CLOSING)
        return NOT_WRITTEN

    def _is_separator(self) -> bool:
        """The end, `;`, or a comma before the next `key:`."""
        return self.peek() in ("", ";") or (self.peek() == "," and self.peek(2) == ":")

    def _skip(self, token: str) -> bool:
        if self.peek() == token:
            self._at += 1
            return True
        return False
