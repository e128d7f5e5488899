"""Correction of a recorded field (ralat, R27): the old fact stays, what is shown is the new value.

The fact stands on the stream of the thing it corrects, so that the thing's own fold knows it from
its recording on; nothing that was known before changes.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self, TypeVar

import msgspec
from pydantic import TypeAdapter, ValidationError

from domain.base import Fact, Verdict
from domain.codes import Code
from domain.enums import SignatureMethod
from domain.envelope import AnyEnvelope
from domain.shapes import Shape
from domain.thing import Thing
from domain.values import Text

S = TypeVar("S", bound=Shape)


class Restated(Shape):
    """A signature as it reads with its new date, for days before the old one: they do not have it.

    `recorded_on` and `late` are those of the signature, not of the correction.
    """

    party: str
    office: str
    signed_on: date
    recorded_on: date
    method: SignatureMethod
    mandate: str | None = None
    place: str | None = None
    late: bool = False


class CorrectionRecorded(Fact):
    """One field of one earlier fact of this stream; `nth` counts the facts of that topic from 1.

    `correction` is the correction's own id, `position` the place of the corrected fact in the log.
    Only where the correction moves the day the fact takes effect is it `restated` whole.
    """

    topic = "correction.recorded.v1"
    correction: str
    subject: str
    corrected: str = msgspec.field(name="topic")
    field: str
    old: Any
    new: Any
    nth: int
    position: int
    restated: Restated | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Correction(Thing):
    """It has no stream of its own: its one fact stands on that of the thing corrected."""

    thing: ClassVar[str] = "correction"

    def evolve(self, _fact: AnyEnvelope) -> Self:
        return self


DRAFTED, SIGNED, NUMBERED = (
    "agreement.drafted.v1",
    "agreement.signed.v1",
    "agreement.number-assigned.v1",
)
ASSIGNED = "placement.assigned.v1"
CERTIFIED = "learning-record.certificate-recorded.v1"
LEARNT = "external-learning.recorded.v1"

_TEXT, _DAY = TypeAdapter[Any](Text), TypeAdapter[Any](date)
CORRECTABLE: dict[str, dict[str, TypeAdapter[Any]]] = {
    DRAFTED: {"title": _TEXT},
    SIGNED: {
        "signed_on": _DAY,
        "place": TypeAdapter(Text | None),
        "method": TypeAdapter(SignatureMethod),
    },
    NUMBERED: {"number": _TEXT, "dated": TypeAdapter(date | None)},
    ASSIGNED: {"letter.number": _TEXT, "letter.date": _DAY},
    CERTIFIED: {"number": _TEXT, "date": _DAY},
    LEARNT: {"title": _TEXT, "provider": _TEXT},
}
"""What may be corrected (contract §5.9): topic -> field -> its values. All else has its command."""


def is_correctable(topic: str, field: str) -> bool:
    return field in CORRECTABLE.get(topic, {})


def value_of(topic: str, field: str, given: Any) -> Any:
    """What a JSON value says in a correctable field; ValueError if it says nothing there."""
    try:
        return CORRECTABLE[topic][field].validate_json(msgspec.json.encode(given), strict=True)
    except ValidationError as error:
        raise ValueError(f"{field} cannot be {given!r}") from error


def with_field(shape: S, field: str, value: Any) -> S:
    """The shape with a field set to what the JSON value says; `letter.date` is the date of one."""
    name = field.rpartition(".")[2]
    return msgspec.convert({**msgspec.to_builtins(shape), name: value}, type(shape))


def record(
    verdict: Verdict,
    correction: CorrectionRecorded,
    *,
    stands: Any,
    letter_start: date = date.max,
    ended_on: date | None = None,
    taken: bool = False,
    lacking: Code | None = None,
) -> tuple[CorrectionRecorded]:
    """A new value takes the place of `stands`, tested as the old one was (R27).

    A letter is dated up to `letter_start`, a certificate from `ended_on`; `taken` says that the
    number is another's, `lacking` what the office that signed lacks on the new day.
    """
    topic, field = correction.corrected, correction.field
    if correction.old != stands:
        verdict.broken(Code.OLD_VALUE_MISMATCH)
    if field == "letter.date" and date.fromisoformat(correction.new) > letter_start:
        verdict.broken(Code.LETTER_AFTER_START)
    certificate_dated = topic == CERTIFIED and field == "date"
    if certificate_dated and date.fromisoformat(correction.new) < (ended_on or date.max):
        verdict.broken(Code.CERT_BEFORE_COMPLETION)
    if taken and topic == CERTIFIED:
        verdict.broken(Code.CERT_DUPLICATE)
    elif taken:
        verdict.broken(Code.NUMBER_TAKEN, rule="R37" if topic == ASSIGNED else "R15")
    if lacking is not None:
        by_letter = topic == ASSIGNED and lacking is Code.NO_AUTHORITY
        verdict.broken(lacking, rule="R37" if by_letter else None)
    verdict.settle()
    return (correction,)
