"""Which version of a rule holds on a day, and what may be published (contract §4.3, R58, R79)."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import OrgCategory
from domain.enums_learning import Component
from domain.rule_defaults import DEFAULTS, RuleVersion
from domain.rule_sets import NoRule, Rulebook
from domain.rule_values import validate

BOOK = Rulebook()
DEFAULT_VALUES = [pytest.param(item, id=f"{item.component}-{item.version}") for item in DEFAULTS]


def published(
    component: Component, version: str, since: date, until: date | None = None, **values: Any
) -> RuleVersion:
    return RuleVersion(component, version, since, until, values, "Keputusan Kepala BKPSDM")


def test_the_version_of_a_day_is_the_one_whose_days_hold_it() -> None:
    assert BOOK.at(Component.INSTRUMENTS, date(2020, 4, 14)).version == "pp28-2018"
    assert BOOK.at(Component.INSTRUMENTS, date(2020, 4, 15)).version == "permendagri22-2020"
    assert BOOK.at(Component.RUBRIC, date(2021, 7, 26)).version == "aneka-v1"
    assert BOOK.at(Component.RUBRIC, date(2021, 7, 27)).version == "berakhlak-v2"
    assert BOOK.at(Component.DISCIPLINE, date(2021, 8, 31)).version == "pp94-2021"
    assert BOOK.at(Component.DUTY, date(2023, 12, 31)).values["kind"] == "OBLIGATION"


def test_before_the_first_day_the_first_version_of_the_table_rules() -> None:
    assert BOOK.at(Component.RUBRIC, date(2001, 1, 1)).version == "aneka-v1"
    assert BOOK.at(Component.WORKING_TIME, date(1990, 1, 1)).version == "keppres68-1995"


def test_a_published_version_precedes_every_earlier_one_on_its_days() -> None:
    book = BOOK.with_published(
        published(Component.IMPORT, "v2", date(2022, 7, 8), date(2022, 7, 31), violations="REFUSE")
    )

    assert book.at(Component.IMPORT, date(2022, 7, 7)).version == "v1"
    assert book.at(Component.IMPORT, date(2022, 7, 8)).version == "v2"
    assert book.at(Component.IMPORT, date(2022, 7, 31)).version == "v2"
    assert book.at(Component.IMPORT, date(2022, 8, 1)).version == "v1"


def test_of_two_published_versions_the_last_one_rules_even_if_it_begins_earlier() -> None:
    book = BOOK.with_published(published(Component.IMPORT, "v2", date(2022, 7, 8)))
    book = book.with_published(published(Component.IMPORT, "v3", date(2000, 1, 1)))

    assert book.at(Component.IMPORT, date(2022, 7, 9)).version == "v3"
    assert book.at(Component.IMPORT, date(1999, 12, 31)).version == "v1"


def test_r79_publishing_leaves_the_earlier_rulebook_as_it_was() -> None:
    later = BOOK.with_published(published(Component.IMPORT, "v2", date(2010, 1, 1)))

    assert BOOK.at(Component.IMPORT, date(2022, 1, 1)).version == "v1"
    assert len(later.all()) == len(BOOK.all()) + 1
    assert BOOK.all() == DEFAULTS


def test_retention_has_no_default_and_rules_only_from_its_first_day() -> None:
    book = BOOK.with_published(published(Component.RETENTION, "jra", date(2023, 1, 1)))

    assert BOOK.find(Component.RETENTION, date(2023, 1, 1)) is None
    with pytest.raises(NoRule):
        BOOK.at(Component.RETENTION, date(2023, 1, 1))
    assert book.find(Component.RETENTION, date(2022, 12, 31)) is None
    assert book.at(Component.RETENTION, date(2023, 1, 1)).version == "jra"


@given(st.sampled_from(sorted(set(Component) - {Component.RETENTION})), st.dates())
def test_the_defaults_of_a_component_leave_no_day_open_after_their_first_and_none_twice(
    component: Component, day: date
) -> None:
    defaults = [item for item in DEFAULTS if item.component == component]
    holding = [item for item in defaults if item.holds_on(day)]

    assert len(holding) == (day >= defaults[0].valid_from)
    assert BOOK.at(component, day) == (holding or defaults)[0]


@pytest.mark.parametrize("default", DEFAULT_VALUES)
def test_every_default_could_be_published(default: RuleVersion) -> None:
    assert validate(default.component, default.values) == []
    assert default.legal_basis


@pytest.mark.parametrize("default", DEFAULT_VALUES)
def test_every_key_is_needed_and_none_may_be_of_another_kind(default: RuleVersion) -> None:
    for key in default.values:
        without = {name: value for name, value in default.values.items() if name != key}

        assert validate(default.component, without) == [key]
        assert validate(default.component, {**default.values, key: 1.5}) == [key]
        assert validate(default.component, {**default.values, key: None}) == [key]


def test_unknown_keys_come_last_and_by_name() -> None:
    assert validate(Component.DUTY, {"zeta": 1, "floor_jp": -1, "alpha": 2}) == [
        "kind",
        "floor_jp",
        "alpha",
        "zeta",
    ]


def rubric(**changes: Any) -> dict[str, Any]:
    values = deepcopy(BOOK.at(Component.RUBRIC, date(2022, 1, 1)).values)
    values["criteria"][0].update(changes)
    return values


@pytest.mark.parametrize(
    "changes",
    [
        {"weight": 11},
        {"weight": 9},
        {"weight": 0},
        {"weight": True},
        {"max": 0},
        {"code": "HONESTY"},
        {"code": " "},
        {"note": "x"},
    ],
)
def test_r58_criteria_are_whole_and_different_and_their_weights_sum_to_100(
    changes: dict[str, Any],
) -> None:
    assert validate(Component.RUBRIC, rubric()) == []
    assert validate(Component.RUBRIC, rubric(**changes)) == ["criteria"]


@pytest.mark.parametrize(
    ("component", "key", "value"),
    [
        (Component.INSTRUMENTS, "working", ["MOU", "MOU"]),
        (Component.INSTRUMENTS, "working", ["LETTER"]),
        (Component.INSTRUMENTS, "allowed", {"VILLAGE": ["MOU"]}),
        (Component.INSTRUMENTS, "clauses", {"MOU": ["EPILOGUE"]}),
        (Component.AGREEMENT_POLICY, "reminders", [7, 30]),
        (Component.AGREEMENT_POLICY, "reminders", [30, 30]),
        (Component.AGREEMENT_POLICY, "reminders", [0]),
        (Component.AGREEMENT_POLICY, "mandate_ends_with_grantor", 1),
        (Component.PLACEMENT_POLICY, "attendance_percent", 101),
        (Component.PLACEMENT_POLICY, "max_days", 4),
        (Component.JP_CONVERSION, "minutes_per_jp", 0),
        (Component.JP_CONVERSION, "activities", {}),
        (Component.DUTY, "floor_jp", True),
        (Component.WORKING_TIME, "daily_quarters", 97),
        (Component.SIASN, "jenis", {"INTERNSHIP": "10"}),
        (Component.IMPORT, "violations", "IGNORE"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(
    component: Component, key: str, value: object
) -> None:
    values = {**BOOK.at(component, date(2022, 1, 1)).values, key: value}

    assert validate(component, values) == [key]


@pytest.mark.parametrize(
    "row",
    [
        {"unit": "PER_ACTIVITY", "domestic": 20},
        {"unit": "PER_ACTIVITY", "domestic": 20, "abroad": -1},
        {"unit": "PER_ACTIVITY", "domestic": 20, "abroad": 24, "per_day": 2},
        {"unit": "PER_LESSON", "domestic": 20, "abroad": 24},
        {"unit": "PER_LESSON", "raised_abroad": "no"},
        {"unit": "PER_YEAR", "domestic": 20, "abroad": 24},
        {"domestic": 20, "abroad": 24},
        "PER_LESSON",
    ],
)
def test_a_row_of_the_conversion_table_has_the_keys_of_its_unit(row: object) -> None:
    values = BOOK.at(Component.JP_CONVERSION, date(2022, 1, 1)).values
    activities = {**values["activities"], "C11": row}

    assert validate(Component.JP_CONVERSION, {**values, "activities": activities}) == ["activities"]


@pytest.mark.parametrize(
    ("component", "key", "fits", "too_much"),
    [
        (Component.WORKING_TIME, "daily_quarters", (1, 96), (0, 97)),
        (Component.PLACEMENT_POLICY, "attendance_percent", (0, 100), (-1, 101)),
        (Component.PLACEMENT_POLICY, "max_days", (5, 10_000), (4, 10_001)),
        (Component.AGREEMENT_POLICY, "reminders", ([], [2, 1], [1]), ([1, 0], [1, 2], "7")),
        (Component.INSTRUMENTS, "working", ([], ["MOU"]), ("MOU", ["MOU", 1], [["MOU"]])),
        (Component.INSTRUMENTS, "allowed", ({}, {"BUMN": []}), ([], {"BUMN": "MOU"})),
        (
            Component.INSTRUMENTS,
            "allowed",
            ({kind.value: ["MOU"] for kind in OrgCategory},),
            ({"BUMN": [], "CITY": ["LETTER"]}, {"CITY": ["LETTER"], "BUMN": []}),
        ),
        (
            Component.SIASN,
            "jenis",
            ({"INTERNSHIP": "1", "EXCHANGE": "2"},),
            (
                {"INTERNSHIP": "1", "EXCHANGE": " "},
                {"INTERNSHIP": "1", "OTHER": "2"},
                [],
                {"INTERNSHIP": 7, "EXCHANGE": "2"},
            ),
        ),
        (Component.IMPORT, "violations", ("RECORD", "REFUSE"), (["RECORD"], "")),
        (
            Component.RETENTION,
            "identity",
            ({"years": 0, "fate": "REVIEW"}, {"years": 1000, "fate": "PERMANENT"}),
            (
                {"years": -1, "fate": "REVIEW"},
                {"years": 1001, "fate": "REVIEW"},
                ["years", "fate"],
                {"years": 1, "fate": "REVIEW", "note": "x"},
            ),
        ),
    ],
)
def test_r79_each_value_is_of_its_kind_and_within_its_limits(
    component: Component, key: str, fits: tuple[Any, ...], too_much: tuple[Any, ...]
) -> None:
    found = BOOK.find(component, date(2022, 1, 1))
    values = found.values if found else {}

    for value in fits:
        assert validate(component, {**values, key: value}) == []
    for value in too_much:
        assert validate(component, {**values, key: value}) == [key]


def test_r58_a_criterion_names_its_group_and_has_whole_weights_up_to_100() -> None:
    one = {"code": "A", "group": "WORK", "weight": 100, "max": 1}
    cent = [{**one, "code": f"C{n}", "weight": 1} for n in range(100)]
    values = BOOK.at(Component.RUBRIC, date(2022, 1, 1)).values

    def wrong(criteria: Any) -> list[str]:
        return validate(Component.RUBRIC, {**values, "criteria": criteria})

    assert wrong([one]) == wrong(cent) == []
    for change in ({"group": " "}, {"weight": 101}, {"weight": "100"}):
        assert wrong([{**one, **change}]) == ["criteria"]
    assert wrong([one, {**one, "code": "B", "weight": 0}]) == ["criteria"]
    assert wrong([one, "B"]) == ["criteria"]


@pytest.mark.parametrize(
    ("row", "fits"),
    [
        ({"unit": "PER_LESSON"}, True),
        ({"unit": "PER_LESSON", "per_day": 0, "per_day_abroad": 0, "raised_abroad": False}, True),
        ({"unit": "PER_LESSON", "per_day": -1}, False),
        ({"unit": "PER_LESSON", "per_day_abroad": "8"}, False),
        ({"unit": "PER_SESSION", "domestic": 0, "abroad": 0}, True),
        ({"unit": "PER_SESSION", "domestic": 2, "abroad": 2, "per_month": 2}, True),
    ],
)
def test_r63_a_row_of_the_table_counts_in_whole_numbers_from_nothing_on(
    row: dict[str, Any], fits: bool
) -> None:
    values = BOOK.at(Component.JP_CONVERSION, date(2022, 1, 1)).values
    activities = {**values["activities"], "C11": row}
    wrong = validate(Component.JP_CONVERSION, {**values, "activities": activities})

    assert wrong == ([] if fits else ["activities"])


def test_retention_names_years_and_fate() -> None:
    assert validate(Component.RETENTION, {"identity": {"years": 10, "fate": "DESTROY"}}) == []
    assert validate(Component.RETENTION, {"identity": {"years": 10, "fate": "BURN"}}) == [
        "identity"
    ]
    assert validate(Component.RETENTION, {"identity": {"years": 10}}) == ["identity"]
