"""The storage engine under the PostgreSQL log: the package's recorder, made strict.

The stock recorder locks the table in a way that stops ANALYZE and needs rights to change facts,
and with "database functions" it loses events. Here one stored function appends, under an advisory
lock (see `log_postgres.sql`), and the package's own ways to write are closed.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib.resources import files
from threading import Lock
from typing import Any, Literal

import psycopg
from eventsourcing import persistence
from eventsourcing.persistence import NotSupportedError, StoredEvent, Subscription
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row, scalar_row, tuple_row
from psycopg.sql import SQL, Composed, Identifier
from psycopg.sql import Literal as SqlLiteral

from infrastructure.postgres_call import AppendCall, Connection, append, prepare_append

LAYOUT = 2
FORBIDDEN = "POSTGRES_ENABLE_DB_FUNCTIONS"

_SESSION = (
    "-c default_transaction_isolation=read\\ committed -c idle_in_transaction_session_timeout=10s"
)


class LogDatastore(PostgresDatastore):
    """Connections to one schema. Everything is given: no setting is taken from the environment.

    `url` must name host, user and database. Raises ValueError with one sentence if it does not,
    or if the package's database functions are asked for, here or in the environment.
    """

    def __init__(
        self,
        url: str,
        *,
        schema: str = "jejak",
        readers: int = 20,
        originator_id_type: Literal["uuid", "text"] = "text",
        enable_db_functions: bool = False,
    ) -> None:
        refuse_db_functions(os.environ, given=enable_db_functions)
        self._settings = connection_settings(url)
        super().__init__(
            dbname=self._settings["dbname"],
            host=self._settings["host"],
            port=self._settings["port"],
            user=self._settings["user"],
            password=self._settings["password"],
            schema=schema,
            max_overflow=readers - 1,
            originator_id_type=originator_id_type,
        )
        self._turn = Lock()
        self._writer: Connection | None = None
        self._closed = False
        self.pool.kwargs = {**self._settings, "row_factory": dict_row}
        digest = sha256(f"the log in schema {schema}".encode()).digest()
        self.lock = int.from_bytes(digest[:8], "big", signed=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The kept connection for appending, in turn.

        After any error it is made anew: a rollback also takes the prepared call away.
        """
        with self._turn:
            if self._closed:
                raise psycopg.InterfaceError("the log is closed")
            if self._writer is None or self._writer.closed:
                self._writer = self._connect_writer()
            try:
                yield self._writer
            except BaseException:
                self._writer.close()
                raise

    @contextmanager
    def reading(self) -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
        """A cursor with binary results. Errors are the package's."""
        with self.get_connection() as connection:
            yield connection.cursor(binary=True, row_factory=tuple_row)

    def close(self) -> None:
        super().close()
        with self._turn:
            self._closed = True
            if self._writer is not None:
                self._writer.close()

    def __del__(self) -> None:
        if hasattr(self, "_turn"):
            self.close()

    def _connect_writer(self) -> Connection:
        """It never gives up durability. Its plans are generic: every statement of an append
        looks into indexes, and planning it for each array costs more than running it.
        """
        connection: Connection = psycopg.connect(**self._settings, autocommit=True)
        connection.execute("SET plan_cache_mode = force_generic_plan")
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') IN ('off', 'local')"
        )
        prepare_append(connection, self.schema)
        return connection


class LogRecorder(PostgresApplicationRecorder):
    """The recorder of the package over the one stored append."""

    datastore: LogDatastore

    def __init__(self, datastore: LogDatastore) -> None:
        super().__init__(datastore, events_table_name="stored_events")
        schema = Identifier(datastore.schema)
        self.sql_create_statements = []
        self._turn = SQL("SELECT {}.take_turn()").format(schema).as_bytes()

    def create_table(self) -> None:
        """Create what is not there, once, though many processes start together.

        Raises NotSupportedError if the schema has another layout than this program writes.
        """
        with self.datastore.get_connection() as connection:
            if self._layout(connection) is None:
                with connection.transaction():
                    connection.execute("SELECT pg_advisory_xact_lock(%s)", (self.datastore.lock,))
                    if self._layout(connection) is None:
                        connection.execute(self._script())
            found = self._layout(connection)
        if found != LAYOUT:
            raise NotSupportedError(
                f"schema {self.datastore.schema} has table layout {found}, "
                f"this program writes {LAYOUT}"
            )

    def take_turn(self, connection: Connection) -> int:
        """Wait for the log's turn, held until the transaction ends; where the log ends."""
        cursor = connection.cursor(row_factory=scalar_row)
        return int(cursor.execute(self._turn).fetchone() or 0)

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        """The package's way in: as given, at the next positions, whatever the bytes are."""
        call = AppendCall(0)
        for event in stored_events:
            stream = str(event.originator_id)
            call.events.append((stream, event.originator_version, event.topic, event.state))
        with _package_errors(), self.datastore.writing() as connection, connection.transaction():
            last = call.assumed = self.take_turn(connection)
            append(connection, call)
        return list(range(last + 1, last + 1 + len(stored_events)))

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[Any]:
        """Not offered: a reader tails by position and can then miss nothing."""
        raise NotImplementedError("tail the log by position")

    def _layout(self, connection: psycopg.Connection[Any]) -> int | None:
        """The layout of the schema; None if it is not there.

        The catalogue is read as a table: a session that has looked for a name in vain may go on
        believing its cache, even after it waited for the one who creates it.
        """
        cursor = connection.cursor(row_factory=scalar_row)
        schema = self.datastore.schema
        tables = "SELECT 1 FROM pg_tables WHERE schemaname = %s AND tablename = 'layout'"
        if cursor.execute(tables, (schema,)).fetchone() is None:
            return None
        query = SQL("SELECT max(number) FROM {}.layout").format(Identifier(schema))
        layout: int | None = cursor.execute(query).fetchone()
        return layout

    def _script(self) -> Composed:
        text = (files("infrastructure") / "log_postgres.sql").read_text("utf-8")
        return SQL(text).format(
            schema=Identifier(self.datastore.schema),
            id=SQL(self.datastore.originator_id_type),
            lock=SqlLiteral(self.datastore.lock),
        )


@contextmanager
def _package_errors() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        kinds = (getattr(persistence, kind.__name__, None) for kind in type(error).__mro__)
        raise next(filter(None, kinds), persistence.PersistenceError)(str(error)) from error


def grant_append(url: str, role: str, *, schema: str = "jejak") -> None:
    """As the owner: let a role read the log and call its append, and nothing more."""
    with psycopg.connect(**connection_settings(url)) as connection:
        for grant in (
            "GRANT USAGE ON SCHEMA {schema} TO {role}",
            "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {role}",
        ):
            names = {"schema": Identifier(schema), "role": Identifier(role)}
            connection.execute(SQL(grant).format(**names))


def connection_settings(url: str) -> dict[str, Any]:
    """Every setting of a connection, so that libpq has none to take from the environment."""
    given: dict[str, Any] = dict(conninfo_to_dict(url))
    for name in ("host", "user", "dbname"):
        if not given.get(name):
            raise ValueError(f"The database URL must name the {name}.")
    defaults = {
        "port": "5432",
        "password": "",
        "sslmode": "prefer",
        "connect_timeout": "10",
        "application_name": "jejak",
    }
    options = f"{given.get('options', '')} {_SESSION}".strip()
    return {**defaults, **given, "options": options, "client_encoding": "utf8"}


def refuse_db_functions(environment: Mapping[str, str], *, given: bool = False) -> None:
    """ValueError if the package's database functions are asked for under any application name."""
    asked = [
        name
        for name, value in environment.items()
        if name.endswith(FORBIDDEN) and value.strip().lower() not in ("", "0", "n", "no", "false")
    ]
    if asked or given:
        raise ValueError(
            f"{asked[0] if asked else FORBIDDEN} must stay off: "
            "with those functions readers of the log miss events."
        )
