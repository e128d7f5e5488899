"""Canonical bytes, held against the `rfc8785` package as the oracle."""

import json
import math
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from unicodedata import normalize

import msgspec
import pytest
import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.base import Fact
from domain.envelope import AnyEnvelope, Envelope, Source
from infrastructure.canonical import (
    LARGEST,
    Canon,
    OutsideProfile,
    Tampered,
    UnknownTopic,
)
from tests.contract.small_domain import CATALOGUE, DAY, NOON, UPCASTERS, CoinsPut, JarOpened

CANON = Canon(CATALOGUE, UPCASTERS)


def envelope(fact: Fact, **other: Any) -> AnyEnvelope:
    fields: dict[str, Any] = {
        "position": 7,
        "stream": "jar:1",
        "version": 3,
        "topic": fact.topic,
        "recorded_at": NOON,
        "effective_on": DAY,
        "actor": "ani",
        "role": "KEEPER",
        "office": None,
        "on_behalf_of": None,
        "second_person": None,
        "channel": "api",
        "source": None,
        "basis": (),
        "reason": None,
        "rule_set": {},
        "late_recorded": False,
        "violations": (),
        "warnings": (),
        "correlation": "c-1",
        "causation": None,
        "key": None,
        "software": "0.0.1",
        "data": fact,
    }
    return Envelope(**{**fields, **other})


def opened(**rules: Any) -> AnyEnvelope:
    return envelope(JarOpened(label="for a rainy day", rules=rules))


in_profile = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST, LARGEST)
    | st.text().map(lambda text: normalize("NFC", text)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(in_profile, st.text().map(lambda text: normalize("NFC", text)))
@example('\x00\x01\x1f\x7f\b\t\n\f\r"\\/\u2028\u2029', "\U0001f600é\ufeff")
def test_the_bytes_are_those_of_rfc_8785_and_read_back_the_same(value: Any, text: str) -> None:
    given_ = envelope(JarOpened(label=text, rules={"value": value}), reason=text)
    stored = CANON.encode(given_)
    assert stored == rfc8785.dumps(json.loads(stored))
    again = CANON.decode(JarOpened.topic, stored)
    assert again == given_
    assert CANON.encode(again) == stored


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(st.characters(codec=None), max_size=12))
@example("e\u0301")
@example("\ud800")
@example("\ud83d\ude00")
def test_text_is_written_exactly_if_it_is_valid_and_in_normal_form(text: str) -> None:
    try:
        good = normalize("NFC", text) == text and bool(text.encode("utf-8") or True)
    except UnicodeEncodeError:
        good = False
    for given_ in (opened(value=[text]), envelope(CoinsPut(coins=1, giver=text))):
        if good:
            assert msgspec.json.decode(CANON.encode(given_))
        else:
            with pytest.raises(OutsideProfile):
                CANON.encode(given_)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (1.5, "data.rules.value"),
        (1.0, "data.rules.value"),
        (math.nan, "data.rules.value"),
        (-math.inf, "data.rules.value"),
        (LARGEST + 1, "data.rules.value"),
        (-LARGEST - 1, "data.rules.value"),
        (2**70, "data.rules.value"),
        ({"deep": [1, {"er": 0.5}]}, r"data.rules.value.deep\[1\].er"),
        ({"é": 1}, "data.rules.value"),
        ({1: "a"}, "data.rules.value"),
        ("e\u0301", "data.rules.value"),
        ("\udc00", "data.rules.value"),
    ],
)
def test_what_is_outside_the_profile_is_refused_and_its_place_named(value: Any, place: str) -> None:
    with pytest.raises(OutsideProfile, match=f"^{place}"):
        CANON.encode(opened(value=value))


@pytest.mark.parametrize("largest", [LARGEST, -LARGEST])
def test_the_largest_integers_of_the_profile_are_written(largest: int) -> None:
    stored = CANON.encode(envelope(CoinsPut(coins=largest)))
    assert json.loads(stored)["data"]["coins"] == largest


def test_an_integer_beyond_the_profile_is_refused_in_every_field() -> None:
    with pytest.raises(OutsideProfile, match=r"^data\.coins"):
        CANON.encode(envelope(CoinsPut(coins=LARGEST + 1)))
    with pytest.raises(OutsideProfile, match=r"^source\.row"):
        CANON.encode(envelope(CoinsPut(coins=1), source=Source(import_="i", row=LARGEST + 1)))


@pytest.mark.parametrize("wrong", [1.0, math.nan, "1", None, True])
def test_a_value_of_another_type_than_the_fact_says_is_refused(wrong: Any) -> None:
    with pytest.raises(OutsideProfile):
        CANON.encode(envelope(CoinsPut(coins=wrong)))


@pytest.mark.parametrize("bent", [Decimal("1.0"), datetime(2020, 2, 18, tzinfo=UTC), {1}, (1,)])
def test_a_value_that_would_read_back_as_another_is_refused(bent: Any) -> None:
    with pytest.raises(OutsideProfile):
        CANON.encode(opened(value=bent))


def test_text_outside_the_profile_is_refused_in_the_envelope_too() -> None:
    with pytest.raises(OutsideProfile, match=r"^reason"):
        CANON.encode(envelope(CoinsPut(coins=1), reason="cafe\u0301"))
    with pytest.raises(OutsideProfile, match=r"^rule_set"):
        CANON.encode(envelope(CoinsPut(coins=1), rule_set={"JP\u00c9": "1"}))


def test_a_catalogue_cannot_hold_a_fact_with_floats_or_clock_types() -> None:
    class Weighed(Fact, frozen=True, kw_only=True):
        topic = "jar.weighed.v1"
        grams: tuple[float, ...]

    class Timed(Fact, frozen=True, kw_only=True):
        topic = "jar.timed.v1"
        at: datetime | None

    for fact in (Weighed, Timed):
        with pytest.raises(TypeError, match="has no place"):
            Canon({fact.topic: fact}, {})


def test_only_what_the_catalogue_holds_is_written() -> None:
    class CoinsLost(Fact, frozen=True, kw_only=True):
        topic = "jar.coins-lost.v1"

    with pytest.raises(UnknownTopic, match=r"jar\.coins-lost\.v1"):
        CANON.encode(envelope(CoinsLost()))
    with pytest.raises(UnknownTopic):
        CANON.encode(envelope(CoinsPut(coins=1), topic=JarOpened.topic))


def old_bytes(topic: str, **data: Any) -> bytes:
    now = json.loads(CANON.encode(envelope(CoinsPut(coins=1))))
    return rfc8785.dumps({**now, "topic": topic, "data": data})


def test_an_old_topic_is_lifted_step_by_step_to_the_newest() -> None:
    first = CANON.decode("jar.coins-put.v1", old_bytes("jar.coins-put.v1", pennies=300))
    older = CANON.decode("jar.coins-put.v0", old_bytes("jar.coins-put.v0", worth="two"))
    assert (first.data, first.topic) == (CoinsPut(coins=3), "jar.coins-put.v2")
    assert (older.data, older.topic) == (CoinsPut(coins=2), "jar.coins-put.v2")
    assert (first.position, first.recorded_at) == (7, NOON)


@pytest.mark.parametrize("topic", ["jar.broken.v1", "os.system", "jar.coins-put.v9", ""])
def test_an_unknown_topic_stops_the_reader(topic: str) -> None:
    with pytest.raises(UnknownTopic):
        CANON.decode(topic, old_bytes(topic, coins=1))


def test_an_upcaster_that_leads_nowhere_stops_the_reader() -> None:
    broken = Canon(CATALOGUE, {"jar.old.v1": ("jar.gone.v1", lambda data: data)})
    with pytest.raises(UnknownTopic, match=r"jar\.gone\.v1"):
        broken.decode("jar.old.v1", old_bytes("jar.old.v1"))


def test_a_topic_beside_the_bytes_that_is_not_theirs_is_tampering() -> None:
    stored = CANON.encode(envelope(CoinsPut(coins=1)))
    with pytest.raises(Tampered):
        CANON.decode("jar.coins-taken.v1", stored)
    with pytest.raises(Tampered):
        CANON.decode("jar.coins-put.v1", old_bytes("jar.coins-put.v0", worth="one"))


@pytest.mark.parametrize(
    "change", [{"extra": 1}, {"position": "7"}, {"data": {"coins": 1, "more": 2}}, {"data": {}}]
)
def test_bytes_that_are_no_envelope_of_the_topic_are_refused(change: dict[str, Any]) -> None:
    now = json.loads(CANON.encode(envelope(CoinsPut(coins=1))))
    with pytest.raises(msgspec.ValidationError):
        CANON.decode(CoinsPut.topic, rfc8785.dumps({**now, **change}))
