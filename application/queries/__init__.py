"""Every query there is, by its name (contract §8)."""

from collections.abc import Mapping

from application.queries import (
    agreements,
    coverage,
    history,
    jp,
    learning,
    needs,
    placement_lists,
    placements,
    recap,
    rules,
    siasn,
)
from application.queries.base import Query

_QUERIES: tuple[type[Query], ...] = (
    agreements.RegisterQuery,
    agreements.AgreementQuery,
    placement_lists.PlacementsQuery,
    placements.PlacementQuery,
    learning.LearningRecordQuery,
    learning.ExternalLearningQuery,
    placements.EmployeeQuery,
    placements.OrganisationQuery,
    placements.UnitQuery,
    rules.RulesQuery,
    rules.WorkingDaysQuery,
    coverage.CoverageQuery,
    jp.JpLedgerQuery,
    jp.JpStandingsQuery,
    recap.JpRecapQuery,
    recap.ReconciliationQuery,
    recap.ProgrammeQuery,
    needs.NeedsCoverageQuery,
    needs.ReachQuery,
    siasn.SiasnQuery,
    siasn.DuplicateCreditsQuery,
    history.AuditTrailQuery,
)

QUERIES: Mapping[str, type[Query]] = {query.asks: query for query in _QUERIES}
