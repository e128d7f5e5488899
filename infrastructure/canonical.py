"""Canonical bytes: what is stored is what is hashed (D4).

An envelope is written as JSON with sorted keys in a restricted profile of RFC 8785: no floats,
integers within ±(2^53 - 1), text in Unicode normal form C, ASCII keys. Inside the profile the
bytes of `msgspec` are the bytes of RFC 8785; outside it nothing is written.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Any
from unicodedata import is_normalized

import msgspec
from msgspec import inspect as kinds

from domain.base import Fact
from domain.envelope import AnyEnvelope, Envelope

LARGEST = 2**53 - 1

Catalogue = Mapping[str, type[Fact]]
"""Every topic there is, in its newest version, and the fact it holds."""

Upcasters = Mapping[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]]
"""Old topic -> (next topic, how the old `data` becomes the next `data`)."""


class OutsideProfile(ValueError):
    """The envelope cannot be written canonically; the message names the place."""


class UnknownTopic(LookupError):
    """A topic that is not in the catalogue: never skipped, never imported by name."""


class Tampered(RuntimeError):
    """What is written beside a fact is not what its bytes say; the message names the position."""


class Canon:
    """Writes and reads canonical envelopes of one closed catalogue."""

    def __init__(self, catalogue: Catalogue, upcasters: Upcasters) -> None:
        self._encode = msgspec.json.Encoder(order="sorted").encode
        self._facts = dict(catalogue)
        self._decoders = {
            topic: msgspec.json.Decoder(Envelope[fact])  # type: ignore[valid-type]
            for topic, fact in catalogue.items()
        }
        self._numeric = {topic: _numeric_fields(fact) for topic, fact in catalogue.items()}
        self._upcasters = dict(upcasters)

    def encode(self, envelope: AnyEnvelope) -> bytes:
        """The canonical bytes of an envelope of a newest topic.

        They are read back before they are given out, so whatever is stored can be read and
        says what was meant: a type that JSON bends (NaN to null, a list in a tuple's place) is
        `OutsideProfile` too. Raises `UnknownTopic` if topic and fact are not in the catalogue.
        """
        if self._facts.get(envelope.topic) is not type(envelope.data):
            raise UnknownTopic(f"{envelope.topic} of {type(envelope.data).__name__}")
        try:
            stored = self._encode(envelope)
            same = self._decoders[envelope.topic].decode(stored) == envelope
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            self._inspect(envelope)
            raise OutsideProfile(f"{envelope.topic}: {error}") from error
        if not same or not stored.isascii():
            self._inspect(envelope)
        if not same:
            raise OutsideProfile(f"{envelope.topic}: does not read back as it was written")
        for field in self._numeric[envelope.topic]:
            value = getattr(envelope.data, field)
            if value is not None and not (type(value) is int and -LARGEST <= value <= LARGEST):
                _inspect(value, f"data.{field}")
        if envelope.source is not None:
            _inspect(envelope.source.row, "source.row")
        return stored

    def decode(self, topic: str, stored: bytes) -> AnyEnvelope:
        """The envelope of stored bytes, straight into frozen facts.

        An old topic is lifted to the newest version of its fact, `topic` included. Raises
        `UnknownTopic`, `Tampered` if the bytes name another topic, and `msgspec.ValidationError`
        if they are no such envelope.
        """
        decoder = self._decoders.get(topic)
        if decoder is None:
            return self._lifted(topic, msgspec.json.decode(stored))
        envelope: AnyEnvelope = decoder.decode(stored)
        if envelope.topic != topic:
            raise Tampered(f"position {envelope.position} is {envelope.topic}, not {topic}")
        return envelope

    def _lifted(self, topic: str, old: dict[str, Any]) -> AnyEnvelope:
        if topic not in self._upcasters:
            raise UnknownTopic(topic)
        if old["topic"] != topic:
            raise Tampered(f"position {old['position']} is {old['topic']}, not {topic}")
        data = old["data"]
        while topic not in self._facts:
            if topic not in self._upcasters:
                raise UnknownTopic(topic)
            topic, lift = self._upcasters[topic]
            data = lift(data)
        lifted: AnyEnvelope = msgspec.convert(
            {**old, "topic": topic, "data": data},
            Envelope[self._facts[topic]],  # type: ignore[name-defined]
        )
        return lifted

    def _inspect(self, envelope: AnyEnvelope) -> None:
        for field in envelope.__struct_fields__:
            _inspect(getattr(envelope, field), field)


def _inspect(value: Any, place: str) -> None:
    """Raise `OutsideProfile` at the first part of a value that the profile does not have."""
    match value:
        case None | bool() | date() | Enum():
            return
        case str():
            _inspect_text(value, place)
        case int():
            if not -LARGEST <= value <= LARGEST:
                raise OutsideProfile(f"{place}: the integer {value} is beyond 2^53 - 1")
        case float():
            raise OutsideProfile(f"{place}: {value} is a float")
        case msgspec.Struct():
            for field in value.__struct_fields__:
                _inspect(getattr(value, field), f"{place}.{field}")
        case dict():
            for key, item in value.items():
                if not isinstance(key, str) or not key.isascii():
                    raise OutsideProfile(f"{place}: the key {key!r} is not ASCII text")
                _inspect(item, f"{place}.{key}")
        case list() | tuple() | set() | frozenset():
            for number, item in enumerate(value):
                _inspect(item, f"{place}[{number}]")


def _inspect_text(text: str, place: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise OutsideProfile(f"{place}: half of a surrogate pair in {text!r}") from error
    if not is_normalized("NFC", text):
        raise OutsideProfile(f"{place}: {text!r} is not in normal form C")


@cache
def _numeric_fields(fact: type[Fact]) -> tuple[str, ...]:
    """The fields of a fact that can hold a number somewhere, and so must be looked at."""
    info = kinds.type_info(fact)
    assert isinstance(info, kinds.StructType)
    return tuple(
        field.name for field in info.fields if any(_numbers(field.type, field.name, (fact,)))
    )


def _numbers(kind: kinds.Type, place: str, within: tuple[type, ...]) -> Iterator[bool]:
    match kind:
        case kinds.FloatType() | kinds.DateTimeType() | kinds.TimeType() | kinds.TimeDeltaType():
            raise TypeError(f"{within[0].__name__}.{place}: {type(kind).__name__} has no place")
        case kinds.IntType() | kinds.AnyType():
            yield True
        case kinds.StructType(cls=cls, fields=fields) if cls not in within:
            for field in fields:
                yield from _numbers(field.type, f"{place}.{field.name}", (*within, cls))
        case kinds.UnionType(types=members):
            for member in members:
                yield from _numbers(member, place, within)
        case kinds.DictType(key_type=key, value_type=item):
            yield from _numbers(key, place, within)
            yield from _numbers(item, place, within)
        case kinds.VarTupleType(item_type=item) | kinds.ListType(item_type=item):
            yield from _numbers(item, place, within)
        case kinds.SetType(item_type=item) | kinds.FrozenSetType(item_type=item):
            yield from _numbers(item, place, within)
        case kinds.TupleType(item_types=items):
            for item in items:
                yield from _numbers(item, place, within)
