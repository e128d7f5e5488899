"""Whether the personal data are what the facts committed to, found without changing anything."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import msgspec

from application.flaws import Flaw, LogFault
from domain.account import AccountOpened
from domain.employee import IdentityErased
from infrastructure.keys.ring import KeyPlace, Ring
from infrastructure.log_base import StoredLog
from infrastructure.side_tables import SideTables
from infrastructure.vault import TableVault, person, ring_of
from infrastructure.vault_takeover import clear_values

_COMMITS, _ERASES = b'"sealed":{"', IdentityErased.topic.encode()


def personal_data_faults(log: StoredLog, tables: SideTables, place: KeyPlace) -> Iterator[LogFault]:
    """Values that are gone without an erasure, then those that are not what was kept.

    Raises `KeysUnusable` if there are values and their keys are not at the place.
    """
    kept = _kept(tables)
    erased = _erased_since(place)
    committed: dict[str, int] = {}
    gone: list[tuple[int, frozenset[str], str]] = []
    for position, fact in _speaking(log):
        subject = fact["stream"].partition(":")[2]
        data = fact["data"]
        if fact["topic"] == IdentityErased.topic:
            erased.add(subject)
        own = {subject}
        if fact["topic"] == AccountOpened.topic:
            own.add(data.get("employee") or subject)
        for sha in data.get("sealed", {}).values():
            committed[sha] = position
            if sha not in kept:
                gone.append((position, frozenset(own), sha))
    for position, subjects, _ in gone:
        if subjects.isdisjoint(erased):
            problem = "the personal data it committed to are gone, and were not erased"
            yield LogFault(position, Flaw.PERSONAL_DATA, problem)
    for sha in _misfits(tables, place):
        if sha in committed:
            problem = "the personal data it committed to were altered, or their key is lost"
            yield LogFault(committed[sha], Flaw.PERSONAL_DATA, problem)


def _speaking(log: StoredLog) -> Iterator[tuple[int, dict[str, Any]]]:
    """Facts that commit to personal data or say that they were erased; others are not decoded."""
    for position, stored in log.stored(0):
        if _COMMITS in stored or _ERASES in stored:
            try:
                yield position, msgspec.json.decode(stored)
            except msgspec.DecodeError:
                continue  # the check of the log has said so


def _kept(tables: SideTables) -> frozenset[str]:
    """The commitments that have a value, in either layout."""
    clear = [sha for sha, _ in clear_values(tables)]
    if ring_of(tables) is None:
        return frozenset(clear)
    return frozenset(
        [*clear, *(sha for (sha,) in tables.read("SELECT commitment FROM vault_sealed"))]
    )


def _erased_since(place: KeyPlace) -> set[str]:
    """The ids whose keys were destroyed, though this copy of the log may not know it yet."""
    if not place.holds_a_ring():
        return set()
    with closing(Ring(place)) as ring:
        return {owner.removeprefix(person("")) for owner in ring.destroyed().values()}


def _misfits(tables: SideTables, place: KeyPlace) -> list[str]:
    wrong = [sha for sha, fits in clear_values(tables) if not fits]
    if ring_of(tables) is None:
        return wrong  # and an unbound vault is not to be bound by a check
    with closing(TableVault.bound(tables, place)) as vault:
        return wrong + vault.misfits()
