"""Whether a type in the code is the type the contract writes, and what fields a class has."""

import dataclasses
import types
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    TypeGuard,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import msgspec
from pydantic import BaseModel

from domain.values import Names
from tests.architecture.contract_grammar import Kind
from tests.architecture.contract_tables import Contract

_TEXTS = {"Text", "Sha256", "Nip", "Topic", "Code"}
_NUMBERS = {"Int", "Money", "Quarters", "Jp", "Year"}
_LISTS = (tuple, list, frozenset, Sequence)
_MAPS = (dict, Mapping)


def fits(contract: Contract, kind: Kind, annotation: Any) -> bool:
    """Whether values of the annotation are what the contract calls `kind`."""
    plain, marks = _plain(annotation)
    origin = get_origin(plain) or plain
    match kind.name:
        case "Any":
            return True
        case "Object":
            return origin in _MAPS
        case "[]":
            return origin in _LISTS and fits(contract, kind.args[0], get_args(plain)[0])
        case "{}":
            return _object_fits(contract, kind, plain)
        case "Map":
            return origin in _MAPS and all(
                fits(contract, inner, arg)
                for inner, arg in zip(kind.args, get_args(plain), strict=True)
            )
        case "Id":
            named = [mark.thing for mark in marks if isinstance(mark, Names)]
            return plain is str and named == [arg.name for arg in kind.args]
        case "Date":
            return plain is date
        case "Instant":
            return plain in (str, datetime)
        case "Bool":
            return plain is bool
    if kind.name in _NUMBERS:
        return plain is int
    if kind.name in _TEXTS:
        return _is_class(plain) and issubclass(plain, str)
    if kind.name in contract.enumerations:
        return _is_class(plain) and issubclass(plain, Enum) and plain.__name__ == kind.name
    if _is_class(plain) and plain.__name__ == kind.name:
        return True
    return fits(contract, contract.shapes[kind.name], plain)


def fields_of(kind: Any) -> dict[str, Any] | None:
    """Field name, as it is written outside -> annotation; None if the type has no fields."""
    if not _is_class(kind):
        return None
    if issubclass(kind, BaseModel):
        return {info.alias or name: info.rebuild_annotation() for name, info in _models(kind)}
    if issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind, include_extras=True)
        return {item.encode_name: hints[item.name] for item in msgspec.structs.fields(kind)}
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind, include_extras=True)
        return {item.name.rstrip("_"): hints[item.name] for item in dataclasses.fields(kind)}
    if is_typeddict(kind):
        return get_type_hints(kind, include_extras=True)
    return None


def element_of(annotation: Any) -> Any:
    """What a list holds."""
    plain, _ = _plain(annotation)
    return get_args(plain)[0] if get_origin(plain) in _LISTS else None


def without_marks(annotation: Any) -> Any:
    """The bare type: not optional, not annotated."""
    return _plain(annotation)[0]


def _models(kind: type[BaseModel]) -> Any:
    return kind.model_fields.items()


def _object_fits(contract: Contract, kind: Kind, plain: Any) -> bool:
    fields = fields_of(plain)
    return (
        fields is not None
        and set(fields) == {slot.name for slot in kind.fields}
        and all(fits(contract, slot.kind, fields[slot.name]) for slot in kind.fields)
    )


def _plain(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type under Annotated, NewType and `| None`, and the marks found on the way."""
    marks: tuple[Any, ...] = ()
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *found = get_args(annotation)
            marks += tuple(found)
        elif origin in (Union, types.UnionType):
            inner = [arg for arg in get_args(annotation) if arg is not types.NoneType]
            if len(inner) != 1:
                return annotation, marks
            annotation = inner[0]
        elif origin in (Required, NotRequired):
            annotation = get_args(annotation)[0]
        elif origin is Literal:
            return type(get_args(annotation)[0]), marks
        elif hasattr(annotation, "__supertype__"):
            annotation = annotation.__supertype__
        else:
            return annotation, marks


def _is_class(kind: Any) -> TypeGuard[type]:
    return isinstance(kind, type) and get_origin(kind) is None
