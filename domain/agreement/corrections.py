"""What a correction (ralat) makes of the facts an agreement remembers (R27).

A corrected signing date is known from the day the correction was recorded; the old one is kept
beside it for the days before. What is corrected is found by the place of its fact in the log, since
on an earlier day other signatures or numbers may not be there.
"""

from collections.abc import Iterable
from datetime import date

import msgspec

from domain.agreement.term_facts import Signature
from domain.correction import CorrectionRecorded, Restated, with_field


def corrected_signatures(
    signatures: tuple[Signature, ...], correction: CorrectionRecorded, recorded_on: date
) -> tuple[Signature, ...]:
    """The signatures after a correction; one that was moved to an earlier day comes to be there."""
    known = _known(signatures, correction)
    return tuple(
        _corrected(s, correction, recorded_on) if s.position == correction.position else s
        for s in known
    )


def restated(signature: Signature, signed_on: date) -> Restated:
    """The signature with another date, whole."""
    return Restated(
        party=signature.party,
        office=signature.office,
        signed_on=signed_on,
        recorded_on=signature.recorded_on,
        method=signature.method,
        mandate=signature.mandate,
        place=signature.place,
        late=signature.late,
    )


def _known(
    signatures: Iterable[Signature], correction: CorrectionRecorded
) -> tuple[Signature, ...]:
    """The signatures, and the one restated if it is not among them yet."""
    found = tuple(signatures)
    whole = correction.restated
    if whole is None or any(s.position == correction.position for s in found):
        return found
    before = msgspec.convert({**msgspec.to_builtins(whole), "signed_on": correction.old}, Signature)
    return (*found, msgspec.structs.replace(before, position=correction.position))


def _corrected(
    signature: Signature, correction: CorrectionRecorded, recorded_on: date
) -> Signature:
    new = with_field(signature, correction.field, correction.new)
    if correction.field != "signed_on":
        return new
    believed = (*signature.corrected, (recorded_on, signature.signed_on))
    return msgspec.structs.replace(new, corrected=believed)
