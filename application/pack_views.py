"""The tables that go with an audit pack: each is a question of the contract at one moment.

Which ones goes by their parameters: of a pack about one thing every question about that thing, else
every list and figure of the programme.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args, get_type_hints

import msgspec

from application.laying import is_rows
from application.queries import QUERIES
from application.queries.base import ListReply, Query, Reading, Reply

BESIDE = frozenset(
    {"audit-trail", "activity", "fact", "access-log", "checkpoint", "proof", "verify", "rules"}
)
"""Questions whose answer the pack holds in another form, or that are not about facts."""
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


@dataclass(frozen=True, slots=True)
class Table:
    """One question that goes along: where its answer stands, what is asked, and about what."""

    name: str
    query: Query
    subject: str | None = None

    def answer(self, reading: Reading) -> Reply:
        """Raises `Refused` where the reader may not see it, or there is nothing of it yet."""
        return self.query.answer(reading, self.subject)


def tables_about(subject: str, streams: Iterable[str]) -> Iterator[Table]:
    """Everything to be asked about one thing and what belongs to it."""
    things = [stream.partition(":")[::2] for stream in streams]
    own = {thing for thing, about in things if about == subject}
    for kind in _lists():
        names = [name for name in _parameters(kind) if name == "subject" or name in own]
        if names:
            yield Table(kind.asks, _asked(kind, {names[0]: subject}))
    for thing, about in things:
        one = QUERIES.get(thing)
        if one is not None and "{id}" in one.path and one.asks not in BESIDE:
            yield Table(f"{thing}/{about}", _asked(one, {}), about)


def tables_of_all(day: date, since: date | None, until: date | None) -> Iterator[Table]:
    """Every list and figure of the programme that can be asked with a year or a period."""
    known = {"year": day.year, "from": since, "until": until}
    given = {name: value for name, value in known.items() if value is not None}
    for kind in QUERIES.values():
        needed = {name for name, required in _parameters(kind).items() if required}
        if "{id}" not in kind.path and kind.asks not in BESIDE and needed <= given.keys():
            yield Table(kind.asks, _asked(kind, {name: given[name] for name in needed}))


def as_json(result: Reply, reading: Reading) -> Iterator[bytes]:
    """The answer as the API gives it, with its clocks; a field a line, and a line for each item."""
    fields: dict[str, Any] = {
        "as_of": reading.day,
        "known_at": reading.known_at,
        "position": reading.moment.position,
    }
    for known in msgspec.structs.fields(type(result)):
        fields[known.encode_name] = getattr(result, known.name)
    items = fields.pop("items") if isinstance(result, ListReply) else None
    for number, (name, value) in enumerate(fields.items()):
        yield (b",\n " if number else b"{\n ") + _json(name) + b": "
        yield from _parts(value)
    if items is not None:
        yield b',\n "items": ['
        for number, item in enumerate(items):
            yield (b",\n  " if number else b"\n  ") + _json(item)
        yield b"\n ]"
    yield b"\n}\n"


def _parts(value: Any) -> Iterator[bytes]:
    """A value as JSON; rows one at a time, for they may be many."""
    if not is_rows(value):
        yield _json(value)
        return
    yield b"["
    for number, row in enumerate(value):
        yield (b"," if number else b"") + _json(row)
    yield b"]"


def as_csv(result: ListReply) -> Iterator[bytes]:
    """The items as a table; what is no plain value stands in its cell as JSON.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    items: Iterable[Any] = getattr(result, "items", ())
    [kind] = get_args(get_type_hints(type(result))["items"])
    names = [field.encode_name for field in msgspec.structs.fields(kind)]
    return csv_lines(names, (msgspec.to_builtins(item) for item in items))


def csv_lines(names: list[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The lines of a table, one at a time."""
    yield _line(names)
    for row in rows:
        yield _line([_cell(row.get(name)) for name in names])


def _line(cells: list[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().encode()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(_FORMULAS) else value
        case bool() | list() | dict() | tuple():
            return _json(value).decode()
        case _:
            return str(value)


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value)


def _lists() -> Iterator[type[Query]]:
    for kind in QUERIES.values():
        if issubclass(kind.Result, ListReply) and kind.asks not in BESIDE:
            yield kind


def _parameters(kind: type[Query]) -> dict[str, bool]:
    """The parameters as they are written, and whether one must be given."""
    return {info.alias or name: info.is_required() for name, info in kind.model_fields.items()}


def _asked(kind: type[Query], fields: Mapping[str, Any]) -> Query:
    return kind.parse(msgspec.json.encode(fields))
