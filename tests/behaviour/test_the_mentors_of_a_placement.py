"""Who guides an intern, day by day: mentors that come, go and leave the host (R38)."""

from typing import Any

import pytest

from tests.acts import seat
from tests.city import DECREE, City, city_after

ASSIGN, RESUME, RESCHEDULE = "placement.assign-mentor", "placement.resume", "placement.reschedule"
BACK = {"planned_end": "2020-09-22"}
LONGER = {"reason": "permintaan mitra", "planned_end": "2020-03-10"}


def opens_mentor(city: City, login: str, since: str) -> None:
    role = {"role": "MENTOR", "organisation": "$telkom", "from": since, "decree": DECREE}
    city.opens_account(login, role)


def leaves(city: City, how: str, last_day: str) -> None:
    """The mentor of the story, `tel`, leaves the host."""
    if how == "role ended":
        ended = {"role": "MENTOR", "last_day": last_day, "reason": "pindah"}
        city.do("account.revoke-role", "root", ended, id="$tel")
    else:
        city.do("account.close", "root", {"reason": "pindah"}, id="$tel")


def replaced(city: City, since: str, **more: Any) -> tuple[str, ...]:
    return city.act(ASSIGN, "sari", {"mentor": "$m2", "from": since, **more}, id="$P1").refused


@pytest.mark.parametrize("how", ["role ended", "account closed"])
def test_r38_who_guided_before_the_pause_may_be_gone_on_the_day_back(how: str) -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-26")
        city.do("placement.suspend", "sari", {"cause": "PUBLIC_HEALTH_ORDER"}, id="$P1")
        city.at("2020-03-31")
        leaves(city, how, "2020-03-31")
        city.at("2020-09-14")
        opens_mentor(city, "m2", "2020-08-01")

        assert city.refused(RESUME, "sari", BACK, id="$P1") == ("MENTOR_INVALID",)
        assert replaced(city, "2020-07-31") == ("MENTOR_INVALID",)
        assert replaced(city, "2020-09-15") == ()
        assert city.refused(RESUME, "sari", BACK, id="$P1") == ("MENTOR_INVALID",)
        assert replaced(city, "2020-09-14") == ()
        city.do(RESUME, "sari", BACK, id="$P1")


def test_r38_a_new_plan_of_what_has_started_asks_nothing_of_the_mentor_of_past_days() -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-25")
        opens_mentor(city, "m2", "2020-02-26")
        assert replaced(city, "2020-02-26") == ()
        city.at("2020-03-02")
        leaves(city, "account closed", "2020-03-02")

        city.do(RESCHEDULE, "sari", LONGER, id="$P1")


def test_r38_a_new_plan_needs_a_mentor_for_today_and_every_day_to_come() -> None:
    for since, refused in (("2020-03-02", ()), ("2020-03-03", ("MENTOR_INVALID",))):
        with city_after("placement.start") as city:
            opens_mentor(city, "m2", "2020-02-24")
            city.at("2020-03-02")
            assert replaced(city, since) == ()
            leaves(city, "account closed", "2020-03-02")
            assert city.act(RESCHEDULE, "sari", LONGER, id="$P1").refused == refused


def test_r38_a_plan_that_is_over_needs_no_mentor_any_more() -> None:
    with city_after("placement.start") as city:
        city.at("2020-03-09")
        leaves(city, "account closed", "2020-03-09")
        shorter = {"reason": "permintaan mitra", "planned_end": "2020-03-05"}

        city.do(RESCHEDULE, "sari", shorter, id="$P1")


@pytest.mark.parametrize(
    ("closed", "violations"),
    [("2020-03-07", []), ("2020-03-06", ["MENTOR_INVALID"])],
    ids=["the day after the last", "the last day"],
)
def test_r38_a_mentor_of_the_past_was_one_until_the_account_was_closed(
    closed: str, violations: list[str]
) -> None:
    """The closing day itself is held no more: a closed account holds nothing (contract §4.1)."""
    with city_after("placement.verify") as city:
        city.at(closed)
        leaves(city, "account closed", closed)
        city.at("2022-06-01")
        given = {**seat(), "on": "2020-02-20"}

        assert city.imported("placement.assign", "sari", given, id="$P1") == violations


def test_r38_a_closed_account_guides_nobody_in_days_to_come() -> None:
    with city_after("placement.verify") as city:
        leaves(city, "account closed", "2020-02-20")
        assert city.refused("placement.assign", "sari", seat(), id="$P1") == ("MENTOR_INVALID",)
