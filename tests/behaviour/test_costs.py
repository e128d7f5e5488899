"""What a JP costs in the programme, against what it costs in a class (R81, S18)."""

from typing import Any

import pytest

from tests.city import City, city_after

RECEIPT = "$sha256:kuitansi"


def expense(**changes: Any) -> dict[str, Any]:
    return {"kind": "TRAVEL", "amount_idr": 1_000_000, "document": RECEIPT, **changes}


def klass(**changes: Any) -> dict[str, Any]:
    """A class of the same learning."""
    amounts = dict.fromkeys(("lecturer_idr", "hall_idr", "copies_idr", "meals_idr"), 1_000_000)
    many = {"participants": 30, "jp": 20}
    return {"title": "Kelas", **amounts, **many, "document": RECEIPT, **changes}


def cost(city: City, since: str = "2020-01-01", until: str = "2020-12-31", **when: Any) -> Any:
    return city.ask("cost", fields={"from": since, "until": until}, **when)


def test_r81_one_document_is_one_expense_of_a_kind_and_placement() -> None:
    with city_after("placement.start") as city:
        city.do("cost.record", "sari", expense())

        assert city.refused("cost.record", "sari", expense(amount_idr=5)) == ("COST_DUPLICATE",)
        assert city.imported("cost.record", "sari", expense()) == ["COST_DUPLICATE"]
        city.do("cost.record", "sari", expense(kind="OTHER"))
        city.do("cost.record", "sari", expense(placement="$P1"))
        again = city.refused("cost.record", "sari", expense(placement="$P1"))
        assert again == ("COST_DUPLICATE",)
        city.do("cost.record", "sari", expense(document="$sha256:lain"))


def test_r81_a_cost_names_things_that_exist() -> None:
    with city_after("need.confirm") as city:
        refused = city.refused("cost.record", "sari", expense(placement="none", agreement="none"))
        assert refused == ("NOT_FOUND:placement", "NOT_FOUND:agreement")


def test_r81_money_is_whole_and_never_negative() -> None:
    with city_after("need.confirm") as city:
        for wrong in (-1, 10.5):
            refused = city.refused("cost.record", "sari", expense(amount_idr=wrong))
            assert refused == ("MALFORMED:amount_idr",)


@pytest.mark.parametrize(
    ("field", "most"),
    [
        ("participants", 10_000_000),
        ("jp", 10_000),
        ("lecturer_idr", 999_999_999_999),
        ("hall_idr", 999_999_999_999),
        ("copies_idr", 999_999_999_999),
        ("meals_idr", 999_999_999_999),
    ],
)
def test_r81_what_costs_are_added_up_from_has_a_largest_value(field: str, most: int) -> None:
    """So that the sums are numbers every reader of JSON reads as they are."""
    with city_after("need.confirm") as city:
        refused = city.refused("class-cost.record", "sari", klass(**{field: most + 1}))
        assert refused == (f"MALFORMED:{field}",)
        city.do("class-cost.record", "sari", klass(**{field: most}))


def test_r81_an_expense_is_below_a_trillion_rupiah() -> None:
    with city_after("need.confirm") as city:
        refused = city.refused("cost.record", "sari", expense(amount_idr=10**12))
        assert refused == ("MALFORMED:amount_idr",)
        city.do("cost.record", "sari", expense(amount_idr=10**12 - 1))


def test_r81_without_jp_there_is_no_cost_per_jp() -> None:
    with city_after("need.confirm") as city:
        city.do("cost.record", "sari", expense())
        answer = cost(city)
        assert (answer["recorded_idr"], answer["recognised_jp"]) == (1_000_000, 0)
        assert answer["cost_per_jp_idr"] is None
        assert answer["class"]["cost_per_jp_idr"] is None


@pytest.mark.parametrize(("amount", "per_jp"), [(29, 1), (30, 2), (31, 2), (1_000_010, 50_001)])
def test_r81_the_cost_of_a_jp_is_rounded_half_up(amount: int, per_jp: int) -> None:
    with city_after("learning-record.recognise-credit") as city:
        city.do("cost.record", "sari", expense(amount_idr=amount))
        answer = cost(city)
        assert (answer["recognised_jp"], answer["cost_per_jp_idr"]) == (20, per_jp)


def test_r81_only_what_falls_into_the_period_counts() -> None:
    with city_after("learning-record.recognise-credit") as city:
        city.do("cost.record", "sari", expense(on="2020-03-01"))
        ended = str(city.ask("placement", "$P1")["ended_on"])

        inside = cost(city, ended, ended)
        assert (inside["recognised_jp"], inside["recorded_idr"]) == (20, 0)
        assert cost(city, "2020-03-01", "2020-03-01")["recorded_idr"] == 1_000_000
        assert cost(city, "2020-03-02", "2020-12-31")["recorded_idr"] == 0
        assert cost(city, as_of="2020-02-29")["recorded_idr"] == 0


def test_r81_a_class_teaches_each_participant_its_jp() -> None:
    with city_after("need.confirm") as city:
        figures = {"lecturer_idr": 100, "hall_idr": 50, "copies_idr": 20, "meals_idr": 5}
        taught = {"title": "Kelas", "participants": 30, "jp": 2, "document": RECEIPT, **figures}
        city.do("class-cost.record", "sari", taught)

        expected = {"recorded_idr": 175, "jp": 60, "cost_per_jp_idr": 3, **figures}
        assert cost(city)["class"] == expected


def test_r88_cost_is_for_the_programme() -> None:
    with city_after("need.confirm") as city:
        fields = {"from": "2020-01-01", "until": "2020-12-31"}
        for reader in ("root", "tel", "opd"):
            assert city.not_answered("cost", fields=fields, by=reader) == ("OUT_OF_SCOPE",)
