"""A small domain to hold the log against: jars that coins are put into and taken from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

import msgspec

from application.ports import Append, Draft, EventLog, Outcome, Recorded
from domain.base import Fact
from domain.envelope import AnyEnvelope, Instant

DAY = date(2020, 2, 18)
NOON = Instant("2020-02-18T05:00:00.000000Z")
LATER = Instant("2020-02-19T05:00:00.000000Z")


class JarOpened(Fact, frozen=True, kw_only=True):
    topic = "jar.opened.v1"

    label: str
    rules: dict[str, Any] = msgspec.field(default_factory=dict)


class CoinsPut(Fact, frozen=True, kw_only=True):
    topic = "jar.coins-put.v2"

    coins: int
    giver: str | None = None


class CoinsTaken(Fact, frozen=True, kw_only=True):
    topic = "jar.coins-taken.v1"

    coins: int


CATALOGUE: dict[str, type[Fact]] = {
    JarOpened.topic: JarOpened,
    CoinsPut.topic: CoinsPut,
    CoinsTaken.topic: CoinsTaken,
}


def _from_pennies(data: dict[str, Any]) -> dict[str, Any]:
    return {"coins": data["pennies"] // 100}


def _from_words(data: dict[str, Any]) -> dict[str, Any]:
    return {"pennies": {"one": 100, "two": 200}[data["worth"]]}


UPCASTERS = {
    "jar.coins-put.v0": ("jar.coins-put.v1", _from_words),
    "jar.coins-put.v1": ("jar.coins-put.v2", _from_pennies),
}


@dataclass(frozen=True, slots=True)
class Coins:
    """Every gift, and how much there is."""

    gifts: tuple[int, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Jar:
    label: str = ""
    coins: Coins = field(default_factory=Coins)

    def evolve(self, fact: AnyEnvelope) -> Self:
        match fact.data:
            case JarOpened(label=label):
                return replace(self, label=label)
            case CoinsPut(coins=coins):
                total = self.coins.total + coins
                gifts = (*self.coins.gifts, coins)[-5:]
                return replace(self, coins=Coins(gifts, total))
            case CoinsTaken(coins=coins):
                return replace(self, coins=replace(self.coins, total=self.coins.total - coins))
        raise TypeError(f"a jar knows no {fact.topic}")


def draft(stream: str, fact: Fact, **more: Any) -> Draft:
    return Draft(stream=stream, fact=fact, effective_on=DAY, actor="ani", role="KEEPER", **more)


def ask(*drafts: Draft, expected: Mapping[str, int], at: Instant = NOON, **more: Any) -> Append:
    return Append(drafts=drafts, expected=expected, at=at, **more)


def put(stream: str, version: int, coins: int = 1, **more: Any) -> Append:
    """One gift to a jar that was read at a version."""
    return ask(draft(stream, CoinsPut(coins=coins)), expected={stream: version}, **more)


def one(log: EventLog, asked: Append) -> Outcome:
    [outcome] = log.append([asked])
    return outcome


def recorded(outcome: Outcome) -> Recorded:
    assert isinstance(outcome, Recorded), outcome
    return outcome


def positions(log: EventLog) -> list[int]:
    return [fact.position for fact in log.tail(0)]
