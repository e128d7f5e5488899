"""The lines of a journal (contract §9): a JSON object each, read strictly, `$names` filled in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from domain.envelope import Instant, instant
from domain.values import FIRST_YEAR, LAST_YEAR, YEARS

_ASK_KEYS = frozenset({"note", "ask", "at", "by", "id", "with", "as_of", "known_at", "expect"})
_DO_KEYS = frozenset(
    {
        "note", "do", "at", "by", "for", "second", "channel", "id", "ref", "with", "key",
        "if_version", "source", "expect", "warns", "state",
    }
)  # fmt: skip
_TEXTS = frozenset(
    {"note", "do", "ask", "at", "by", "for", "second", "channel", "id", "ref", "key", "state",
     "as_of"}
)  # fmt: skip
_HASHED = "$sha256:"


class Unreadable(ValueError):
    """A line, name or time that the journal itself gets wrong; the message says what."""


class NoClock(Unreadable):
    """A day or an instant that is none; `kind` and `limit` are those of the flaw it is."""

    def __init__(self, message: str, kind: str, limit: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.limit = limit


class UnknownName(Unreadable):
    """A `$name` that nothing was bound to."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown name {name}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Line:
    """One line that does or asks something. `flaw` says why it cannot be carried out, if so."""

    file: str
    number: int
    kind: str = ""
    """`do` or `ask`."""
    name: str = ""
    keys: Mapping[str, Any] = field(default_factory=dict)
    flaw: str | None = None

    @property
    def place(self) -> str:
        return f"{self.file}:{self.number}"

    @property
    def at(self) -> str | None:
        """The instant the line sets the clock to, as written."""
        written: str | None = self.keys.get("at")
        return written


def lines_of(file: str, content: bytes) -> list[Line]:
    """The lines that do or ask something, those that cannot be read with their flaw."""
    found = []
    for number, raw in enumerate(content.split(b"\n"), 1):
        if raw.strip():
            line = _line(file, number, raw)
            if line is not None:
                found.append(line)
    return found


def moment(written: str) -> Instant:
    """The stored form of an RFC 3339 instant; raises `NoClock` without date, time or offset."""
    try:
        parsed = datetime.fromisoformat(written)
    except ValueError as error:
        raise NoClock(f"{written!r} is not an instant", "datetime_parsing") from error
    if parsed.tzinfo is None:
        raise NoClock(f"{written!r} has no offset", "instant_without_offset")
    _within_reach(written, parsed.date())
    return instant(parsed)


def day_written(written: str) -> date:
    """A civil day written YYYY-MM-DD; raises `NoClock` at any other form."""
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise NoClock(f"{written!r} is not a date", "date_parsing") from error
    if day.isoformat() != written:
        raise NoClock(f"{written!r} is not written YYYY-MM-DD", "date_parsing")
    _within_reach(written, day)
    return day


def _within_reach(written: str, day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        said = f"{written!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
        raise NoClock(said, "year_out_of_range", YEARS)


def filled(value: Any, names: Mapping[str, str]) -> Any:
    """A value with its `$name`s replaced by ids; raises `Unreadable` at an unknown name."""
    match value:
        case str() if value.startswith("$$"):
            return value[1:]
        case str() if value.startswith(_HASHED):
            return sha256(value.removeprefix(_HASHED).encode()).hexdigest()
        case str() if value.startswith("$"):
            if value[1:] not in names:
                raise UnknownName(value)
            return names[value[1:]]
        case list():
            return [filled(item, names) for item in value]
        case dict():
            return {key: filled(item, names) for key, item in value.items()}
    return value


def _line(file: str, number: int, raw: bytes) -> Line | None:
    try:
        keys = json.loads(
            raw.decode(), object_pairs_hook=_without_repeats, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        return Line(file, number, flaw=f"not a line of JSON: {error}")
    if not isinstance(keys, dict):
        return Line(file, number, flaw="not a JSON object")
    if keys.keys() <= {"note"}:
        return None
    kind = "do" if "do" in keys else "ask"
    name = keys.get(kind)
    flaw = _flaw(kind, keys)
    return Line(file, number, kind, name if isinstance(name, str) else "", keys, flaw)


def _flaw(kind: str, keys: Mapping[str, Any]) -> str | None:
    if kind not in keys:
        return "neither do nor ask"
    unknown = keys.keys() - (_DO_KEYS if kind == "do" else _ASK_KEYS)
    if unknown:
        return f"unknown line key {', '.join(sorted(unknown))}"
    for key in keys.keys() & _TEXTS:
        if not isinstance(keys[key], str):
            return f"{key} is not a text"
    version = keys.get("if_version", 0)
    if isinstance(version, bool) or not isinstance(version, int):
        return "if_version is not a whole number"
    return _flaw_of_parts(keys)


def _flaw_of_parts(keys: Mapping[str, Any]) -> str | None:
    for key in keys.keys() & {"with", "source"}:
        if not isinstance(keys[key], dict):
            return f"{key} is not an object"
    if "at" in keys:
        try:
            moment(keys["at"])
        except NoClock as error:
            return f"at: {error}"
    known_at = keys.get("known_at", 0)
    if isinstance(known_at, bool) or not isinstance(known_at, int | str):
        return "known_at is neither an instant nor a position"
    return None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")
