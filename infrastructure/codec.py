"""States and view rows as bytes: MessagePack by position, no field names.

The rows are frozen dataclasses and stay so. To store them small, each dataclass, and each struct
inside it, gets a twin: a struct with the same fields that is written as an array. Twins never leave
this module.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache, reduce
from operator import attrgetter, or_
from types import GenericAlias, UnionType
from typing import (
    Any,
    Generic,
    TypeGuard,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec

R = TypeVar("R")

RECALLED = 4096
"""Rows of each kind that `recall` keeps."""


class Codec(Generic[R]):
    """Encode and decode one dataclass."""

    __slots__ = ("_cls", "_decode", "_encode", "_recall", "_twin", "_values")

    def __init__(self, cls: type[R]) -> None:
        kind: Any = cls
        self._cls = cls
        self._twin = _twin(kind)
        self._values = _values_of(kind)
        self._encode = msgspec.msgpack.Encoder(order="deterministic").encode
        self._decode = msgspec.msgpack.Decoder(self._twin).decode
        self._recall = lru_cache(RECALLED)(self.decode)

    def encode(self, row: R) -> bytes:
        return self._encode(self._values(row))

    def decode(self, stored: bytes) -> R:
        return msgspec.convert(self._decode(stored), self._cls, from_attributes=True)

    def recall(self, stored: bytes) -> R:
        """As `decode`, for rows that are read again and again: the last ones stay in memory."""
        return self._recall(stored)


_CODECS: dict[type, Codec[Any]] = {}


def codec_for(cls: type[R]) -> Codec[R]:
    """The one codec of a dataclass."""
    codec = _CODECS.get(cls)
    if codec is None:
        codec = _CODECS[cls] = Codec(cls)
    return codec


def _values_of(cls: type) -> Callable[[Any], Any]:
    """How a row's values are taken out: as they stand, if no dataclass is among them."""
    hints = get_type_hints(cls)
    names = [item.name for item in fields(cls)]
    if len(names) > 1 and all(_mirrored(hints[name]) == hints[name] for name in names):
        return attrgetter(*names)
    twin = _twin(cls)
    return lambda row: msgspec.convert(row, twin, from_attributes=True)


@cache
def _twin(cls: type) -> type[msgspec.Struct]:
    hints = get_type_hints(cls)
    names = cls.__struct_fields__ if _is_struct(cls) else [item.name for item in fields(cls)]
    return msgspec.defstruct(
        f"{cls.__name__}Row",
        [(name, _mirrored(hints[name])) for name in names],
        array_like=True,
        frozen=True,
        gc=False,
    )


def _mirrored(kind: Any) -> Any:
    """The same type with every dataclass and every struct inside replaced by its twin."""
    if isinstance(kind, type) and (is_dataclass(kind) or _is_struct(kind)):
        return _twin(kind)
    inner = tuple(_mirrored(part) for part in get_args(kind))
    if not inner or inner == get_args(kind):
        return kind
    if get_origin(kind) in (Union, UnionType):
        return reduce(or_, inner)
    return GenericAlias(get_origin(kind), inner)


def _is_struct(kind: Any) -> TypeGuard[type[msgspec.Struct]]:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
