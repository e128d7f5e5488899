"""The keys a log has announced for its checkpoints, as keys that verify."""

from domain.system import System
from infrastructure.ledger.signing import BadKey, VerifierKey


def announced_keys(system: System) -> tuple[VerifierKey, ...]:
    """Every key that may have signed, those retired since among them. One that was announced under
    the form of a key but is none signed nothing and is left out."""
    keys: list[VerifierKey] = []
    for vkey in (*system.signing_keys, *system.retired_keys):
        try:
            keys.append(VerifierKey.of_text(vkey))
        except BadKey:
            continue
    return tuple(keys)
