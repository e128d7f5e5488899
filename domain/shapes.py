"""The composed values of contract §3: parties, terms, letters, entries.

A shape is one frozen struct that serves commands, facts and states alike. Commands come from
people, so each shape also tells pydantic its schema: same fields, unknown ones forbidden.
"""

import datetime as dt
from datetime import date
from typing import Any, Self, dataclass_transform, get_type_hints

import msgspec
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from domain.base import KeywordOnly
from domain.enums import ClauseKind, Field, Mode, PartyRole, Role, RunOffPolicy, UnitKind
from domain.values import (
    Count,
    MandateId,
    Minutes,
    Name,
    OfficeId,
    OrganisationId,
    PastDate,
    People,
    Quarters,
    Serial,
    Sha256,
    Text,
    UnitId,
)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Shape(
    msgspec.Struct,
    metaclass=KeywordOnly,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,
):
    """A composed value. It never changes after it is made and accepts no unknown field."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        hints = get_type_hints(cls, include_extras=True)
        fields = {
            item.encode_name: core_schema.typed_dict_field(
                handler.generate_schema(hints[item.name]), required=item.required
            )
            for item in msgspec.structs.fields(cls)
        }
        given = core_schema.typed_dict_schema(fields, extra_behavior="forbid")
        return core_schema.no_info_after_validator_function(cls._made, given)

    @classmethod
    def _made(cls, given: dict[str, Any]) -> Self:
        names = {item.encode_name: item.name for item in msgspec.structs.fields(cls)}
        return cls(**{names[key]: value for key, value in given.items()})


class DocRef(Shape):
    """A letter, decree or file an act relies on (dasar surat)."""

    kind: Text | None = None
    number: Text | None = None
    date: dt.date | None = None
    sha256: Sha256 | None = None


class Period(Shape):
    """Closed days: both ends belong to it. Field `from` is written `since` in code."""

    since: date = msgspec.field(name="from")
    until: date


class Decree(Shape):
    """The decree (surat keputusan) something rests on."""

    number: Text
    date: dt.date


class Holiday(Shape):
    """A day off by decree (hari libur, cuti bersama) and what it is called."""

    on: dt.date
    name: Text


class RoleGrant(Shape):
    """A role for a period and a scope, by decree (R86)."""

    role: Role
    since: date = msgspec.field(name="from")
    until: date | None = None
    decree: Decree
    organisation: OrganisationId | None = None
    unit: UnitId | None = None

    def holds_on(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Party(Shape):
    """A party (pihak) and its place in the text."""

    organisation: OrganisationId
    role: PartyRole


class Scope(Shape):
    """What an agreement allows (ruang lingkup): fields, modes, kinds of home unit."""

    fields: tuple[Field, ...]
    modes: tuple[Mode, ...]
    unit_kinds: tuple[UnitKind, ...] | None = None


class Seats(Shape):
    """Places at one time in one field (kuota)."""

    field: Field
    seats: People


class Term(Shape):
    """The written term (jangka waktu): first and last day, both in it."""

    effective_from: date
    last_day: date


class RunOff(Shape):
    """What happens to running placements when the agreement ends."""

    policy: RunOffPolicy
    until: date | None = None


class Changes(Shape):
    """What an amendment changes: each field given takes the place of the old one whole."""

    title: Text | None = None
    scope: Scope | None = None
    capacity: tuple[Seats, ...] | None = None
    clauses: dict[ClauseKind, Text] | None = None
    run_off: RunOff | None = None
    last_day: date | None = None


class Change(Shape):
    """One field before and after, as it is stored."""

    field: Text
    before: Any = None
    after: Any = None


class Letter(Shape):
    """An assignment letter (surat tugas)."""

    number: Name
    date: PastDate
    office: OfficeId
    mandate: MandateId | None = None
    serial: Serial | None = None
    document: Sha256


class Entry(Shape):
    """One day's work in the logbook (buku harian); time in quarter hours."""

    day: date
    quarters: Quarters
    activity: Text
    output: Text | None = None
    document: Sha256 | None = None


class Cert(Shape):
    """A certificate (sertifikat) of the host."""

    number: Name
    date: PastDate
    document: Sha256
    serial: Serial | None = None


class Part(Shape):
    """One day, session, semester or lesson of learning elsewhere (bagian); time in minutes."""

    on: dt.date
    minutes: Minutes | None = None


class Criterion(Shape):
    """What should have been (kriteria): the code of the rule and its words."""

    code: Name
    text: Text


class Link(Shape):
    """What a finding rests on (tautan): a thing, a kind of fact about it, a position, a file."""

    subject: Text | None = None
    topic: Text | None = None
    position: Count | None = None
    document: Sha256 | None = None


class Override(Shape):
    """Rules the head of the programme is asked to set aside, and why (contract §1.6)."""

    codes: tuple[Text, ...]
    reason: Text
