"""One made-up fact of every kind, the same at every run: every field filled, nothing left out."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from domain.base import Fact
from domain.envelope import AnyEnvelope, Envelope, Instant

DAY = date(2020, 2, 18)
MOMENT = Instant("2020-02-18T03:00:00.000000Z")


def sample(kind: type[Fact]) -> Fact:
    """A fact of the kind with every field given."""
    made: Fact = _struct(kind)
    return made


def envelope_of(fact: Fact) -> AnyEnvelope:
    """The fact in an envelope whose own fields are always the same."""
    thing = fact.topic.partition(".")[0]
    return Envelope(
        position=1,
        stream=f"{thing}:contoh",
        version=1,
        topic=fact.topic,
        recorded_at=MOMENT,
        effective_on=DAY,
        actor="petugas",
        role="OFFICER",
        office=None,
        on_behalf_of=None,
        second_person=None,
        channel="api",
        source=None,
        basis=(),
        reason=None,
        rule_set={},
        late_recorded=False,
        violations=(),
        warnings=(),
        correlation="1",
        causation=None,
        key=None,
        software="contoh",
        data=fact,
    )


def _struct(kind: Any) -> Any:
    hints = get_type_hints(kind, include_extras=True)
    return kind(**{item.name: _value(hints[item.name]) for item in msgspec.structs.fields(kind)})


def _value(hint: Any) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _value(args[0])
    if origin in (Union, UnionType):
        return _value(next(part for part in args if part is not type(None)))
    if origin is tuple:
        return (_value(args[0]),)
    if origin in (dict, Mapping):
        return {_value(args[0]): _value(args[1])}
    return _plain(hint)


def _plain(kind: Any) -> Any:
    if kind is Any:
        return "apa saja"
    if kind is Instant:
        return MOMENT
    if issubclass(kind, Enum):
        return next(iter(kind))
    if issubclass(kind, msgspec.Struct):
        return _struct(kind)
    return {str: "contoh", int: 7, bool: True, date: DAY}[kind]
