"""Amendment: a change of an agreement with its own sign cycle; its state and its fold (§5.2)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self, cast

from domain.agreement.term_facts import Signature
from domain.amendment.facts import (
    AmendmentAnnulled,
    AmendmentApproved,
    AmendmentDrafted,
    AmendmentFact,
    AmendmentOpinionGiven,
    AmendmentReturned,
    AmendmentRevised,
    AmendmentSigned,
    AmendmentWithdrawn,
)
from domain.dates import civil_day
from domain.enums import AmendmentKind, Opinion, OpinionBody
from domain.envelope import AnyEnvelope
from domain.shapes import Changes
from domain.states import AmendmentState
from domain.thing import Thing

_NO_CHANGES = Changes()
_TERMINAL = frozenset({AmendmentState.ANNULLED, AmendmentState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Amendment(Thing):
    thing: ClassVar[str] = "amendment"
    undated: ClassVar[frozenset[str]] = frozenset({AmendmentAnnulled.topic})

    agreement: str = ""
    kind: AmendmentKind = AmendmentKind.CHANGE
    changes: Changes = _NO_CHANGES
    effective_from: date | None = None
    retroactive: bool = False
    legal_opinion: str | None = None
    parties: tuple[str, ...] = ()
    opinions: tuple[tuple[OpinionBody, Opinion], ...] = ()
    drafters: tuple[str, ...] = ()
    legal_reviewers: tuple[str, ...] = ()
    text: str | None = None
    signatures: tuple[Signature, ...] = ()
    drafted_on: date = date.min
    drafted_at: int = 0
    """The log position of the draft: the order of creation."""
    approved_on: date = date.min
    annulled_from: date | None = None

    def state_on(self, day: date) -> str:
        """By the acts, the signatures up to the day, and an annulment from the effect day on."""
        if self.annulled_from is not None and self.annulled_from <= day:
            return AmendmentState.ANNULLED.value
        if self.state != AmendmentState.APPROVED:
            return self.state
        have_signed = {s.party for s in self.signatures if s.signed_on <= day}
        if not have_signed:
            return self.state
        complete = have_signed.issuperset(self.parties)
        return (AmendmentState.EFFECTIVE if complete else AmendmentState.PARTIALLY_SIGNED).value

    def closed_on(self, day: date) -> bool:
        return self.state_on(day) in _TERMINAL

    @property
    def is_signed(self) -> bool:
        return bool(self.signatures) and {s.party for s in self.signatures}.issuperset(self.parties)

    @property
    def effective_on(self) -> date | None:
        """The effect day; until all have signed the one written, if one is."""
        if self.effective_from is not None or not self.is_signed:
            return self.effective_from
        return max(signature.signed_on for signature in self.signatures)

    def evolve(self, fact: AnyEnvelope) -> Self:
        version = fact.version
        match cast(AmendmentFact, fact.data):
            case AmendmentDrafted() as data:
                return replace(
                    self._moved(fact, AmendmentState.UNDER_REVIEW),
                    id=fact.subject,
                    agreement=data.agreement,
                    kind=data.kind,
                    changes=data.changes,
                    effective_from=data.effective_from,
                    retroactive=data.retroactive,
                    legal_opinion=data.legal_opinion,
                    parties=data.parties,
                    drafters=(fact.person,),
                    drafted_on=fact.effective_on,
                    drafted_at=fact.position,
                )
            case AmendmentRevised() as data:
                return replace(
                    self._moved(fact, AmendmentState.UNDER_REVIEW),
                    changes=data.changes,
                    effective_from=data.effective_from or self.effective_from,
                    retroactive=(
                        self.retroactive if data.retroactive is None else data.retroactive
                    ),
                    legal_opinion=data.legal_opinion or self.legal_opinion,
                    opinions=(),
                    drafters=(*self.drafters, fact.person),
                )
            case AmendmentOpinionGiven(body=body, opinion=opinion):
                legal = (fact.person,) if body is OpinionBody.LEGAL else ()
                return replace(
                    self,
                    version=version,
                    opinions=tuple({**dict(self.opinions), body: opinion}.items()),
                    legal_reviewers=(*self.legal_reviewers, *legal),
                )
            case AmendmentReturned():
                return self._moved(fact, AmendmentState.RETURNED)
            case AmendmentApproved(text=text):
                moved = self._moved(fact, AmendmentState.APPROVED)
                return replace(moved, text=text, approved_on=fact.effective_on)
            case AmendmentSigned() as data:
                signature = Signature(
                    party=data.party,
                    office=data.office,
                    signed_on=data.signed_on,
                    recorded_on=civil_day(fact.recorded_at),
                    method=data.method,
                    mandate=data.mandate,
                    place=data.place,
                    late=fact.late_recorded,
                )
                return replace(
                    self,
                    version=version,
                    since=max(self.since, data.signed_on),
                    signatures=(*self.signatures, signature),
                )
            case AmendmentWithdrawn():
                return self._moved(fact, AmendmentState.WITHDRAWN)
            case AmendmentAnnulled():
                day = min(fact.effective_on, civil_day(fact.recorded_at))
                return replace(self, version=version, annulled_from=day)

    def _moved(self, fact: AnyEnvelope, state: AmendmentState) -> Self:
        return replace(self, version=fact.version, state=state.value, since=fact.effective_on)
