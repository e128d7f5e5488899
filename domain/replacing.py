"""The next state out of the last: `replace` of the standard library, several times faster.

A fold makes a new state with every fact, and a state has up to forty fields of which a fact
changes three. The standard library calls `__init__` with every field by name; here the slots are
copied one by one by a function written once per class, as the library writes `__init__` itself.
"""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

T = TypeVar("T")

Put = Callable[[Any, Any], None]


def replace(row: T, /, **changes: Any) -> T:
    """A frozen slots dataclass with some fields changed; TypeError if it has no such field."""
    kind = type(row)
    copying = _COPYING.get(kind)
    if copying is None:
        copying = _COPYING[kind] = _copying(kind)
    copy, puts = copying
    new: T = copy(row)
    try:
        for name, value in changes.items():
            puts[name](new, value)
    except KeyError as error:
        raise TypeError(f"{kind.__name__} has no field {error}") from None
    return new


_COPYING: dict[type, tuple[Callable[[Any], Any], dict[str, Put]]] = {}


def _copying(kind: Any) -> tuple[Callable[[Any], Any], dict[str, Put]]:
    """How a row of the class is copied, and how each of its fields is written on the copy."""
    puts: dict[str, Put] = {item.name: getattr(kind, item.name).__set__ for item in fields(kind)}
    lines = [f"    put_{name}(new, row.{name})" for name in puts]
    source = "\n".join(["def copy(row):", "    new = blank(kind)", *lines, "    return new"])
    known: dict[str, Any] = {f"put_{name}": put for name, put in puts.items()}
    known |= {"blank": object.__new__, "kind": kind}
    exec(source, known)
    return known["copy"], puts
