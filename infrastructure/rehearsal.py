"""A store that forgets: what is recorded here is seen here, and nowhere else, and never kept.

It lies over a real store as that stood when it was made, and holds in memory what came on top. An
office over it decides as it would over the real one, with the same encoding and the same folds.
"""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from application.evidence import Evidence, Incoming
from application.ports import (
    Append,
    ClaimTaken,
    KeyTaken,
    Moment,
    Outcome,
    Recorded,
    Row,
    Vault,
    View,
)
from domain.envelope import AnyEnvelope
from domain.states import EvidenceState
from infrastructure.log_base import StoredLog
from infrastructure.log_batch import check
from infrastructure.segments import day_of
from infrastructure.vault import BLIND_BYTES, commitment
from infrastructure.view_store import KeptViews

S = TypeVar("S")


class Rehearsal(NamedTuple):
    """The ports of an office, over a store that forgets."""

    log: "RehearsalLog"
    views: "RehearsalViews"
    vault: "RehearsalVault"
    evidence: "RehearsalEvidence"


def rehearsal_of(log: StoredLog, views: KeptViews, vault: Vault, evidence: Evidence) -> Rehearsal:
    """A rehearsal over a store as it stands now."""
    over = RehearsalLog(log)
    return Rehearsal(
        over, RehearsalViews(views, over), RehearsalVault(vault), RehearsalEvidence(evidence)
    )


class RehearsalLog:
    """A `DecisionLog` whose facts stand in memory, after those of a real log."""

    def __init__(self, base: StoredLog) -> None:
        self._base = base
        self._batch = base.batch()
        self.beginning = self._batch.position
        self.facts: list[AnyEnvelope] = []
        self._states: dict[str, Any] = {}

    def append(self, asks: Sequence[Append]) -> list[Outcome]:
        return [self._recorded(number, ask) for number, ask in enumerate(asks)]

    def _recorded(self, number: int, ask: Append) -> Outcome:
        check(number, ask)
        reason = self._taken(ask) or self._batch.conflict(ask)
        if reason is not None:
            return reason
        recorded = self._batch.add(number, ask)
        self.facts += recorded.envelopes
        for fact in recorded.envelopes:
            self._states.pop(fact.stream, None)
        self._states.update(recorded.states)
        return Recorded(recorded.envelopes, recorded.states)

    def _taken(self, ask: Append) -> Outcome | None:
        """What of the ask is taken in the real log."""
        known = None if ask.key is None else self._base.key(ask.key)
        if known is not None:
            return known
        for scope, name in ask.claims:
            owner = self._base.claimed(scope, name)
            if owner is not None:
                return ClaimTaken(scope, name, owner)
        return None

    def load(self, stream: str, blank: S) -> tuple[S, int]:
        if stream not in self._batch.versions:
            return self._base.load(stream, blank)
        state: Any = self._states.get(stream)
        if state is None:
            state = blank
            for fact in self.stream(stream):
                state = state.evolve(fact)
        return state, self._batch.versions[stream]

    def stream(self, stream: str, *, upto: int | None = None) -> Iterator[AnyEnvelope]:
        own = (fact for fact in self._own(upto) if fact.stream == stream)
        return chain(self._base.stream(stream, upto=self._real(upto)), own)

    def tail(self, after: int, *, upto: int | None = None) -> Iterator[AnyEnvelope]:
        own = (fact for fact in self._own(upto) if fact.position > after)
        return chain(self._base.tail(after, upto=self._real(upto)), own)

    def key(self, key: str) -> KeyTaken | None:
        used = self._batch.keys.get(key)
        return used.taken() if used else self._base.key(key)

    def claimed(self, scope: str, name: str) -> str | None:
        own = self._batch.claims.get((scope, name))
        return own[0] if own else self._base.claimed(scope, name)

    def boundary(self, name: str) -> int:
        return self._batch.boundaries.get(name) or self._base.boundary(name)

    def _own(self, upto: int | None) -> Iterator[AnyEnvelope]:
        return (fact for fact in self.facts if upto is None or fact.position <= upto)

    def _real(self, upto: int | None) -> int:
        return self.beginning if upto is None else min(upto, self.beginning)


class RehearsalViews:
    """A `ViewStore` whose newest rows are folded in memory, over those of a real one."""

    def __init__(self, base: KeptViews, log: RehearsalLog) -> None:
        self._base = base
        self._log = log
        self._folded = 0
        self._newest: dict[str, dict[str, Row | None]] = {view.name: {} for view in base.views}

    def position(self) -> int:
        return self._log.beginning + len(self._log.facts)

    def get(self, view: View, key: str, moment: Moment) -> Row | None:
        row = self._base.get(view, key, self._real(moment))
        day = moment.as_of.toordinal()
        for fact in self._log.facts:
            known = fact.position <= moment.position and day_of(view, fact) <= day
            if known and fact.topic in view.topics and key in view.keys(fact):
                row = _evolved(view, row, fact)
        return row

    def find(self, view: View, moment: Moment, **index: str | int) -> list[tuple[str, Row]]:
        rows: dict[str, Row | None] = dict(self._base.find(view, self._real(moment), **index))
        self._fold()
        for key in self._newest[view.name]:
            rows[key] = self.get(view, key, moment)
        return _matching(rows, index)

    def walk(self, view: View, moment: Moment, /, **index: str | int) -> Iterator[tuple[str, Row]]:
        return iter(self.find(view, moment, **index))

    def current(
        self, view: View, at_least: Mapping[str, int] | None = None, /, **index: str | int
    ) -> list[tuple[str, Row]]:
        rows: dict[str, Row | None] = dict(self._base.current(view, at_least, **index))
        self._fold()
        found = _matching(rows | self._newest[view.name], index)
        return [pair for pair in found if _reaches(pair[1], at_least or {})]

    def _fold(self) -> None:
        """Fold what was recorded since the last time into the newest rows."""
        for fact in self._log.facts[self._folded :]:
            for view in self._base.views:
                if fact.topic in view.topics:
                    rows = self._newest[view.name]
                    for key in view.keys(fact):
                        row = rows[key] if key in rows else self._base_row(view, key)
                        rows[key] = _evolved(view, row, fact)
        self._folded = len(self._log.facts)

    def _base_row(self, view: View, key: str) -> Row | None:
        return self._base.get(view, key, Moment(date.max, self._log.beginning))

    def _real(self, moment: Moment) -> Moment:
        return Moment(moment.as_of, min(moment.position, self._log.beginning))


class RehearsalVault:
    """A `Vault` that keeps what it is given in memory, and erases nothing."""

    def __init__(self, base: Vault) -> None:
        self._base = base
        self._kept: dict[str, tuple[str, str, str]] = {}
        """Commitment -> (subject, field, value), in the order they were kept."""
        self._erased: set[str] = set()

    def keep(self, subject: str, fields: Mapping[str, str]) -> dict[str, str]:
        blind = secrets.token_bytes(BLIND_BYTES)
        sealed = {field: commitment(blind, value) for field, value in fields.items()}
        for field, value in fields.items():
            self._kept[sealed[field]] = subject, field, value
        return sealed

    def unseal(self, subject: str, sealed: Mapping[str, str]) -> dict[str, str]:
        before = {} if subject in self._erased else self._base.unseal(subject, sealed)
        own = {
            field: self._kept[sha][2]
            for field, sha in sealed.items()
            if self._kept.get(sha, ("",))[0] == subject
        }
        return before | own

    def open(self, subject: str) -> dict[str, str]:
        before = {} if subject in self._erased else self._base.open(subject)
        own = {field: value for owner, field, value in self._kept.values() if owner == subject}
        return before | own

    def drop(self, commitments: Collection[str]) -> None:
        for sha in commitments:
            self._kept.pop(sha, None)

    def erase(self, subject: str) -> None:
        self._erased.add(subject)
        self.drop([sha for sha, (owner, *_) in self._kept.items() if owner == subject])

    def pseudonym(self, value: str) -> str:
        return self._base.pseudonym(value)


class RehearsalEvidence:
    """An `Evidence` that keeps what it is given in memory."""

    def __init__(self, base: Evidence) -> None:
        self._base = base
        self._put: dict[str, bytes] = {}

    def put(self, content: bytes | Incoming) -> str:
        kept = content if isinstance(content, bytes) else b"".join(content.blocks())
        digest = sha256(kept).hexdigest()
        self._put[digest] = kept
        return digest

    def get(self, sha256: str) -> bytes | None:
        return self._put.get(sha256) or self._base.get(sha256)

    def blocks(self, sha256: str) -> Iterator[bytes]:
        return iter((self._put[sha256],)) if sha256 in self._put else self._base.blocks(sha256)

    def state(self, sha256: str) -> EvidenceState:
        return EvidenceState.PRESENT if sha256 in self._put else self._base.state(sha256)


def _evolved(view: View, row: Row | None, fact: AnyEnvelope) -> Row | None:
    """The row after a fact; what the fact is about may not be there on an earlier day."""
    try:
        return view.evolve(row, fact)
    except LookupError:
        return row


def _matching(
    rows: Mapping[str, Row | None], index: Mapping[str, str | int]
) -> list[tuple[str, Row]]:
    wanted = list(index.items())
    return [
        (key, row)
        for key, row in sorted(rows.items())
        if row is not None and all(getattr(row, name) == value for name, value in wanted)
    ]


def _reaches(row: Row, at_least: Mapping[str, int]) -> bool:
    values = ((getattr(row, name), bound) for name, bound in at_least.items())
    return all(value is not None and value >= bound for value, bound in values)
