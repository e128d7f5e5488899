"""The one door: in which order an act is stopped, and what stops it by itself (§1.7)."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from application.commands import COMMANDS
from application.context import Context
from application.guards import Conflict
from domain.base import Refused
from domain.codes import Code
from tests.acts import nomination
from tests.city import City, city_after

COUNCIL = "agreement.record-council"
TOMORROW = "2022-02-19"


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """The agreement has expired; a key and a ref are taken. Nothing here is recorded any more."""
    with city_after("agreement.sign") as city:
        need = {"area": "ASSET", "competence": "Aset", "people": 5}
        city.do("need.record", "sari", need, key="taken", ref="N9")
        city.at("2022-02-18")
        yield city


Line = dict[str, Any]

A_CHANGE: Line = {
    "name": COUNCIL,
    "by": "sari",
    "fields": {"decision": "NOT_REQUIRED"},
    "id": "$A4",
}
CHANGES: dict[str, Line] = {
    "UNAUTHENTICATED": {"by": "nobody"},
    "MALFORMED": {"fields": {"decision": "PERHAPS", "on": TOMORROW}},
    "NOT_FOUND": {"id": "no-such-agreement"},
    "KEY_REUSED": {"key": "taken"},
    "ROLE_REQUIRED": {"by": "dewi-asn"},
    "CONFLICT": {"if_version": 99},
    "FUTURE_DATE": {"fields": {"decision": "NOT_REQUIRED", "on": TOMORROW}},
    "CLOSED_STREAM": {},
}
A_CREATION: Line = {
    "name": "need.record",
    "by": "sari",
    "fields": {"area": "ASSET", "competence": "Aset", "people": 1},
}
CREATIONS: dict[str, Line] = {
    "UNAUTHENTICATED": {"by": "nobody"},
    "MALFORMED": {"fields": {"area": "ASSET", "people": -1, "units": ["x"], "on": TOMORROW}},
    "NOT_FOUND": {
        "fields": {
            "area": "ASSET",
            "competence": "Aset",
            "people": 1,
            "units": ["no-such-unit"],
            "on": TOMORROW,
        }
    },
    "KEY_REUSED": {"key": "taken"},
    "ROLE_REQUIRED": {"by": "budi"},
    "DUPLICATE_REF": {"ref": "N9"},
    "FUTURE_DATE": {"fields": {"area": "ASSET", "competence": "Aset", "people": 2, "on": TOMORROW}},
}


def first_code(city: City, *lines: Line) -> str:
    """What an act with all these faults is refused with; the earlier line wins a field."""
    line: Line = {}
    for part in lines:
        line = {**part, **line}
    name, by, fields = line.pop("name"), line.pop("by"), line.pop("fields")
    return city.refused(name, by, fields, **line)[0].partition(":")[0]


@pytest.mark.parametrize(("first", "second"), list(combinations(CHANGES, 2)))
def test_of_two_faults_of_a_change_the_contracts_first_is_told(
    city: City, first: str, second: str
) -> None:
    assert first_code(city, CHANGES[first], CHANGES[second], A_CHANGE) == first


@pytest.mark.parametrize(("first", "second"), list(combinations(CREATIONS, 2)))
def test_of_two_faults_of_a_creation_the_contracts_first_is_told(
    city: City, first: str, second: str
) -> None:
    assert first_code(city, CREATIONS[first], CREATIONS[second], A_CREATION) == first


def test_the_present_state_is_judged_before_the_rows_own_codes() -> None:
    with city_after("agreement.sign") as early:
        assert first_code(early, A_CHANGE) == "WRONG_STATE"
    with city_after("agreement.give-opinion") as early:
        assert first_code(early, A_CHANGE) == "REASON_REQUIRED"
        late = {"fields": {"decision": "NOT_REQUIRED", "on": "2020-01-01"}}
        assert first_code(early, late, A_CHANGE) == "WRONG_STATE"


# --- each guard by itself ---------------------------------------------------------------------


def test_an_unknown_account_and_an_unknown_person_acted_for_are_unauthenticated(
    city: City,
) -> None:
    need = A_CREATION["fields"]
    assert city.refused("need.record", "nobody", need) == ("UNAUTHENTICATED",)
    assert city.refused("need.record", "sari", need, for_="nobody") == ("UNAUTHENTICATED",)
    imported = city.refused("need.record", "sari", need, for_="nobody", channel="import")
    assert imported == ("UNAUTHENTICATED",)


def test_every_field_that_names_nothing_is_named_in_the_order_of_the_fields(city: City) -> None:
    fields = nomination("no-such-person", host="no-such-host", need="no-such-need")
    assert city.refused("placement.nominate", "opd", fields) == (
        "NOT_FOUND:employee",
        "NOT_FOUND:host",
        "NOT_FOUND:need",
    )


def test_a_thing_of_another_kind_is_not_found(city: City) -> None:
    fields = nomination("$kominfo", host="$A4")
    assert city.refused("placement.nominate", "opd", fields) == (
        "NOT_FOUND:employee",
        "NOT_FOUND:host",
    )
    assert city.refused(COUNCIL, "sari", A_CHANGE["fields"], id="$kota") == ("NOT_FOUND",)


def test_every_malformed_field_is_named_unknown_ones_too(city: City) -> None:
    fields = {"area": "ART", "competence": "", "people": "3", "colour": "red"}
    assert set(city.refused("need.record", "sari", fields)) == {
        "MALFORMED:area",
        "MALFORMED:competence",
        "MALFORMED:people",
        "MALFORMED:colour",
    }


def test_nobody_chooses_the_id_of_what_is_created(city: City) -> None:
    account = {"login": "jam", "name": "Jam"}
    assert city.refused("account.open", "root", account, id="system") == ("MALFORMED:id",)


def test_a_ref_is_used_once_for_a_thing_and_again_for_another() -> None:
    with city_after("need.confirm") as early:
        unit = {"name": "Dinas", "kind": "OPD"}
        early.do("unit.register", "root", unit, ref="x")
        assert early.refused("unit.register", "root", unit, ref="x") == ("DUPLICATE_REF",)
        early.do("need.record", "sari", A_CREATION["fields"], ref="x")


def test_r14_no_claimed_date_lies_after_today(city: City) -> None:
    """Today begins at midnight in Jakarta, five in the afternoon in Greenwich (R99)."""
    with city_after("need.record") as early:
        early.at("2020-02-17T16:59:59Z")
        assert early.refused("need.confirm", "sari", {"on": "2020-02-18"}, id="$need") == (
            "FUTURE_DATE",
        )
        early.at("2020-02-17T17:00:00Z")
        early.do("need.confirm", "sari", {"on": "2020-02-18"}, id="$need")


# --- versions ---------------------------------------------------------------------------------


def context(city: City, by: str, **changes: Any) -> Context:
    asked = Context(
        actor=city.names[by],
        at=city.store.clock.now(),
        new_id=city.store.new_id(),
        key=city.store.new_id(),
    )
    return replace(asked, **changes)


def test_r78_a_stale_version_is_told_the_current_one_and_what_happened_since() -> None:
    with city_after("agreement.submit") as early:
        attach = COMMANDS["agreement.attach"].parse(
            b'{"kind":"OFFER","document":"' + b"a" * 64 + b'"}'
        )
        with pytest.raises(Conflict) as stale:
            early.store.office.execute(
                attach, context(early, "sari", if_version=1), subject=early.names["A4"]
            )

        assert stale.value.code == Code.CONFLICT
        assert stale.value.current_version == 2
        assert [fact.topic for fact in stale.value.events_since] == ["agreement.submitted.v1"]
        current = context(early, "sari", if_version=2)
        assert early.store.office.execute(attach, current, subject=early.names["A4"]).version == 3


def test_r78_what_is_created_has_no_version_to_be_at(city: City) -> None:
    fields = {"area": "ASSET", "competence": "Aset", "people": 1}
    before = city.store.log.end()
    refused = city.refused("need.record", "sari", fields, if_version=7)
    assert refused == ("MALFORMED:if_version",)
    assert city.refused("need.record", "sari", fields, if_version=0) == refused
    assert city.store.log.end() == before


@pytest.mark.parametrize(
    ("changes", "creates", "missing"),
    [
        ({"key": None}, True, True),
        ({"key": None, "if_version": 99}, False, True),
        ({}, False, True),
        ({}, True, False),
    ],
    ids=["creation without key", "change without key", "change without version", "creation"],
)
def test_r78_a_door_that_demands_key_and_version_gets_them(
    changes: dict[str, Any], creates: bool, missing: bool
) -> None:
    with city_after("need.record") as early:
        act = "need.record" if creates else "need.confirm"
        fields = b'{"area":"ASSET","competence":"Aset","people":1}' if creates else b"{}"
        asked = context(early, "sari", conditional=True, **changes)
        subject = None if creates else early.names["need"]
        command = COMMANDS[act].parse(fields)
        if missing:
            with pytest.raises(Refused) as refusal:
                early.store.office.execute(command, asked, subject=subject)
            assert refusal.value.code == Code.PRECONDITION_REQUIRED
        else:
            early.store.office.execute(command, asked, subject=subject)
