"""What a correction (ralat) makes of an agreement: the new value, known from its recording (R27).

The old signing date is kept beside the new one, for what was known before the correction.
"""

from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import msgspec

from domain.agreement.facts import AgreementDrafted, AgreementNumberAssigned, AgreementSigned
from domain.agreement.state import Agreement
from domain.agreement.term_facts import Signature
from domain.shapes import Shape

S = TypeVar("S", bound=Shape)


def corrected(
    agreement: Agreement, *, topic: str, nth: int, field: str, value: Any, recorded_on: date
) -> Agreement:
    """The agreement with a field of its nth fact of the topic (from 1) set to another value.

    `value` is as JSON has it. A fact that is not there, as on an earlier day, changes nothing.
    """
    index = nth - 1
    if topic == AgreementDrafted.topic:
        return replace(agreement, **{field: value})
    if topic == AgreementSigned.topic and index < len(agreement.signatures):
        signature = _signature(agreement.signatures[index], field, value, recorded_on)
        return replace(agreement, signatures=_placed(agreement.signatures, index, signature))
    if topic == AgreementNumberAssigned.topic and index < len(agreement.numbers):
        number = _set(agreement.numbers[index], field, value)
        return replace(agreement, numbers=_placed(agreement.numbers, index, number))
    return agreement


def _signature(signature: Signature, field: str, value: Any, recorded_on: date) -> Signature:
    new = _set(signature, field, value)
    if field != "signed_on":
        return new
    believed = (*signature.corrected, (recorded_on, signature.signed_on))
    return msgspec.structs.replace(new, corrected=believed)


def _set(shape: S, field: str, value: Any) -> S:
    return msgspec.convert({**msgspec.to_builtins(shape), field: value}, type(shape))


def _placed(items: tuple[S, ...], index: int, item: S) -> tuple[S, ...]:
    return (*items[:index], item, *items[index + 1 :])
