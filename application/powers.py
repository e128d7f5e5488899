"""Collects what a mandate rests on, so that the domain can judge it (R11)."""

from collections.abc import Callable

from domain.mandate import Mandate
from domain.office import Office
from domain.signing import Powers


def powers_of(
    mandate: Mandate | None,
    *,
    mandate_of: Callable[[str], Mandate],
    office_of: Callable[[str], Office],
    end_with_grantor: bool,
) -> Powers | None:
    """The mandate, those above it, and the offices that granted them; None without a mandate."""
    if mandate is None:
        return None
    chain = [mandate]
    while chain[-1].parent is not None:
        chain.append(mandate_of(chain[-1].parent))
    grantors = {granted.grantor: office_of(granted.grantor) for granted in chain}
    return Powers(tuple(chain), grantors, end_with_grantor)
