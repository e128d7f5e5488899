"""Every query there is, by its name (contract §8)."""

from collections.abc import Mapping

from application.queries import (
    access,
    agreements,
    controls,
    difference,
    duties,
    explain,
    history,
    hours,
    learning,
    noted,
    oversight,
    placements,
    rules,
    work_queue,
)
from application.queries.base import Query

_QUERIES: tuple[type[Query], ...] = (
    agreements.RegisterQuery,
    agreements.AgreementQuery,
    placements.PlacementQuery,
    learning.LearningRecordQuery,
    placements.EmployeeQuery,
    placements.OrganisationQuery,
    placements.UnitQuery,
    rules.RulesQuery,
    rules.WorkingDaysQuery,
    learning.JpLedgerQuery,
    work_queue.WorkQueueQuery,
    noted.LateRecordsQuery,
    noted.ViolationsQuery,
    duties.DutiesQuery,
    hours.HourExceptionsQuery,
    controls.ControlsQuery,
    oversight.FindingsQuery,
    oversight.FindingQuery,
    oversight.SampleQuery,
    oversight.EvidenceRequestsQuery,
    history.AuditTrailQuery,
    difference.DifferenceQuery,
    explain.ExplainQuery,
    access.AccessLogQuery,
)

QUERIES: Mapping[str, type[Query]] = {query.asks: query for query in _QUERIES}
