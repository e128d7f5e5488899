"""`jejak replay`: the log read from its first fact."""

import json
from collections.abc import Iterator
from typing import Any

import click
import msgspec

from application.digits import number_in
from application.journal_lines import NoClock, moment
from domain.dates import civil_day
from domain.envelope import AnyEnvelope, Instant
from domain.thing import Thing
from domain.things import BLANK
from interface.bootstrap import Store
from interface.cli.opening import NoSuchStore, clock_in_words, opened
from interface.wordings.command_line import NO_END, NO_STREAM
from interface.wordings.keeping import both


def replay_store(where: str | None, *, to: str | None, stream: str | None, as_json: bool) -> int:
    """Print the facts up to a position or instant, each with the state it leads to."""
    with opened(where, there=True) as store:
        if stream is not None and stream.partition(":")[0] not in BLANK:
            raise NoSuchStore(both(NO_STREAM, stream=stream))
        upto = _position(store, to)
        facts = store.log.stream(stream, upto=upto) if stream else store.log.tail(0, upto=upto)
        for fact, state in led_to(facts):
            click.echo(_as_json(fact, state) if as_json else _as_text(fact, state))
    return 0


def led_to(facts: Iterator[AnyEnvelope]) -> Iterator[tuple[AnyEnvelope, Thing]]:
    """Each fact with the state of its thing after it."""
    states: dict[str, Thing] = {}
    for fact in facts:
        before = states.get(fact.stream, BLANK[fact.thing])
        states[fact.stream] = after = before.evolve(fact)
        yield fact, after


def _position(store: Store, to: str | None) -> int | None:
    if to is None:
        return None
    position = number_in(to)
    if position is not None:
        return position
    try:
        at: Instant = moment(to)
    except NoClock as error:
        raise NoSuchStore(clock_in_words(NO_END, error.kind, error.limit)) from error
    return store.log.position_at(at)


def _as_text(fact: AnyEnvelope, state: Thing) -> str:
    late = " late" if fact.late_recorded else ""
    broken = "".join(f" !{violation.code}" for violation in fact.violations)
    data = json.dumps(msgspec.to_builtins(fact.data), ensure_ascii=False)
    return (
        f"{fact.position:>6}  {fact.recorded_at[:19]}Z  {fact.effective_on}  "
        f"{fact.stream} v{fact.version}  {fact.topic}  {fact.role}{late}{broken}\n"
        f"{'':>8}{data}\n"
        f"{'':>8}→ {_state_reached(fact, state)}"
    )


def _state_reached(fact: AnyEnvelope, state: Thing) -> str:
    """The state of the thing on the day of the recording, as every question has it."""
    return state.state_on(civil_day(fact.recorded_at))


def _as_json(fact: AnyEnvelope, state: Thing) -> str:
    folded = {**msgspec.to_builtins(state), "state": _state_reached(fact, state)}
    pair: dict[str, Any] = {"fact": msgspec.to_builtins(fact), "state": folded}
    return json.dumps(pair, ensure_ascii=False)
