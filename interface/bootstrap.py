"""The composition root: puts the adapters together, once, and hands out an open store.

A store is a folder (`log.db`, `views.db`, `search.db`, `vault.db`, `evidence/`), a PostgreSQL URL,
or nothing at all: then it lives in a folder of its own that is gone when it is closed.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from application.access import AccessNotes
from application.enquirer import Enquirer
from application.first_facts import first_facts
from application.importing import Importer, Place
from application.office import Office
from application.ports import Clock, EventLog, NewId
from application.reading import ReadingRoom
from application.views import VIEWS
from application.views.things import EMPLOYEES
from domain.employee import IdentityErased
from domain.envelope import AnyEnvelope, Instant
from domain.system import StoreKind, StoreOpened
from domain.things import BLANK
from infrastructure.backup import CopyFailed, PlaceTaken, back_up, must_be_free
from infrastructure.clock import SandboxClock, SystemClock, TimeBackwards
from infrastructure.fingerprint import view_fingerprint
from infrastructure.identifiers import uuid7
from infrastructure.keys.ring import KeyPlace, Ring
from infrastructure.ledger.book import Ledger, own_origin
from infrastructure.ledger.checkpoint import Checkpoint, NoCheckpoint
from infrastructure.ledger.key_folder import KeyFolder, KeysUnfit
from infrastructure.ledger.proof_file import SUFFIX as PROOF_SUFFIX
from infrastructure.ledger.publisher import (
    CannotSign,
    Forked,
    MemoryGone,
    NoKey,
    OtherLog,
    Publisher,
    Rewound,
    WrongTree,
)
from infrastructure.ledger.schedule import Schedule
from infrastructure.ledger.signing import Algorithm, BadKey
from infrastructure.ledger.static import NothingPublished, OtherTree, write_tree
from infrastructure.log_base import StoredLog
from infrastructure.log_batch import Unrecordable
from infrastructure.premises import SOFTWARE, Beside, KeptEvidence, Premises
from infrastructure.projector import Projector
from infrastructure.proofs import proof
from infrastructure.rebuild import check, rebuild
from infrastructure.rehearsal import rehearsal_of
from infrastructure.restoring import CopyDamaged, CopyUnsound, NoBackup, restore
from infrastructure.search_index import KeptSearch
from infrastructure.settings import EVIDENCE, UPLOAD_LIMIT, Settings
from infrastructure.soundness import NoStore, Soundness, examine, head_of
from infrastructure.tokens import Tokens
from infrastructure.vault import TableVault
from infrastructure.view_fold import ViewStopped
from infrastructure.view_store import KeptViews

__all__ = [
    "PROOF_SUFFIX",
    "SOFTWARE",
    "UPLOAD_LIMIT",
    "Algorithm",
    "BadKey",
    "CannotSign",
    "Checkpoint",
    "CopyDamaged",
    "CopyFailed",
    "CopyUnsound",
    "Forked",
    "KeyFolder",
    "KeyPlace",
    "KeysUnfit",
    "MemoryGone",
    "NoBackup",
    "NoCheckpoint",
    "NoKey",
    "NoStore",
    "NothingPublished",
    "OtherLog",
    "OtherTree",
    "PlaceTaken",
    "Premises",
    "Publisher",
    "Rewound",
    "Ring",
    "Schedule",
    "Settings",
    "Soundness",
    "Store",
    "StoreKind",
    "TableVault",
    "TimeBackwards",
    "Unrecordable",
    "WrongKind",
    "WrongTree",
    "back_up",
    "examine",
    "head_of",
    "must_be_free",
    "open_store",
    "restore",
    "write_tree",
]

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
    ledger: Ledger
    publisher: Publisher | None
    """None in a store whose checkpoints are not signed here."""
    views: KeptViews
    projector: Projector
    search: KeptSearch
    vault: TableVault
    evidence: KeptEvidence
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
        """Fold every view anew and let it serve; what was different before, in words. What is kept
        of the tree is thrown away, to be made anew as well."""
        self.ledger.tree.forget()
        found = rebuild(self.log, self.views)
        self.search.begin_anew()
        return found

    def check_views(self, view: str | None = None) -> list[str]:
        """Compare views with a fold from the first fact: one, or all, state rows and search too."""
        found = check(self.log, self.views, view=view, blanks=BLANK)
        return found if view is not None else [*found, *self.search.differences()]

    def close(self) -> None:
        self._closing.close()


def open_store(
    where: str | None,
    *,
    kind: StoreKind | None = None,
    if_new: StoreKind = StoreKind.PRODUCTION,
    at: Instant | None = None,
    evidence: Path | str = EVIDENCE,
    keys: Path | None = None,
    master: Path | None = None,
    origin: str | None = None,
    signing: Path | None = None,
) -> Store:
    """Open a store, or make one of the kind asked for, else `if_new`.

    An existing store is opened as what it is; raises `WrongKind` if `kind` differs. `at` is the
    instant a new store opens at, the machine's time if not given. `evidence`, `keys` and `master`
    say where documents, keys and master key lie, see `Premises.of`; raises `KeysUnusable`, and
    ValueError for an address that cannot be used. `origin` is the name of the log in checkpoints,
    `signing` the folder of the keys that sign them. Eight processes may do this at once on an
    empty place: one of them opens the store, all use it.
    """
    with ExitStack() as closing:
        if where is None:
            where = closing.enter_context(TemporaryDirectory(prefix="jejak-"))
        premises = Premises.of(where, evidence, keys, master)
        log = premises.open_log()
        closing.callback(log.close)
        views = premises.open_views()
        closing.callback(views.close)
        tables = premises.open_tables()
        closing.callback(tables.close)
        real = SystemClock()
        if not log.head().position:
            log.append([first_facts(kind or if_new, at or real.now())])
        kind = _kind_of(log, kind)
        if not views.adopt(VIEWS, view_fingerprint()):
            rebuild(log, views)
        projector = Projector(log, views)
        _catch_up(projector)
        clock: Clock = SandboxClock(log.head().recorded_at) if kind is StoreKind.SANDBOX else real
        beside, documents = Beside.on(tables, premises.keys), premises.open_evidence()
        closing.callback(beside.vault.close)
        ledger = beside.ledger(log, origin or own_origin(log))
        publisher = Publisher(log, ledger, KeyFolder(signing), clock) if signing else None
        search = premises.open_search(log, beside.vault)
        closing.callback(search.close)
        for subject in beside.swept:
            _forget(search, subject)
        log.follow(_keeping_up(projector, search))
        room = ReadingRoom(
            log,
            ledger,
            views,
            beside.vault,
            documents,
            beside.access_log,
            search,
            partial(proof, log),
        )
        enquirer = Enquirer(room)
        office = Office(log, views, beside.vault, documents, enquirer, _bringing_up(projector))

        def new_id() -> str:
            return uuid7(clock.now())

        def rehearse() -> Place:
            with_nothing_kept = rehearsal_of(log, views, beside.vault, documents)
            return Place(Office(*with_nothing_kept, enquirer), with_nothing_kept.log)

        for employee, _ in views.current(EMPLOYEES, state="ERASED"):
            office.forget_person(employee)
        return Store(
            kind=kind,
            office=office,
            importer=Importer(Place(office, log), documents, new_id, rehearse),
            reading_room=room,
            log=log,
            ledger=ledger,
            publisher=publisher,
            views=views,
            projector=projector,
            search=search,
            vault=beside.vault,
            evidence=documents,
            access_log=beside.access_log,
            tokens=beside.tokens,
            clock=clock,
            new_id=new_id,
            _closing=closing.pop_all(),
        )


def _kind_of(log: EventLog, asked: StoreKind | None) -> StoreKind:
    """What the store is, by its first fact."""
    [first] = log.tail(0, upto=1)
    assert isinstance(first.data, StoreOpened)
    if asked is not None and first.data.kind is not asked:
        raise WrongKind(first.data.kind, asked)
    return first.data.kind


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


def _forget(search: KeptSearch, employee: str) -> None:
    """Take an erased person out of the search index; it never undoes what was recorded."""
    try:
        search.forget(employee)
    except Exception:
        _say.exception("an erased person could not be taken out of the search index")


def _keeping_up(
    projector: Projector, search: KeptSearch
) -> Callable[[Sequence[AnyEnvelope]], None]:
    """Folds each commit before it is answered. Views that fail never undo what was recorded.

    The search index waits for whoever searches, unless somebody's identity was erased.
    """

    def keep_up(facts: Sequence[AnyEnvelope]) -> None:
        for fact in facts:
            if isinstance(fact.data, IdentityErased):
                _forget(search, fact.subject)
        try:
            kept = projector.project(facts)
        except Exception:
            _say.exception("the views failed at position %s", facts[0].position)
        else:
            if not kept:
                _say.error("the views have stopped: %s", projector.status().stopped)

    return keep_up
