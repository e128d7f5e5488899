"""Questions about people: the register, their identity, their file (contract §8.1, R97, R98)."""

from datetime import date
from typing import Any

from application.authority import Concern, standing
from application.holds import OWNED, is_on_hold, things_of
from application.queries.base import Query, Reading, Reply
from application.queries.people import concern_of_person
from application.queries.placement_reading import units_of
from application.views.things import EMPLOYEES, PLACEMENTS, SUBJECT_REQUESTS, UNITS
from domain.base import refuse
from domain.codes import Code
from domain.employee import Employee
from domain.enums import Role
from domain.enums_learning import EmployeeStatus, EmploymentKind, PostKind, RequestKind
from domain.envelope import AnyEnvelope, Instant, stream_of
from domain.erasure import ERASED_NAME
from domain.learning.state import LearningRecord
from domain.nip import MASK, masked_nip
from domain.subject_request import SubjectRequest
from domain.things import BLANK
from domain.values import Text


class EmployeeResult(Reply):
    employee: str
    name: str
    nip_masked: str | None
    kind: EmploymentKind
    unit: str
    unit_name: str
    post: str
    post_kind: PostKind
    grade: str
    status: EmployeeStatus
    retires_on: date
    erased: bool
    placements: list[str]
    on_hold: bool


class EmployeeQuery(Query):
    """One civil servant (ASN); the NIP shows its last three digits only (R98)."""

    asks = "employee"
    path = "/employees/{id}"
    Result = EmployeeResult

    def answer(self, reading: Reading, subject: str | None) -> EmployeeResult:
        employee: Employee = reading.get(EMPLOYEES, subject)
        reading.must_see(concern_of_person(employee.id, units_of(employee.id, reading)))
        personal = reading.personal(employee)
        unit = employee.unit_on(reading.day)
        placed = reading.list(PLACEMENTS, employee=employee.id)
        return EmployeeResult(
            employee=employee.id,
            name=personal.get("name", ERASED_NAME),
            nip_masked=masked_nip(personal["nip"]) if "nip" in personal else None,
            kind=employee.kind,
            unit=unit,
            unit_name=reading.get(UNITS, unit).name,
            post=employee.post,
            post_kind=employee.post_kind,
            grade=employee.grade,
            status=employee.status_on(reading.day),
            retires_on=employee.retires_on,
            erased="name" not in personal,
            placements=[placement.id for placement in placed],
            on_hold=is_on_hold(employee.id, reading.list),
        )


class IdentityResult(Reply):
    nip: str | None
    name: str


class IdentityQuery(Query):
    """The full NIP and the name, for a purpose; who looked is noted (R98)."""

    asks = "identity"
    path = "/employees/{id}/identity"
    can_be_kept = False
    Result = IdentityResult

    purpose: Text | None = None

    def answer(self, reading: Reading, subject: str | None) -> IdentityResult:
        employee: Employee = reading.get(EMPLOYEES, subject)
        if _holds(reading, _LOOKING_AT_IDENTITIES, employee.id) is None:
            refuse(Code.OUT_OF_SCOPE)
        if self.purpose is None:
            refuse(Code.PURPOSE_REQUIRED)
        personal = reading.personal(employee)
        return IdentityResult(nip=personal.get("nip"), name=personal.get("name", ERASED_NAME))

    def reveals(self, _result: Any) -> bool:
        return True


_LOOKING_AT_IDENTITIES = (
    Role.OFFICER,
    Role.HEAD,
    Role.DPO,
    Role.INSPECTOR,
    Role.AUDITOR,
    Role.PARTICIPANT,
)


class FileEvent(Reply):
    position: int
    topic: str
    effective_on: date


class FileRequest(Reply):
    request: str
    kind: RequestKind
    due_at: Instant | None
    state: str
    late: bool


class SubjectFileResult(Reply):
    employee: str
    name: str
    events: list[FileEvent]
    requests: list[FileRequest]


class SubjectFileQuery(Query):
    """All that is kept about one person: the facts, and what the person asked (R96)."""

    asks = "subject-file"
    path = "/employees/{id}/file"
    can_be_kept = False
    Result = SubjectFileResult

    purpose: Text | None = None

    def answer(self, reading: Reading, subject: str | None) -> SubjectFileResult:
        employee: Employee = reading.get(EMPLOYEES, subject)
        masked = self._is_masked(reading, employee.id)
        requests: list[SubjectRequest] = reading.list(SUBJECT_REQUESTS, employee=employee.id)
        requests.sort(key=lambda request: (request.received_at or "", request.id))
        return SubjectFileResult(
            employee=employee.id,
            name=MASK if masked else reading.name_of(employee),
            events=[
                FileEvent(position=e.position, topic=e.topic, effective_on=e.effective_on)
                for e in _facts_about(employee.id, reading)
            ],
            requests=[
                FileRequest(
                    request=request.id,
                    kind=request.kind,
                    due_at=request.due_at,
                    state=request.state,
                    late=request.is_late(reading.instant),
                )
                for request in requests
            ],
        )

    def reveals(self, result: Any) -> bool:
        return bool(result.name != MASK)

    def _is_masked(self, reading: Reading, employee: str) -> bool:
        """The officer for data protection needs no purpose, an officer does, auditors no name."""
        if _holds(reading, (Role.DPO,), employee) is not None:
            return False
        officer = _holds(reading, (Role.OFFICER,), employee) is not None
        if officer and self.purpose is not None:
            return False
        if _holds(reading, (Role.INSPECTOR, Role.AUDITOR), employee) is None:
            refuse(Code.PURPOSE_REQUIRED if officer else Code.OUT_OF_SCOPE)
        return True


def _holds(reading: Reading, roles: tuple[Role, ...], employee: str) -> Role | None:
    """The first of the roles the reader holds today; a reader of everything holds them all."""
    if reading.reader is None:
        return roles[0]
    return standing(reading.reader, roles, Concern(employee=employee), reading.today).role


def _facts_about(employee: str, reading: Reading) -> list[AnyEnvelope]:
    """The facts of the employee's own streams that count at the moment, in order."""
    kinds = (Employee.thing, LearningRecord.thing, *(view.row.thing for view in OWNED))
    streams = (
        stream_of(thing, subject)
        for subject in things_of(employee, reading.list)
        for thing in kinds
    )
    facts = (
        fact
        for stream in streams
        for fact in reading.log.stream(stream, upto=reading.moment.position)
        if fact.effective_on <= reading.day or fact.topic in BLANK[fact.thing].undated
    )
    return sorted(facts, key=lambda fact: fact.position)
