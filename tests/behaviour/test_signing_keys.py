"""The keys that sign checkpoints are announced and retired in the log itself (decision 42)."""

from collections.abc import Iterator

import pytest

from domain.system import SigningKeyAnnounced, System
from tests.city import City, city_after

KEY = "jejak.example/log+4f1c2a9d+AfD9sQ0Qd1mG4o3E0VhF4ZoYQx0Cqk1uQ2m8J9b7Zr0s"
OTHER = "jejak.example/log+00c2a9d4+AfD9sQ0Qd1mG4o3E0VhF4ZoYQx0Cqk1uQ2m8J9b7Zr0t"


@pytest.fixture
def city() -> Iterator[City]:
    with city_after("account.open") as city:
        yield city


def announced(city: City) -> tuple[str, ...]:
    state, _ = city.store.log.load("system:system", System())
    return state.signing_keys


def test_an_administrator_announces_a_key_and_retires_it_with_a_reason(city: City) -> None:
    receipt = city.do("system.announce-signing-key", "root", {"vkey": KEY})
    [fact] = city.facts(receipt)
    assert (fact.actor, fact.data) == ("root", SigningKeyAnnounced(vkey=KEY))
    city.do("system.announce-signing-key", "root", {"vkey": OTHER})
    assert announced(city) == (KEY, OTHER)
    fields = {"vkey": KEY, "reason": "pergantian tahunan"}
    [retired] = city.facts(city.do("system.retire-signing-key", "root", fields))
    assert (retired.topic, retired.reason) == ("system.signing-key-retired.v1", fields["reason"])
    assert announced(city) == (OTHER,)


def test_a_key_announced_twice_is_one_fact(city: City) -> None:
    city.do("system.announce-signing-key", "root", {"vkey": KEY})
    before = city.store.log.head().position
    city.do("system.announce-signing-key", "root", {"vkey": KEY})
    assert city.store.log.head().position == before


def test_a_retired_key_never_comes_back(city: City) -> None:
    city.do("system.announce-signing-key", "root", {"vkey": KEY})
    city.do("system.retire-signing-key", "root", {"vkey": KEY})
    fields = {"vkey": KEY}
    assert city.refused("system.announce-signing-key", "root", fields) == ("MALFORMED:vkey",)
    assert city.refused("system.retire-signing-key", "root", fields) == ("NOT_FOUND:vkey",)


@pytest.mark.parametrize(
    "vkey", ["kunci", "a+b+c", KEY + " ", KEY.upper(), "a b+4f1c2a9d+AA==", KEY + "A" * 2100]
)
def test_what_is_no_public_key_is_not_announced(city: City, vkey: str) -> None:
    assert city.refused("system.announce-signing-key", "root", {"vkey": vkey}) == (
        "MALFORMED:vkey",
    )


def test_nobody_but_an_administrator_says_who_signs(city: City) -> None:
    fields = {"vkey": KEY}
    assert city.refused("system.announce-signing-key", "sari", fields) == ("ROLE_REQUIRED",)
    city.do("system.announce-signing-key", "root", fields)
    assert city.refused("system.retire-signing-key", "sari", fields) == ("ROLE_REQUIRED",)


def test_a_key_is_not_announced_by_a_file_of_history(city: City) -> None:
    fields = {"vkey": KEY}
    assert city.refused("system.announce-signing-key", "sari", fields, channel="import") == (
        "ROLE_REQUIRED",
    )


def test_a_key_has_at_most_as_many_characters_as_the_longest_there_is(city: City) -> None:
    """ML-DSA-44 with a name of 300 characters still fits."""
    longest = KEY + "A" * (2100 - len(KEY))
    refusal = city.refused("system.announce-signing-key", "root", {"vkey": longest + "A"})
    assert refusal == ("MALFORMED:vkey",)
    city.do("system.announce-signing-key", "root", {"vkey": longest})
    assert announced(city) == (longest,)
