"""A recorded field is set right; the old fact stays (ralat, contract §5.9, R27)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from application.commands.base import Reasoned
from application.commands.credited import boundary_of
from application.commands.mandates import powers_at
from application.commands.numbering import (
    claim_agreement_number,
    claim_certificate_number,
    is_of_other_letter,
    letter_identity,
    letter_number,
)
from domain import correction as decisions
from domain.agreement.corrections import restated
from domain.agreement.state import Agreement, Number
from domain.agreement.term_facts import Signature
from domain.base import MissingThing, refuse
from domain.codes import Code
from domain.correction import CorrectionRecorded, Restated, is_correctable, value_of, with_field
from domain.enums import Signable
from domain.envelope import AnyEnvelope, stream_of
from domain.external_learning import ExternalLearning
from domain.learning.state import LearningRecord
from domain.office import Office
from domain.placement.state import Placement
from domain.shapes import Cert, Letter
from domain.signing import Signature as Signing
from domain.signing import lack_of_authority
from domain.thing import Thing
from domain.things import THINGS
from domain.values import Anything, Ordinal, Text

if TYPE_CHECKING:
    from application.desk import Desk

Part = Agreement | Signature | Number | Letter | Cert | ExternalLearning
"""What a thing remembers of the fact that is corrected."""


@dataclass(frozen=True, slots=True)
class Tests:
    """What the new value is tested against; a number it takes is claimed by then."""

    letter_start: date = date.max
    ended_on: date | None = None
    taken: bool = False
    lacking: Code | None = None


class RecordCorrection(Reasoned):
    """Correct one field of one recorded fact, and say what stood there before (R27)."""

    act = "correction.record"
    creates = True
    refusals = (
        Code.NOT_CORRECTABLE,
        Code.OLD_VALUE_MISMATCH,
        Code.LETTER_AFTER_START,
        Code.CERT_BEFORE_COMPLETION,
        Code.CERT_DUPLICATE,
        Code.NUMBER_TAKEN,
        Code.NO_AUTHORITY,
        Code.MANDATE_INVALID,
    )

    subject: Text
    topic: Text
    field: Text
    old: Anything
    new: Anything
    reason: Text
    nth: Ordinal | None = None

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        try:
            self._value()
        except ValueError:
            return ("new",)
        return ()

    def claimed_dates(self) -> Iterator[date]:
        yield from super().claimed_dates()
        value = self._value()
        if isinstance(value, date):
            yield value

    def missing(self, desk: "Desk") -> tuple[str, ...]:
        """The subject, the fact of that topic, or its place among them."""
        things = (self._thing(), *THINGS)
        if not any(desk.state_of(thing, self.subject) for thing in things):
            return ("subject",)
        if not is_correctable(self.topic, self.field):
            return ()
        facts = self._facts(desk)
        if not facts:
            return ("topic",)
        return ("nth",) if self.nth is not None and self.nth > len(facts) else ()

    def decide(self, desk: "Desk") -> None:
        if not is_correctable(self.topic, self.field):
            refuse(Code.NOT_CORRECTABLE)
        facts = self._facts(desk)
        nth = self.nth or len(facts)
        thing = desk.state_of(self._thing(), self.subject)
        assert thing is not None
        part = _part(thing, self.topic, facts[nth - 1].position)
        value = self._value()
        correction = CorrectionRecorded(
            correction=desk.subject,
            subject=self.subject,
            corrected=self.topic,
            field=self.field,
            old=self.old,
            new=msgspec.to_builtins(value),
            nth=nth,
            position=facts[nth - 1].position,
            restated=self._restated(part, value),
            ref=desk.context.ref,
        )
        tests = self._tests(desk, thing, part, value)
        decided = decisions.record(
            desk.verdict,
            correction,
            stands=msgspec.to_builtins(getattr(part, self._name())),
            letter_start=tests.letter_start,
            ended_on=tests.ended_on,
            taken=tests.taken,
            lacking=tests.lacking,
        )
        desk.touch(*_boundaries(thing))
        for fact in decided:
            desk.record(fact, thing=self._thing(), subject=self.subject)

    # --- the fact that is corrected ---

    def _thing(self) -> str:
        return self.topic.partition(".")[0]

    def _name(self) -> str:
        return self.field.rpartition(".")[2]

    def _value(self) -> Any:
        """What the new value says; None where the field cannot be corrected."""
        if not is_correctable(self.topic, self.field):
            return None
        return value_of(self.topic, self.field, self.new)

    def _facts(self, desk: "Desk") -> list[AnyEnvelope]:
        """The subject's facts of the topic, up to the version it was read at."""
        if desk.state_of(self._thing(), self.subject) is None:
            return []
        stream = stream_of(self._thing(), self.subject)
        known = desk.expected[stream]
        return [f for f in desk.history(stream) if f.topic == self.topic and f.version <= known]

    def _restated(self, part: Part, value: Any) -> Restated | None:
        """The signature whole, where its date moves."""
        if isinstance(part, Signature) and self.field == "signed_on":
            return restated(part, value)
        return None

    # --- the new value, tested again ---

    def _tests(self, desk: "Desk", thing: Thing, part: Part, value: Any) -> Tests:
        match thing, part:
            case Agreement(), Signature() if self.field == "signed_on":
                return Tests(lacking=_lack_of_signature(desk, thing, part, value))
            case Agreement(), Number() if self.field == "number":
                free = claim_agreement_number(desk, thing.id, part.party, part.year, value)
                return Tests(taken=not free)
            case Placement(), Letter():
                return self._of_letter(desk, thing, with_field(part, self.field, self.new))
            case LearningRecord(), Cert() if self.field == "number":
                free = claim_certificate_number(desk, thing.id, thing.host, value)
                return Tests(taken=not free)
            case LearningRecord(), Cert():
                return Tests(ended_on=desk.get(Placement, thing.id).ended_on)
        return Tests()

    def _of_letter(self, desk: "Desk", placement: Placement, letter: Letter) -> Tests:
        """The letter as it reads now: its number is nobody else's, its office may sign it."""
        scope, name = letter_number(letter)
        owner, dated = desk.claimed(scope, name), self.field == "letter.date"
        if owner is None:
            desk.claim(scope, name, letter_identity(letter))
        return Tests(
            letter_start=placement.first_day,
            taken=is_of_other_letter(owner, letter),
            lacking=_lack_of_letter(desk, placement, letter) if dated else None,
        )


def _part(thing: Thing, topic: str, position: int) -> Part:
    """Where the thing keeps what the corrected fact said."""
    match thing:
        case Agreement() if topic == decisions.DRAFTED:
            return thing
        case Agreement():
            kept: tuple[Signature | Number, ...] = (*thing.signatures, *thing.numbers)
            return next(part for part in kept if part.position == position)
        case Placement(letter=Letter() as letter):
            return letter
        case LearningRecord(certificate=Cert() as certificate):
            return certificate
        case ExternalLearning():
            return thing
    raise MissingThing(topic)


def _lack_of_signature(
    desk: "Desk", agreement: Agreement, signature: Signature, day: date
) -> Code | None:
    signing = Signing(
        Signable(agreement.kind),
        day,
        signature.party,
        frozenset(p.organisation for p in agreement.parties) - {signature.party},
        frozenset(agreement.scope.fields),
    )
    powers = powers_at(desk, signature.mandate, day)
    return lack_of_authority(desk.get(Office, signature.office), signing, powers)


def _lack_of_letter(desk: "Desk", placement: Placement, letter: Letter) -> Code | None:
    signing = Signing(
        Signable.ASSIGNMENT_LETTER,
        letter.date,
        partners=frozenset({placement.host}),
        fields=frozenset({placement.field}),
    )
    powers = powers_at(desk, letter.mandate, letter.date)
    return lack_of_authority(desk.get(Office, letter.office), signing, powers)


def _boundaries(thing: Thing) -> tuple[str, ...]:
    """What other decisions read that the correction may change."""
    match thing:
        case Agreement():
            return ("agreements",)
        case LearningRecord() | ExternalLearning():
            return (boundary_of(thing.employee),)
    return ()
