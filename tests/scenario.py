"""Given facts, when a decision is made, then exactly these facts, or exactly these broken rules.

A decision is pure, so a rule is told by what happened before, what is asked, and what comes of it.
Every decision is made twice, as the live channels make it and as the import channel does (D2), and
whatever is decided must be writable, readable and believable: it goes through the canonical bytes
and is folded onto the state.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from domain.base import Fact, Refused, Verdict, broken_name
from domain.catalogue import CATALOGUE
from domain.codes import RECORDED_ON_IMPORT, Code
from domain.envelope import AnyEnvelope, Envelope, Instant, stream_of
from domain.thing import Thing
from domain.upcasters import UPCASTERS
from infrastructure.canonical import Canon

T = TypeVar("T", bound=Thing)
CANON = Canon(CATALOGUE, UPCASTERS)


@dataclass(frozen=True)
class Happened:
    """A fact with the part of its envelope that folds look at.

    `on` is the day it claims, `recorded` the civil day of its recording if that is another.
    """

    fact: Fact
    on: date
    by: str = "account-sari"
    role: str = "OFFICER"
    acted_for: str | None = None
    recorded: date | None = None
    channel: str = "api"
    late: bool = False
    reason: str | None = None


def enveloped(
    past: Happened, subject: str, version: int, *, position: int | None = None
) -> AnyEnvelope:
    """The fact as the log would keep it, recorded at nine o'clock in Bandung."""
    return Envelope(
        position=position or version,
        stream=stream_of(past.fact.topic.partition(".")[0], subject),
        version=version,
        topic=past.fact.topic,
        recorded_at=Instant(f"{past.recorded or past.on}T02:00:00.000000Z"),
        effective_on=past.on,
        actor=past.by,
        role=past.role,
        office=None,
        on_behalf_of=past.acted_for,
        second_person=None,
        channel=past.channel,
        source=None,
        basis=(),
        reason=past.reason,
        rule_set={},
        late_recorded=past.late,
        violations=(),
        warnings=(),
        correlation=subject,
        causation=None,
        key=None,
        software="test",
        data=past.fact,
    )


def state_of(
    kind: type[T], *past: Happened, subject: str | None = None, position: int | None = None
) -> T:
    """The state of a thing after these facts; without facts it does not exist yet.

    `position` is where in the log its first fact stands; every later one follows at once.
    """
    subject = subject or kind.thing
    state = kind()
    for version, happened in enumerate(past, 1):
        place = None if position is None else position + version - 1
        state = state.evolve(enveloped(happened, subject, version, position=place))
    return state


def given(kind: type[T], *past: Happened) -> "Given[T]":
    """What happened to the thing before."""
    return Given(state_of(kind, *past), past[-1].on if past else date(2020, 1, 1))


@dataclass(frozen=True)
class Given(Generic[T]):
    state: T
    day: date

    def when(self, decide: Callable[[T, Verdict], Sequence[Fact]]) -> "Decided[T]":
        """A decision is asked for; it reads the state and judges at the verdict."""
        return Decided(self.state, self.day, decide)


@dataclass(frozen=True)
class Decided(Generic[T]):
    state: T
    day: date
    decide: Callable[[T, Verdict], Sequence[Fact]]

    def then(self, *facts: Fact) -> T:
        """Exactly these facts, on every channel; answers the state after them."""
        for strict in (True, False):
            verdict = Verdict(strict=strict)
            assert tuple(self.decide(self.state, verdict)) == facts
            assert [broken_name(found) for found in verdict] == []
        return self._believed(facts)

    def then_some(self) -> tuple[Any, ...]:
        """Nothing is broken on any channel; answers the facts, for a closer look."""
        facts = tuple(self.decide(self.state, Verdict(strict=True)))
        self.then(*facts)
        return facts

    def breaks(self, *names: str, rule: str | None = None) -> tuple[Any, ...]:
        """Live refuses with exactly these rules, in this order; import records exactly these.

        Answers the facts the import channel keeps. `rule` is the number all of them must name.
        """
        assert all(Code(name.partition(":")[0]) in RECORDED_ON_IMPORT for name in names)
        refusal = self._refusal(strict=True)
        assert [broken_name(error) for error in refusal.errors] == list(names)
        assert refusal.code == names[0].partition(":")[0]
        assert rule is None or {error.rule for error in refusal.errors} == {rule}
        verdict = Verdict(strict=False)
        facts = tuple(self.decide(self.state, verdict))
        assert tuple(verdict) == refusal.errors
        kept = [found for index in range(max(len(facts), 1)) for found in verdict.of(index)]
        assert sorted(map(broken_name, kept)) == sorted(names)
        self._believed(facts)
        return facts

    def is_refused(self, *names: str) -> None:
        """Every channel refuses with exactly these rules, in this order."""
        for strict in (True, False):
            errors = self._refusal(strict=strict).errors
            assert [broken_name(error) for error in errors] == list(names)

    def _refusal(self, *, strict: bool) -> Refused:
        try:
            facts = self.decide(self.state, Verdict(strict=strict))
        except Refused as refusal:
            return refusal
        raise AssertionError(f"nothing was refused: {facts}")

    def _believed(self, facts: Sequence[Fact]) -> T:
        state = self.state
        own = f"{self.state.thing}."
        for index, fact in enumerate(facts, 1):
            subject = state.id or self.state.thing
            envelope = enveloped(Happened(fact, self.day), subject, state.version + 1)
            assert CANON.decode(envelope.topic, CANON.encode(envelope)) == envelope, index
            if fact.topic.startswith(own):
                state = state.evolve(envelope)
                assert state.version == envelope.version
        return state
