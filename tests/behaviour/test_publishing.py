"""Rules and calendars are published facts: they rule from then on and change nothing before."""

from collections.abc import Iterator
from typing import Any

import pytest

from application.commands.registers import ConfirmNeed
from application.context import Context
from application.office import Office
from application.sampling import populations_of
from domain.base import Refused
from domain.enums import Channel
from tests.behaviour.stage import DECREE, Stage

TELLING = {"component": "duty", "version": "perwal-1", "valid_from": "2021-01-01"}
FLOOR = {**TELLING, "values": {"kind": "OBLIGATION", "floor_jp": 24}, "legal_basis": "Perwal 1"}


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.store.close()


def publish(stage: Stage, **fields: Any) -> int:
    """Published as history, with the second person named: the act alone, without a proposal."""
    receipt = stage.do("rule.publish", {**FLOOR, **fields}, channel="import", second="hadi")
    assert receipt.state == "PUBLISHED"
    return receipt.positions[0]


def duty(stage: Stage, on: str, **when: Any) -> tuple[str, int, int | None]:
    [item] = stage.ask("rules", {"component": "duty", "on": on}, **when)["items"]
    return item["version"], item["values"]["floor_jp"], item["position"]


def test_a_published_version_rules_its_days_and_no_earlier_ones(stage: Stage) -> None:
    """R79"""
    position = publish(stage, valid_to="2021-12-31")

    assert duty(stage, "2020-12-31") == ("pp11-2017", 20, None)
    assert duty(stage, "2021-01-01") == ("perwal-1", 24, position)
    assert duty(stage, "2021-12-31") == ("perwal-1", 24, position)
    assert duty(stage, "2022-01-01") == ("pp11-2017", 20, None)


def test_before_its_publication_nobody_knew_the_version(stage: Stage) -> None:
    """R79"""
    position = publish(stage)

    assert duty(stage, "2021-01-01", known_at=position - 1) == ("pp11-2017", 20, None)
    assert duty(stage, "2021-01-01", known_at=position)[0] == "perwal-1"
    assert duty(stage, "2021-01-01", as_of="2019-01-01")[0] == "perwal-1"


def test_of_two_versions_of_a_day_the_one_published_last_rules(stage: Stage) -> None:
    publish(stage, version="zz")
    publish(stage, version="aa", values={"kind": "RIGHT", "floor_jp": 16})

    assert duty(stage, "2021-06-01")[:2] == ("aa", 16)
    versions = stage.ask("rules", {"component": "duty"})["items"]
    assert [item["version"] for item in versions] == ["pp11-2017", "uu20-2023", "zz", "aa"]


@pytest.mark.parametrize("channel", ["api", "import"])
def test_malformed_values_are_refused_key_by_key_on_every_channel(
    stage: Stage, channel: str
) -> None:
    """R58"""
    fields = {**FLOOR, "values": {"kind": "FAVOUR", "floor": 1}}

    codes = stage.refused("rule.publish", fields, channel=channel, second="hadi")

    assert codes == ["RULE_INVALID:kind", "RULE_INVALID:floor_jp", "RULE_INVALID:floor"]


def test_weights_that_are_not_a_hundred_are_refused(stage: Stage) -> None:
    """R58"""
    criterion = {"code": "A", "group": "WORK", "weight": 99, "max": 100}
    values = {"pass_centi": 7000, "ethics_percent": 60, "criteria": [criterion]}

    codes = stage.refused("rule.publish", {**FLOOR, "component": "rubric", "values": values})

    assert codes == ["RULE_INVALID:criteria"]


def test_values_hold_no_floats(stage: Stage) -> None:
    fields = {**FLOOR, "values": {"kind": "RIGHT", "floor_jp": 20.5}}

    assert stage.refused("rule.publish", fields) == ["MALFORMED:values"]


def test_a_version_cannot_end_before_it_begins(stage: Stage) -> None:
    fields = {**FLOOR, "valid_to": "2020-12-31"}

    assert stage.refused("rule.publish", fields) == ["MALFORMED:valid_to"]


def test_decisions_follow_a_rule_from_its_publication_on(stage: Stage) -> None:
    """R79, contract §7.1: while `import` says REFUSE, what import would record refuses."""
    nip = {"nip": "199203172015031001"}
    unit = stage.unit()
    stage.employee(unit, **nip)
    need = {"area": "ASSET", "competence": "aset", "people": 1}
    first = stage.do("need.record", need, channel="import").id
    second = stage.do("need.record", need, channel="import").id
    assert stage.imported("need.confirm", of=first) == ["SOD_VIOLATION"]

    stage.do(
        "rule.publish",
        {
            "component": "import",
            "version": "v2",
            "valid_from": "2020-02-18",
            "values": {"violations": "REFUSE"},
            "legal_basis": "SE 1",
        },
        channel="import",
        second="hadi",
    )

    assert stage.refused("need.confirm", of=second, channel="import") == ["SOD_VIOLATION"]


def test_an_import_as_strict_as_live_refuses_the_role_the_person_lacked(stage: Stage) -> None:
    values = {"violations": "REFUSE"}
    fields = {**FLOOR, "component": "import", "values": values, "valid_from": "2020-01-01"}
    stage.do("rule.publish", fields, channel="import", second="hadi")

    codes = stage.refused(
        "organisation.register",
        {"name": "Telkom", "category": "BUMN"},
        channel="import",
        acted_for="dewi",
    )

    assert codes == ["ROLE_REQUIRED"]


# --- calendars ---


def calendar(*days: str, year: int = 2020) -> dict[str, Any]:
    holidays = [{"on": day, "name": f"Libur {day}"} for day in days]
    return {"year": year, "decree": DECREE, "holidays": holidays}


def count(stage: Stage, **when: Any) -> int:
    answer = stage.ask("working-days", {"from": "2020-11-30", "until": "2020-12-11"}, **when)
    found: int = answer["count"]
    return found


def test_without_a_calendar_only_weekends_are_free(stage: Stage) -> None:
    """R100"""
    assert count(stage) == 10


def test_the_calendar_last_published_of_a_year_holds_alone(stage: Stage) -> None:
    """R100"""
    first = stage.do("calendar.publish", calendar("2020-12-01", "2020-12-02", "2020-12-06"))
    assert count(stage) == 8

    stage.do("calendar.publish", calendar("2020-12-09"))

    assert count(stage) == 9
    assert count(stage, known_at=first.positions[0]) == 8
    assert count(stage, known_at=first.positions[0] - 1) == 10


def test_working_days_names_the_holidays_of_the_period_across_years(stage: Stage) -> None:
    stage.do("calendar.publish", calendar("2020-12-25", "2020-12-31", "2020-01-01"))
    stage.do("calendar.publish", calendar("2021-01-01", year=2021))

    answer = stage.ask("working-days", {"from": "2020-12-28", "until": "2021-01-01"})

    assert answer["count"] == 3
    assert [holiday["on"] for holiday in answer["holidays"]] == ["2020-12-31", "2021-01-01"]


@pytest.mark.parametrize(
    ("wrong", "item"),
    [
        (calendar("2021-01-01"), "holidays"),
        ({**calendar(), "ramadan": {"from": "2020-05-02", "until": "2020-05-01"}}, "ramadan"),
    ],
)
def test_a_calendar_holds_the_days_of_its_year(
    stage: Stage, wrong: dict[str, Any], item: str
) -> None:
    assert stage.refused("calendar.publish", wrong) == [f"MALFORMED:{item}"]


def test_what_another_office_published_is_noticed_by_a_refusal_and_by_an_append(
    stage: Stage,
) -> None:
    """What one office read is read again once another one has published (D6)."""
    other = Office(
        stage.store.log,
        stage.store.views,
        stage.store.vault,
        populations_of(stage.store.reading_room),
    )
    need = {"area": "ASSET", "competence": "aset", "people": 1}
    first, second = (stage.do("need.record", need, channel="import").id for _ in range(2))
    context = Context(
        actor=stage.accounts["sari"], at=stage.now, new_id="n", channel=Channel.IMPORT
    )
    other.execute(ConfirmNeed(), context, subject=first)

    publish(stage, component="import", values={"violations": "REFUSE"}, valid_from="2020-01-01")

    with pytest.raises(Refused):
        other.execute(ConfirmNeed(), context, subject=second)

    publish(stage, component="import", values={"violations": "RECORD"}, valid_from="2020-01-01")

    assert other.execute(ConfirmNeed(), context, subject=second).state == "CONFIRMED"
