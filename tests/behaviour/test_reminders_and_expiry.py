"""What the clock records of agreements: reminders, expiry, ends that have come (§6, R19, R25)."""

from datetime import date
from typing import Any

import pytest

from domain.agreement.due import expiries_due, reminders_due
from domain.agreement.state import Agreement
from domain.enums_learning import Component
from domain.shapes import Changes
from tests.acts import nominate, seat, signature
from tests.agreement_ends import (
    agreed,
    amended,
    annulled,
    extended,
    resumed,
    superseded,
    suspended,
    terminated,
)
from tests.city import City, city_after
from tests.facts import LAST_DAY, approved
from tests.scenario import state_of

POLICY = [180, 90, 60, 30, 7]
DAYS = {
    180: date(2021, 8, 21),
    90: date(2021, 11, 19),
    60: date(2021, 12, 19),
    30: date(2022, 1, 18),
    7: date(2022, 2, 10),
}


def due(agreement: Agreement, today: date) -> list[tuple[int, date, date]]:
    return [
        (found.fact.days_before, found.fact.last_day, found.day)  # type: ignore[union-attr]
        for found in reminders_due(agreement, today, POLICY)
    ]


# --- reminders ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "day"), DAYS.items())
def test_r25_a_reminder_is_due_on_its_day_and_not_the_day_before(days: int, day: date) -> None:
    assert (days, LAST_DAY, day) not in due(agreed(), day - date.resolution)
    assert (days, LAST_DAY, day) in due(agreed(), day)


def test_r25_a_clock_that_runs_late_misses_none() -> None:
    assert due(agreed(), date(2022, 3, 1)) == [(n, LAST_DAY, day) for n, day in DAYS.items()]


def test_a_reminder_before_the_first_day_in_force_is_not_due() -> None:
    late = agreed(on=date(2021, 11, 20), second_on=date(2021, 11, 20))
    assert [n for n, _, _ in due(late, LAST_DAY)] == [60, 30, 7]
    on_the_day = agreed(on=date(2021, 11, 19), second_on=date(2021, 11, 19))
    assert [n for n, _, _ in due(on_the_day, LAST_DAY)] == [90, 60, 30, 7]


def test_what_is_unsigned_or_ended_is_not_reminded_of_but_what_is_suspended_is() -> None:
    assert due(state_of(Agreement, *approved()), LAST_DAY) == []
    ended = agreed(terminated(date(2021, 12, 18)))
    assert [n for n, _, _ in due(ended, LAST_DAY)] == [180, 90]
    heir = agreed(superseded(date(2021, 12, 20)))
    assert [n for n, _, _ in due(heir, LAST_DAY)] == [180, 90, 60]
    paused = agreed(suspended(date(2021, 12, 1)), resumed(date(2022, 1, 1)))
    assert [n for n, _, _ in due(paused, LAST_DAY)] == POLICY


def test_an_extension_ends_the_reminders_of_the_old_last_day_from_its_signing() -> None:
    longer = agreed(extended(date(2024, 2, 17), date(2022, 2, 18), signed_on=date(2022, 1, 17)))
    assert [n for n, _, _ in due(longer, LAST_DAY)] == [180, 90, 60]
    assert due(longer, date(2024, 2, 17))[3:] == [
        (180, date(2024, 2, 17), date(2023, 8, 21)),
        (90, date(2024, 2, 17), date(2023, 11, 19)),
        (60, date(2024, 2, 17), date(2023, 12, 19)),
        (30, date(2024, 2, 17), date(2024, 1, 18)),
        (7, date(2024, 2, 17), date(2024, 2, 10)),
    ]


def test_r25_from_the_day_an_extension_is_signed_the_old_last_day_is_not_reminded_of() -> None:
    signed_that_day = extended(date(2024, 2, 17), date(2022, 2, 18), signed_on=DAYS[30])
    assert [n for n, _, _ in due(agreed(signed_that_day), LAST_DAY)] == [180, 90, 60]


def test_r25_an_annulled_extension_keeps_no_reminder_back() -> None:
    longer = extended(date(2024, 2, 17), date(2021, 6, 1))
    void = annulled(date(2021, 6, 1), recorded=date(2021, 7, 1))
    assert [n for n, _, _ in due(agreed(longer, void), LAST_DAY)] == POLICY


def test_r25_a_change_of_something_else_leaves_the_reminders_of_an_extension() -> None:
    longer = extended(date(2024, 2, 17), date(2021, 6, 1))
    renamed = amended(Changes(title="Judul baru"), date(2021, 7, 1), sequence=2)
    asked = due(agreed(longer, renamed), date(2024, 2, 17))
    assert [(n, last) for n, last, _ in asked] == [(n, date(2024, 2, 17)) for n in POLICY]


# --- expiry ---------------------------------------------------------------------------------------


def noted(agreement: Agreement, today: date) -> list[tuple[date, date]]:
    return [(found.day, found.fact.last_day) for found in expiries_due(agreement, today)]


def test_r19_the_expiry_is_noted_the_day_after_the_last_day() -> None:
    assert noted(agreed(), LAST_DAY) == []
    assert noted(agreed(), date(2022, 2, 18)) == [(date(2022, 2, 18), LAST_DAY)]


def test_what_ended_otherwise_is_not_noted_as_expired() -> None:
    assert noted(agreed(terminated(LAST_DAY)), date(2022, 3, 1)) == []
    assert noted(agreed(superseded(date(2022, 2, 18))), date(2022, 3, 1)) == []
    longer = extended(date(2024, 2, 17), date(2022, 2, 11))
    assert noted(agreed(longer), date(2022, 3, 1)) == []
    assert noted(agreed(longer), date(2024, 2, 18)) == [(date(2024, 2, 18), date(2024, 2, 17))]
    void = annulled(date(2022, 2, 11), recorded=date(2022, 7, 4))
    assert noted(agreed(longer, void), date(2024, 3, 1)) == [(date(2022, 2, 18), LAST_DAY)]


def test_r19_of_two_extensions_the_last_one_says_which_day_was_the_last() -> None:
    """An import may take over a second extension that ends sooner than the first."""
    first = extended(date(2024, 2, 17), date(2022, 2, 11))
    second = extended(date(2023, 2, 17), date(2022, 3, 1), sequence=2)
    assert noted(agreed(first, second), date(2024, 3, 1)) == [
        (date(2023, 2, 18), date(2023, 2, 17))
    ]


# --- through the door -----------------------------------------------------------------------------


def tick(city: City, when: str) -> list[tuple[str, date]]:
    """The facts of a tick: topic and day."""
    city.at(when)
    receipt: Any = city.act("system.tick", "system").body
    if not receipt.get("positions"):
        return []
    return [(fact.topic.split(".")[1], fact.effective_on) for fact in city.facts(receipt)]


def test_r25_each_reminder_comes_once_and_a_second_tick_adds_nothing() -> None:
    with city_after("agreement.sign") as city:
        assert tick(city, "2021-11-19T00:05:00+07:00") == [
            ("reminder-issued", DAYS[180]),
            ("reminder-issued", DAYS[90]),
        ]
        assert tick(city, "2021-11-19T08:00:00+07:00") == []
        assert city.ask("agreement", "$A4")["reminders"] == [180, 90]
        assert tick(city, "2022-02-18T00:05:00+07:00") == [
            ("reminder-issued", DAYS[60]),
            ("reminder-issued", DAYS[30]),
            ("reminder-issued", DAYS[7]),
            ("expired", date(2022, 2, 18)),
        ]
        assert tick(city, "2022-02-18T08:00:00+07:00") == []
        [issued] = city.ask("audit-trail", fields={"topic": "agreement.expired.v1"})["items"]
        assert (issued["actor"], issued["data"]) == ("system", {"last_day": "2022-02-17"})


def test_r25_a_tick_goes_by_the_policy_published_since_the_last_one() -> None:
    """Though nothing was due by the old one, so that the tick has nothing to record."""
    with city_after("agreement.sign") as city:
        city.at("2020-02-19")
        old = city.store.office._publications.now().rulebook
        policy = dict(old.at(Component.AGREEMENT_POLICY, date(2020, 2, 19)).values)
        published = {
            "component": "agreement-policy",
            "version": "v9",
            "valid_from": "2020-02-19",
            "values": {**policy, "reminders": [700, 30]},
            "legal_basis": "Keputusan Wali Kota",
        }
        proposal = city.do("rule.publish", "sari", published)
        city.do("proposal.approve", "budi", id=proposal["id"])

        assert tick(city, "2020-03-18T09:00:00+07:00") == []
        assert tick(city, "2020-03-19T09:00:00+07:00") == [("reminder-issued", date(2020, 3, 19))]


def test_r74_a_termination_that_lay_ahead_is_answered_when_its_first_day_after_has_come() -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-25")
        ended = {
            "cause": "BREACH",
            "notice_on": "2020-02-01",
            "ends_on": "2020-03-02",
            "run_off": {"policy": "UNTIL_PLACEMENT_END"},
        }
        proposal = city.do("agreement.terminate", "sari", ended, id="$A4")
        city.do("proposal.approve", "budi", id=proposal["id"])

        assert tick(city, "2020-03-02T09:00:00+07:00") == []
        assert tick(city, "2020-03-03T00:05:00+07:00") == [("run-off-applied", date(2020, 3, 3))]
        assert tick(city, "2020-03-03T08:00:00+07:00") == []


def test_r74_without_a_run_off_the_head_is_asked_once() -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-25")
        ended = {
            "cause": "BREACH",
            "notice_on": "2020-02-01",
            "ends_on": "2020-03-02",
            "run_off": {"policy": "NONE"},
        }
        proposal = city.do("agreement.terminate", "sari", ended, id="$A4")
        city.do("proposal.approve", "budi", id=proposal["id"])

        assert tick(city, "2020-03-03T00:05:00+07:00") == [("cover-demanded", date(2020, 3, 3))]
        assert tick(city, "2020-03-03T08:00:00+07:00") == []


def test_r34_more_seats_by_an_amendment_are_offered_to_those_who_wait() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-02-20")
        for n, nip in enumerate(("197901152005011001", "198104162006041002", "198307172008011003")):
            city.registers(f"w{n}", nip)
            nominate(city, f"W{n}", f"$w{n}")
            given = seat(f"800/ST.{n}", if_full="WAITLIST")
            city.do("placement.assign", "sari", given, id=f"$W{n}")
        assert city.ask("placement", "$W2")["state"] == "WAITLISTED"
        more = {
            "agreement": "$A4",
            "kind": "CHANGE",
            "changes": {"capacity": [{"field": "TECHNOLOGY", "seats": 3}]},
        }
        city.do("amendment.draft", "sari", more, ref="X")
        for body in ("TKKSD", "LEGAL"):
            city.do("amendment.give-opinion", "lina", {"body": body, "opinion": "AGREE"}, id="$X")
        city.do("amendment.approve", "budi", {"text": "$sha256:naskah kedua"}, id="$X")
        for party in ("$kota", "$telkom"):
            receipt = city.do("amendment.sign", "sari", signature(party, "2020-02-20"), id="$X")

        assert receipt["topics"] == [
            "amendment.signed.v1",
            "agreement.amended.v1",
            "placement.seat-offered.v1",
        ]
        assert city.ask("placement", "$W2")["offered"] is True
