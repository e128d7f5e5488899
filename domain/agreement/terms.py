"""The term facts of an agreement, and the state and the text of any day (contract §3.1, R13, R19).

Nothing here needs the clock to have noticed anything: the state of a day follows from the facts.
A term fact is known from its date if it was recorded in time, else from the day it was recorded;
`known_by` is the agreement as those facts alone make it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

import msgspec

from domain.agreement.term_facts import (
    Amended,
    End,
    Signature,
    Step,
    Succession,
    Termination,
    Timeliness,
    Turn,
)
from domain.dates import Calendar
from domain.enums import AmendmentKind, Field, Mode, RunningPlacements, RunOffPolicy, UnitKind
from domain.replacing import replace
from domain.shapes import Change, Changes, Party, RunOff, Scope, Seats
from domain.states import AgreementState
from domain.thing import Thing

_ONE_DAY = timedelta(days=1)
_NO_SCOPE = Scope(fields=(), modes=())
_NO_RUN_OFF = RunOff(policy=RunOffPolicy.NONE)
TERMINAL = frozenset(
    {
        AgreementState.EXPIRED,
        AgreementState.TERMINATED,
        AgreementState.SUPERSEDED,
        AgreementState.WITHDRAWN,
    }
)


@dataclass(frozen=True, slots=True)
class Terms(Thing):
    """What the state of a day follows from. The text is the written one; see `on_day`."""

    steps: tuple[Step, ...] = ()
    title: str = ""
    parties: tuple[Party, ...] = ()
    scope: Scope = _NO_SCOPE
    capacity: tuple[Seats, ...] = ()
    effective_from: date = date.max
    last_day: date = date.min
    clauses: tuple[tuple[str, str], ...] = ()
    run_off: RunOff = _NO_RUN_OFF
    signatures: tuple[Signature, ...] = ()
    turns: tuple[Turn, ...] = ()
    amended: tuple[Amended, ...] = ()
    termination: Termination | None = None
    succession: Succession | None = None

    # --- signing ---

    @property
    def signed_through(self) -> date | None:
        """The last signing date; None until every party has signed."""
        have = [signature.party for signature in self.signatures]
        if any(party.organisation not in have for party in self.parties):
            return None
        return max([signature.signed_on for signature in self.signatures], default=None)

    @property
    def is_signed(self) -> bool:
        return self.signed_through is not None

    @property
    def last_signed_on(self) -> date:
        return max(signature.signed_on for signature in self.signatures)

    @property
    def start(self) -> date | None:
        """The first day in force: the last signature's or the written one; None until then."""
        signed = self.signed_through
        return None if signed is None else max(signed, self.effective_from)

    def signature_of(self, party: str, day: date) -> Signature | None:
        """The party's signature, if it signed by the day: a corrected date may lie after it."""
        return next((s for s in self.signatures if s.party == party and s.signed_on <= day), None)

    def has_party(self, organisation: str) -> bool:
        return any(party.organisation == organisation for party in self.parties)

    # --- the state of a day ---

    def state_on(self, day: date) -> str:
        """The state of a day, the calendar's doing included: nothing needs to notice an expiry."""
        signed = self.signed_through
        if signed is None or day < signed:
            return self._unsigned_state_on(day)
        return self._signed_state_on(day, max(signed, self.effective_from)).value

    def _unsigned_state_on(self, day: date) -> str:
        """By the acts up to the day; nothing before the first of them."""
        led_to = [step.state for step in self.steps if step.since <= day]
        state = led_to[-1] if led_to else ""
        if state == AgreementState.APPROVED and any(s.signed_on <= day for s in self.signatures):
            return AgreementState.PARTIALLY_SIGNED.value
        return state

    def _signed_state_on(self, day: date, start: date) -> AgreementState:
        end = self.end_on(day)
        if end.last_day < day:
            return end.state
        if day < start:
            return AgreementState.SIGNED
        if self.running_on(day) is not None:
            return AgreementState.SUSPENDED
        return AgreementState.IN_FORCE

    def closed_on(self, day: date) -> bool:
        return self.state_on(day) in TERMINAL

    def in_force_on(self, day: date) -> bool:
        return self.state_on(day) == AgreementState.IN_FORCE

    def running_on(self, day: date) -> RunningPlacements | None:
        """What running placements do while it is suspended on the day; None if it is not."""
        turn = self._turn_on(day)
        return turn.running if turn else None

    def continues_on(self, day: date, started_on: date) -> bool:
        """Whether it is suspended that day but carries on what started before (R21)."""
        turn = self._turn_on(day)
        if turn is None or turn.running is not RunningPlacements.CONTINUE:
            return False
        return started_on < turn.on

    def _turn_on(self, day: date) -> Turn | None:
        """The last turn up to the day; of several on one day the one last recorded."""
        if not self.turns:
            return None
        turns = [turn for turn in self.turns if turn.on <= day]
        return max(reversed(turns), key=lambda turn: turn.on, default=None)

    def end_on(self, day: date) -> End:
        """The end as it stands that day: the first of termination, successor and last day."""
        end = End(self.last_day_on(day), AgreementState.EXPIRED)
        heir, ended = self.succession, self.termination
        if heir is not None and heir.since - _ONE_DAY <= end.last_day:
            end = End(heir.since - _ONE_DAY, AgreementState.SUPERSEDED)
        if ended is not None and ended.ends_on <= end.last_day:
            end = End(ended.ends_on, AgreementState.TERMINATED)
        return end

    def last_day_on(self, day: date) -> date:
        """The written last day with the extensions in effect on the day."""
        if not self.amended:
            return self.last_day
        moved = [a.last_day for a in self.in_effect_on(day) if a.kind is AmendmentKind.EXTENSION]
        return moved[-1] if moved else self.last_day

    @property
    def last_day_in_force(self) -> date:
        """The end by all facts, those that take effect in the future included."""
        return self.end_on(date.max).last_day

    def lasts_until(self, start: date) -> bool:
        """Whether it is still in force on the eve of a successor's start."""
        return self.is_signed and self.last_day_in_force >= start - _ONE_DAY

    def meets(self, first: date, last: date) -> bool:
        """Whether days it is or will be in force, once approved, fall into [first, last]."""
        if self.state != AgreementState.APPROVED:
            return False
        return (self.start or self.effective_from) <= last and first <= self.last_day_in_force

    # --- the text of a day ---

    def in_effect_on(self, day: date) -> tuple[Amended, ...]:
        """The amendments in effect on the day, in the order of their numbers."""
        if not self.amended:
            return ()
        return tuple(a for a in self.amended if a.effective_on <= day and a.annulled_on is None)

    def on_day(self, day: date) -> Self:
        """The agreement with the text of the day: title, scope, seats, clauses, run-off, term."""
        amended = self.in_effect_on(day)
        if not amended:
            return self
        changed: dict[str, Any] = {}
        for amendment in amended:
            changed |= as_text(amendment.changes)
        return replace(self, **changed)

    def fields_in(self, first: date, last: date) -> frozenset[Field]:
        """Every field in the scope on a day of [first, last]."""
        turns = [a.effective_on for a in self.amended if first < a.effective_on <= last]
        return frozenset(f for day in (first, *turns) for f in self.on_day(day).scope.fields)

    def seats_in(self, field: Field, day: date) -> int:
        """The seats in a field on the day; after the end those of the last day (R33)."""
        text = self.on_day(min(day, self.end_on(day).last_day))
        return sum(item.seats for item in text.capacity if item.field is field)

    def allows(self, mode: Mode, day: date) -> bool:
        return mode in self.on_day(day).scope.modes

    def allows_unit(self, kind: UnitKind, day: date) -> bool:
        """Whether people of units of this kind may come; no kinds named is all of them."""
        allowed = self.on_day(day).scope.unit_kinds
        return allowed is None or kind in allowed

    def run_off_of(self, end: End) -> RunOff:
        """The run-off policy that rules an end: the termination's own, else the text's then."""
        if end.state is AgreementState.TERMINATED and self.termination is not None:
            return self.termination.run_off
        return self.on_day(end.last_day).run_off

    def term_dates(self) -> Iterator[date]:
        """Every date that what holds on a day, or was known on it, can turn on."""
        yield from (self.effective_from, self.last_day)
        yield from (step.since for step in self.steps)
        for signed in self.signatures:
            yield from (signed.signed_on, signed.recorded_on)
            yield from (day for corrected in signed.corrected for day in corrected)
        for turn in self.turns:
            yield from (turn.on, turn.recorded_on)
        for amended in self.amended:
            yield from (amended.effective_on, amended.signed_on, amended.recorded_on)
            yield amended.last_day
            if amended.annulled_on is not None:
                yield amended.annulled_on
        if self.termination is not None:
            yield from (self.termination.ends_on, self.termination.recorded_on)
        if self.succession is not None:
            yield from (self.succession.since, self.succession.recorded_on)
        for run_off in self._run_offs():
            if run_off.until is not None:
                yield run_off.until

    def _run_offs(self) -> Iterator[RunOff]:
        """Every run-off policy that rules an end on some day."""
        yield self.run_off
        if self.termination is not None:
            yield self.termination.run_off
        yield from (self.on_day(amended.effective_on).run_off for amended in self.amended)

    # --- what was known on a day ---

    def known_from(self, calendar: Calendar, late_days: int) -> date:
        """The day from which the signatures count as known."""
        return Timeliness(calendar, late_days).known_from(*_completed(self.signatures))

    def known_by(self, day: date, timely: Timeliness) -> Self:
        """The agreement by the term facts known from the day or before it."""

        def known(dated: date, recorded_on: date) -> bool:
            return timely.known_from(dated, recorded_on) <= day

        signatures = tuple(
            msgspec.structs.replace(s, signed_on=s.signed_as_known_on(day)) if s.corrected else s
            for s in self.signatures
        )
        if signatures and not known(*_completed(signatures)):
            signatures = ()
        ended, heir = self.termination, self.succession
        return replace(
            self,
            signatures=signatures,
            turns=tuple(turn for turn in self.turns if known(turn.on, turn.recorded_on)),
            amended=tuple(
                _annulled_as_known_on(day, amendment)
                for amendment in self.amended
                if known(amendment.signed_on, amendment.recorded_on)
            ),
            termination=ended if ended and known(ended.ends_on, ended.recorded_on) else None,
            succession=heir if heir and known(heir.since, heir.recorded_on) else None,
        )

    def is_known_by(self, day: date) -> bool:
        """Whether every term fact had been recorded by the day: then nothing came to light later.

        Facts dated after the day are no matter: they leave the state of the day alone.
        """
        return (
            all(s.recorded_on <= day and not s.corrected for s in self.signatures)
            and all(turn.recorded_on <= day for turn in self.turns)
            and all(max(a.recorded_on, a.annulled_on or day) <= day for a in self.amended)
            and (self.termination is None or self.termination.recorded_on <= day)
            and (self.succession is None or self.succession.recorded_on <= day)
        )

    def is_retroactive_on(self, day: date, timely: Timeliness) -> bool:
        """In force on the day by all facts known, but not by those known from it (R76)."""
        return self.in_force_on(day) and not self.known_by(day, timely).in_force_on(day)


def _completed(signatures: tuple[Signature, ...]) -> tuple[date, date]:
    """The last signing date, and the day the last of the signatures was recorded."""
    dated = max(signature.signed_on for signature in signatures)
    return dated, max(signature.recorded_on for signature in signatures)


def _annulled_as_known_on(day: date, amendment: Amended) -> Amended:
    if amendment.annulled_on is None or amendment.annulled_on <= day:
        return amendment
    return msgspec.structs.replace(amendment, annulled_on=None)


# --- changes, as people write them and as they are stored ---


def as_text(changes: tuple[Change, ...]) -> dict[str, Any]:
    """The values after the changes, by the name of the agreement's field."""
    given = msgspec.convert({change.field: change.after for change in changes}, Changes)
    return _fields(given)


def _fields(changes: Changes) -> dict[str, Any]:
    fields = msgspec.structs.asdict(changes)
    found = {name: value for name, value in fields.items() if value is not None}
    if "clauses" in found:
        found["clauses"] = tuple(sorted((str(k), text) for k, text in found["clauses"].items()))
    return found


def changes_between(terms: Terms, changes: Changes) -> tuple[Change, ...]:
    """What the changes do to the text of `terms`: each field they give, before and after."""
    return tuple(
        Change(field=name, before=_stored(name, getattr(terms, name)), after=_stored(name, after))
        for name, after in _fields(changes).items()
    )


def _stored(name: str, value: Any) -> Any:
    """The value as it reads back from what is stored: plain lists, texts and numbers."""
    return msgspec.json.decode(msgspec.json.encode(dict(value) if name == "clauses" else value))
