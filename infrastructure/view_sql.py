"""The statements that read one view's tables; the same on SQLite and PostgreSQL.

Parameters are numbered: `?1` on SQLite, `$1` on PostgreSQL.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from types import NoneType
from typing import NamedTuple, get_type_hints

from application.ports import View

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def prefix_of(tables: int) -> str:
    """How the names in a set of tables begin."""
    return f"g{tables}_"


class Dialect(NamedTuple):
    """How the statements differ between databases and stores."""

    mark: str
    """The sign before the number of a parameter."""
    within: str = ""
    """What stands before a table's name: the schema and a dot."""
    value_cast: str = ""
    """What makes a searched value comparable with lost values, which are of one type."""
    unsearched: str = ""
    """What stands before a column that is compared, and must not be searched by its index."""


class ViewSql:
    """Table names and reading statements of a view in one set of tables."""

    def __init__(self, view: View, tables: int, dialect: Dialect) -> None:
        if not _NAME.fullmatch(view.name):
            raise ValueError(f"not a name for a view: {view.name!r}")
        stem = f"{prefix_of(tables)}{view.name}"
        self._stem = stem
        self.tables = tables
        self.open = f'{dialect.within}"{stem}_open"'
        self.past = f'{dialect.within}"{stem}_past"'
        self.lost = f'{dialect.within}"{stem}_lost"'
        self.index = view.index
        self.columns = tuple(f'"by_{name}"' for name in view.index)
        self.counted = tuple(is_counted(view, name) for name in view.index)
        self._mark = dialect.mark
        self._cast = dialect.value_cast
        self._unsearched = dialect.unsearched
        self._cached: dict[tuple[str, ...], str] = {}

    def indexes(self) -> Iterator[str]:
        """The statements that make the indexes of the open rows.

        Behind a text go the view's numbers, so that a list can be cut by them (`at_least`).
        """
        counted = tuple(
            column for column, whole in zip(self.columns, self.counted, strict=True) if whole
        )
        for column, whole in zip(self.columns, self.counted, strict=True):
            searched = (column,) if whole else (column, *counted)
            name = f'"{self._stem}_{column.strip(chr(34))}"'
            yield (
                f"CREATE INDEX {name} ON {self.open} ({', '.join(searched)})"
                f" WHERE {column} IS NOT NULL"
            )

    @cached_property
    def get(self) -> str:
        """Parameters: key, day, position. Result: at most one (row), null if the key is gone."""
        key, day, position = (f"{self._mark}{n}" for n in (1, 2, 3))
        return f"""
            SELECT row FROM {self.open}
            WHERE key = {key} AND valid_from <= {day} AND known_from <= {position}
            UNION ALL
            SELECT row FROM (
                SELECT p.row FROM {self.open} o JOIN {self.past} p ON p.number = o.number
                WHERE o.key = {key} AND {self._answers("p", day, position)}
                ORDER BY p.valid_from DESC, p.known_from DESC LIMIT 1
            ) AS earlier
            LIMIT 1"""

    def find(self, names: tuple[str, ...]) -> str:
        """Parameters: day, position, then the values of `names`. Result: (key, row).

        A superset: rows of the past are found by values the key had at some time.
        """
        cached = self._cached.get(("find", *names))
        if cached is not None:
            return cached
        day, position = f"{self._mark}1", f"{self._mark}2"
        places = [(self._place(name), f"{self._mark}{n}") for n, name in enumerate(names, 3)]
        now = "".join(f" AND {self.columns[place]} = {value}" for place, value in places)
        ever = "".join(
            f""" AND o.number IN (
                SELECT number FROM {self.open} WHERE {self.columns[place]} = {value}
                UNION
                SELECT number FROM {self.lost}
                WHERE attribute = {place} AND value = {value}{self._cast})"""
            for place, value in places
        )
        self._cached["find", *names] = sql = f"""
            SELECT key, row FROM {self.open}
            WHERE row IS NOT NULL AND valid_from <= {day} AND known_from <= {position}{now}
            UNION ALL
            SELECT o.key, p.row FROM {self.open} o JOIN {self.past} p ON p.number = o.number
            WHERE NOT (o.valid_from <= {day} AND o.known_from <= {position}){ever}
            AND {self._answers("p", day, position)}"""
        return sql

    @cached_property
    def page_end(self) -> str:
        """Parameters: a key, and a number. Result: the key so many behind it, if there is one."""
        after, number = f"{self._mark}1", f"{self._mark}2"
        return (
            f"SELECT key FROM {self.open} WHERE key > {after} ORDER BY key LIMIT 1 OFFSET {number}"
        )

    @cached_property
    def last_key(self) -> str:
        """The last key; null if there is none."""
        return f"SELECT max(key) FROM {self.open}"

    def walk(self, names: tuple[str, ...]) -> str:
        """Parameters: day, position, the keys after and up to which, then the values of `names`.

        Result: (key, row), as of `find`; of the past every row, whatever its values.
        """
        day, position, after, upto = (f"{self._mark}{n}" for n in (1, 2, 3, 4))
        now = "".join(
            f" AND {self._unsearched}{self.columns[self._place(name)]} = {self._mark}{n}"
            for n, name in enumerate(names, 5)
        )
        return f"""
            SELECT key, row FROM {self.open}
            WHERE row IS NOT NULL AND valid_from <= {day} AND known_from <= {position}
            AND key > {after} AND key <= {upto}{now}
            UNION ALL
            SELECT o.key, p.row FROM {self.open} o JOIN {self.past} p ON p.number = o.number
            WHERE NOT (o.valid_from <= {day} AND o.known_from <= {position})
            AND o.key > {after} AND o.key <= {upto} AND {self._answers("p", day, position)}"""

    def current(self, names: tuple[str, ...], bounded: tuple[str, ...] = ()) -> str:
        """Parameters: the values of `names`, the least values of `bounded`.

        Result: (key, row) of all open segments.
        """
        asked = ("current", *names, "", *bounded)
        cached = self._cached.get(asked)
        if cached is not None:
            return cached
        signs = [(name, "=") for name in names] + [(name, ">=") for name in bounded]
        wanted = "".join(
            f" AND {self.columns[self._place(name)]} {sign} {self._mark}{n}"
            for n, (name, sign) in enumerate(signs, 1)
        )
        sql = f"SELECT key, row FROM {self.open} WHERE row IS NOT NULL{wanted}"
        self._cached[asked] = sql
        return sql

    @cached_property
    def contents(self) -> tuple[str, str, str]:
        """Everything stored, by these columns: open segments, past segments, lost values."""
        attributes = "".join(f", {column}" for column in self.columns)
        return (
            f"SELECT number, key, valid_from, known_from{attributes}, row"
            f" FROM {self.open} ORDER BY number",
            "SELECT p.number, o.key, p.valid_from, p.known_from, p.valid_until, p.bounded_at,"
            f" p.known_until, p.row FROM {self.past} p LEFT JOIN {self.open} o"
            " ON o.number = p.number ORDER BY p.number, p.valid_from, p.known_from",
            f"SELECT attribute, value, number FROM {self.lost} ORDER BY attribute, value, number",
        )

    def _place(self, name: str) -> int:
        try:
            return self.index.index(name)
        except ValueError:
            raise LookupError(f"rows are not searched by {name!r}") from None

    @staticmethod
    def _answers(past: str, day: str, position: str) -> str:
        return (
            f"{past}.valid_from <= {day} AND {past}.known_from <= {position}"
            f" AND ({past}.known_until IS NULL OR {past}.known_until > {position})"
            f" AND ({past}.valid_until > {day} OR {past}.bounded_at > {position})"
        )


def is_counted(view: View, name: str) -> bool:
    """Whether an attribute of the view's row is an integer; every other one is kept as text."""
    own = getattr(view.row, name, None)
    told = own.fget if isinstance(own, property) else view.row
    hint = get_type_hints(told).get("return" if told is not view.row else name)
    kinds = [kind for kind in getattr(hint, "__args__", (hint,)) if kind is not NoneType]
    return all(isinstance(kind, type) and issubclass(kind, int) for kind in kinds)
