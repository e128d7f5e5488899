"""The words every part of the house is written in: Fact, Violation, Verdict, Refused.

A *decision* reads a state and returns facts, or breaks rules; a *fold* believes facts and cannot
fail. Nothing here knows a clock, a database or a network.
"""

from collections.abc import Iterator
from typing import Any, ClassVar, NoReturn, dataclass_transform

import msgspec

from domain.codes import RECORDED_ON_IMPORT, RULES_OF, Code


class KeywordOnly(msgspec.StructMeta):
    """Makes the fields of every subclass keyword-only; msgspec does not inherit the option."""

    def __new__(mcls, *args: Any, **options: Any) -> "KeywordOnly":
        return super().__new__(mcls, *args, **{"kw_only": True, **options})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Fact(
    msgspec.Struct,
    metaclass=KeywordOnly,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,
):
    """Something that happened. It is never edited, never removed, never renamed.

    `topic` is the name the fact is stored under, `<thing>.<past-verb>.v<n>`. It outlives this
    class, this file and this package. A field left at its default is not stored, so an optional
    field may be added later without a new topic.
    """

    topic: ClassVar[str] = ""


class Violation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A rule that was broken: its code, what exactly broke it, and the rule's number."""

    code: str
    item: str | None = None
    rule: str


class Refused(Exception):
    """A rule said no, and nothing was recorded. The first error is *the* refusal."""

    def __init__(self, errors: tuple[Violation, ...]) -> None:
        super().__init__(", ".join(broken_name(error) for error in errors))
        self.errors = errors

    @property
    def code(self) -> str:
        return self.errors[0].code


class MissingThing(LookupError):
    """A decision asked for a thing that does not exist; the door answers NOT_FOUND."""


def broken_name(violation: Violation) -> str:
    """`CODE` or `CODE:ITEM`, as the contract and the journals write it."""
    return f"{violation.code}:{violation.item}" if violation.item else violation.code


def violation(code: Code, item: str | None = None, rule: str | None = None) -> Violation:
    """The violation of `code`; without `rule` it names the first rule of the code's row (§2)."""
    return Violation(code=code.value, item=item, rule=rule or RULES_OF[code][0])


def refuse(code: Code, item: str | None = None) -> NoReturn:
    """Refuse for one reason that ends the checks."""
    raise Refused((violation(code, item),))


class Verdict:
    """Collects every broken rule of one act, in the order of the contract's row (D2).

    The live channels are `strict`: any broken rule refuses. The import channel records what
    happened on paper: only the codes that no channel may bend refuse, the others are kept.
    A rule that judges one of several facts says which one with `about`, its index in the act.
    `set_aside` are the codes an override names (contract §1.6): they are kept, not refused.
    """

    __slots__ = ("_found", "_lacking", "_set_aside", "_wrongly", "strict")

    def __init__(
        self,
        *,
        strict: bool,
        set_aside: frozenset[str] = frozenset(),
        wrongly: frozenset[str] = frozenset(),
    ) -> None:
        """`wrongly` are codes an override names that this command does not let be set aside."""
        self.strict = strict
        self._set_aside = set_aside
        self._wrongly = wrongly
        self._found: list[tuple[int, Violation]] = []
        self._lacking: Violation | None = None

    def broken(
        self, code: Code, item: str | None = None, rule: str | None = None, *, about: int = 0
    ) -> None:
        self._found.append((about, violation(code, item, rule)))

    def lacks(self, code: Code) -> None:
        """Keep that the person acted for lacked the role: import records even that (§7.2)."""
        self._lacking = violation(code)
        self._found.append((0, self._lacking))

    def settle(self) -> None:
        """Raise `Refused` with every broken rule, if one of them refuses on this channel."""
        if self._wrongly and Code.NOT_OVERRIDABLE not in self:
            self.broken(Code.NOT_OVERRIDABLE)
        if any(map(self._refuses, self)):
            raise Refused(tuple(f for f in self if self.strict or f is not self._lacking))

    def _refuses(self, found: Violation) -> bool:
        if not self.strict:
            return found is not self._lacking and Code(found.code) not in RECORDED_ON_IMPORT
        return found.code not in self._set_aside

    def of(self, index: int) -> tuple[Violation, ...]:
        """What is to be kept on the fact of that index."""
        return tuple(found for about, found in self._found if about == index)

    def __bool__(self) -> bool:
        return bool(self._found)

    def __iter__(self) -> Iterator[Violation]:
        return iter([found for _, found in self._found])

    def __contains__(self, code: Code) -> bool:
        return any(found.code == code for _, found in self._found)
