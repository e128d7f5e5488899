"""What every command is: a request by a person, checked for form before anything is decided.

One command is one business act (contract §1). From these classes come the HTTP routes, the
command line, the journal verbs and the API description; nobody writes a command twice (D12).
"""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema

from application.authority import NOTHING, Concern
from application.fields import Finder, finder_for
from application.members import repeated
from application.written import as_written
from domain.base import Refused, violation
from domain.codes import Code
from domain.dates import civil_day
from domain.enums import Channel, Role
from domain.envelope import instant
from domain.shapes import DocRef, Override
from domain.thing import Thing
from domain.values import Cites, Names, NotLater, PastDate, Text

if TYPE_CHECKING:
    from application.desk import Desk


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with the form of a request: where, and what.

    `kind` names the sort of flaw, by which every door has its words for it (the `message` is that
    of a program); `limit` is what would have been right.
    """

    pointer: str
    message: str = ""
    kind: str = ""
    limit: str = ""


class Malformed(Refused):
    """The request does not have the form the contract gives it; `flaws` say where."""

    def __init__(self, flaws: tuple[Flaw, ...]) -> None:
        self.flaws = flaws
        tops = dict.fromkeys(flaw.pointer.split("/")[1] or "body" for flaw in flaws)
        super().__init__(tuple(violation(Code.MALFORMED, item) for item in tops))

    def within(self, field: str) -> "Malformed":
        """The same of an object that a field holds."""
        return Malformed(tuple(replace(f, pointer=f"/{field}{f.pointer}") for f in self.flaws))


def each_member_once(body: bytes, within: str = "") -> None:
    """Raise `Malformed` if a name stands twice in an object; `within` is where the JSON stands."""
    again = repeated(body)
    if again:
        raise Malformed(tuple(Flaw(f"{within}{place}", kind="stands_twice") for place in again))


class Form(BaseModel):
    """Fields people send: unknown ones refused, nothing guessed, never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read the fields from JSON; raises `Malformed` naming every flaw."""
        each_member_once(body)
        try:
            return cls.model_validate_json(body or b"{}")
        except ValidationError as error:
            raise Malformed(tuple(_flaws(error))) from error

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        schema: CoreSchema = as_written(handler(source))
        return schema


class Command(Form):
    """A request to record one act. It may be refused, so its name is an imperative.

    `states` are the lifecycle states the act exists from; empty is any state that is not
    terminal. `refusals` are the codes its decision checks, in the contract's order, and
    `overridable` those of them a head may set aside.
    """

    act: ClassVar[str]
    """`<thing>.<verb>`: its one name, at every door."""

    creates: ClassVar[bool] = False
    coded_only: ClassVar[bool] = False
    states: ClassVar[tuple[str, ...]] = ()
    refusals: ClassVar[tuple[Code, ...]] = ()
    overridable: ClassVar[frozenset[Code]] = frozenset()
    when_closed: ClassVar[bool] = False
    """Terminal states take it too (R26)."""

    importable: ClassVar[bool] = True
    """It may have happened on paper. What gives powers or destroys happens live, or not at all."""

    takes_long: ClassVar[bool] = False
    """It goes through many things, so others should not wait behind it."""

    personal: ClassVar[frozenset[str]] = frozenset()
    """Fields whose values go to the vault, and nowhere else in a form that could be tried out."""

    references: ClassVar[tuple[Finder, ...]] = ()
    past_dates: ClassVar[tuple[Finder, ...]] = ()
    sent_as: ClassVar[dict[str, str]] = {}
    citations: ClassVar[tuple[Finder, ...]] = ()

    on: PastDate | None = None
    basis: tuple[DocRef, ...] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        hints = {name: info.rebuild_annotation() for name, info in cls.model_fields.items()}
        cls.references = tuple(finder_for(hints, Names))
        cls.past_dates = tuple(finder_for(hints, NotLater))
        cls.sent_as = {name: info.alias or name for name, info in cls.model_fields.items()}
        cls.citations = tuple(finder_for(hints, Cites))

    @classmethod
    def thing(cls) -> str:
        return cls.act.partition(".")[0]

    @classmethod
    def verb(cls) -> str:
        return cls.act.partition(".")[2]

    @classmethod
    def needs_id(cls) -> bool:
        """Whether the id of a thing that is there goes with it; the store itself has none (§1)."""
        return not cls.creates and cls.thing() != "system"

    @classmethod
    def is_history(cls, channel: Channel) -> bool:
        """Whether the act is taken over from paper, by an officer for those who acted (§7)."""
        return channel is Channel.IMPORT and cls.importable

    def named_things(self) -> Iterator[tuple[str, str, str]]:
        """(field, thing, id) of everything the fields name, in the order of the fields."""
        for finder in self.references:
            for found in finder.find(self):
                yield finder.field, finder.mark.thing, found

    def claimed_dates(self) -> Iterator[date]:
        """The dates that may not lie after today."""
        for finder in self.past_dates:
            for found in finder.find(self):
                yield civil_day(instant(found)) if isinstance(found, datetime) else found

    def cited_documents(self) -> Iterator[str]:
        """The SHA-256 of every document the fields rely on."""
        for finder in self.citations:
            yield from finder.find(self)

    def natural_id(self) -> str | None:
        """The id a created thing has by its nature; None where the context gives it one."""
        return None

    def given(self) -> dict[str, Any]:
        """The fields that were sent, under the names they were sent by."""
        values, sent_as = self.__dict__, self.sent_as
        return {sent_as[name]: values[name] for name in self.model_fields_set}

    @property
    def why(self) -> str | None:
        """The reason given, be it for an override; None where the command takes no free text."""
        given: str | None = self.__dict__.get("reason")
        override = self.overrides
        return given or (override.reason if override else None)

    @property
    def overrides(self) -> Override | None:
        return self.__dict__.get("override")

    def set_aside(self) -> frozenset[str]:
        """The codes named to be set aside that this command lets be set aside."""
        return self._named_to_be_set_aside() & {code.value for code in self.overridable}

    def wrongly_set_aside(self) -> frozenset[str]:
        return self._named_to_be_set_aside() - {code.value for code in self.overridable}

    def _named_to_be_set_aside(self) -> frozenset[str]:
        return frozenset(self.overrides.codes) if self.overrides else _NOTHING

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        """Fields that contradict each other or the thing; each is MALFORMED."""
        return ()

    def missing(self, _desk: "Desk") -> tuple[str, ...]:
        """Fields that name a part of the thing that is not there; each is NOT_FOUND."""
        return ()

    def roles_for(self, roles: tuple[Role, ...]) -> tuple[Role, ...]:
        """Those of the duty table's roles that fit these fields."""
        return roles

    def concern(self, _desk: "Desk") -> Concern:
        """What the act is about, for the question of scope; by default nothing in particular."""
        return NOTHING

    def entitle(self, _desk: "Desk") -> None:
        """Refuse whom the duty table lets through and the thing itself does not."""

    def on_behalf_allowed(self, desk: "Desk") -> bool:
        """Whether a live act names a person acted for just as it may (R90): almost none may."""
        return desk.context.on_behalf_of is None

    def fits(self, state: Thing, desk: "Desk") -> bool:
        """Whether the act exists from the present state, on a day not before what led to it."""
        return (not self.states or state.state_on(desk.today) in self.states) and (
            desk.day >= state.since
        )

    def wrong_state(self, _state: Thing) -> Code:
        """The code that says the act does not exist from this state."""
        return Code.WRONG_STATE

    @abstractmethod
    def decide(self, desk: "Desk") -> None:
        """Read at the desk, judge by the domain, and lay down the facts to record."""


class Reasoned(Command):
    """A command that takes a reason in words; every command does unless marked coded only (⊘)."""

    reason: Text | None = None


class Overridable(Reasoned):
    """A command some of whose rules a head may set aside (contract §1.6)."""

    override: Override | None = None


_NOTHING: frozenset[str] = frozenset()


def _flaws(error: ValidationError) -> Iterator[Flaw]:
    for flaw in error.errors(include_url=False, include_input=False):
        place = "/".join(str(part) for part in flaw["loc"]) or "body"
        limits = flaw.get("ctx", {})
        limit = next((str(limits[name]) for name in _LIMITS if name in limits), "")
        kind = _UNREAD.get(str(limits.get("error", "")).partition(" at ")[0], flaw["type"])
        yield Flaw(f"/{place}", flaw["msg"], kind, limit)


_UNREAD = {
    "recursion limit exceeded": "json_too_deep",
    "number out of range": "json_number_too_long",
}
"""Why JSON that is valid cannot be read -> the kind of flaw it is."""
_LIMITS = ("expected", "ge", "le", "lt", "pattern", "max_length", "min_length")
