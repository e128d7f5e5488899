"""Every query there is, by its name (contract §8)."""

from collections.abc import Mapping

from application.queries import agreements, history, learning, placements, rules
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
    history.AuditTrailQuery,
)

QUERIES: Mapping[str, type[Query]] = {query.asks: query for query in _QUERIES}
