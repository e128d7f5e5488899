"""Whether a store is whole: the log, what it leads to, the personal data and the documents.

Nothing is served from what is checked, and nothing is made or mended. Views that were never made,
or that other code folded, are none of it: they are folded anew when the store is opened.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

import psycopg

from application.evidence import EvidenceUnavailable
from application.first_facts import SYSTEM_STREAM
from application.flaws import Flaw, KeysUnusable, LogFault
from application.ports import LogUnavailable
from application.stops import ViewStopped
from application.views import VIEWS
from domain.document import DocumentStored
from domain.states import EvidenceState
from domain.system import System
from domain.things import BLANK
from infrastructure.canonical import Tampered
from infrastructure.fence_check import gaps
from infrastructure.fingerprint import view_fingerprint
from infrastructure.ledger.book import UNNAMED, own_origin
from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.ledger.node_check import node_faults
from infrastructure.ledger.nodes import NODES, Nodes
from infrastructure.ledger.published import Published
from infrastructure.ledger.published_check import Heads, heads_of
from infrastructure.log_base import StoredLog
from infrastructure.log_check import state_faults
from infrastructure.log_check_apart import whoever_is_free
from infrastructure.merkle import EMPTY_ROOT
from infrastructure.premises import VAULT, KeptEvidence, Premises, is_damage
from infrastructure.rebuilding.rebuild import differing
from infrastructure.vault_check import personal_data_faults
from infrastructure.view_tables import ViewsUnavailable

MOST = 100
"""Faults told; a damaged store may have one at every position."""


class NoStore(RuntimeError):
    """There is no store where one was named."""


@dataclass(frozen=True, slots=True)
class Soundness:
    """What a check found. `head` is where the log ends, with the root over its bytes."""

    head: Checkpoint
    documents: int
    faults: tuple[LogFault, ...]

    @property
    def ok(self) -> bool:
        return not self.faults

    @property
    def first_bad_position(self) -> int:
        return min(fault.position for fault in self.faults)


def head_of(premises: Premises, origin: str | None = None) -> Checkpoint:
    """Where the log of a store ends, under an origin or its own. Raises `NoStore`,
    `LogUnavailable`."""
    if not premises.hold_a_store():
        raise NoStore("there is no store here")
    with closing(premises.open_log()) as log:
        head = log.head()
        return Checkpoint(origin or own_origin(log), head.position, head.root)


def examine(
    premises: Premises, earlier: Sequence[Checkpoint] = (), *, views: bool = True
) -> Soundness:
    """Check a store, that it continues `earlier` checkpoints, and its `views` against its facts.

    Raises `NoStore` if there is none, `LogUnavailable` if its database cannot be reached.
    """
    if not premises.hold_a_store():
        raise NoStore("there is no store here")
    down = gaps(premises)
    try:
        log = premises.open_log()
    except LogUnavailable as error:
        if not is_damage(error):
            raise
        fault = LogFault(1, Flaw.UNREADABLE_STORE, f"the log cannot be opened: {error}")
        return Soundness(Checkpoint(UNNAMED, 0, EMPTY_ROOT), 0, (fault,))
    with closing(log):
        return _examined(log, premises, earlier, down, views=views)


def _examined(
    log: StoredLog,
    premises: Premises,
    earlier: Sequence[Checkpoint],
    down: Sequence[str],
    *,
    views: bool,
) -> Soundness:
    """As far as the database lets itself be read; where it stops is a fault of its own."""
    found: list[LogFault] = []
    documents: list[tuple[int, str]] = []
    head = Checkpoint(UNNAMED, 0, EMPTY_ROOT)
    try:
        extent = log.extent()
        found += [LogFault(extent, Flaw.FENCE, f"{name} does not stand") for name in down]
        heads = _published(log, premises)
        found += heads.faults[:MOST]
        looking = whoever_is_free(premises.open_log, extent)
        found += islice(log.faults(extent, heads.roots, looking), MOST)
        head = Checkpoint(own_origin(log), extent, log.root(extent))
        for checkpoint in earlier:
            found += _not_continued(log, extent, checkpoint)
        if all(fault.flaw is Flaw.FENCE for fault in found):
            # From facts that are not the right ones nothing follows that could be compared.
            found += islice(state_faults(log.states(), log.stream, BLANK), MOST)
            found += islice(_altered_views(log, premises) if views else (), MOST)
            found += islice(_wrong_nodes(log, premises), MOST)
        found += islice(_altered_values(log, premises), MOST)
        documents += log.placed(DocumentStored.topic)
        found += islice(_lost_documents(documents, premises), MOST)
    except LogUnavailable as error:
        if not any(fault.flaw is Flaw.UNREADABLE_STORE for fault in found):
            found.append(LogFault(1, Flaw.UNREADABLE_STORE, f"the log cannot be read: {error}"))
    found.sort(key=lambda fault: fault.position)
    return Soundness(head, len(documents), tuple(found[:MOST]))


def _published(log: StoredLog, premises: Premises) -> Heads:
    """The checkpoints the store has published; none where they cannot be read, which is told when
    the personal data beside them are looked at, or where the facts about keys cannot be.

    A store in use goes on: the keys, and later the facts, are looked at after what they stand for.
    """
    if premises.folder is not None and not (premises.folder / VAULT).is_file():
        return Heads()
    try:
        with closing(premises.open_tables()) as tables:
            published = Published(tables)
            newest = published.last_number()
            system, _ = log.load(SYSTEM_STREAM, System())
            return heads_of(published.upto(newest), system, log.extent())
    except (sqlite3.Error, psycopg.Error, Tampered, ValueError, LookupError):
        return Heads()


def _not_continued(log: StoredLog, extent: int, earlier: Checkpoint) -> Iterator[LogFault]:
    if earlier.size > extent:
        problem = (
            f"the checkpoint of {earlier.origin} is over {earlier.size} facts, here are {extent}"
        )
        yield LogFault(extent + 1, Flaw.TAIL_GONE, problem)
    elif log.root(earlier.size) != earlier.root:
        problem = (
            f"one of the facts from 1 to {earlier.size} is not the one "
            f"the checkpoint of {earlier.origin} is over"
        )
        yield LogFault(earlier.size, Flaw.CHECKPOINT, problem)


def _altered_views(log: StoredLog, premises: Premises) -> Iterator[LogFault]:
    """Rows that are not what a fold from the first fact leads to, at the position known since."""
    if not premises.hold_views():
        return
    try:
        with closing(premises.open_views()) as views:
            if not views.look_up(VIEWS, view_fingerprint()):
                return
            folded, extent = views.position(), log.extent()
            if folded > extent:
                problem = f"the views were folded from {folded} facts, here are {extent}"
                yield LogFault(extent + 1, Flaw.TAIL_GONE, problem)
                return
            for position, said in differing(log, views):
                yield LogFault(position, Flaw.VIEW, said)
    except ViewStopped as stopped:
        yield LogFault(stopped.position, Flaw.VIEW, str(stopped))
    except (sqlite3.Error, psycopg.Error, ViewsUnavailable) as error:
        yield LogFault(1, Flaw.VIEW, f"the views cannot be read, rebuild them: {error}")


def _wrong_nodes(log: StoredLog, premises: Premises) -> Iterator[LogFault]:
    """Nodes kept of the tree that are not over the facts below them. Where the tables beside the
    log cannot be read, that is told when the personal data in them are looked at."""
    if premises.folder is not None and not (premises.folder / VAULT).is_file():
        return
    try:
        with closing(premises.open_tables()) as tables:
            if NODES in tables.names():
                yield from node_faults(log, Nodes(tables))
    except (sqlite3.Error, psycopg.Error):
        return


def _altered_values(log: StoredLog, premises: Premises) -> Iterator[LogFault]:
    """Personal data that are not what a fact committed to, at the position of the fact."""
    if premises.folder is not None and not (premises.folder / VAULT).is_file():
        yield LogFault(1, Flaw.UNREADABLE_STORE, f"the file of personal data, {VAULT}, is gone")
        return
    try:
        with closing(premises.open_tables()) as tables:
            yield from personal_data_faults(log, tables, premises.keys)
    except KeysUnusable as error:
        yield LogFault(1, Flaw.KEYS, str(error))
    except (sqlite3.Error, psycopg.Error) as error:
        yield LogFault(1, Flaw.UNREADABLE_STORE, f"the personal data cannot be read: {error}")


def _lost_documents(documents: list[tuple[int, str]], premises: Premises) -> Iterator[LogFault]:
    """Documents that were put away and do not lie there unaltered."""
    try:
        yield from _missing_or_altered(documents, premises.open_evidence())
    except EvidenceUnavailable as error:
        yield LogFault(1, Flaw.UNREADABLE_STORE, f"the documents cannot be read: {error}")


def _missing_or_altered(
    documents: list[tuple[int, str]], evidence: KeptEvidence
) -> Iterator[LogFault]:
    for position, stream in documents:
        digest = stream.partition(":")[2]
        state = evidence.state(digest)
        if state is EvidenceState.MISSING:
            yield LogFault(position, Flaw.DOCUMENT_GONE, f"the document {digest} is gone")
        elif state is EvidenceState.CHANGED:
            yield LogFault(position, Flaw.DOCUMENT_ALTERED, f"the document {digest} was altered")
