"""Acts handed in together are recorded together, and each is answered or refused alone (D5)."""

import json
from typing import Any

from application.commands import COMMANDS
from application.context import Context, Receipt
from application.ports import LogUnavailable
from application.requests import Request
from domain.base import Refused
from tests.city import City, city_after, civil_servant

NEED = {"area": "ASSET", "competence": "Aset", "people": 1}


def request(
    city: City, act: str, by: str, fields: dict[str, Any], subject: str | None = None, key: str = ""
) -> Request:
    store = city.store
    actor = store.account_of(by)
    assert actor is not None
    context = Context(actor=actor, at=store.clock.now(), new_id=store.new_id(), key=key or None)
    return COMMANDS[act].parse(json.dumps(fields).encode()), context, subject


def recorded(answer: Receipt | Exception) -> Receipt:
    assert isinstance(answer, Receipt), answer
    return answer


def test_every_act_of_a_group_gets_its_own_receipt_in_the_order_handed_in() -> None:
    with city_after("need.confirm") as city:
        head = city.store.log.head().position
        asks = [request(city, "need.record", "sari", {**NEED, "people": n}) for n in range(1, 6)]

        answers = [recorded(answer) for answer in city.store.office.execute_all(asks)]

        assert [answer.id for answer in answers] == [context.new_id for _, context, _ in asks]
        assert [answer.positions for answer in answers] == [(head + n,) for n in range(1, 6)]


def test_an_act_that_builds_on_another_of_its_group_is_recorded_after_it() -> None:
    with city_after("need.confirm") as city:
        first = request(city, "need.record", "opd", NEED)
        second = request(city, "need.confirm", "sari", {}, first[1].new_id)

        opened, confirmed = map(recorded, city.store.office.execute_all([first, second]))

        assert (opened.version, confirmed.version) == (1, 2)
        assert confirmed.state == "CONFIRMED"


def test_a_refused_act_of_a_group_leaves_the_others_standing() -> None:
    with city_after("need.confirm") as city:
        asks = [
            request(city, "need.record", "sari", NEED),
            request(city, "need.confirm", "sari", {}, "nothing"),
            request(city, "need.record", "sari", NEED),
        ]

        one, none, other = city.store.office.execute_all(asks)

        assert isinstance(none, Refused)
        assert none.code == "NOT_FOUND"
        assert recorded(one).id != recorded(other).id


def test_r78_a_key_used_twice_in_a_group_records_once_and_answers_both_the_same() -> None:
    with city_after("need.confirm") as city:
        head = city.store.log.head().position
        asks = [request(city, "need.record", "sari", NEED, key="k") for _ in range(2)]

        first, again = city.store.office.execute_all(asks)

        assert recorded(first) == recorded(again)
        assert city.store.log.head().position == head + 1


def test_an_act_that_cannot_be_recorded_leaves_the_others_of_its_group_standing() -> None:
    with city_after("need.confirm") as city:
        asks = [request(city, "need.record", "sari", NEED, key=key) for key in ("a", "\ud800", "b")]

        one, none, other = city.store.office.execute_all(asks)

        assert isinstance(none, ValueError)
        assert recorded(one).positions[0] < recorded(other).positions[0]


def test_of_a_group_whose_commit_failed_every_outcome_is_unknown() -> None:
    with city_after("need.confirm") as city:
        asks = [request(city, "need.record", "sari", NEED) for _ in range(2)]
        city.store.log.close()

        answers = city.store.office.execute_all(asks)

        assert [type(answer) for answer in answers] == [LogUnavailable] * 2


def test_what_is_asked_of_the_store_itself_in_a_group_stands_on_its_one_stream() -> None:
    with city_after("placement.nominate") as city:
        employee = city.names["dewi"]
        fields = {"employee": employee, "purpose": "bencana"}
        asks = [request(city, "system.break-glass", "root", fields) for _ in range(2)]

        answers = [recorded(answer) for answer in city.store.office.execute_all(asks)]

        assert [answer.id for answer in answers] == ["system", "system"]


def test_r98_nothing_personal_stays_of_a_group_that_could_not_be_written() -> None:
    """One act of it has a key no fact can hold, and two register the same person."""
    with city_after("need.confirm") as city:
        person = civil_servant(unit=city.names["kominfo"])
        asks = [
            request(city, "employee.register", "sari", person | {"name": "Ani"}),
            request(city, "employee.register", "sari", person | {"name": "Budi Rahasia"}),
            request(city, "need.record", "opd", NEED, key="e\u0301"),
        ]

        first, second, _ = city.store.office.execute_all(asks)

        assert isinstance(first, Receipt)
        assert isinstance(second, Refused)
        vault = city.store.vault
        assert vault.open(asks[1][1].new_id) == {}
        kept = vault._tables.read(
            "SELECT count(*) FROM vault_sealed WHERE subject = ?", (first.id,)
        )
        assert kept == [(2,)], "the name and the NIP, once each"
