"""Samples: drawn from a question's answer so that anybody draws the same keys again (R95)."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

from domain.sample import draw, shares_of
from tests.behaviour.stage import Stage

UNITS = ("Bappeda", "Dinas Kominfo", "Dinas Sosial", "Inspektorat", "Sekretariat")


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    stage = Stage()
    for number, unit in enumerate(UNITS):
        stage.do(
            "finding.record",
            {
                "title": f"Temuan {number}",
                "condition": "ada",
                "criterion": {"code": f"R{number % 2}", "text": "dasar"},
                "cause": "ada",
                "effect": "ada",
                "recommendation": "perbaiki",
                "links": [{"subject": stage.accounts["sari"]}],
                "unit": stage.unit(unit),
            },
            by="ira",
        )
    yield stage
    stage.store.close()


def drawn(stage: Stage, by: str = "ira", **fields: Any) -> dict[str, Any]:
    asked = {"population": "findings", "size": 3, "seed": "2022-06-14", **fields}
    receipt = stage.do("sample.draw", asked, by=by)
    return stage.ask("sample", of=receipt.id)


def keys_of(sample: dict[str, Any]) -> list[str]:
    return [item["key"] for item in sample["items"]]


def in_order_of(seed: str, keys: list[str]) -> list[str]:
    return sorted(keys, key=lambda key: sha256(f"{seed}:{key}".encode()).hexdigest())


def test_r95_the_keys_come_in_the_order_of_the_hash_of_seed_and_key(stage: Stage) -> None:
    findings = [item["finding"] for item in stage.ask("findings")["items"]]

    sample = drawn(stage)

    assert keys_of(sample) == in_order_of("2022-06-14", findings)[:3]
    assert sample["population_size"] == 5
    expected = sha256("\n".join(sorted(findings)).encode()).hexdigest()
    assert sample["population_sha256"] == expected


def test_r95_the_same_seed_draws_the_same_and_another_one_another_order(stage: Stage) -> None:
    assert keys_of(drawn(stage)) == keys_of(drawn(stage, by="tono"))
    assert keys_of(drawn(stage, size=5)) != keys_of(drawn(stage, size=5, seed="lain"))


def test_r95_the_population_is_the_one_at_the_position_of_the_draw(stage: Stage) -> None:
    sample = drawn(stage)

    then = stage.ask("findings", known_at=sample["drawn_at"])
    assert then["position"] == sample["drawn_at"]
    keys = [item["finding"] for item in then["items"]]
    assert keys_of(sample) == in_order_of(sample["seed"], keys)[:3]


def test_r95_a_size_above_the_population_takes_all(stage: Stage) -> None:
    assert len(keys_of(drawn(stage, size=99))) == 5


def test_r95_parameters_narrow_the_population(stage: Stage) -> None:
    sample = drawn(stage, parameters={"state": "ISSUED"})

    assert (sample["population_size"], sample["items"]) == (0, [])
    assert sample["population_sha256"] == sha256(b"").hexdigest()


def test_r95_lists_of_facts_are_drawn_by_position(stage: Stage) -> None:
    sample = drawn(stage, population="audit-trail", parameters={"topic": "finding.recorded.v1"})

    positions = {int(key) for key in keys_of(sample)}
    facts = list(stage.store.log.tail(0))
    assert {fact.topic for fact in facts if fact.position in positions} == {"finding.recorded.v1"}


def test_r95_each_stratum_gives_its_share(stage: Stage) -> None:
    sample = drawn(stage, stratify_by="criterion")

    criteria = {item["finding"]: item["criterion"] for item in stage.ask("findings")["items"]}
    given = sorted(criteria[key] for key in keys_of(sample))
    assert given == ["R0", "R0", "R1"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"population": "nothing"}, "MALFORMED:population"),
        ({"population": "controls"}, "MALFORMED:population"),
        ({"population": "agreement"}, "MALFORMED:population"),
        ({"population": "sample"}, "MALFORMED:population"),
        ({"parameters": {"state": "LOST"}}, "MALFORMED:parameters"),
        ({"parameters": {"unknown": 1}}, "MALFORMED:parameters"),
        ({"stratify_by": "colour"}, "MALFORMED:stratify_by"),
        ({"size": 0}, "MALFORMED:size"),
    ],
)
def test_r95_a_population_is_a_list_of_things_or_facts(
    stage: Stage, fields: dict[str, Any], code: str
) -> None:
    asked = {"population": "findings", "size": 3, "seed": "s", **fields}

    assert stage.refused("sample.draw", asked, by="ira") == [code]


def test_a_drawn_key_is_marked_and_the_last_mark_counts(stage: Stage) -> None:
    receipt = stage.do("sample.draw", {"population": "findings", "size": 2, "seed": "s"}, by="ira")
    first, second = keys_of(stage.ask("sample", of=receipt.id))
    stage.do("sample.mark", {"key": first, "mark": "EXCEPTION"}, of=receipt.id, by="ira")
    cleared = {"key": first, "mark": "CLEARED", "note": "ada berkasnya"}
    stage.do("sample.mark", cleared, of=receipt.id, by="tono")

    assert stage.ask("sample", of=receipt.id)["items"] == [
        {"key": first, "mark": "CLEARED", "note": "ada berkasnya"},
        {"key": second, "mark": None, "note": None},
    ]


@pytest.mark.parametrize("channel", ["api", "import"])
def test_a_key_that_was_not_drawn_is_not_marked(stage: Stage, channel: str) -> None:
    receipt = stage.do("sample.draw", {"population": "findings", "size": 2, "seed": "s"}, by="ira")
    fields = {"key": "lain", "mark": "SEEN"}

    refused = stage.refused("sample.mark", fields, of=receipt.id, by="sari", channel=channel)
    assert refused == ["MALFORMED:key"]


def test_only_the_inspection_draws(stage: Stage) -> None:
    """R87"""
    asked = {"population": "findings", "size": 1, "seed": "s"}

    assert stage.refused("sample.draw", asked) == ["ROLE_REQUIRED"]


# --- the shares -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "size", "shares"),
    [
        ({"a": 6, "b": 3, "c": 1}, 5, {"a": 3, "b": 2, "c": 0}),
        ({"a": 1, "b": 1, "c": 1}, 2, {"a": 1, "b": 1, "c": 0}),
        ({"b": 1, "a": 1}, 1, {"b": 0, "a": 1}),
        ({"a": 2, "b": 1}, 9, {"a": 2, "b": 1}),
        ({}, 3, {}),
    ],
    ids=["largest remainder", "ties by name", "ties in any order", "all", "nothing"],
)
def test_r95_shares_are_in_proportion(
    counts: dict[str, int], size: int, shares: dict[str, int]
) -> None:
    assert shares_of(counts, size) == shares


def test_r95_the_shares_of_any_strata_add_up_and_stay_within_one_of_proportion() -> None:
    for total in range(1, 30):
        counts = {"a": total, "b": total * 2 % 7, "c": total * total % 11}
        whole = sum(counts.values())
        for size in range(1, whole + 1):
            shares = shares_of(counts, size)
            assert sum(shares.values()) == size
            for name, count in counts.items():
                assert abs(shares[name] * whole - count * size) < whole
                assert shares[name] <= count


def test_r95_a_stratum_gives_its_first_keys() -> None:
    strata = {f"k{n}": "odd" if n % 2 else "even" for n in range(10)}

    keys = draw(strata, size=4, seed="s")

    for name in ("odd", "even"):
        own = [key for key in strata if strata[key] == name]
        assert [key for key in keys if strata[key] == name] == in_order_of("s", own)[:2]
    assert list(keys) == in_order_of("s", list(keys))
