"""The composition root: puts the adapters together, once, and hands out an open store.

A store is a folder (`log.db`, `views.db`, `search.db`, `vault.db`, `evidence/`), a PostgreSQL URL,
or nothing at all: then it lives in a folder of its own that is gone when it is closed.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
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
from application.stops import ViewStopped
from application.views.things import EMPLOYEES
from domain.employee import IdentityErased
from domain.envelope import AnyEnvelope, Instant
from domain.system import StoreKind, StoreOpened
from infrastructure.backup import CopyFailed, PlaceTaken, back_up, must_be_free
from infrastructure.clock import SandboxClock, SystemClock, TimeBackwards
from infrastructure.identifiers import uuid7
from infrastructure.keys.ring import KeyPlace, Ring
from infrastructure.laying import MANY, on_disk
from infrastructure.ledger.book import Ledger, own_origin
from infrastructure.ledger.checkpoint import Checkpoint, NoCheckpoint
from infrastructure.ledger.continuation import BadContinuation, Continuation
from infrastructure.ledger.cosigning import NotPublished, take_in, to_cosign
from infrastructure.ledger.key_folder import KeyFolder, KeysUnfit
from infrastructure.ledger.notes import BadNote, Note
from infrastructure.ledger.policy import BadPolicy, Policy
from infrastructure.ledger.proof_file import SUFFIX as PROOF_SUFFIX
from infrastructure.ledger.publisher import (
    CannotSign,
    Forked,
    MemoryGone,
    NoKey,
    OtherLog,
    Publisher,
    Rewound,
    TooFewWitnesses,
    WrongTree,
)
from infrastructure.ledger.schedule import Schedule
from infrastructure.ledger.signing import Algorithm, BadKey
from infrastructure.ledger.static import NothingPublished, OtherTree, write_tree
from infrastructure.ledger.witness import NotCosigned, Reason, Witness
from infrastructure.ledger.witness_folder import NoWitness, WitnessFolder
from infrastructure.ledger.witnesses import Witnesses
from infrastructure.log_base import StoredLog
from infrastructure.log_batch import Unrecordable
from infrastructure.pack_writer import PackTooLarge, pack_at
from infrastructure.premises import DATABASE_ERRORS, SOFTWARE, Beside, KeptEvidence, Premises
from infrastructure.projector import Projector
from infrastructure.proofs import proof
from infrastructure.rebuilding.rebuild import NothingKept
from infrastructure.rehearsal import rehearsal_of
from infrastructure.restoring import CopyDamaged, CopyUnsound, NoBackup, restore
from infrastructure.search_index import KeptSearch
from infrastructure.settings import EVIDENCE, UPLOAD_LIMIT, Settings
from infrastructure.soundness import NoStore, Soundness, examine, head_of
from infrastructure.tokens import Tokens
from infrastructure.vault import TableVault
from infrastructure.view_keeper import ViewKeeper
from infrastructure.view_store import KeptViews
from infrastructure.view_tables import NotAdopted, ViewsUnavailable

__all__ = [
    "DATABASE_ERRORS",
    "PROOF_SUFFIX",
    "SOFTWARE",
    "UPLOAD_LIMIT",
    "Algorithm",
    "BadContinuation",
    "BadKey",
    "BadNote",
    "BadPolicy",
    "CannotSign",
    "Checkpoint",
    "Continuation",
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
    "NoWitness",
    "NotAdopted",
    "NotCosigned",
    "NotPublished",
    "Note",
    "NothingKept",
    "NothingPublished",
    "OtherLog",
    "OtherTree",
    "PackTooLarge",
    "PlaceTaken",
    "Policy",
    "Premises",
    "Publisher",
    "Reason",
    "Rewound",
    "Ring",
    "Schedule",
    "Settings",
    "Soundness",
    "Store",
    "StoreKind",
    "SystemClock",
    "TableVault",
    "TimeBackwards",
    "TooFewWitnesses",
    "Unrecordable",
    "ViewsUnavailable",
    "Witness",
    "WitnessFolder",
    "Witnesses",
    "WrongKind",
    "WrongTree",
    "back_up",
    "examine",
    "head_of",
    "must_be_free",
    "on_disk",
    "open_store",
    "pack_at",
    "restore",
    "take_in",
    "to_cosign",
    "write_tree",
]

_say = logging.getLogger("jejak.store")


class WrongKind(RuntimeError):
    """The store is a sandbox and must not be, or the other way round; it never changes (D15)."""

    def __init__(self, kind: StoreKind, asked: StoreKind) -> None:
        super().__init__(f"this store is {kind}, it can never be opened as {asked}")
        self.kind = kind
        self.asked = asked


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
    keeper: ViewKeeper
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

    def rebuild_views(
        self,
        view: str | None = None,
        *,
        comparing: bool = True,
        processes: int | None = None,
        told: Callable[[int], None] | None = None,
    ) -> list[str]:
        """Fold every view (or one) anew and let it serve; what was different before, in words.

        A long log is folded in so many `processes`, or one for each core. `told` hears of every
        position reached. Raises `ViewStopped` at a fact that cannot be placed. With all of them
        what is kept of the tree is thrown away, to be made anew as well.
        """
        found = self.keeper.rebuild(view, comparing=comparing, processes=processes, told=told)
        if view is None:
            self.ledger.tree.forget()
            self.search.begin_anew()
        return found

    def check_views(self, view: str | None = None) -> list[str]:
        """Compare views (one, or all and the state rows) with a fold from the first fact."""
        return self.keeper.check(view)

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
    witnesses: Witnesses | None = None,
    witnesses_required: bool = False,
) -> Store:
    """Open a store, or make one of the kind asked for, else `if_new`.

    An existing store is opened as what it is; raises `WrongKind` if `kind` differs. `at` is the
    instant a new store opens at, the machine's time if not given. `evidence`, `keys` and `master`
    say where documents, keys and master key lie, see `Premises.of`; raises `KeysUnusable`, and
    ValueError for an address that cannot be used. `origin` is the name of the log in checkpoints,
    `signing` the folder of the keys that sign them, `witnesses` who is asked to cosign them,
    without whom none is published if they are required. Eight processes may do this at once on an
    empty place: one of them opens the store, all use it.
    """
    with ExitStack() as closing:
        if where is None:
            where = closing.enter_context(TemporaryDirectory(prefix="jejak-"))
        premises = Premises.of(where, evidence, keys, master)
        log = premises.open_whole_log(signing)
        closing.callback(log.close)
        tables = premises.open_tables()
        closing.callback(tables.close)
        real = SystemClock()
        if not log.head().position:
            log.append([first_facts(kind or if_new, at or real.now())])
        kind = _kind_of(log, kind)
        keeper = ViewKeeper.over(premises, log, closing)
        views, projector = keeper.views, keeper.projector
        clock: Clock = SandboxClock(log.head().recorded_at) if kind is StoreKind.SANDBOX else real
        beside, documents = Beside.on(tables, premises.keys), premises.open_evidence()
        closing.callback(beside.vault.close)
        ledger = beside.ledger(log, origin or own_origin(log))
        publisher = None
        if signing is not None:
            parts = (log, ledger, KeyFolder(signing), clock, witnesses)
            publisher = Publisher(*parts, required=witnesses_required)
        search = premises.open_search(log, beside.vault)
        closing.callback(search.close)
        for subject in beside.swept:
            _forget(search, subject)
        log.follow(_keeping_up(projector, search))
        notes, why, lay = beside.access_log, partial(proof, log), on_disk(MANY)
        room = ReadingRoom(log, ledger, views, beside.vault, documents, notes, search, why, lay)
        enquirer = Enquirer(room)
        office = Office(log, views, beside.vault, documents, enquirer, keeper.bring_up)

        def new_id() -> str:
            return uuid7(clock.now())

        def rehearse() -> Place:
            with_nothing_kept = rehearsal_of(log, views, beside.vault, documents)
            return Place(Office(*with_nothing_kept, enquirer), with_nothing_kept.log)

        with suppress(ViewStopped):
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
            keeper=keeper,
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
