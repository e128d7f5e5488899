"""Which things a reader sees: one answer for every list that mixes things (R86, contract §11)."""

from application.authority import Concern, standing
from application.queries.agreement_reading import concern_of
from application.queries.base import PROGRAMME_READERS, Reading
from application.queries.people import concern_of_person
from application.queries.placement_reading import above, scope_of, units_of
from application.views.oversight import EVIDENCE_REQUESTS, FINDINGS
from application.views.things import AGREEMENTS, AMENDMENTS, EMPLOYEES, EXTERNALS, PLACEMENTS
from domain.enums import Role
from domain.envelope import stream_of
from domain.finding import Finding

INSPECTION = (Role.INSPECTOR, Role.AUDITOR)
_ON_PLACEMENTS = ("placement", "learning-record")


class Sight:
    """One reader's sight at one moment. It remembers what it was asked."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._known: dict[tuple[str, str], bool] = {}
        self._own_id = reading.reader.id if reading.reader else None
        self.programme = _holds(reading, PROGRAMME_READERS)
        """The reader sees the whole programme."""
        self.inspection = _holds(reading, INSPECTION)
        """The reader sees also what an inspector asks of one person."""

    def reaches(self, thing: str, subject: str) -> bool:
        """Whether the reader sees this thing and the facts about it."""
        if self.programme and thing != "evidence-request":
            return True
        known = self._known.get((thing, subject))
        if known is None:
            known = self._known[thing, subject] = self._looks(thing, subject)
        return known

    def reaches_all(self, first: int, last: int) -> bool:
        """Whether the reader sees every fact between two positions, of one who sees the programme.

        What an inspector asks of one person is all that is kept from such a reader.
        """
        asked = self._reading.views.find(EVIDENCE_REQUESTS, self._reading.ever)
        return not any(
            first <= fact.position <= last
            for subject, request in asked
            if not self.reaches(request.thing, subject)
            for fact in self._reading.log.stream(stream_of(request.thing, subject))
        )

    def reaches_finding(self, finding: Finding) -> bool:
        """An OPD sees the findings of its units and those of no unit (contract §4.1)."""
        if self.programme:
            return True
        units = frozenset(above(finding.unit, self._reading)) if finding.unit else None
        return _holds(self._reading, (Role.OPD,), Concern(units=units))

    def _looks(self, thing: str, subject: str) -> bool:
        reading = self._reading
        if thing == "evidence-request":
            request = reading.whatever_the_day(EVIDENCE_REQUESTS, subject)
            return self.inspection or (request is not None and request.assignee == self._own_id)
        if thing in _ON_PLACEMENTS:
            placement = reading.whatever_the_day(PLACEMENTS, subject)
            return placement is not None and reading.may_see(scope_of(placement, reading))
        if thing == "agreement":
            agreement = reading.whatever_the_day(AGREEMENTS, subject)
            return agreement is not None and reading.may_see(concern_of(agreement, reading))
        if thing == "amendment":
            amendment = reading.whatever_the_day(AMENDMENTS, subject)
            return amendment is not None and self.reaches("agreement", amendment.agreement)
        if thing == "employee":
            employee = reading.whatever_the_day(EMPLOYEES, subject)
            return employee is not None and reading.may_see(
                concern_of_person(subject, units_of(subject, reading))
            )
        if thing == "external-learning":
            learning = reading.whatever_the_day(EXTERNALS, subject)
            return learning is not None and self.reaches("employee", learning.employee)
        if thing == "finding":
            finding = reading.whatever_the_day(FINDINGS, subject)
            return finding is not None and self.reaches_finding(finding)
        return False


def _holds(reading: Reading, roles: tuple[Role, ...], concern: Concern | None = None) -> bool:
    if reading.reader is None:
        return True
    return standing(reading.reader, roles, concern or Concern(), reading.today).role is not None
