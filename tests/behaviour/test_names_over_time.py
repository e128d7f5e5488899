"""A person's name is the one recorded for the day; what was never recorded is never shown (D10)."""

from typing import Any

from tests.city import City, city_after
from tests.races import at_once

UPDATE = "employee.update"
MARRIED = {"name": "Dewi Sartika", "on": "2020-03-02"}


def name(city: City, **clocks: Any) -> str:
    return str(city.ask("employee", "$dewi", **clocks)["name"])


def test_r76_a_new_name_holds_from_its_day_and_is_known_from_its_recording() -> None:
    with city_after("placement.start") as city:
        city.at("2020-03-09")
        city.do(UPDATE, "sari", MARRIED, id="$dewi")
        assert name(city) == "Dewi Sartika"
        assert name(city, as_of="2020-03-01") == "Dewi S."
        assert name(city, known_at="2020-03-08T00:00:00+07:00") == "Dewi S."
        [placement] = city.ask("placements", as_of="2020-03-01")["items"]
        assert placement["name"] == "Dewi S."


def test_a_value_that_no_fact_holds_is_not_shown() -> None:
    """A program cut off between the vault and the log leaves one behind."""
    with city_after("placement.start") as city:
        city.store.vault.keep(city.names["dewi"], {"name": "Tidak tercatat"})
        assert name(city) == "Dewi S."
        [placement] = city.ask("placements")["items"]
        assert placement["name"] == "Dewi S."
        standings = city.ask("jp-standings", fields={"year": 2020})["items"]
        assert "Tidak tercatat" not in {row["name"] for row in standings}


def test_r78_of_many_changes_at_once_the_vault_keeps_the_recorded_one() -> None:
    with city_after("placement.start") as city:

        def rename(number: int) -> Any:
            return city.act(UPDATE, "sari", {"name": f"Dewi {number}"}, id="$dewi", if_version=1)

        replies = at_once(rename)
        assert [reply.refused for reply in replies].count(()) == 1
        assert city.store.vault.open(city.names["dewi"])["name"] == name(city)
