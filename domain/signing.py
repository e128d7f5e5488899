"""May this office sign this, on this day? By itself, or under a mandate (R10, R11, R37).

Whoever signs asks here: agreements, amendments, letters, corrections of either, the question
`authority`. Acting holders are the matter of R12, which looks at the holder alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.codes import Code
from domain.enums import Field, Signable
from domain.mandate import Mandate
from domain.office import Office


@dataclass(frozen=True, slots=True)
class Signature:
    """What is to be signed, for whom, and when.

    `party` is the organisation signed for, None where it is the office's own. `partners` are the
    organisations on the other side, `fields` the fields of the text; none named, none asked.
    """

    kind: Signable
    day: date
    party: str | None = None
    partners: frozenset[str] = frozenset()
    fields: frozenset[Field] = frozenset()


@dataclass(frozen=True, slots=True)
class Powers:
    """A mandate with what it rests on: itself first, then the one above it, up to the first.

    `grantors` holds the office of every grantor by id; `end_with_grantor` is the policy that a
    mandate ends when the person who granted it leaves the office.
    """

    chain: tuple[Mandate, ...]
    grantors: Mapping[str, Office]
    end_with_grantor: bool

    def above(self, n: int) -> "Powers":
        """The same without the first `n` mandates."""
        return Powers(self.chain[n:], self.grantors, self.end_with_grantor)


def lack_of_authority(office: Office, signature: Signature, powers: Powers | None) -> Code | None:
    """NO_AUTHORITY, or MANDATE_INVALID where a mandate is named; None if the office may sign."""
    own = signature.party in (None, office.organisation)
    if powers is None:
        may = own and office.signs_on(signature.kind, signature.day)
        return None if may else Code.NO_AUTHORITY
    may = (
        own and office.holder_on(signature.day) is not None and _reaches(office, signature, powers)
    )
    return None if may else Code.MANDATE_INVALID


def _reaches(office: Office, signature: Signature, powers: Powers) -> bool:
    named = powers.chain[0]
    kinds = frozenset({signature.kind})
    grantor = powers.grantors[named.grantor]
    return (
        named.grantee == office.id
        and grantor.organisation == office.organisation
        and named.covers(kinds, signature.partners, signature.fields)
        and is_valid(powers, signature.day)
        and all(may_grant(powers.above(n)) for n in range(len(powers.chain)))
    )


def is_valid(powers: Powers, day: date) -> bool:
    """Valid on the day: running, its grantor still in office, and so every one above it."""
    return all(
        mandate.runs_on(day) and (not powers.end_with_grantor or _same_holder(powers, mandate, day))
        for mandate in powers.chain
    )


def _same_holder(powers: Powers, mandate: Mandate, day: date) -> bool:
    grantor = powers.grantors[mandate.grantor]
    then, now = grantor.holder_on(mandate.first_day), grantor.holder_on(day)
    return then is not None and now is not None and then.holder == now.holder


def may_grant(powers: Powers) -> bool:
    """Whether the first of the chain was granted with authority, and so every one above it.

    On its first day the grantor has a holder and signs every kind by itself, or holds the mandate
    above: one that is valid, may be passed on, and covers kinds, partner, fields and days.
    """
    mandate, *above = powers.chain
    grantor = powers.grantors[mandate.grantor]
    if grantor.holder_on(mandate.first_day) is None:
        return False
    if frozenset(mandate.kinds) <= frozenset(grantor.signs):
        return True
    rest = powers.above(1)
    return (
        bool(above)
        and _passes_on(above[0], mandate)
        and is_valid(rest, mandate.first_day)
        and may_grant(rest)
    )


def _passes_on(parent: Mandate, mandate: Mandate) -> bool:
    """Whether what a mandate gives is part of what the one above it gave its grantor.

    That the one above has begun by then is part of its validity.
    """
    partners = frozenset({mandate.counterpart} if mandate.counterpart else ())
    fields = frozenset(mandate.fields or ())
    return (
        parent.redelegable
        and parent.grantee == mandate.grantor
        and parent.covers(frozenset(mandate.kinds), partners, fields)
        and (parent.counterpart is None or mandate.counterpart is not None)
        and (parent.fields is None or mandate.fields is not None)
        and mandate.last_day <= parent.last_day
    )
