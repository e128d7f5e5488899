"""Every query there is, by its name (contract §8)."""

from collections.abc import Mapping

from application.queries import (
    agreement_lists,
    agreements,
    amendments,
    coverage,
    history,
    learning,
    placement_lists,
    placements,
    rules,
    serials,
)
from application.queries.base import Query

_QUERIES: tuple[type[Query], ...] = (
    agreement_lists.RegisterQuery,
    agreement_lists.AgreementsQuery,
    agreements.AgreementQuery,
    amendments.AmendmentQuery,
    placement_lists.PlacementsQuery,
    placements.PlacementQuery,
    learning.LearningRecordQuery,
    placements.EmployeeQuery,
    placements.OrganisationQuery,
    placements.UnitQuery,
    rules.RulesQuery,
    rules.WorkingDaysQuery,
    learning.JpLedgerQuery,
    agreement_lists.ExpiringQuery,
    serials.NumberGapsQuery,
    coverage.CoverageQuery,
    history.AuditTrailQuery,
)

QUERIES: Mapping[str, type[Query]] = {query.asks: query for query in _QUERIES}
