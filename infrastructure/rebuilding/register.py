"""The register of the view tables: whose folds they are, which of them serve, how far each is.

A *generation* is everything one state of the code has folded; its views stand at one position.
Each view lies in a set of tables with a number. One set of a view serves; another may grow beside
it from the first fact, and take its place; the one that served before is kept until the next does.
A view that stopped stands at a position of its own; so does every set that does not serve.

Whatever changes which tables serve or which views stop moves the generation's epoch, and every
fold names the epoch it knows: no process folds into, or past, what has changed under it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from application.ports import View
from application.stops import ViewStopped
from infrastructure.view_sql import Dialect

Run = Callable[[str, Sequence[Any]], list[Any]]
"""Executes a statement and returns its rows."""

SERVING, BESIDE, KEPT, GONE = "serving", "beside", "kept", "gone"
"""The roles of a set of tables; what is gone waits to be dropped."""

EVERY = "*"
"""In place of a view's name: a fact that cannot be read stops them all."""

CATCHING_UP = "it is folding what it missed"
"""Why a view does not keep up that goes on after it had stopped."""

END = 2**63 - 1

_MARKED = "marked bigint NOT NULL DEFAULT 0"
_MARK = "mark bigint NOT NULL DEFAULT 0"


class Laid(NamedTuple):
    """One view in one set of tables. `position` is None while it keeps up with its generation."""

    tables: int
    view: str
    role: str
    position: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One generation as the register has it."""

    generation: int
    position: int
    epoch: int
    ready: bool
    """Whether it ever served; a new one is folded first."""
    laid: tuple[Laid, ...]

    def tables(self, role: str = SERVING) -> dict[str, int]:
        """The number of the tables in that role, by view."""
        return {laid.view: laid.tables for laid in self.laid if laid.role == role}

    def stopped(self) -> tuple[ViewStopped, ...]:
        """The serving views that do not keep up, with where and why they stopped."""
        found = []
        for laid in self.laid:
            if laid.role != SERVING or laid.position is None:
                continue
            if laid.view != EVERY or laid.position == self.position:
                found.append(ViewStopped(laid.view, laid.position + 1, laid.reason or CATCHING_UP))
        return tuple(found)


class Register:
    """Reads and changes the register, within the caller's transaction."""

    def __init__(self, run: Run, dialect: Dialect) -> None:
        self._run = run
        self._dialect = dialect

    def _do(self, sql: str, *parameters: int | str | None) -> list[Any]:
        return self._run(as_spoken(sql, self._dialect), parameters)

    def create(self) -> None:
        """Make the tables of the register where they are missing."""
        self._do(
            "CREATE TABLE IF NOT EXISTS @generation (number integer PRIMARY KEY,"
            " fingerprint text NOT NULL, position bigint NOT NULL CHECK (position >= 0),"
            " epoch bigint NOT NULL, ready integer NOT NULL,"
            f" {_MARKED}, {_MARK})"
        )
        self._do(
            "CREATE TABLE IF NOT EXISTS @laid (tables integer NOT NULL, view text NOT NULL,"
            " generation integer NOT NULL, role text NOT NULL,"
            " position bigint CHECK (position >= 0), reason text, PRIMARY KEY (tables, view))"
        )
        self._do(
            "CREATE TABLE IF NOT EXISTS @attempt (generation integer PRIMARY KEY,"
            " first bigint NOT NULL, until bigint NOT NULL, view text NOT NULL,"
            " times integer NOT NULL)"
        )

    def widen(self) -> None:
        """Add the mark to a register that was made without it."""
        for column in (_MARKED, _MARK):
            self._do(f"ALTER TABLE @generation ADD COLUMN {column}")

    def of(self, fingerprint: str) -> Standing | None:
        """The generation folded by the code with this fingerprint."""
        found = self._do("SELECT number FROM @generation WHERE fingerprint = ?1", fingerprint)
        return self.standing(found[0][0]) if found else None

    def standing(self, generation: int) -> Standing | None:
        return _standing(self._do(STANDING, generation))

    def begin(self, fingerprint: str, views: Iterable[View], *, at_once: bool) -> Standing:
        """A new generation. The first of all may serve at once; a later one is folded first."""
        [(others,)] = self._do("SELECT count(*) FROM @generation")
        if not others:
            self._do("DROP TABLE IF EXISTS @folded")
            self._do("DROP TABLE IF EXISTS @stopped")
        number, ready = self._next_number(), at_once and not others
        self._do(
            "INSERT INTO @generation (number, fingerprint, position, epoch, ready)"
            " VALUES (?1, ?2, 0, 1, ?3)",
            *(number, fingerprint, int(ready)),
        )
        for view in views:
            role, position = (SERVING, None) if ready else (BESIDE, 0)
            self._lay(number, view.name, number, role, position)
        standing = self.standing(number)
        assert standing is not None
        return standing

    def lay(self, generation: int, views: Iterable[str]) -> int:
        """A new set of tables for these views, to grow beside those that serve."""
        number = self._next_number()
        for view in views:
            self._lay(number, view, generation, BESIDE, 0)
        return number

    def stop(self, generation: int, stopped: ViewStopped) -> bool:
        """Note that a serving view stopped. False: the generation is not where it did."""
        here = stopped.position - 1
        if not self._do(
            "UPDATE @generation SET epoch = epoch + 1 WHERE number = ?1 AND position = ?2"
            " RETURNING 1",
            *(generation, here),
        ):
            return False
        self._do("DELETE FROM @laid WHERE generation = ?1 AND view = ?2", generation, EVERY)
        if stopped.view == EVERY:
            self._lay(generation, EVERY, generation, SERVING, here, stopped.reason)
        else:
            self._do(
                "UPDATE @laid SET position = ?3, reason = ?4 WHERE generation = ?1 AND view = ?2"
                " AND role = 'serving' AND position IS NULL",
                *(generation, stopped.view, here, stopped.reason),
            )
        return True

    def mark(self, generation: int) -> tuple[int, int]:
        """The position and the mark of the last fact known to be folded; (0, 0) if none is."""
        rows = self._do("SELECT marked, mark FROM @generation WHERE number = ?1", generation)
        return (int(rows[0][0]), int(rows[0][1])) if rows else (0, 0)

    def note_mark(self, generation: int, position: int, mark: int) -> None:
        marked = "UPDATE @generation SET marked = ?2, mark = ?3 WHERE number = ?1"
        self._do(marked, generation, position, mark)

    def start_over(self, found: Standing) -> None:
        """Let go of all a generation holds, unless somebody did. It is folded, then serves."""
        if self._do(
            "UPDATE @generation SET position = 0, ready = 0, marked = 0, mark = 0,"
            " epoch = epoch + 1 WHERE number = ?1 AND epoch = ?2 RETURNING 1",
            *(found.generation, found.epoch),
        ):
            self._do("UPDATE @laid SET role = 'gone' WHERE generation = ?1", found.generation)
            self._do("DELETE FROM @laid WHERE view = ?1 AND role = 'gone'", EVERY)
            self.strike_attempt(found.generation)

    def proclaim(self, generation: int) -> None:
        """Let every process read the register again before it folds or reads on."""
        self._do("UPDATE @generation SET epoch = epoch + 1 WHERE number = ?1", generation)

    def stop_apart(self, tables: int, stopped: ViewStopped) -> None:
        """Note that a view which is folded on its own stopped where it stands."""
        self._do(
            "UPDATE @laid SET reason = ?3 WHERE tables = ?1 AND view = ?2",
            *(tables, stopped.view, stopped.reason),
        )

    def attempt(self, generation: int) -> tuple[int, int, str, int] | None:
        """The note of who was last catching up and did not come back; see `careful.Note`."""
        rows = self._do(
            "SELECT first, until, view, times FROM @attempt WHERE generation = ?1", generation
        )
        return tuple(rows[0]) if rows else None

    def note_attempt(self, generation: int, first: int, until: int, view: str, times: int) -> None:
        self.strike_attempt(generation)
        self._do(
            "INSERT INTO @attempt VALUES (?1, ?2, ?3, ?4, ?5)",
            *(generation, first, until, view, times),
        )

    def strike_attempt(self, generation: int) -> None:
        self._do("DELETE FROM @attempt WHERE generation = ?1", generation)

    def retry(self, tables: int, view: str) -> None:
        """Let a view that stopped be folded again, on its own."""
        self._do("UPDATE @laid SET reason = NULL WHERE tables = ?1 AND view = ?2", tables, view)

    def rejoin(self, standing: Standing, view: str) -> bool:
        """Let a view that stopped keep up again. False: it is not as far as the others."""
        found = self._do(
            "SELECT 1 FROM @laid l JOIN @generation g ON g.number = l.generation"
            " WHERE g.number = ?1 AND l.view = ?2 AND l.role = 'serving'"
            " AND l.position = g.position",
            *(standing.generation, view),
        )
        if found:
            self.proclaim(standing.generation)
            self._do(
                "UPDATE @laid SET position = NULL, reason = NULL"
                " WHERE generation = ?1 AND view = ?2 AND role = 'serving'",
                *(standing.generation, view),
            )
        return bool(found)

    def exchange(self, generation: int, tables: int) -> bool:
        """Let a set of tables serve, and keep what it replaces. False: it is behind, fold on."""
        standing = self.standing(generation)
        assert standing is not None
        entering = [
            laid for laid in standing.laid if laid.tables == tables and laid.role != SERVING
        ]
        reached = {laid.position for laid in entering if laid.reason is None}
        if len(reached) > 1 or (standing.ready and reached - {standing.position}):
            return False
        position = min((at for at in reached if at is not None), default=standing.position)
        names = quoted(laid.view for laid in entering)
        self._do(
            "UPDATE @laid SET role = 'gone' WHERE generation = ?1 AND role = 'kept'"
            f" AND tables <> ?2 AND view IN ({names})",
            *(generation, tables),
        )
        self._do(
            "UPDATE @laid SET role = 'kept', position = coalesce(position, ?2)"
            f" WHERE generation = ?1 AND role = 'serving' AND view IN ({names})",
            *(generation, standing.position),
        )
        self._do(
            "UPDATE @laid SET role = 'serving',"
            " position = CASE WHEN reason IS NULL THEN NULL ELSE position END"
            f" WHERE tables = ?1 AND view IN ({names})",
            tables,
        )
        self._do(
            "UPDATE @generation SET epoch = epoch + 1, ready = 1, position = ?2 WHERE number = ?1",
            *(generation, position),
        )
        if not standing.ready:
            self.retire_all_but(generation, keep=1)
        return True

    def give_up(self, generation: int, role: str) -> None:
        """Let go of the tables in a role, `beside` or `kept`."""
        self._do(
            "UPDATE @laid SET role = 'gone' WHERE generation = ?1 AND role = ?2", generation, role
        )

    def reached(self, tables: int, views: Iterable[str], position: int) -> None:
        """Note that views which are folded on their own were brought to a position."""
        self._do(
            f"UPDATE @laid SET position = ?2 WHERE tables = ?1 AND view IN ({quoted(views)})",
            *(tables, position),
        )

    def gone(self) -> list[tuple[int, str]]:
        """The sets that wait to be dropped: number and view."""
        return self._do("SELECT tables, view FROM @laid WHERE role = 'gone' ORDER BY 1, 2")

    def forget(self, tables: int, view: str) -> None:
        """Strike what has been dropped."""
        self._do("DELETE FROM @laid WHERE tables = ?1 AND view = ?2", tables, view)

    def retire_all_but(self, generation: int, *, keep: int) -> None:
        """Of the other generations keep so many, those folded furthest: their code may run."""
        others = self._do(
            "SELECT number FROM @generation WHERE number <> ?1"
            " ORDER BY ready DESC, position DESC, number DESC",
            generation,
        )
        for (number,) in others[keep:]:
            self._do("UPDATE @laid SET role = 'gone' WHERE generation = ?1", number)
            self._do("DELETE FROM @generation WHERE number = ?1", number)

    def _lay(
        self,
        tables: int,
        view: str,
        generation: int,
        role: str,
        position: int | None,
        reason: str | None = None,
    ) -> None:
        self._do(
            "INSERT INTO @laid VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            *(tables, view, generation, role, position, reason),
        )

    def _next_number(self) -> int:
        [(number,)] = self._do(
            "SELECT 1 + coalesce(max(n), 0) FROM (SELECT max(tables) AS n FROM @laid"
            " UNION ALL SELECT max(number) FROM @generation) AS used"
        )
        return int(number)


STANDING = (
    "SELECT g.number, g.position, g.epoch, g.ready, l.tables, l.view, l.role, l.position, l.reason"
    " FROM @generation g LEFT JOIN @laid l ON l.generation = g.number"
    " WHERE g.number = ?1 ORDER BY l.tables, l.view"
)


def read_standing(run: Run, dialect: Dialect, generation: int) -> Standing | None:
    """One generation, in one statement: all of it from the same instant."""
    return _standing(run(as_spoken(STANDING, dialect), (generation,)))


def quoted(names: Iterable[str]) -> str:
    """Names of views as SQL texts; `ViewSql` has seen that they hold nothing but letters."""
    return ", ".join(f"'{name}'" for name in sorted(names)) or "NULL"


def as_spoken(sql: str, dialect: Dialect) -> str:
    """A statement of the register as a database takes it."""
    return sql.replace("@", dialect.within).replace("?", dialect.mark)


def _standing(rows: list[Any]) -> Standing | None:
    if not rows:
        return None
    number, position, epoch, ready, *_ = rows[0]
    laid = tuple(Laid(*row[4:]) for row in rows if row[4] is not None)
    return Standing(number, position, epoch, bool(ready), laid)
