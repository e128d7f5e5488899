"""External learning (pengembangan kompetensi lain): learning credited from elsewhere (§5.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self, cast

import msgspec

from domain.base import Fact, Verdict
from domain.codes import Code
from domain.correction import CorrectionRecorded
from domain.duplicates import Credit, is_duplicate
from domain.enums_learning import ActivityCode, SiasnResult
from domain.envelope import AnyEnvelope
from domain.jp import Conversion, Converted, Use, capped, convert
from domain.replacing import replace
from domain.shapes import Cert, Part
from domain.siasn import STATE_AFTER
from domain.states import ExternalState, JpUnit, SiasnState
from domain.thing import Thing

# --- facts ---


class ExternalLearningRecorded(Fact):
    """Learning elsewhere was reported; `parts` are its days, sessions, semesters or lessons."""

    topic = "external-learning.recorded.v1"
    employee: str
    activity: ActivityCode
    title: str
    provider: str
    since: date = msgspec.field(name="from")
    until: date
    certificate: Cert
    parts: tuple[Part, ...] = ()
    abroad: bool = False
    host: str | None = None
    siasn_id: str | None = None
    jp: int | None = None
    ref: str | None = None


class ExternalLearningCredited(Fact):
    """The credit counts; `used` is what it takes of the caps of its code, by month or day (R66)."""

    topic = "external-learning.credited.v1"
    jp: int
    excess_jp: int
    year: int
    used: dict[str, int] = msgspec.field(default_factory=dict)


class ExternalLearningRevoked(Fact):
    """The credit counts no more; why stands in the envelope."""

    topic = "external-learning.revoked.v1"
    finding: str | None = None


class ExternalCorrectionQueued(Fact):
    """The national system still shows learning that was revoked here (R71)."""

    topic = "external-learning.siasn-correction-queued.v1"
    siasn_id: str | None = None


class ExternalReplyRecorded(Fact):
    """What the national system answered about the correction."""

    topic = "external-learning.siasn-reply-recorded.v1"
    result: SiasnResult
    siasn_id: str | None = None
    message: str | None = None


ExternalLearningFact = (
    ExternalLearningRecorded
    | ExternalLearningCredited
    | ExternalLearningRevoked
    | ExternalCorrectionQueued
    | ExternalReplyRecorded
)

# --- state ---


@dataclass(frozen=True, slots=True)
class ExternalLearning(Thing):
    thing: ClassVar[str] = "external-learning"
    undated: ClassVar[frozenset[str]] = frozenset({CorrectionRecorded.topic})

    employee: str = ""
    activity: ActivityCode = ActivityCode.B1
    title: str = ""
    provider: str = ""
    first_day: date = date.max
    last_day: date = date.min
    certificate: Cert | None = None
    parts: tuple[Part, ...] = ()
    abroad: bool = False
    host: str | None = None
    typed_jp: int | None = None
    recorded_by: str = ""
    jp: int | None = None
    excess_jp: int | None = None
    used: tuple[tuple[str, int], ...] = ()
    """What it takes of the caps of its code, by month or day."""
    credited_at: int = 0
    """The log position of the credit: the order in which caps are used up."""
    siasn: SiasnState = SiasnState.NOT_REPORTED
    siasn_id: str | None = None

    def as_credit(self) -> Credit:
        """It as a credit, to be compared with others."""
        named = () if self.host is None else (self.host,)
        return Credit(
            subject=self.id,
            certificate=self.certificate,
            issuers=frozenset({self.provider, *named}),
            host=self.host,
            first_day=self.first_day,
            last_day=self.last_day,
            activity=self.activity,
            jp=self.jp or 0,
        )

    def by_policy(self, rules: Conversion, used: Use) -> Converted:
        """The JP policy gives, where `used` of the caps of its code is used up (R64-R66)."""
        return convert(rules, self.activity, self.parts, abroad=self.abroad, used=used)

    # --- the fold ---

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(ExternalLearningFact | CorrectionRecorded, fact.data):
            case ExternalLearningRecorded() as data:
                known = data.siasn_id is not None
                return replace(
                    self._moved(fact, ExternalState.RECORDED),
                    id=fact.subject,
                    employee=data.employee,
                    activity=data.activity,
                    title=data.title,
                    provider=data.provider,
                    first_day=data.since,
                    last_day=data.until,
                    certificate=data.certificate,
                    parts=data.parts,
                    abroad=data.abroad,
                    host=data.host,
                    typed_jp=data.jp,
                    recorded_by=fact.person,
                    siasn=SiasnState.ACCEPTED if known else SiasnState.NOT_REPORTED,
                    siasn_id=data.siasn_id,
                )
            case ExternalLearningCredited(jp=jp, excess_jp=excess, used=used):
                return replace(
                    self._moved(fact, ExternalState.CREDITED),
                    jp=jp,
                    excess_jp=excess,
                    used=tuple(sorted(used.items())),
                    credited_at=fact.position,
                )
            case ExternalLearningRevoked():
                return replace(self._moved(fact, ExternalState.REVOKED), jp=0, excess_jp=0)
            case ExternalCorrectionQueued():
                return replace(self, version=fact.version, siasn=SiasnState.TO_BE_CORRECTED)
            case ExternalReplyRecorded(result=result, siasn_id=siasn_id):
                return replace(
                    self,
                    version=fact.version,
                    siasn=STATE_AFTER[result],
                    siasn_id=siasn_id or self.siasn_id,
                )
            case CorrectionRecorded(field="title", new=title):
                return replace(self, version=fact.version, title=title)
            case CorrectionRecorded(new=provider):
                return replace(self, version=fact.version, provider=provider)

    def _moved(self, fact: AnyEnvelope, state: ExternalState) -> Self:
        return replace(self, version=fact.version, state=state.value, since=fact.effective_on)


# --- decisions ---


def parts_fit(rules: Conversion, activity: ActivityCode, parts: Iterable[Part]) -> bool:
    """Whether the parts are what the unit of the activity counts: lessons have minutes, an
    activity counted as a whole has no parts."""
    match rules["activities"][activity]["unit"]:
        case JpUnit.PER_LESSON:
            return all(part.minutes is not None for part in parts)
        case JpUnit.PER_ACTIVITY:
            return not any(True for _ in parts)
        case _:
            return True


def record(verdict: Verdict, recorded: ExternalLearningRecorded) -> tuple[ExternalLearningRecorded]:
    """Put learning elsewhere on record; nothing counts yet."""
    if recorded.until < recorded.since:
        verdict.broken(Code.PERIOD_INVALID)
    verdict.settle()
    return (recorded,)


def verify(
    learning: ExternalLearning,
    verdict: Verdict,
    *,
    person: str,
    person_employee: str | None,
    credited: Iterable[Credit],
    rules: Conversion,
    used: Use,
    room: int | None,
) -> tuple[ExternalLearningCredited]:
    """Another person verifies, and policy's figure counts; for a PPPK what there is `room` for.

    `used` is what the employee's credited learning of this code has used of its caps.
    """
    if person == learning.recorded_by or person_employee == learning.employee:
        verdict.broken(Code.SELF_APPROVAL)
    if is_duplicate(learning.as_credit(), credited):
        verdict.broken(Code.DUPLICATE_CREDIT)
    policy, typed = learning.by_policy(rules, used), learning.typed_jp
    if typed not in (None, policy.jp):
        verdict.broken(Code.JP_NOT_POLICY)
    verdict.settle()
    jp, excess = capped(policy.jp if typed is None else typed, room)
    year = learning.last_day.year
    credited_fact = ExternalLearningCredited(
        jp=jp, excess_jp=excess, year=year, used=dict(policy.used)
    )
    return (credited_fact,)


def revoke(
    learning: ExternalLearning, verdict: Verdict, finding: str | None
) -> tuple[ExternalLearningRevoked] | tuple[ExternalLearningRevoked, ExternalCorrectionQueued]:
    """The credit counts no more; what the national system knows must be corrected there (R71)."""
    verdict.settle()
    revoked = ExternalLearningRevoked(finding=finding)
    if learning.siasn_id is not None:
        return (revoked, ExternalCorrectionQueued(siasn_id=learning.siasn_id))
    return (revoked,)
