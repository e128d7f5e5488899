"""Who ever held which duty in a case: the facts R83 and R84 are tested again on (§8.3)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from domain.agreement.facts import (
    AgreementApproved,
    AgreementDrafted,
    AgreementOpinionGiven,
    AgreementRevised,
    AgreementSigned,
)
from domain.enums import OpinionBody, Role
from domain.envelope import AnyEnvelope
from domain.learning.facts import (
    CreditRecognised,
    CreditVerified,
    EvaluationConfirmed,
    HoursApproved,
    HoursRejected,
    LearningEvaluated,
)
from domain.shapes import Shape
from domain.states import DutyName


class Held(Shape):
    """A duty, the account that had it, and the first day it had it on."""

    duty: DutyName
    account: str
    since: date


@dataclass(frozen=True, slots=True)
class DutyRow:
    """The duties held on one agreement, or on one placement and its learning record."""

    thing: str
    subject: str
    held: tuple[Held, ...] = ()


_DUTY_OF: dict[str, DutyName] = {
    AgreementDrafted.topic: DutyName.DRAFTER,
    AgreementRevised.topic: DutyName.DRAFTER,
    AgreementOpinionGiven.topic: DutyName.LEGAL_REVIEWER,
    AgreementApproved.topic: DutyName.APPROVER,
    AgreementSigned.topic: DutyName.SIGNING_RECORDER,
    HoursApproved.topic: DutyName.MENTOR,
    HoursRejected.topic: DutyName.MENTOR,
    LearningEvaluated.topic: DutyName.MENTOR,
    EvaluationConfirmed.topic: DutyName.EVALUATOR,
    CreditVerified.topic: DutyName.CREDIT_VERIFIER,
    CreditRecognised.topic: DutyName.CREDIT_RECOGNISER,
}


class DutyView:
    """Duties by stream; whoever held one, held it, so no later day takes it away."""

    name = "duty_held"
    row = DutyRow
    topics = frozenset(_DUTY_OF)
    undated = topics
    index = ("subject",)

    def keys(self, fact: AnyEnvelope) -> Iterable[str]:
        return () if _duty(fact) is None else (fact.stream,)

    def begins(self, fact: AnyEnvelope) -> bool:
        return fact.version == 1

    def streams(self, key: str) -> Iterable[str]:
        return (key,)

    def evolve(self, row: DutyRow | None, fact: AnyEnvelope) -> DutyRow | None:
        duty = _duty(fact)
        if duty is None:
            return row
        thing = "agreement" if fact.thing == "agreement" else "placement"
        before = row or DutyRow(thing=thing, subject=fact.subject)
        others = tuple(h for h in before.held if (h.duty, h.account) != (duty, fact.person))
        mine = [h.since for h in before.held if (h.duty, h.account) == (duty, fact.person)]
        held = Held(duty=duty, account=fact.person, since=min([*mine, fact.effective_on]))
        return replace(before, held=tuple(sorted((*others, held), key=_by_duty_and_account)))


def _duty(fact: AnyEnvelope) -> DutyName | None:
    """The duty a fact shows; an opinion only of the legal body, hours only decided as mentor."""
    match fact.data:
        case AgreementOpinionGiven(body=body) if body is not OpinionBody.LEGAL:
            return None
        case HoursApproved() | HoursRejected() if fact.role != Role.MENTOR:
            return None
    return _DUTY_OF[fact.topic]


def _by_duty_and_account(held: Held) -> tuple[str, str]:
    return held.duty, held.account


DUTIES_HELD = DutyView()
