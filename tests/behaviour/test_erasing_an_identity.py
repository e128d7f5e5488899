"""A name may be destroyed once nothing asks for it any more; what it did stays true (R97, R98)."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.base import Refused, Verdict, broken_name
from domain.employee import Employee, StatusSpan
from domain.enums_learning import EmployeeStatus
from domain.erasure import erase
from tests.city import City, city_after, folder_of, opened

# --- the decision -------------------------------------------------------------------------------

KEEP = {"identity": {"years": 5, "fate": "DESTROY"}}
RETIRED = StatusSpan(status=EmployeeStatus.RETIRED, since=date(2020, 2, 29))
PENSIONER = Employee(id="dewi", version=1, state="ACTIVE", statuses=(RETIRED,))


def refused(strict: bool = True, employee: Employee = PENSIONER, **given: Any) -> list[str]:
    case = {"today": date(2025, 3, 1), "retention": KEEP, "ended_on": [], "held": False, **given}
    try:
        erase(employee, Verdict(strict=strict), **case)
    except Refused as refusal:
        return [broken_name(error) for error in refusal.errors]
    return []


def test_r97_retention_ends_on_the_anniversary_of_the_retirement() -> None:
    """The anniversary of 29 February in a common year is 1 March."""
    assert refused(today=date(2025, 2, 28)) == ["RETENTION_RUNNING"]
    assert refused(today=date(2025, 3, 1)) == []


def test_r97_a_placement_that_ended_later_starts_it_later() -> None:
    ended = [date(2019, 1, 4), date(2020, 6, 5)]
    assert refused(today=date(2025, 6, 4), ended_on=ended) == ["RETENTION_RUNNING"]
    assert refused(today=date(2025, 6, 5), ended_on=ended) == []


def test_r97_who_is_not_retired_today_is_kept() -> None:
    assert refused(employee=Employee(id="dewi")) == ["RETENTION_RUNNING"]
    assert refused(today=date(2020, 2, 28)) == ["RETENTION_RUNNING"]


def test_r97_without_a_retention_rule_everything_is_kept() -> None:
    assert refused(retention=None) == ["RETENTION_RUNNING"]


@pytest.mark.parametrize("fate", ["REVIEW", "PERMANENT"])
@pytest.mark.parametrize("strict", [True, False])
def test_r97_every_reason_is_named_in_order_on_every_channel(fate: str, strict: bool) -> None:
    retention = {"identity": {"years": 6, "fate": fate}}
    assert refused(strict, retention=retention, held=True) == [
        "RETENTION_RUNNING",
        "FATE_NOT_DESTROY",
        "LEGAL_HOLD",
    ]


# --- through the door ---------------------------------------------------------------------------


def ready(city: City) -> None:
    """Dewi retired long ago, five years are set, nothing is held."""
    for login, role in (("dpo", "DPO"), ("ira", "INSPECTOR"), ("tono", "AUDITOR")):
        city.opens_account(login, {"role": role})
    rule = {"component": "retention", "version": "jra-1", "valid_from": "2020-01-01"}
    given = {**rule, "values": KEEP, "legal_basis": "JRA"}
    city.do("rule.publish", "sari", given, ref="proposal")
    city.do("proposal.approve", "budi", id="$proposal")
    city.do("employee.set-status", "sari", {"status": "RETIRED", "from": "2020-03-09"}, id="$dewi")
    city.at("2025-03-10")


def erased(city: City) -> Any:
    city.do("employee.erase-identity", "dpo", {"reason": "JRA"}, id="$dewi", ref="proposal")
    return city.do("proposal.approve", "budi", id="$proposal")


def test_r97_the_name_is_gone_on_every_clock_and_the_sums_stay() -> None:
    with city_after("learning-record.recognise-credit") as city:
        ready(city)
        before = city.ask("jp-ledger", "$dewi", fields={"year": 2020})
        receipt = erased(city)

        assert receipt["result"]["state"] == "ERASED"
        for when in ({}, {"as_of": "2020-02-03"}, {"known_at": receipt["positions"][0] - 1}):
            shown = city.ask("employee", "$dewi", **when)
            assert (shown["name"], shown["erased"]) == ("dihapus sesuai JRA", True)
            assert shown["nip_masked"] is None
        assert city.ask("placement", "$P1")["name"] == "dihapus sesuai JRA"
        after = city.ask("jp-ledger", "$dewi", fields={"year": 2020})
        assert after["jp"] == before["jp"] == 20
        assert city.store.vault.open(city.names["dewi"]) == {}
        assert city.store.vault.open(city.names["dewi-asn"]) == {}


def test_r97_an_erased_person_is_found_by_no_name_any_more() -> None:
    with city_after("learning-record.recognise-credit") as city:
        ready(city)
        search = {"fields": {"text": "dewi"}}
        [found] = city.ask("search", **search)["items"]
        assert found["subject"] == city.names["P1"]
        kept = {subject for _, subject, _ in city.store.search.kept()}
        erased(city)

        gone = kept - {subject for _, subject, _ in city.store.search.kept()}
        assert gone == {city.names["dewi"]}
        for when in ({}, {"as_of": "2020-03-03"}, {"known_at": "2020-03-09T23:00:00+07:00"}):
            assert city.ask("search", **search, **when)["items"] == []


def test_r97_of_an_erased_person_no_file_keeps_a_sealed_value_or_a_key() -> None:
    with city_after("need.confirm") as city:
        ready(city)
        folder = folder_of(city.store)
        subjects = [city.names["dewi"], city.names["dewi-asn"]]
        sealed = [
            row[0]
            for subject in subjects
            for row in rows(
                folder / "vault.db", "SELECT sealed FROM vault_sealed WHERE subject = ?", subject
            )
        ]
        wrapped = [
            row[0]
            for subject in subjects
            for row in rows(
                folder / "keys" / "keys.db",
                "SELECT wrapped FROM wrapped_key WHERE owner = ?",
                f"person:{subject}",
            )
        ]
        [before] = (folder / "keys").glob("*.key")
        master = before.read_bytes()
        assert len(sealed) == 4  # name, NIP and SIASN id, and the name of the account
        assert len(wrapped) == 2
        assert files_with(folder, *sealed, *wrapped) == {"vault.db", "keys.db"}

        erased(city)

        assert files_with(folder, *sealed, *wrapped) == set()
        [after] = (folder / "keys").glob("*.key")
        assert after.read_bytes() != master


def rows(file: Path, sql: str, *values: str) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(sql, values).fetchall()


def files_with(folder: Path, *texts: str) -> set[str]:
    """The names of the files whose bytes hold one of the texts."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {
        file.name for file in files if any(text.encode() in file.read_bytes() for text in texts)
    }


def test_r97_nothing_happens_to_the_vault_before_the_second_person_agrees() -> None:
    with city_after("need.confirm") as city:
        ready(city)
        city.do("employee.erase-identity", "dpo", {"reason": "JRA"}, id="$dewi", ref="proposal")
        assert city.ask("employee", "$dewi")["name"] == "Dewi S."
        refused = city.refused("proposal.approve", "sari", id="$proposal")
        assert refused == ("ROLE_REQUIRED",)
        assert city.ask("employee", "$dewi")["erased"] is False


def test_r97_what_an_open_hold_names_is_not_erased_even_after_the_proposal() -> None:
    with city_after("need.confirm") as city:
        ready(city)
        city.do("employee.erase-identity", "dpo", {"reason": "JRA"}, id="$dewi", ref="proposal")
        city.do("hold.place", "ira", {"subjects": ["$dewi"], "reason": "gugatan"})

        assert city.refused("proposal.approve", "budi", id="$proposal") == ("LEGAL_HOLD",)
        assert city.ask("employee", "$dewi")["erased"] is False


def test_r97_an_erased_person_is_erased_once_and_changed_no_more() -> None:
    with city_after("need.confirm") as city:
        ready(city)
        erased(city)
        for act, by, fields in (
            ("employee.erase-identity", "dpo", {"reason": "lagi"}),
            ("employee.update", "sari", {"name": "Dewi S."}),
            ("employee.sanction", "sari", {"grade": "LIGHT"}),
        ):
            assert city.refused(act, by, fields, id="$dewi") == ("WRONG_STATE",)


def test_r97_an_erasure_cut_off_after_it_was_recorded_is_finished_when_the_store_opens() -> None:
    with city_after("need.confirm") as city:
        ready(city)
        erased(city)
        dewi = city.names["dewi"]
        city.store.vault.keep(dewi, {"name": "Dewi S."})
        folder = folder_of(city.store)
        city.store.close()

        with opened(folder) as again:
            assert again.vault.open(dewi) == {}


# --- looking at identities ----------------------------------------------------------------------


def noted(city: City, kind: str) -> list[tuple[str, str, str | None]]:
    entries = city.store.access_log.entries()
    return [(e.account, e.name, e.purpose) for e in entries if e.kind == kind]


def test_r98_the_full_nip_is_shown_for_a_purpose_and_who_looked_is_noted() -> None:
    with city_after("need.confirm") as city:
        asked = {"fields": {"purpose": "SK mutasi"}}
        shown = city.ask("identity", "$dewi", by="sari", **asked)

        assert (shown["name"], shown["nip"]) == ("Dewi S.", "198705202012032901")
        assert noted(city, "REVEAL") == [(city.names["sari"], "identity", "SK mutasi")]
        assert city.ask("employee", "$dewi")["nip_masked"] == "•••901"


def test_r98_without_a_purpose_or_a_role_nothing_is_shown() -> None:
    with city_after("need.confirm") as city:
        purpose = {"purpose": "ingin tahu"}
        city.opens_account("lain", {"role": "EVALUATOR"})
        assert city.not_answered("identity", "$dewi", by="sari") == ("PURPOSE_REQUIRED",)
        for reader in ("root", "lina", "opd", "tel", "lain"):
            refused = city.not_answered("identity", "$dewi", by=reader, fields=purpose)
            assert refused == ("OUT_OF_SCOPE",)
        assert city.not_answered("identity", "$dewi", by="lina") == ("OUT_OF_SCOPE",)
        assert noted(city, "REVEAL") == []


def test_r98_people_may_look_at_themselves_and_at_nobody_else() -> None:
    with city_after("need.confirm") as city:
        city.registers("rina", "198705202012032911")
        purpose = {"purpose": "data sendiri"}
        own = city.ask("identity", "$dewi", by="dewi-asn", fields=purpose)
        assert own["nip"] == "198705202012032901"
        other = city.not_answered("identity", "$rina", by="dewi-asn", fields=purpose)
        assert other == ("OUT_OF_SCOPE",)


def test_r98_an_erased_identity_has_no_nip() -> None:
    with city_after("need.confirm") as city:
        ready(city)
        erased(city)
        shown = city.ask("identity", "$dewi", by="sari", fields={"purpose": "cek"})
        assert (shown["name"], shown["nip"]) == ("dihapus sesuai JRA", None)


# --- the file of one person ---------------------------------------------------------------------


def test_r96_the_file_lists_every_fact_about_the_person_in_order() -> None:
    with city_after("placement.start") as city:
        city.opens_account("dpo", {"role": "DPO"})
        received = {
            "employee": "$dewi",
            "kind": "ACCESS",
            "received_at": "2020-01-06T01:00:00Z",
        }
        city.do("subject-request.receive", "dpo", received)
        city.registers("rina", "198705202012032911")

        file = city.ask("subject-file", "$dewi", by="dpo")
        topics = [event["topic"] for event in file["events"]]
        assert topics[0] == "employee.registered.v1"
        assert {"placement.nominated.v1", "learning-record.opened.v1"} <= set(topics)
        assert topics[-1] == "subject-request.received.v1"
        positions = [event["position"] for event in file["events"]]
        assert positions == sorted(set(positions))
        assert topics.count("employee.registered.v1") == 1


def test_r98_the_file_is_for_the_dpo_for_officers_with_a_purpose_and_masked_for_auditors() -> None:
    with city_after("need.confirm") as city:
        ready(city)
        purpose = {"purpose": "permintaan subjek"}

        def name(reader: str, **fields: str) -> str:
            shown: str = city.ask("subject-file", "$dewi", by=reader, fields=fields)["name"]
            return shown

        assert name("dpo") == "Dewi S."
        assert name("sari", **purpose) == "Dewi S."
        assert name("ira") == name("tono", **purpose) == "•••"
        assert city.not_answered("subject-file", "$dewi", by="sari") == ("PURPOSE_REQUIRED",)
        for reader in ("budi", "root", "dewi-asn"):
            refused = city.not_answered("subject-file", "$dewi", by=reader, fields=purpose)
            assert refused == ("OUT_OF_SCOPE",)
        assert noted(city, "REVEAL") == [
            (city.names["dpo"], "subject-file", None),
            (city.names["sari"], "subject-file", "permintaan subjek"),
        ]
        assert {account for account, _, _ in noted(city, "READ")} == {
            city.names["ira"],
            city.names["tono"],
        }
