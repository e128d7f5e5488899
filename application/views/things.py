"""One view per thing: its state, folded on two clocks. The fold is the domain's own."""

from collections.abc import Iterable
from typing import Any

from domain.agreement.state import Agreement
from domain.amendment.state import Amendment
from domain.breach import Breach
from domain.catalogue import topics_of
from domain.cost import ClassCost, Cost
from domain.document import Document
from domain.employee import Employee
from domain.envelope import AnyEnvelope, stream_of
from domain.external_learning import ExternalLearning
from domain.hold import Hold
from domain.holidays import HolidayCalendar
from domain.mandate import Mandate
from domain.need import Need
from domain.office import Office
from domain.organisation import Organisation, Unit
from domain.placement.state import Placement
from domain.rule import Rule
from domain.subject_request import SubjectRequest
from domain.thing import Thing
from domain.things import BLANK


class ThingView:
    """The states of all things of one kind, by id."""

    def __init__(self, row: type[Thing], *index: str) -> None:
        self.name = row.thing.replace("-", "_")
        self.row = row
        self.topics = topics_of(row.thing) | row.undated
        self.undated = row.undated
        self.index = index

    def keys(self, fact: AnyEnvelope) -> Iterable[str]:
        return (fact.subject,) if fact.thing == self.row.thing else ()

    def begins(self, fact: AnyEnvelope) -> bool:
        return fact.version == 1

    def streams(self, key: str) -> Iterable[str]:
        return (stream_of(self.row.thing, key),)

    def evolve(self, row: Any, fact: AnyEnvelope) -> Any:
        if row is None and fact.version > 1:
            raise LookupError(f"{fact.stream} is not there yet")
        return (BLANK[self.row.thing] if row is None else row).evolve(fact)


ORGANISATIONS = ThingView(Organisation)
UNITS = ThingView(Unit, "parent")
OFFICES = ThingView(Office)
MANDATES = ThingView(Mandate)
EMPLOYEES = ThingView(Employee, "state")
NEEDS = ThingView(Need)
RULES = ThingView(Rule)
CALENDARS = ThingView(HolidayCalendar)
DOCUMENTS = ThingView(Document)
COSTS = ThingView(Cost)
CLASS_COSTS = ThingView(ClassCost)
SUBJECT_REQUESTS = ThingView(SubjectRequest, "employee", "state")
HOLDS = ThingView(Hold, "state")
BREACHES = ThingView(Breach)
AGREEMENTS = ThingView(Agreement, "kind", "predecessor")
AMENDMENTS = ThingView(Amendment, "agreement")
PLACEMENTS = ThingView(Placement, "employee", "host", "state", "busy_until")
EXTERNALS = ThingView(ExternalLearning, "employee")
