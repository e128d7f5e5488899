"""Suspension, resumption and termination of an agreement (R20, R21), through the door."""

from datetime import date
from typing import Any

import pytest

from tests.acts import TEXT, agreement, approve, signature
from tests.city import City, city_after

HALT = {"cause": "DISPUTE", "placements": "CONTINUE"}


def ending(**changes: Any) -> dict[str, Any]:
    """Thirty days' notice, given on 1 March 2020."""
    fields = {
        "cause": "BREACH",
        "notice_on": "2020-03-01",
        "ends_on": "2020-03-31",
        "run_off": {"policy": "NONE"},
    }
    return {**fields, **changes}


def terminate(city: City, fields: dict[str, Any], subject: str = "$A4") -> Any:
    """Proposed by the officer, approved by the head; the receipt of the approval."""
    proposal = city.do("agreement.terminate", "sari", fields, id=subject)
    return city.do("proposal.approve", "budi", id=proposal["id"])


def state(city: City, day: str, subject: str = "$A4") -> str:
    found: str = city.ask("agreement", subject, as_of=day)["state"]
    return found


# --- suspension -----------------------------------------------------------------------------------


def test_r21_the_claimed_day_is_the_first_out_of_force_and_the_first_back() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-03-10")
        halted = city.do("agreement.suspend", "budi", {**HALT, "on": "2020-03-02"}, id="$A4")
        resumed = city.do("agreement.resume", "budi", {"on": "2020-03-09"}, id="$A4")

        assert (halted["state"], halted["topics"]) == ("SUSPENDED", ["agreement.suspended.v1"])
        assert (resumed["state"], resumed["topics"]) == ("IN_FORCE", ["agreement.resumed.v1"])
        days = ("2020-03-01", "2020-03-02", "2020-03-08", "2020-03-09")
        assert [state(city, day) for day in days] == [
            "IN_FORCE",
            "SUSPENDED",
            "SUSPENDED",
            "IN_FORCE",
        ]


@pytest.mark.parametrize("channel", ["api", "import"])
def test_r21_only_what_is_in_force_that_day_is_suspended_and_only_that_resumed(
    channel: str,
) -> None:
    with city_after("agreement.sign") as city:
        how: dict[str, Any] = {"id": "$A4", "channel": channel}
        actor: dict[str, Any] = {"for_": "budi"} if channel == "import" else {}
        by = "sari" if channel == "import" else "budi"
        city.at("2020-03-10")
        before = {**HALT, "on": "2020-02-17"}
        assert city.refused("agreement.suspend", by, before, **how, **actor) == ("WRONG_STATE",)
        assert city.refused("agreement.resume", by, **how, **actor) == ("WRONG_STATE",)
        city.do("agreement.suspend", by, {**HALT, "on": "2020-03-05"}, **how, **actor)
        assert city.refused("agreement.suspend", by, HALT, **how, **actor) == ("WRONG_STATE",)
        early = {"on": "2020-03-04"}
        assert city.refused("agreement.resume", by, early, **how, **actor) == ("WRONG_STATE",)


def test_a_suspension_of_a_past_day_of_an_ended_agreement_is_kept_on_import() -> None:
    with city_after("agreement.sign") as city:
        city.at("2022-03-01")
        past = {**HALT, "on": "2022-02-01"}
        assert city.refused("agreement.suspend", "budi", past, id="$A4") == ("CLOSED_STREAM",)
        assert city.imported("agreement.suspend", "sari", past, id="$A4", for_="budi") == [
            "CLOSED_STREAM"
        ]
        assert state(city, "2022-02-01") == "SUSPENDED"


def test_nobody_suspends_from_a_day_to_come() -> None:
    with city_after("agreement.sign") as city:
        tomorrow = {**HALT, "on": "2020-02-19"}
        assert city.refused("agreement.suspend", "budi", tomorrow, id="$A4") == ("FUTURE_DATE",)
        assert city.refused("agreement.suspend", "sari", HALT, id="$A4") == ("ROLE_REQUIRED",)


# --- termination ----------------------------------------------------------------------------------


def test_r20_thirty_days_of_notice_are_enough_and_twenty_nine_are_not() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-03-02")
        short = ending(ends_on="2020-03-30")
        assert city.refused("agreement.terminate", "sari", short, id="$A4") == ("NOTICE_TOO_SHORT",)
        receipt = terminate(city, ending())

        assert receipt["result"]["state"] == "IN_FORCE"
        assert state(city, "2020-03-31") == "IN_FORCE"
        assert state(city, "2020-04-01") == "TERMINATED"


def test_r20_an_import_keeps_a_short_notice_as_a_violation() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-03-02")
        short = ending(ends_on="2020-03-30")
        assert city.imported("agreement.terminate", "sari", short, id="$A4", second="budi") == [
            "NOTICE_TOO_SHORT"
        ]


def test_r85_nobody_terminates_alone() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-03-02")
        assert city.imported("agreement.terminate", "sari", ending(), id="$A4") == [
            "SECOND_PERSON_REQUIRED"
        ]
    with city_after("agreement.sign") as city:
        city.at("2020-03-02")
        proposal = city.do("agreement.terminate", "sari", ending(), id="$A4")
        assert (proposal["thing"], proposal["state"]) == ("proposal", "OPEN")
        assert state(city, "2020-04-01") == "IN_FORCE"


def test_r20_consent_needs_no_notice_and_may_look_back() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-03-02")
        agreed = ending(cause="MUTUAL_CONSENT", ends_on="2020-02-28")
        assert city.refused("agreement.terminate", "sari", agreed, id="$A4") == (
            "NOTICE_TOO_SHORT",
        )
        no_consent = ending(ends_on="2020-02-28", consent=TEXT)
        assert city.refused("agreement.terminate", "sari", no_consent, id="$A4") == (
            "NOTICE_TOO_SHORT",
        )
        receipt = terminate(city, {**agreed, "consent": TEXT})

        assert receipt["result"]["state"] == "TERMINATED"
        terminated = next(f for f in city.facts(receipt) if f.topic == "agreement.terminated.v1")
        assert terminated.effective_on == date(2020, 2, 29)
        found = city.ask("agreement", "$A4")
        assert (found["state"], found["ended_on"], found["end_reason"]) == (
            "TERMINATED",
            "2020-02-28",
            "MUTUAL_CONSENT",
        )
        before = city.ask("agreement", "$A4", as_of="2020-02-28")
        assert (before["ended_on"], before["end_reason"]) == (None, None)


def test_r20_a_termination_lists_the_placements_that_are_open() -> None:
    with city_after("placement.start") as city:
        city.at("2020-03-02")
        receipt = terminate(city, ending())
        terminated = next(f for f in city.facts(receipt) if f.topic == "agreement.terminated.v1")

        assert terminated.data.open_placements == (city.names["P1"],)  # type: ignore[attr-defined]
        assert city.ask("agreement", "$A4")["open_placements"] == [city.names["P1"]]


def test_a_run_off_until_a_date_needs_the_date_and_the_notice_is_not_of_tomorrow() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-03-02")
        dateless = ending(run_off={"policy": "UNTIL_DATE"})
        assert city.refused("agreement.terminate", "sari", dateless, id="$A4") == (
            "MALFORMED:run_off",
        )
        tomorrow = ending(notice_on="2020-03-03", ends_on="2020-04-30")
        assert city.refused("agreement.terminate", "sari", tomorrow, id="$A4") == ("FUTURE_DATE",)


def test_what_is_not_signed_by_all_is_not_terminated() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-03-02")
        city.do("agreement.draft", "sari", agreement(), ref="B")
        approve(city, "$B")
        city.do("agreement.sign", "sari", signature("$kota", "2020-03-02"), id="$B")
        for channel in ("api", "import"):
            assert city.refused(
                "agreement.terminate", "sari", ending(), id="$B", channel=channel
            ) == ("WRONG_STATE",)


def test_r23_a_successor_does_not_supersede_what_ended_before_it() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-03-02")
        terminate(city, ending(cause="MUTUAL_CONSENT", ends_on="2020-03-01", consent=TEXT))
        term = {"effective_from": "2020-04-06", "last_day": "2022-04-05"}
        city.do("agreement.draft", "sari", agreement(term=term, predecessor="$A4"), ref="B")
        approve(city, "$B")
        for party in ("$kota", "$telkom"):
            last = city.do("agreement.sign", "sari", signature(party, "2020-03-02"), id="$B")

        assert last["topics"] == ["agreement.signed.v1", "agreement.entered-into-force.v1"]
        found = city.ask("agreement", "$A4", as_of="2020-04-06")
        assert (found["state"], found["successor"]) == ("TERMINATED", city.names["B"])
