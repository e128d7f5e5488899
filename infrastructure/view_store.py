"""What both view stores share: which generation of tables serves, and how rows are read.

A generation is one set of tables for all views, folded by one state of the code. Exactly one
serves; another may grow beside it and take over in one transaction. A process notices that when
a table is gone or its own write finds nothing to write to, and follows.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Lock
from typing import Any, ClassVar, Protocol, Self

from application.ports import Moment, Row, View
from domain.envelope import AnyEnvelope
from infrastructure.codec import codec_for
from infrastructure.view_fold import Moved, ViewStopped
from infrastructure.view_sql import Dialect, ViewSql


class Replaced(Exception):
    """The generation is no longer there: another one serves."""


class NotAdopted(RuntimeError):
    """The store holds the folds of other code; it must be rebuilt before it serves this one."""


class ViewsUnavailable(RuntimeError):
    """The database of the views failed; nothing was folded."""


@dataclass(frozen=True, slots=True)
class Contents:
    """One generation at one position, for comparing.

    `rows(view, part)` yields the stored rows of part 0, 1 or 2 of `ViewSql.contents`, in its order.
    """

    position: int
    rows: Callable[[View, int], Iterator[tuple[Any, ...]]]


class Generation(Protocol):
    """One set of tables and whoever folds into it."""

    number: int

    def position(self) -> int: ...

    def fold(self, facts: Sequence[AnyEnvelope]) -> None:
        """Fold the facts that follow the generation's position, all of them or none.

        Raises `Moved` if they do not follow it, `ViewStopped` at a fact a view cannot place, and
        `Replaced` if the generation is gone.
        """
        ...

    def close(self) -> None: ...


class KeptViews(ABC):
    """A `ViewStore` that can be folded into, rebuilt and compared. Thread-safe."""

    table_missing: ClassVar[type[Exception]]
    database_error: ClassVar[type[Exception]]

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._views: tuple[View, ...] = ()
        self._fingerprint = ""
        self._sql: dict[str, ViewSql] = {}
        self._writer: Generation | None = None
        self._adopting = Lock()

    def adopt(self, views: Sequence[View], fingerprint: str) -> bool:
        """Serve these views, folded by the code with this fingerprint; makes the tables if needed.

        False: the store holds the folds of other code. It answers nothing until it was rebuilt.
        """
        with self._adopting:
            self._views, self._fingerprint = tuple(views), fingerprint
            before, self._writer = self._writer, self._newest()
            if before is not None:
                before.close()
            return self._writer is not None

    @property
    def adopted(self) -> bool:
        """Whether the store serves the views it was given."""
        return self._writer is not None

    @property
    def views(self) -> tuple[View, ...]:
        return self._views

    # --- reading: the port -------------------------------------------------------------------

    def position(self) -> int:
        rows = self._look(f"SELECT position FROM {self._dialect.within}folded WHERE serving = 1")
        return int(rows[0][0]) if rows else 0

    def get(self, view: View, key: str, moment: Moment) -> Row | None:
        asked = (key, moment.as_of.toordinal(), moment.position)
        for (row,) in self._ask(view, lambda sql: sql.get, asked):
            return None if row is None else codec_for(view.row).decode(row)
        return None

    def find(self, view: View, moment: Moment, **index: str | int) -> list[tuple[str, Row]]:
        names = tuple(index)
        asked = (moment.as_of.toordinal(), moment.position, *index.values())
        rows = self._ask(view, lambda sql: sql.find(names), asked)
        return _found(rows, index, codec_for(view.row).decode)

    def current(
        self, view: View, at_least: Mapping[str, int] | None = None, /, **index: str | int
    ) -> list[tuple[str, Row]]:
        names, bounded = tuple(index), tuple(at_least or ())
        asked = (*index.values(), *(at_least or {}).values())
        rows = self._ask(view, lambda sql: sql.current(names, bounded), asked)
        return _found(rows, index, codec_for(view.row).recall)

    # --- folding -----------------------------------------------------------------------------

    def fold(self, facts: Sequence[AnyEnvelope]) -> None:
        """As `Generation.fold`, into the generation that serves.

        Raises `NotAdopted` if that was folded by other code, `ViewsUnavailable` without a database.
        """
        writer = self._writer
        if writer is None:
            raise NotAdopted(_OTHER_CODE)
        try:
            writer.fold(facts)
        except Replaced:
            self._follow()
            raise Moved(self.position()) from None
        except self.database_error as error:
            raise ViewsUnavailable(str(error)) from error

    def stopped(self) -> ViewStopped | None:
        """Why the views do not move on, if they stopped at the fact that is next."""
        within = self._dialect.within
        rows = self._look(
            f"SELECT s.view, s.position, s.reason FROM {within}stopped s, {within}folded f"
            " WHERE f.serving = 1 AND s.position = f.position + 1"
        )
        return ViewStopped(*rows[0]) if rows else None

    def stop(self, stopped: ViewStopped) -> None:
        """Record where and why the views stopped."""
        try:
            self._record(stopped)
        except self.database_error as error:
            raise ViewsUnavailable(str(error)) from error

    # --- rebuilding --------------------------------------------------------------------------

    @abstractmethod
    def beside(self) -> Generation:
        """The generation that grows beside the serving one: an unfinished one, or a new one."""

    @abstractmethod
    def swap(self, beside: Generation) -> bool:
        """Let it serve and drop all others. False: it is behind the serving one, fold on."""

    @abstractmethod
    def contents(self, generation: int | None = None) -> AbstractContextManager[Contents]:
        """What a generation (the serving one) holds, all read at the same instant."""

    @abstractmethod
    def scratch(self) -> AbstractContextManager[Self]:
        """An empty store of the same kind for the same views, gone at the end."""

    @abstractmethod
    def close(self) -> None: ...

    # --- what a database must offer ----------------------------------------------------------

    @abstractmethod
    def _establish(self, views: Sequence[View], fingerprint: str) -> tuple[int, str]:
        """The serving generation and its fingerprint, made if there is none."""

    @abstractmethod
    def _record(self, stopped: ViewStopped) -> None: ...

    @abstractmethod
    def _generation(self, number: int) -> Generation: ...

    @abstractmethod
    def _rows(self, sql: str, parameters: Sequence[Any]) -> list[Any]: ...

    def _newest(self) -> Generation | None:
        """The generation that serves by now, ready to fold into; None if other code folded it."""
        while True:
            generation, stored = self._establish(self._views, self._fingerprint)
            if stored != self._fingerprint:
                self._sql = {}
                return None
            try:
                writer = self._generation(generation)
            except Replaced:
                continue
            self._sql = statements(self._views, generation, self._dialect)
            return writer

    def _ask(
        self, view: View, statement: Callable[[ViewSql], str], parameters: Sequence[Any]
    ) -> list[Any]:
        try:
            while True:
                if not self._sql:
                    raise NotAdopted(_OTHER_CODE)
                sql = self._sql[view.name]
                try:
                    return self._rows(statement(sql), parameters)
                except self.table_missing:
                    self._follow()
                    if self._sql[view.name].generation == sql.generation:
                        raise
        except self.database_error as error:
            raise ViewsUnavailable(str(error)) from error

    def _look(self, sql: str) -> list[Any]:
        try:
            return self._rows(sql, ())
        except self.database_error as error:
            raise ViewsUnavailable(str(error)) from error

    def _follow(self) -> None:
        """Turn to the generation that serves by now."""
        if not self.adopt(self._views, self._fingerprint):
            raise NotAdopted(_OTHER_CODE)


_OTHER_CODE = "the views were folded by other code; rebuild them before they serve"


def statements(views: Sequence[View], generation: int, dialect: Dialect) -> dict[str, ViewSql]:
    return {view.name: ViewSql(view, generation, dialect) for view in views}


def _found(
    rows: list[Any], index: Mapping[str, str | int], decode: Callable[[bytes], Row]
) -> list[tuple[str, Row]]:
    found = [(key, decode(row)) for key, row in rows]
    found.sort(key=lambda pair: pair[0])
    if not index:
        return found
    wanted = list(index.items())
    return [
        pair for pair in found if all(getattr(pair[1], name) == value for name, value in wanted)
    ]
