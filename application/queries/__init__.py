"""Every query there is, by its name (contract §8)."""

from collections.abc import Mapping

from application.queries import (
    agreement_lists,
    agreements,
    amendments,
    coverage,
    history,
    jp,
    learning,
    needs,
    placement_lists,
    placements,
    recap,
    rules,
    serials,
    siasn,
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
    learning.ExternalLearningQuery,
    placements.EmployeeQuery,
    placements.OrganisationQuery,
    placements.UnitQuery,
    rules.RulesQuery,
    rules.WorkingDaysQuery,
    agreement_lists.ExpiringQuery,
    serials.NumberGapsQuery,
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
