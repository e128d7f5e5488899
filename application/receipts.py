"""The receipt of an act, read off the facts it recorded, so that it is the same at every repeat."""

from collections.abc import Mapping, Sequence
from datetime import date

from application.context import Receipt
from domain.correction import CorrectionRecorded
from domain.dates import civil_day
from domain.envelope import AnyEnvelope
from domain.import_run import ImportCompleted
from domain.learning.facts import HoursLogged
from domain.proposal import ProposalApproved, ProposalOpened
from domain.thing import Thing


def receipt_of(facts: Sequence[AnyEnvelope], states: Mapping[str, Thing]) -> Receipt:
    """The first fact names the thing acted on; its state is that of the day of recording."""
    first, rest = facts[0], facts[1:]
    if isinstance(first.data, CorrectionRecorded):
        return _of_correction(first)
    state = states[first.stream]
    waits = isinstance(first.data, ProposalOpened)
    approved = isinstance(first.data, ProposalApproved)
    rows = first.data.rows if isinstance(first.data, ImportCompleted) else None
    entries = tuple(fact.data.entry for fact in facts if isinstance(fact.data, HoursLogged))
    return Receipt(
        id=first.subject,
        thing=first.thing,
        version=state.version,
        state=state.state_on(civil_day(first.recorded_at)),
        positions=tuple(fact.position for fact in facts),
        topics=tuple(fact.topic for fact in facts),
        warnings=first.warnings,
        entries=entries or None,
        created=first.version == 1 and not waits,
        proposal=first.subject if waits else None,
        result=receipt_of(rest, states) if approved and rest else None,
        rows=rows,
    )


def named_by(facts: Sequence[AnyEnvelope]) -> str:
    """The id of the thing an act is about: a correction has its own, not that of its stream."""
    first = facts[0]
    if isinstance(first.data, CorrectionRecorded):
        return first.data.correction
    return first.subject


def _of_correction(fact: AnyEnvelope) -> Receipt:
    """A correction is a thing of its own, though its fact stands with the thing it corrects."""
    return Receipt(
        id=named_by((fact,)),
        thing="correction",
        version=1,
        state="RECORDED",
        positions=(fact.position,),
        topics=(fact.topic,),
        warnings=fact.warnings,
        created=True,
    )


def unchanged(state: Thing | None, today: date) -> Receipt:
    """The receipt of an act that had nothing to record: the thing stands as it stood."""
    assert state is not None
    return Receipt(
        id=state.id,
        thing=state.thing,
        version=state.version,
        state=state.state_on(today),
        positions=(),
        topics=(),
        warnings=(),
    )
