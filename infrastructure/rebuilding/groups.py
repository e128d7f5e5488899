"""What is folded together, and the statement that moves it on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domain.envelope import AnyEnvelope
from infrastructure.rebuilding.marks import NO_MARK, mark_of
from infrastructure.rebuilding.register import END, SERVING, Run, as_spoken, quoted, read_standing
from infrastructure.view_sql import Dialect


@dataclass(frozen=True, slots=True)
class Group:
    """Views that are folded together: those that serve, or some that catch up on their own.

    `step` is the statement that moves the group on. Its parameters are the position before, the
    position after, `rest`, and the mark of the last fact if the group keeps it; it changes `rows`
    rows, or fails if they are not where they should.
    """

    tables: dict[str, int]
    position: int
    step: str
    rest: tuple[int, ...]
    rows: int
    marks: bool = False

    @property
    def parameters(self) -> int:
        """How many the step has."""
        return 2 + len(self.rest) + self.marks

    def stepping(self, before: int, after: int, facts: Sequence[AnyEnvelope]) -> tuple[int, ...]:
        """The parameters of the step over these facts."""
        if not self.marks:
            return before, after, *self.rest
        known = facts and facts[-1].position == after
        return before, after, *self.rest, mark_of(facts[-1]) if known else NO_MARK

    def at(self, position: int) -> "Group":
        """The same group where a step has moved it to."""
        return Group(self.tables, position, self.step, self.rest, self.rows, self.marks)


def serving_group(run: Run, dialect: Dialect, generation: int) -> Group | None:
    """The views of a generation that keep up with it. None: it is gone."""
    standing = read_standing(run, dialect, generation)
    if standing is None or not standing.ready:
        return None
    step = (
        "UPDATE @generation SET position ="
        " CASE WHEN position = CAST(?1 AS bigint) AND epoch = CAST(?4 AS bigint)"
        " THEN CAST(?2 AS bigint) ELSE -1 END,"
        " marked = CAST(?2 AS bigint), mark = CAST(?5 AS bigint)"
        " WHERE number = CAST(?3 AS bigint)"
    )
    tables = {
        laid.view: laid.tables
        for laid in standing.laid
        if laid.role == SERVING and laid.position is None
    }
    rest = (generation, standing.epoch)
    return Group(tables, standing.position, as_spoken(step, dialect), rest, 1, marks=True)


def separate_group(run: Run, dialect: Dialect, tables: int, views: Collection[str]) -> Group | None:
    """Views in one set of tables that are folded on their own, but for those that stopped.

    None: the tables are gone. A group of which every view has stopped stands at the end.
    """
    rows = run(
        as_spoken(
            "SELECT view, position, reason FROM @laid WHERE tables = ?1"
            f" AND view IN ({quoted(views)}) AND role <> 'gone'",
            dialect,
        ),
        (tables,),
    )
    if len(rows) != len(set(views)):
        return None
    going = [(view, at) for view, at, reason in rows if reason is None]
    names = [view for view, _ in going]
    step = (
        "UPDATE @laid SET position ="
        " CASE WHEN position = CAST(?1 AS bigint) THEN CAST(?2 AS bigint) ELSE -1 END"
        f" WHERE tables = CAST(?3 AS bigint) AND view IN ({quoted(names)})"
    )
    position = min((at for _, at in going if at is not None), default=END)
    return Group(
        dict.fromkeys(names, tables), position, as_spoken(step, dialect), (tables,), len(names)
    )
