"""Commands that reach the server together are carried out together, each with its own answer."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest

from application.context import Context, Receipt
from application.ports import LogUnavailable
from domain.base import Refused
from interface.api.line import Line
from interface.bootstrap import Store
from interface.door import Order

NEED = {"area": "ASSET", "competence": "Aset", "people": 1}


def order(store: Store, act: str = "need.record", **fields: Any) -> Order:
    actor = store.account_of("sari")
    assert actor is not None
    context = Context(actor=actor, at=store.clock.now(), new_id=store.new_id())
    return Order(act, json.dumps({**NEED, **fields}).encode(), context)


def each(orders: list[Order]) -> list[Callable[[], Order]]:
    """Requests that read as these orders."""
    return [partial(Order, one.act, one.fields, one.context, one.subject) for one in orders]


def played(store: Store, play: Callable[[Line], Awaitable[Any]]) -> Any:
    """What came of a play on a line of the store; the line is closed at the end."""

    async def on_a_line() -> Any:
        line = Line(store)
        try:
            return await play(line)
        finally:
            await asyncio.to_thread(line.close)

    return asyncio.run(on_a_line())


def test_commands_that_come_together_each_get_their_own_receipt(
    store: Store, told: dict[str, str]
) -> None:
    orders = [order(store) for _ in range(40)]
    before = store.log.head().position

    async def play(line: Line) -> list[Receipt]:
        return await asyncio.gather(*map(line.carry_out, each(orders)))

    receipts = played(store, play)
    assert [receipt.id for receipt in receipts] == [one.context.new_id for one in orders]
    assert {receipt.positions[0] for receipt in receipts} == set(range(before + 1, before + 41))


def test_a_command_that_is_refused_or_cannot_be_read_fails_alone(
    store: Store, told: dict[str, str]
) -> None:
    def unread() -> Order:
        raise LookupError("no such header")

    async def play(line: Line) -> list[Any]:
        takes = (lambda: order(store), unread, lambda: order(store, area=""))
        return await asyncio.gather(*map(line.carry_out, takes), return_exceptions=True)

    stands, broken, refused = played(store, play)
    assert stands.created
    assert isinstance(broken, LookupError)
    assert isinstance(refused, Refused)


def test_what_a_caller_no_longer_waits_for_is_recorded_all_the_same(
    store: Store, told: dict[str, str]
) -> None:
    before = store.log.head().position

    async def play(line: Line) -> Receipt:
        gone = asyncio.ensure_future(line.carry_out(lambda: order(store)))
        await asyncio.sleep(0)
        gone.cancel()
        return await line.carry_out(lambda: order(store))

    assert played(store, play).positions == (before + 2,)


def test_a_command_that_takes_long_is_carried_out_beside_the_line(
    store: Store, told: dict[str, str]
) -> None:
    async def play(line: Line) -> Receipt:
        return await line.carry_out(lambda: order(store), aside=True)

    assert played(store, play).created


def test_when_the_log_fails_every_command_that_waits_is_told_so(
    store: Store, told: dict[str, str]
) -> None:
    orders = [order(store) for _ in range(3)]
    store.log.close()

    async def play(line: Line) -> list[Any]:
        waiting = map(line.carry_out, each(orders))
        return await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(answer) for answer in played(store, play)] == [LogUnavailable] * 3


@pytest.mark.parametrize("commands", [0, 1])
def test_a_line_that_is_closed_has_finished_what_waited(
    store: Store, told: dict[str, str], commands: int
) -> None:
    before = store.log.head().position

    async def play(line: Line) -> None:
        await asyncio.gather(*(line.carry_out(lambda: order(store)) for _ in range(commands)))

    played(store, play)
    assert store.log.head().position == before + commands
