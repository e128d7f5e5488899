"""What both view stores share: which tables serve, how rows are read, and how facts are folded.

The register (see `rebuilding.register`) says which tables hold the views that this code folds.
Tables may be replaced, and views may stop, by any process; whoever reads asks for the position
first and learns of it then, whoever folds is told by the register when it has changed.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any, ClassVar, Self

from application.ports import Moment, Row, View
from application.stops import ViewStopped
from domain.envelope import AnyEnvelope
from infrastructure.codec import codec_for
from infrastructure.rebuilding.filling import Foldable
from infrastructure.rebuilding.groups import serving_group
from infrastructure.rebuilding.register import (
    SERVING,
    Register,
    Run,
    Standing,
    as_spoken,
    read_standing,
)
from infrastructure.view_fold import Moved
from infrastructure.view_sql import Dialect, ViewSql
from infrastructure.view_tables import (
    Contents,
    Folding,
    Load,
    NotAdopted,
    Replaced,
    ViewsUnavailable,
)

WALKED = 1_000
"""Keys whose rows are in memory at a time on a walk through a view."""


class KeptViews(ABC):
    """A `ViewStore` that can be folded into, rebuilt and compared. Thread-safe."""

    table_missing: ClassVar[type[Exception]]
    database_error: ClassVar[type[Exception]]

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._views: tuple[View, ...] = ()
        self._fingerprint = ""
        self._standing: Standing | None = None
        self._sql: dict[str, ViewSql] = {}
        self._stops: dict[str, ViewStopped] = {}
        self._writer: Folding | None = None
        self._adopting = Lock()
        self._ask_position = as_spoken(_POSITION, dialect)

    def adopt(self, views: Sequence[View], fingerprint: str, *, at_once: bool = True) -> bool:
        """Serve these views, folded by the code with this fingerprint; makes the tables if needed.

        False: they have never served and answer nothing until they were built. So it is where the
        store holds the folds of other code, and in an empty store unless `at_once`.
        """
        with self._adopting:
            self._views, self._fingerprint = tuple(views), fingerprint
            with self.turn() as run:
                self.make_register(run)
                register = Register(run, self.dialect)
                standing = register.of(fingerprint)
                if standing is None:
                    standing = register.begin(fingerprint, self._views, at_once=at_once)
                    self.make_tables(run, standing.generation, self._views)
            return self._take_up(standing)

    def look_up(self, views: Sequence[View], fingerprint: str) -> bool:
        """As `adopt`, but makes nothing; False also where this code never folded anything."""
        with self._adopting:
            self._views, self._fingerprint = tuple(views), fingerprint
            with self.turn() as run:
                self.make_register(run)
                standing = Register(run, self.dialect).of(fingerprint)
            return standing is not None and self._take_up(standing)

    @property
    def adopted(self) -> bool:
        """Whether the store serves the views it was given."""
        return bool(self._sql)

    @property
    def views(self) -> tuple[View, ...]:
        return self._views

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def standing(self) -> Standing:
        """The generation of this code as the register has it now. Raises `NotAdopted`."""
        known = self._standing
        if known is None:
            raise NotAdopted(_OTHER_CODE)
        try:
            found = read_standing(self._rows, self.dialect, known.generation)
        except self.database_error as error:
            raise ViewsUnavailable(str(error)) from error
        if found is None:
            raise NotAdopted(_OTHER_CODE)
        with self._adopting:
            if (found.generation, found.epoch) != (known.generation, known.epoch):
                self._take_up(found)
        return found

    # --- reading: the port -------------------------------------------------------------------

    def position(self) -> int:
        known = self._standing
        if known is None:
            return 0
        rows = self._look(self._ask_position, (known.generation,))
        if rows and rows[0][1] == known.epoch:
            return int(rows[0][0])
        return self.standing().position

    def get(self, view: View, key: str, moment: Moment) -> Row | None:
        self._demand(view, moment.position)
        asked = (key, moment.as_of.toordinal(), moment.position)
        for (row,) in self._ask(view, lambda sql: sql.get, asked):
            return None if row is None else codec_for(view.row).decode(row)
        return None

    def find(self, view: View, moment: Moment, **index: str | int) -> list[tuple[str, Row]]:
        self._demand(view, moment.position)
        names = tuple(index)
        asked = (moment.as_of.toordinal(), moment.position, *index.values())
        rows = self._ask(view, lambda sql: sql.find(names), asked)
        return _found(rows, index, codec_for(view.row).decode)

    def walk(
        self, view: View, moment: Moment, at_a_time: int = WALKED, /, **index: str | int
    ) -> Iterator[tuple[str, Row]]:
        self._demand(view, moment.position)
        decode, names = codec_for(view.row).decode, tuple(index)
        day, position = moment.as_of.toordinal(), moment.position
        for after, upto in self._pages(view, at_a_time):
            asked = (day, position, after, upto, *index.values())
            yield from _found(self._ask(view, lambda sql: sql.walk(names), asked), index, decode)

    def current(
        self, view: View, at_least: Mapping[str, int] | None = None, /, **index: str | int
    ) -> list[tuple[str, Row]]:
        self._demand(view, None)
        names, bounded = tuple(index), tuple(at_least or ())
        asked = (*index.values(), *(at_least or {}).values())
        rows = self._ask(view, lambda sql: sql.current(names, bounded), asked)
        return _found(rows, index, codec_for(view.row).recall)

    # --- folding -----------------------------------------------------------------------------

    def fold(self, facts: Sequence[AnyEnvelope], span: tuple[int, int] | None = None) -> None:
        """As `Folding.fold`, into the views that serve.

        Raises `NotAdopted` if other code folded them, `ViewsUnavailable` without a database.
        """
        writer = self._writer
        if writer is None:
            raise NotAdopted(_OTHER_CODE)
        try:
            writer.fold(facts, span)
        except Replaced:
            self._follow()
            raise Moved(self.position()) from None
        except self.database_error as error:
            raise ViewsUnavailable(str(error)) from error

    def stopped(self) -> tuple[ViewStopped, ...]:
        """The views that do not keep up, and why."""
        return self.standing().stopped()

    def stop(self, stopped: ViewStopped) -> None:
        """Record where and why a view stopped, or all of them; the others can be folded on.

        Raises `Moved` if the views are elsewhere by now.
        """
        try:
            with self.turn() as run:
                noted = Register(run, self.dialect).stop(self.standing().generation, stopped)
        except self.database_error as error:
            raise ViewsUnavailable(str(error)) from error
        if not noted:
            raise Moved(self.position())
        self.standing()

    def rehearse(self, view: View, fact: AnyEnvelope) -> None:
        """Fold one fact in memory only; raises what folding it would, `ViewStopped` or worse."""
        if self._writer is None:
            raise NotAdopted(_OTHER_CODE)
        self._writer.rehearse(view, fact)

    def apart(self, load: Load) -> Folding:
        """Fold views on their own. Raises `Replaced` if their tables are gone."""
        return self._folding(load)

    # --- what a database must offer ----------------------------------------------------------

    @abstractmethod
    def turn(self) -> AbstractContextManager[Run]:
        """A transaction that no other process changes the register beside."""

    @abstractmethod
    def holding(self, folding: Folding) -> AbstractContextManager[Run]:
        """As `turn`; meanwhile nobody folds into the views that serve, but `folding` may."""

    @abstractmethod
    def alone(self) -> AbstractContextManager[None]:
        """Waits until no other process rebuilds, and lets none begin."""

    @abstractmethod
    def make_register(self, run: Run) -> None:
        """Make the register where there is none."""

    @abstractmethod
    def make_tables(self, run: Run, tables: int, views: Iterable[View]) -> None:
        """Make a set of empty tables."""

    @abstractmethod
    def drop_tables(self, tables: int, view: str) -> bool:
        """Drop what is gone and strike it from the register. False: readers are in it still."""

    @abstractmethod
    def part(
        self, tables: int, number: int, views: Sequence[View]
    ) -> AbstractContextManager[Foldable]:
        """What one of several processes folds into: some of the views in a set of tables."""

    @abstractmethod
    def begun(self, tables: int) -> list[list[str]]:
        """The names of the views in each part that earlier processes have begun."""

    @abstractmethod
    def gather(self, tables: int) -> None:
        """Bring the parts together in the set of tables."""

    @abstractmethod
    def contents(self, role: str = SERVING) -> AbstractContextManager[Contents]:
        """What the views in a role hold, all read at the same instant."""

    @abstractmethod
    def scratch(self) -> AbstractContextManager[Self]:
        """An empty store of the same kind for the same views, gone at the end."""

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def _folding(self, load: Load) -> Folding: ...

    @abstractmethod
    def _rows(self, sql: str, parameters: Sequence[Any]) -> list[Any]: ...

    # --- which tables ------------------------------------------------------------------------

    def _take_up(self, standing: Standing) -> bool:
        """Read and fold by this standing of the register from now on."""
        before, generation = self._standing, standing.generation
        known = None if before is None else (before.generation, before.epoch)
        if self._writer is not None and known != (generation, standing.epoch):
            self._writer.close()
            self._writer = None
        self._standing = standing
        self._stops = {stopped.view: stopped for stopped in standing.stopped()}
        if not standing.ready:
            self._sql = {}
            return False
        tables = standing.tables()
        self._sql = {
            view.name: ViewSql(view, tables[view.name], self.dialect) for view in self._views
        }
        if self._writer is None:
            self._writer = self._folding(
                lambda run, dialect: serving_group(run, dialect, generation)
            )
        return True

    def _follow(self) -> None:
        """Turn to what the register says by now."""
        with self.turn() as run:
            standing = Register(run, self.dialect).of(self._fingerprint)
        if standing is None:
            raise NotAdopted(_OTHER_CODE)
        with self._adopting:
            if not self._take_up(standing):
                raise NotAdopted(_OTHER_CODE)

    def _demand(self, view: View, position: int | None) -> None:
        """A view that stopped is not read beyond the fact it stopped at."""
        stopped = self._stops.get(view.name)
        if stopped is not None and (position is None or position >= stopped.position):
            raise ViewStopped(stopped.view, stopped.position, stopped.reason)

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
                    if self._sql[view.name].tables == sql.tables:
                        raise
        except self.database_error as error:
            raise ViewsUnavailable(str(error)) from error

    def _pages(self, view: View, size: int) -> Iterator[tuple[str, str]]:
        """The keys after and up to which each page of so many keys goes, in order."""
        after = ""
        while ends := self._ask(view, lambda sql: sql.page_end, (after, size - 1)):
            [[upto]] = ends
            yield after, upto
            after = upto
        [[last]] = self._ask(view, lambda sql: sql.last_key, ())
        if last is not None and last > after:
            yield after, last

    def _look(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        try:
            return self._rows(sql, parameters)
        except self.database_error as error:
            raise ViewsUnavailable(str(error)) from error


_OTHER_CODE = "the views were folded by other code; rebuild them before they serve"
_POSITION = "SELECT position, epoch FROM @generation WHERE number = ?1"


def _found(
    rows: list[Any], index: Mapping[str, str | int], decode: Callable[[bytes], Row]
) -> list[tuple[str, Row]]:
    found = sorted(((key, decode(row)) for key, row in rows), key=lambda pair: pair[0])
    if not index:
        return found
    wanted = list(index.items())
    return [
        pair for pair in found if all(getattr(pair[1], name) == value for name, value in wanted)
    ]
