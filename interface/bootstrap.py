"""The composition root: puts the adapters together, once, and hands out an open store.

A store is a folder (`log.db`, `views.db`, `vault.db`, `evidence/`), a PostgreSQL URL, or nothing at
all: then it lives in a folder of its own that is gone when it is closed.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qsl, urlencode, urlsplit

from application.access import AccessNotes
from application.importing import Importer, Place
from application.office import Office
from application.ports import Append, Clock, Draft, EventLog, NewId
from application.reading import ReadingRoom
from application.sampling import populations_of
from application.views import VIEWS
from application.views.things import EMPLOYEES
from domain.account import Account, AccountOpened, RoleGranted
from domain.base import Fact
from domain.catalogue import CATALOGUE
from domain.dates import civil_day
from domain.enums import Channel, Role
from domain.envelope import AnyEnvelope, Instant
from domain.shapes import Decree, RoleGrant
from domain.system import StoreKind, StoreOpened, System
from domain.things import BLANK
from domain.upcasters import UPCASTERS
from infrastructure.access_log import AccessLog
from infrastructure.clock import SandboxClock, SystemClock, TimeBackwards
from infrastructure.evidence import FolderEvidence
from infrastructure.fingerprint import fold_fingerprint, view_fingerprint
from infrastructure.identifiers import uuid7
from infrastructure.log_base import StoredLog
from infrastructure.log_batch import Unrecordable
from infrastructure.projector import Projector
from infrastructure.proofs import proof
from infrastructure.rebuild import check, rebuild
from infrastructure.rehearsal import rehearsal_of
from infrastructure.settings import EVIDENCE, Settings
from infrastructure.side_tables import PostgresTables, SideTables, SqliteTables
from infrastructure.tokens import Tokens
from infrastructure.vault import TableVault
from infrastructure.view_fold import ViewStopped
from infrastructure.view_store import KeptViews

__all__ = [
    "SOFTWARE",
    "Settings",
    "Store",
    "StoreKind",
    "TimeBackwards",
    "Unrecordable",
    "WrongKind",
    "open_store",
]

SOFTWARE = version("jejak")
ROOT = "root"
SYSTEM_STREAM = "system:system"
ROOT_STREAM = f"account:{ROOT}"
_ROOT_SINCE = date(2000, 1, 1)
_ROOT_DECREE = Decree(number="system.store-opened", date=_ROOT_SINCE)
_SCHEMA = "jejak"

_say = logging.getLogger("jejak.store")


class WrongKind(RuntimeError):
    """The store is a sandbox and must not be, or the other way round; it never changes (D15)."""

    def __init__(self, kind: StoreKind, asked: StoreKind) -> None:
        super().__init__(f"this store is {kind}, it can never be opened as {asked}")


@dataclass(frozen=True, slots=True)
class Store:
    """One open store and everything that works on it."""

    kind: StoreKind
    office: Office
    importer: Importer
    reading_room: ReadingRoom
    log: StoredLog
    views: KeptViews
    projector: Projector
    vault: TableVault
    evidence: FolderEvidence
    access_log: AccessNotes
    tokens: Tokens
    clock: Clock
    new_id: NewId
    _closing: ExitStack = field(repr=False)

    def account_of(self, login: str) -> str | None:
        """The account id behind a login; `system` is the clock's. None if there is none."""
        return "system" if login == "system" else self.log.claimed("login", login)

    def set_time(self, moment: Instant) -> None:
        """Set a sandbox's clock forward; raises `TimeBackwards` if it is later there already."""
        if not isinstance(self.clock, SandboxClock):
            raise WrongKind(self.kind, StoreKind.SANDBOX)
        self.clock.set(moment)

    def rebuild_views(self) -> list[str]:
        """Fold every view anew and let it serve; what was different before, in words."""
        return rebuild(self.log, self.views)

    def check_views(self, view: str | None = None) -> list[str]:
        """Compare views (one, or all and the state rows) with a fold from the first fact."""
        return check(self.log, self.views, view=view, blanks=BLANK)

    def close(self) -> None:
        self._closing.close()


@dataclass(frozen=True, slots=True)
class _Parts:
    log: StoredLog
    views: KeptViews
    tables: SideTables
    evidence: FolderEvidence


def open_store(
    where: str | None,
    *,
    kind: StoreKind | None = None,
    if_new: StoreKind = StoreKind.PRODUCTION,
    at: Instant | None = None,
    evidence: Path = EVIDENCE,
) -> Store:
    """Open a store, or make one of the kind asked for, else `if_new`.

    An existing store is opened as what it is; raises `WrongKind` if `kind` differs. `at` is the
    instant a new store opens at, the machine's time if not given. `evidence` is the folder of the
    documents of a store on PostgreSQL; a store in a folder keeps them inside it. Eight
    processes may do this at once on an empty place: one of them opens the store, all use it.
    """
    with ExitStack() as closing:
        parts = _parts(where, evidence, closing)
        real = SystemClock()
        if not parts.log.head().position:
            parts.log.append([_opening(kind or if_new, at or real.now())])
        kind = _kind_of(parts.log, kind)
        if not parts.views.adopt(VIEWS, view_fingerprint()):
            rebuild(parts.log, parts.views)
        projector = Projector(parts.log, parts.views)
        _catch_up(projector)
        parts.log.follow(_keeping_up(projector))
        now = parts.log.head().recorded_at
        clock: Clock = SandboxClock(now) if kind is StoreKind.SANDBOX else real
        vault = TableVault(parts.tables)
        access_log = AccessLog(parts.tables)
        room = ReadingRoom(
            parts.log, parts.views, vault, parts.evidence, access_log, partial(proof, parts.log)
        )
        populations = populations_of(room)
        office = Office(
            parts.log,
            parts.views,
            vault,
            parts.evidence,
            populations,
            _bringing_up(projector),
        )

        def new_id() -> str:
            return uuid7(clock.now())

        def rehearse() -> Place:
            with_nothing_kept = rehearsal_of(parts.log, parts.views, vault, parts.evidence)
            return Place(Office(*with_nothing_kept, populations), with_nothing_kept.log)

        for employee, _ in parts.views.current(EMPLOYEES, state="ERASED"):
            office.forget_person(employee)
        return Store(
            kind=kind,
            office=office,
            importer=Importer(Place(office, parts.log), parts.evidence, new_id, rehearse),
            reading_room=room,
            log=parts.log,
            views=parts.views,
            projector=projector,
            vault=vault,
            evidence=parts.evidence,
            access_log=access_log,
            tokens=Tokens(parts.tables),
            clock=clock,
            new_id=new_id,
            _closing=closing.pop_all(),
        )


def _parts(where: str | None, evidence: Path, closing: ExitStack) -> _Parts:
    if where is None:
        where = closing.enter_context(TemporaryDirectory(prefix="jejak-"))
    if where.startswith(("postgresql://", "postgres://")):
        parts = _on_postgres(*_address(where), evidence)
    else:
        parts = _in_folder(Path(where))
    closing.callback(parts.tables.close)
    closing.callback(parts.views.close)
    closing.callback(parts.log.close)
    return parts


def _in_folder(folder: Path) -> _Parts:
    from infrastructure.log_sqlite import SqliteLog
    from infrastructure.views_sqlite import SqliteViews

    folder.mkdir(parents=True, exist_ok=True)
    return _Parts(
        log=SqliteLog(
            folder / "log.db",
            catalogue=CATALOGUE,
            upcasters=UPCASTERS,
            fingerprint=fold_fingerprint(),
            software=SOFTWARE,
        ),
        views=SqliteViews(folder / "views.db"),
        tables=SqliteTables(folder / "vault.db"),
        evidence=FolderEvidence(folder / "evidence"),
    )


def _on_postgres(url: str, schema: str, evidence: Path) -> _Parts:
    from infrastructure.log_postgres import PostgresLog
    from infrastructure.views_postgres import PostgresViews

    return _Parts(
        log=PostgresLog(
            url,
            schema=schema,
            catalogue=CATALOGUE,
            upcasters=UPCASTERS,
            fingerprint=fold_fingerprint(),
            software=SOFTWARE,
        ),
        views=PostgresViews(url, schema=f"{schema}_views"),
        tables=PostgresTables(url, f"{schema}_side"),
        evidence=FolderEvidence(evidence),
    )


def _address(where: str) -> tuple[str, str]:
    """A PostgreSQL URL without its `schema` parameter, and the schema."""
    parts = urlsplit(where)
    parameters = dict(parse_qsl(parts.query))
    schema = parameters.pop("schema", _SCHEMA)
    return parts._replace(query=urlencode(parameters)).geturl(), schema


def _kind_of(log: EventLog, asked: StoreKind | None) -> StoreKind:
    """What the store is, by its first fact."""
    [first] = log.tail(0, upto=1)
    assert isinstance(first.data, StoreOpened)
    if asked is not None and first.data.kind is not asked:
        raise WrongKind(first.data.kind, asked)
    return first.data.kind


def _opening(kind: StoreKind, at: Instant) -> Append:
    """The first facts of every store: what it is, and the account that can open others."""
    day = civil_day(at)

    def draft(stream: str, fact: Fact, on: date) -> Draft:
        return Draft(
            stream=stream,
            fact=fact,
            effective_on=on,
            actor="system",
            role=Role.SYSTEM.value,
            channel=Channel.SYSTEM.value,
        )

    grant = RoleGrant(role=Role.ADMIN, since=_ROOT_SINCE, decree=_ROOT_DECREE)
    return Append(
        drafts=(
            draft(SYSTEM_STREAM, StoreOpened(kind=kind), day),
            draft(ROOT_STREAM, AccountOpened(login=ROOT), day),
            draft(ROOT_STREAM, RoleGranted(grant=grant), _ROOT_SINCE),
        ),
        expected={SYSTEM_STREAM: 0, ROOT_STREAM: 0},
        at=at,
        claims={("login", ROOT): ROOT},
        states={SYSTEM_STREAM: System(), ROOT_STREAM: Account()},
    )


def _catch_up(projector: Projector) -> None:
    """Fold what is not folded yet. Views that have stopped say so; the store opens all the same."""
    try:
        projector.catch_up()
    except ViewStopped as stopped:
        _say.error("%s", stopped)


def _bringing_up(projector: Projector) -> Callable[[], None]:
    """Folds what others recorded and did not fold. Views that fail leave the decision as it is."""

    def bring_up() -> None:
        try:
            _catch_up(projector)
        except Exception:
            _say.exception("the views could not be brought up to date")

    return bring_up


def _keeping_up(projector: Projector) -> Callable[[Sequence[AnyEnvelope]], None]:
    """Folds each commit before it is answered. Views that fail never undo what was recorded."""

    def keep_up(facts: Sequence[AnyEnvelope]) -> None:
        try:
            kept = projector.project(facts)
        except Exception:
            _say.exception("the views failed at position %s", facts[0].position)
        else:
            if not kept:
                _say.error("the views have stopped: %s", projector.status().stopped)

    return keep_up
