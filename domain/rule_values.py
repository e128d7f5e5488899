"""What the values of a published rule must look like (contract §4.3, RULE_INVALID, R58).

The values of a version replace the whole component, so every key must be there, none may be
unknown, and each must make sense. Values arrive as plain JSON: objects, lists, texts, numbers.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from domain.enums import ClauseKind, InstrumentKind, OpinionBody, OrgCategory
from domain.enums_learning import (
    ActivityCode,
    Component,
    InfeasibleReason,
    PlacementActivity,
    PostKind,
    SanctionGrade,
)
from domain.states import JpUnit

Check = Callable[[Any], bool]
_MOST = 10_000
"""Of days, hours, months, JP or points: what can still be counted from any date (see `values`)."""
_FULL_WEIGHT = 100
_CRITERION_KEYS = {"code", "group", "weight", "max"}
_UNIT_KEYS = {"unit", "domestic", "abroad"}
_LESSON_KEYS = {"unit", "per_day", "per_day_abroad", "raised_abroad"}


def validate(component: Component, values: Mapping[str, Any]) -> list[str]:
    """The offending keys: missing or malformed in the order of the component, then unknown ones.

    An empty list means that the values may be published.
    """
    checks = _CHECKS[component]
    wrong = [key for key, check in checks.items() if key not in values or not check(values[key])]
    if component is Component.PLACEMENT_POLICY and not wrong:
        wrong = ["max_days"] if values["max_days"] < values["min_days"] else []
    return wrong + sorted(values.keys() - checks.keys())


# --- what a value may be -----------------------------------------------------------------------


def _whole(least: int, most: int = _MOST) -> Check:
    def check(value: Any) -> bool:
        return type(value) is int and least <= value <= most

    return check


def _one_of(*words: str) -> Check:
    return lambda value: value in words


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _filled(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _some_of(kind: type[StrEnum]) -> Check:
    """A list of values of the enumeration, each at most once."""
    known = frozenset(kind)

    def check(value: Any) -> bool:
        return (
            isinstance(value, list)
            and all(isinstance(item, str) and item in known for item in value)
            and len(set(value)) == len(value)
        )

    return check


def _by(kind: type[StrEnum], inner: Check) -> Check:
    """An object whose keys are values of the enumeration; one left out stands for nothing."""
    known = frozenset(kind)

    def check(value: Any) -> bool:
        return isinstance(value, dict) and value.keys() <= known and all(map(inner, value.values()))

    return check


def _by_every(kind: type[StrEnum], inner: Check) -> Check:
    """An object whose keys are exactly the values of the enumeration."""
    check_keys = _by(kind, inner)
    return lambda value: check_keys(value) and len(value) == len(kind)


def _day_counts(value: Any) -> bool:
    return (
        isinstance(value, list)
        and all(map(_whole(1), value))
        and value == sorted(set(value), reverse=True)
    )


# --- the composed ones -------------------------------------------------------------------------


def _activity(value: Any) -> bool:
    """How one form of learning turns into JP; the keys are explained with the defaults."""
    if not isinstance(value, dict):
        return False
    if value.get("unit") == JpUnit.PER_LESSON:
        return (
            value.keys() <= _LESSON_KEYS
            and all(_whole(0)(value[key]) for key in value.keys() & {"per_day", "per_day_abroad"})
            and _flag(value.get("raised_abroad", True))
        )
    return (
        _one_of(*JpUnit)(value.get("unit"))
        and _UNIT_KEYS <= value.keys() <= _UNIT_KEYS | {"per_month"}
        and all(_whole(0)(value[key]) for key in value.keys() - {"unit"})
    )


def _criterion(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == _CRITERION_KEYS
        and _filled(value["code"])
        and _filled(value["group"])
        and _whole(1, _FULL_WEIGHT)(value["weight"])
        and _whole(1)(value["max"])
    )


def _criteria(value: Any) -> bool:
    """Criteria with different codes, whose weights sum to 100."""
    return (
        isinstance(value, list)
        and all(map(_criterion, value))
        and len({item["code"] for item in value}) == len(value)
        and sum(item["weight"] for item in value) == _FULL_WEIGHT
    )


def _identity(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"years", "fate"}
        and _whole(0, 1000)(value["years"])
        and _one_of("DESTROY", "REVIEW", "PERMANENT")(value["fate"])
    )


_KINDS = _some_of(InstrumentKind)
_PERCENT = _whole(0, 100)
_CHECKS: dict[str, dict[str, Check]] = {
    Component.INSTRUMENTS: {
        "allowed": _by(OrgCategory, _KINDS),
        "working": _KINDS,
        "umbrella_required": _KINDS,
        "workplan_required": _KINDS,
        "acting_restricted": _KINDS,
        "opinions": _some_of(OpinionBody),
        "transitional": _KINDS,
        "clauses": _by(InstrumentKind, _some_of(ClauseKind)),
    },
    Component.AGREEMENT_POLICY: {
        "max_term_years": _whole(1, 100),
        "late_sign_days": _whole(0),
        "number_days": _whole(0),
        "notice_days": _whole(0),
        "report_days": _whole(0),
        "reminders": _day_counts,
        "mandate_ends_with_grantor": _flag,
    },
    Component.PLACEMENT_POLICY: {
        "min_days": _whole(1),
        "max_days": _whole(1),
        "start_window_days": _whole(0),
        "mentor_max": _whole(1),
        "entry_days": _whole(0),
        "service_years": _whole(0, 100),
        "retirement_months": _whole(0, 1000),
        "max_pause_months": _whole(1, 1000),
        "decision_days": _whole(0),
        "reply_days": _whole(0),
        "attendance_percent": _PERCENT,
    },
    Component.DUTY: {"kind": _one_of("RIGHT", "OBLIGATION"), "floor_jp": _whole(0)},
    Component.PPPK_CAP: {"cap_jp": _whole(0), "exempt_post_kinds": _some_of(PostKind)},
    Component.JP_CONVERSION: {
        "minutes_per_jp": _whole(1, 1440),
        "abroad_percent": _whole(0),
        "floor_quarters": _whole(0),
        "activities": _by_every(ActivityCode, _activity),
    },
    Component.RUBRIC: {
        "pass_centi": _whole(0, 10_000),
        "ethics_percent": _PERCENT,
        "criteria": _criteria,
    },
    Component.DISCIPLINE: {
        "review": _some_of(SanctionGrade),
        "terminate": _some_of(SanctionGrade),
    },
    Component.WORKING_TIME: {"daily_quarters": _whole(1, 96), "ramadan_quarters": _whole(1, 96)},
    Component.PRIVACY: {
        "correction_hours": _whole(1),
        "breach_hours": _whole(1),
        "data_clause": _KINDS,
    },
    Component.FINDINGS: {
        "follow_up_days": _whole(0),
        "review_days": _whole(0),
        "repeat_months": _whole(0, 1000),
        "infeasible": _some_of(InfeasibleReason),
    },
    Component.RETENTION: {"identity": _identity},
    Component.IMPORT: {"violations": _one_of("RECORD", "REFUSE")},
    Component.SIASN: {
        "jenis": _by_every(PlacementActivity, _filled),
        "instansi_id": _text,
        "hours": _one_of("JP"),
    },
}
