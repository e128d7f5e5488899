"""The log in one schema of PostgreSQL: one stored call per append, under an advisory lock."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError, PersistenceError
from psycopg.sql import SQL, Identifier

from application.ports import Append, ClaimTaken, KeyTaken, LogUnavailable, Outcome, Stale
from infrastructure.canonical import Catalogue, Upcasters
from infrastructure.log_base import TREE_EVERY, Row, StoredLog
from infrastructure.log_batch import Batch, Place
from infrastructure.log_stretch import CheckedRow
from infrastructure.merkle import Frontier
from infrastructure.postgres_call import AppendAnswer, AppendCall, Connection, append
from infrastructure.recorder_postgres import LogDatastore, LogRecorder


class PostgresLog(StoredLog):
    """The event log of a shared store. Any number of processes may append to it.

    `url` must name host, user and database. The schema is created if it is not there, which needs
    its owner; a role that may only append finds it ready.
    """

    def __init__(
        self,
        url: str,
        *,
        schema: str = "jejak",
        catalogue: Catalogue,
        upcasters: Upcasters,
        fingerprint: bytes,
        software: str,
    ) -> None:
        super().__init__(
            catalogue=catalogue, upcasters=upcasters, fingerprint=fingerprint, software=software
        )
        self._datastore = LogDatastore(url, schema=schema)
        self._known = Place()
        self._statements: dict[str, bytes] = {}
        with _unavailable():
            self._recorder = LogRecorder(self._datastore)
            self._recorder.create_table()

    def key(self, key: str) -> KeyTaken | None:
        row = self._one("SELECT request_hash, first, last FROM {}.command_key WHERE key = %s", key)
        return None if row is None else KeyTaken(row[0], range(row[1], row[2] + 1))

    def claimed(self, scope: str, name: str) -> str | None:
        row = self._one("SELECT owner FROM {}.claim WHERE scope = %s AND name = %s", scope, name)
        return None if row is None else str(row[0])

    def boundary(self, name: str) -> int:
        row = self._one("SELECT position FROM {}.boundary WHERE name = %s", name)
        return 0 if row is None else int(row[0])

    def close(self) -> None:
        self._datastore.close()

    def _write(self, asks: Sequence[Append]) -> list[Outcome]:
        with _unavailable(), self._datastore.writing() as connection:
            outcomes = self._recorded(connection, dict(enumerate(asks)))
        return [self._repeated(ask, outcomes[number]) for number, ask in enumerate(asks)]

    def _recorded(self, connection: Connection, waiting: dict[int, Append]) -> dict[int, Outcome]:
        """First with the head this process knows; if it has moved, again with the turn in hand."""
        settled: dict[int, Outcome] = {}
        end = self._attempt(connection, self._known, waiting, settled)
        if end is None:
            with connection.transaction():
                head = self._end(self._recorder.take_turn(connection))
                while end is None:
                    end = self._attempt(connection, head, waiting, settled)
        self._known = end
        return settled

    def _attempt(
        self,
        connection: Connection,
        head: Place,
        waiting: dict[int, Append],
        settled: dict[int, Outcome],
    ) -> Place | None:
        """Try to record all who wait. Where the log ends then; None if some still have to wait.

        An ask that does not hold in the database is settled and waits no longer. With the turn in
        hand the head cannot move, so every attempt but the last settles at least one.
        """
        if not waiting:
            return head
        batch = Batch(self._canon, self._software, head)
        call = AppendCall(head.position, self._fingerprint)
        outcomes = {
            number: batch.conflict(ask) or _added(batch, call, number, ask)
            for number, ask in waiting.items()
        }
        _complete(call, batch)
        answer = append(connection, call)
        if answer is None:
            settled.update(outcomes)
            if batch.passes(TREE_EVERY):
                self._keep_tree(connection, head.position)
            return batch.end()
        for number, outcome in _failures(answer):
            settled.setdefault(number, outcome)
            waiting.pop(number, None)
        return None if waiting else self._end(answer.head)

    def _repeated(self, ask: Append, outcome: Outcome) -> Outcome:
        """An ask that met a conflict within its batch may be a repeated one all the same."""
        if ask.key is None or not isinstance(outcome, Stale | ClaimTaken):
            return outcome
        return self.key(ask.key) or outcome

    def _keep_tree(self, connection: Connection, position: int) -> None:
        tree = self._tree(position)
        keep = SQL("SELECT {}.keep_tree(%s, %s)").format(Identifier(self._datastore.schema))
        connection.execute(keep, (tree.size, tree.to_bytes()))

    def _place(self) -> Place:
        row = self._one("SELECT max(notification_id) FROM {}.stored_events")
        assert row is not None
        return self._end(row[0] or 0)

    def _end(self, position: int) -> Place:
        """Where the log ends, given the position: the instant is that of the fact there."""
        if position == self._known.position:
            return self._known
        [row] = self._page(position - 1, position, 1)
        return Place(position, self._read(row).recorded_at)

    def extent(self) -> int:
        row = self._one(
            "WITH log AS (SELECT coalesce(max(notification_id), 0) AS position "
            "FROM {0}.stored_events) SELECT greatest((SELECT position FROM log), "
            "(SELECT max(position) FROM {0}.frontier), (SELECT max(last) FROM {0}.command_key), "
            "(SELECT max(position) FROM {0}.boundary), (SELECT max(position) FROM {0}.claim))"
        )
        assert row is not None
        return int(row[0])

    def _kept_trees(self) -> dict[int, bytes]:
        return dict(self._all("SELECT position, tree FROM {}.frontier"))

    def _checked_page(self, after: int, last: int) -> list[CheckedRow]:
        rows = self._all(
            "SELECT notification_id, originator_id, originator_version, topic, state, leaf "
            "FROM {}.stored_events WHERE notification_id > %s AND notification_id <= %s "
            "ORDER BY notification_id",
            *(after, last),
        )
        return [CheckedRow(*row) for row in rows]

    def _keys(self, keys: Sequence[str]) -> dict[str, range]:
        rows = self._all(
            "SELECT key, first, last FROM {}.command_key WHERE key = ANY(%s)", list(keys)
        )
        return {key: range(first, last + 1) for key, first, last in rows}

    def _kept_tree(self, upto: int) -> Frontier:
        row = self._one(
            "SELECT tree FROM {}.frontier WHERE position <= %s ORDER BY position DESC LIMIT 1", upto
        )
        return Frontier() if row is None else Frontier.from_bytes(row[0])

    def _page(self, after: int, upto: int, limit: int) -> list[Row]:
        return self._all(
            "SELECT notification_id, originator_id, originator_version, topic, state "
            "FROM {}.stored_events WHERE notification_id > %s AND notification_id <= %s "
            "ORDER BY notification_id LIMIT %s",
            *(after, upto, limit),
        )

    def _stream_page(self, stream: str, after: int, upto: int, limit: int) -> list[Row]:
        return self._all(
            "SELECT notification_id, originator_id, originator_version, topic, state "
            "FROM {}.stored_events WHERE originator_id = %s AND originator_version > %s "
            "AND notification_id <= %s ORDER BY originator_version LIMIT %s",
            *(stream, after, upto, limit),
        )

    def _state_row(self, stream: str) -> tuple[int, bytes] | None:
        row = self._one(
            "SELECT version, state FROM {}.stream_state WHERE stream = %s AND fingerprint = %s",
            *(stream, self._fingerprint),
        )
        return None if row is None else (row[0], row[1])

    def _state_page(self, after: str, limit: int) -> list[tuple[str, int, bytes]]:
        return self._all(
            "SELECT stream, version, state FROM {}.stream_state "
            "WHERE stream > %s AND fingerprint = %s ORDER BY stream LIMIT %s",
            *(after, self._fingerprint, limit),
        )

    def _one(self, query: LiteralString, *values: object) -> tuple[Any, ...] | None:
        rows = self._all(query, *values)
        return rows[0] if rows else None

    def _all(self, query: LiteralString, *values: object) -> list[Any]:
        """A read. It may be repeated, so one that met a dead connection is."""
        statement = self._statements.get(query)
        if statement is None:
            statement = SQL(query).format(Identifier(self._datastore.schema)).as_bytes()
            self._statements[query] = statement
        with _unavailable():
            try:
                with self._datastore.reading() as cursor:
                    return cursor.execute(statement, values, prepare=True).fetchall()
            except (OperationalError, InterfaceError):
                self._datastore.pool.check()
            with self._datastore.reading() as cursor:
                return cursor.execute(statement, values, prepare=True).fetchall()


def _added(batch: Batch, call: AppendCall, number: int, ask: Append) -> Outcome:
    """Place an ask, and note what the database has to hold for it: what earlier asks of the
    batch did not decide already."""
    for stream, version in ask.expected.items():
        if stream not in batch.versions:
            call.expected.append((stream, version, number))
    for name, position in ask.boundaries.items():
        if name not in batch.boundaries:
            call.reads.append((name, position, number))
    outcome = batch.add(number, ask)
    if ask.key is not None:
        call.keys.append((*batch.keys[ask.key], number))
    for claim in ask.claims:
        call.claims.append((*claim, *batch.claims[claim], number))
    return outcome


def _complete(call: AppendCall, batch: Batch) -> None:
    call.events = [entry[1:] for entry in batch.entries]
    call.touched = list(batch.boundaries.items())
    call.states = batch.state_rows()


def _failures(answer: AppendAnswer) -> Iterator[tuple[int, Outcome]]:
    """Number and outcome of each ask that does not hold; a later reason for one is the lesser."""
    for failure in answer.failed:
        yield failure["ask"], _failure(failure)


def _failure(failure: Mapping[str, Any]) -> Outcome:
    match failure:
        case {"hash": request_hash, "first": first, "last": last}:
            return KeyTaken(bytes.fromhex(request_hash), range(first, last + 1))
        case {"scope": scope, "name": name, "owner": owner}:
            return ClaimTaken(scope, name, owner)
    return Stale(failure["stale"])


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except (PersistenceError, psycopg.Error) as error:
        raise LogUnavailable(str(error)) from error
