"""One fact in full: what it changed, the business act it belongs to, and its hash (§8.4)."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import msgspec

from application.queries.base import Query, Reading, Reply
from application.queries.history import TrailItem, trail_item
from application.queries.sight import Sight
from domain.base import refuse
from domain.codes import Code
from domain.envelope import AnyEnvelope, stream_of
from domain.proposal import Proposal, ProposalApproved
from domain.thing import Thing
from domain.things import BLANK
from domain.values import Count

_STEP = 64
"""Facts read at once on the way back to the first one of an act."""
_OF_THE_STREAM = frozenset({"version", "sealed"})
"""What is no change of the thing itself, and commitments, which say nothing to a reader."""


class FactChange(Reply):
    field: str
    before: Any
    after: Any


class ActFact(Reply):
    position: int
    topic: str
    thing: str
    subject: str
    actor: str
    causation: int | None
    depth: int


class FactResult(Reply):
    fact: TrailItem
    leaf: str
    changes: list[FactChange]
    act: list[ActFact]


class FactQuery(Query):
    """The fact at a position: before and after, and everything its business act recorded.

    `act` is a tree: a fact stands below the one that caused it, `depth` steps from the root. An
    act that waited for a second person begins with the proposal.
    """

    asks = "fact"
    path = "/fact"
    Result = FactResult

    at: Count

    def answer(self, reading: Reading, subject: str | None) -> FactResult:
        fact = next(reading.log.tail(max(self.at - 1, 0), upto=self.at), None)
        if fact is None or self.at > reading.moment.position:
            refuse(Code.NOT_FOUND)
        sight = Sight(reading)
        if not sight.reaches(fact.thing, fact.subject):
            refuse(Code.OUT_OF_SCOPE)
        proof = reading.ledger.prove_inclusion(fact.position, fact.position)
        return FactResult(
            fact=trail_item(fact),
            leaf=(proof.leaf or b"").hex(),
            changes=list(_changes(fact, reading)),
            act=[
                _node(one, depth)
                for one, depth in _tree(_same_act(fact, reading))
                if sight.reaches(one.thing, one.subject)
            ],
        )


def _changes(fact: AnyEnvelope, reading: Reading) -> Iterator[FactChange]:
    """The fields of the thing's state that are others after the fact, by all facts before it."""
    blank: Thing = BLANK[fact.thing]
    before = blank
    for earlier in reading.log.stream(fact.stream, upto=fact.position - 1):
        before = before.evolve(earlier)
    after = before.evolve(fact)
    for known in fields(after):
        was, now = getattr(before, known.name), getattr(after, known.name)
        if was != now and known.name not in _OF_THE_STREAM:
            yield FactChange(field=known.name, before=_plain(was), after=_plain(now))


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value)


def _same_act(fact: AnyEnvelope, reading: Reading) -> list[AnyEnvelope]:
    """The facts of one transaction, which lie side by side; the proposal's own ones first."""
    found = [*_behind(fact, reading), fact]
    for later in reading.log.tail(fact.position, upto=reading.moment.position):
        if later.correlation != fact.correlation:
            break
        found.append(later)
    approved = next((one for one in found if isinstance(one.data, ProposalApproved)), None)
    if approved is not None:
        stream = stream_of(Proposal.thing, approved.subject)
        known = {one.position for one in found}
        proposed = reading.log.stream(stream, upto=approved.position)
        found = [*(one for one in proposed if one.position not in known), *found]
    return found


def _behind(fact: AnyEnvelope, reading: Reading) -> list[AnyEnvelope]:
    """The earlier facts of the same transaction."""
    found: list[AnyEnvelope] = []
    upto = fact.position - 1
    while upto > 0:
        facts = list(reading.log.tail(max(0, upto - _STEP), upto=upto))
        same = [one for one in facts if one.correlation == fact.correlation]
        found = [*same, *found]
        if len(same) < len(facts):
            break
        upto -= len(facts)
    return found


def _tree(facts: list[AnyEnvelope]) -> Iterator[tuple[AnyEnvelope, int]]:
    """Each fact below the one that caused it, else below the first one, in order of positions."""
    root = facts[0].position
    depth = {root: 0}
    for fact in facts:
        if fact.position != root:
            depth[fact.position] = depth.get(fact.causation or root, 0) + 1
        yield fact, depth[fact.position]


def _node(fact: AnyEnvelope, depth: int) -> ActFact:
    return ActFact(
        position=fact.position,
        topic=fact.topic,
        thing=fact.thing,
        subject=fact.subject,
        actor=fact.actor,
        causation=fact.causation,
        depth=depth,
    )
