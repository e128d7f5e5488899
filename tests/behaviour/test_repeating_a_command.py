"""A command is safe to repeat: its key answers the first receipt, whatever happened since (R78)."""

from pathlib import Path
from typing import Any

import pytest

from tests.acts import nomination, seat
from tests.city import City, city_after, civil_servant, opened
from tests.races import THREADS, at_once

NEED = {"area": "ASSET", "competence": "Aset", "people": 1}


def test_r78_the_same_key_and_content_answer_the_first_receipt_and_record_nothing() -> None:
    with city_after("need.confirm") as city:
        first = city.do("need.record", "sari", NEED, key="k")
        head = city.store.log.head().position
        again = city.do("need.record", "sari", NEED, key="k")

        assert again == first
        assert city.store.log.head().position == head


@pytest.mark.parametrize(
    "changed",
    [
        {"fields": {**NEED, "people": 2}},
        {"by": "opd"},
        {"name": "unit.register", "by": "root", "fields": {"name": "Dinas", "kind": "OPD"}},
    ],
    ids=["other fields", "another actor", "another command"],
)
def test_r78_the_same_key_with_other_content_is_refused(changed: dict[str, Any]) -> None:
    with city_after("need.confirm") as city:
        city.do("need.record", "sari", NEED, key="k")
        line = {"name": "need.record", "by": "sari", "fields": NEED, **changed}
        assert city.refused(**line, key="k") == ("KEY_REUSED",)


def test_r78_the_thing_and_the_person_acted_for_belong_to_the_content() -> None:
    with city_after("agreement.submit") as city:
        annex = {"kind": "OFFER", "document": "a" * 64}
        city.do("agreement.attach", "sari", annex, id="$A4", key="k")
        assert city.refused("agreement.attach", "sari", annex, id="$A4", key="k", for_="budi") == (
            "KEY_REUSED",
        )


def test_r78_a_repeated_command_is_answered_even_if_it_would_be_refused_now() -> None:
    with city_after("agreement.submit") as city:
        agree = {"body": "TKKSD", "opinion": "RETURN"}
        first = city.do("agreement.give-opinion", "lina", agree, id="$A4", key="k")
        assert city.refused("agreement.give-opinion", "lina", agree, id="$A4") == ("WRONG_STATE",)
        city.do("agreement.submit", "sari", id="$A4")
        city.at("2021-01-01")

        again = city.do("agreement.give-opinion", "lina", agree, id="$A4", key="k", if_version=2)

        assert again == first
        assert again["state"] == "DRAFT"
        other = {**agree, "opinion": "AGREE"}
        assert city.refused("agreement.give-opinion", "lina", other, id="$A4", key="k") == (
            "KEY_REUSED",
        )


def test_r78_a_registration_can_be_repeated_though_the_name_is_taken_by_itself() -> None:
    with city_after("need.confirm") as city:
        account = {"login": "rina", "name": "Rina W."}
        first = city.do("account.open", "root", account, key="k", ref="r")
        assert city.do("account.open", "root", account, key="k", ref="r") == first


def test_r78_a_refused_command_does_not_use_up_its_key() -> None:
    with city_after("need.confirm") as city:
        assert city.refused("need.record", "budi", NEED, key="k") == ("ROLE_REQUIRED",)
        city.do("need.record", "sari", NEED, key="k")


def test_r78_the_receipt_of_several_entries_is_the_same_again() -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-28")
        days = ["2020-02-24", "2020-02-27"]
        entries = [{"day": day, "quarters": 24, "activity": "kegiatan"} for day in days]
        line: dict[str, Any] = {"id": "$P1", "key": "k"}
        act = "learning-record.log-hours"
        first = city.do(act, "dewi-asn", {"entries": entries}, **line)
        assert (first["entries"], first["warnings"]) == ([1, 2], ["LATE_ENTRY"])
        assert city.do(act, "dewi-asn", {"entries": entries}, **line) == first


def test_r78_one_key_from_many_threads_is_recorded_once() -> None:
    with city_after("need.confirm") as city:
        head = city.store.log.head().position
        replies = at_once(lambda _: city.act("need.record", "sari", NEED, key="k"))

        assert {reply.body["id"] for reply in replies} == {replies[0].body["id"]}
        assert all(reply == replies[0] for reply in replies)
        assert city.store.log.head().position == head + 1


def test_an_act_that_finds_nothing_to_record_leaves_its_key_free() -> None:
    with city_after("need.confirm") as city:
        head = city.store.log.head()
        for _ in range(2):
            quiet = city.do("system.tick", "system", key="k")
            assert quiet.keys() == {"id", "state"}
        assert city.store.log.head() == head
        assert city.store.log.key("k") is None
        city.do("need.record", "sari", NEED, key="k")


def test_r78_a_repeated_act_is_answered_though_its_fields_no_longer_fit_the_thing() -> None:
    with city_after("placement.assign") as city:
        plan = {"planned_start": "2020-02-25", "reason": "tuan rumah belum siap"}
        first = city.do("placement.reschedule", "sari", plan, id="$P1", key="k")
        city.at("2020-02-25")
        city.do("placement.start", "tel", id="$P1")
        later = {**plan, "planned_start": "2020-02-26"}
        again: dict[str, Any] = {"id": "$P1", "key": "k"}
        assert city.do("placement.reschedule", "sari", plan, **again) == first
        malformed = ("MALFORMED:planned_start",)
        assert city.refused("placement.reschedule", "sari", later, **again) == malformed


# --- races ------------------------------------------------------------------------------------


def outcomes(replies: list[Any]) -> list[tuple[str, ...]]:
    return sorted(reply.refused for reply in replies)


def test_r78_changes_that_meet_all_stand_and_none_is_lost() -> None:
    with city_after("agreement.submit") as city:
        replies = at_once(
            lambda n: city.act(
                "agreement.attach", "sari", {"kind": "OTHER", "document": f"{n}" * 64}, id="$A4"
            )
        )
        assert outcomes(replies) == [()] * THREADS
        assert sorted(reply.body["version"] for reply in replies) == list(range(3, 3 + THREADS))


def test_r78_of_many_who_saw_one_version_exactly_one_changes_it() -> None:
    with city_after("agreement.submit") as city:
        replies = at_once(
            lambda n: city.act(
                "agreement.attach",
                "sari",
                {"kind": "OTHER", "document": f"{n}" * 64},
                id="$A4",
                if_version=2,
            )
        )
        assert outcomes(replies) == [()] + [("CONFLICT",)] * (THREADS - 1)


def verified_pair(city: City, count: int) -> None:
    for number in range(count):
        city.registers(f"asn{number}", f"19870520201203291{number}")
        city.do("placement.nominate", "opd", nomination(f"$asn{number}"), ref=f"N{number}")
        city.do("placement.verify", "sari", id=f"$N{number}")


def test_r33_of_two_for_the_last_seat_exactly_one_gets_it() -> None:
    with city_after("placement.assign") as city:
        verified_pair(city, 2)
        replies = at_once(
            lambda n: city.act("placement.assign", "sari", seat(f"800/2{n}"), id=f"$N{n}"), 2
        )
        assert outcomes(replies) == [(), ("CAPACITY_FULL",)]


def test_r33_of_many_for_two_seats_exactly_two_get_one() -> None:
    with city_after("placement.verify") as city:
        verified_pair(city, 6)
        replies = at_once(
            lambda n: city.act("placement.assign", "sari", seat(f"800/2{n}"), id=f"$N{n}"), 6
        )
        assert outcomes(replies) == [()] * 2 + [("CAPACITY_FULL",)] * 4


def test_r32_of_two_overlapping_placements_of_one_person_exactly_one_is_assigned() -> None:
    with city_after("placement.verify") as city:
        late = nomination("$dewi", planned_start="2020-03-06", planned_end="2020-03-13")
        city.do("placement.nominate", "opd", late, ref="N1")
        city.do("placement.verify", "sari", id="$N1")
        targets = ("$P1", "$N1")
        replies = at_once(
            lambda n: city.act("placement.assign", "sari", seat(f"800/2{n}"), id=targets[n]), 2
        )
        assert outcomes(replies) == [(), ("OVERLAP",)]


def test_r37_one_letter_for_two_placements_assigned_at_once() -> None:
    with city_after("placement.verify") as city:
        verified_pair(city, 2)
        replies = at_once(
            lambda n: city.act("placement.assign", "sari", seat("800/200"), id=f"$N{n}"), 2
        )
        assert outcomes(replies) == [(), ()]


def test_a_nip_and_a_login_go_to_one_of_many() -> None:
    with city_after("employee.register") as city:
        employees = at_once(lambda _: city.act("employee.register", "sari", civil_servant()), 4)
        account = {"login": "rina", "name": "Rina W."}
        accounts = at_once(lambda _: city.act("account.open", "root", account), 4)

        assert outcomes(employees) == [()] + [("NIP_TAKEN",)] * 3
        assert outcomes(accounts) == [()] + [("ACCOUNT_EXISTS",)] * 3


def test_a_ref_goes_to_one_of_many() -> None:
    with city_after("need.confirm") as city:
        replies = at_once(lambda _: city.act("need.record", "sari", NEED, ref="x"), 4)
        assert outcomes(replies) == [()] + [("DUPLICATE_REF",)] * 3


# --- two processes over one store -------------------------------------------------------------


def test_r78_what_another_process_recorded_is_seen_before_anything_is_refused() -> None:
    """Each process keeps states in memory; neither refuses by what it has outdated in it."""
    with city_after("placement.nominate") as city, opened(folder_of(city)) as second:
        other = City(second, names=dict(city.names))
        assert other.refused("placement.start", "tel", id="$P1") == ("WRONG_STATE",)

        city.do("placement.verify", "sari", id="$P1")
        other.do("placement.assign", "sari", seat(), id="$P1", if_version=3)
        assert city.refused("placement.verify", "sari", id="$P1") == ("WRONG_STATE",)
        city.at("2020-02-24")
        other.at("2020-02-24")
        city.do("placement.start", "tel", id="$P1")


def test_r78_a_key_used_in_one_process_is_known_in_the_other() -> None:
    with city_after("need.confirm") as city, opened(folder_of(city)) as second:
        other = City(second, names=dict(city.names))
        first = city.do("need.record", "sari", NEED, key="k")
        assert other.do("need.record", "sari", NEED, key="k") == first
        assert other.refused("need.record", "sari", {**NEED, "people": 9}, key="k") == (
            "KEY_REUSED",
        )


def folder_of(city: City) -> Path:
    assert city.where is not None
    return city.where
