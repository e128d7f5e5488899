"""Acts handed in together are recorded together, and each is answered or refused alone (D5)."""

import json
from typing import Any

from application.commands import COMMANDS
from application.context import Context, Receipt
from application.office import Request
from domain.base import Refused
from tests.city import City, city_after

NEED = {"area": "ASSET", "competence": "Aset", "people": 1}


def request(
    city: City, act: str, by: str, fields: dict[str, Any], subject: str | None = None, key: str = ""
) -> Request:
    store = city.store
    actor = store.account_of(by)
    assert actor is not None
    context = Context(actor=actor, at=store.clock.now(), new_id=store.new_id(), key=key or None)
    return COMMANDS[act].parse(json.dumps(fields).encode()), context, subject


def recorded(answer: Receipt | Refused) -> Receipt:
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
