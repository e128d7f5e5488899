"""Which answers leave a trace of their own in the access log (R87, R98, contract §8.4)."""

from collections.abc import Iterator
from datetime import date

from application.queries.base import Query, Reply
from domain.account import Account
from domain.enums import Role
from domain.states import AccessKind

WATCHED = frozenset({Role.INSPECTOR, Role.AUDITOR})
"""Roles whose every read is noted (R87)."""


def access_kinds(query: Query, result: Reply, reader: Account, today: date) -> Iterator[AccessKind]:
    """What an answered question is noted as; nothing, as a rule."""
    if is_watched(reader, today):
        yield AccessKind.READ
    if query.reveals(result):
        yield AccessKind.REVEAL


def is_watched(reader: Account, today: date) -> bool:
    """Whether the person's every read is noted."""
    return any(grant.role in WATCHED and grant.holds_on(today) for grant in reader.grants)
