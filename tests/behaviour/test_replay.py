"""Replaying an accepted history gives the same states, at every prefix, and runs no rule (R75)."""

from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.journal_lines import Line, Unreadable, filled
from domain.envelope import AnyEnvelope
from domain.thing import Thing
from domain.things import BLANK, THINGS
from tests.city import City, city_after, lines_until

STAGE = "need.confirm"
ALL = "learning-record.recognise-credit"
LIFE = lines_until(ALL)[len(lines_until(STAGE)) :]
"""The lines from the draft of an agreement to the recognised credit."""

HOW = st.sampled_from(["live"] * 12 + ["import", "import for", "twice", "left out"])
"""Mostly as it was; now and then taken over from paper, repeated, or left out."""

Snapshot = dict[str, tuple[Thing, int]]


def play(city: City, line: Line, how: str) -> None:
    """One line of the life, in one of the ways; refusals are part of the game."""
    keys = dict(line.keys)
    if "at" in keys:
        city.at(keys["at"])
    options: dict[str, Any] = {"id": keys.get("id"), "ref": keys.get("ref")}
    if how.startswith("import"):
        options["channel"] = "import"
    by = keys["by"]
    if how == "import for":
        options["for_"], by = by, "sari"
    for _ in range({"twice": 2, "left out": 0}.get(how, 1)):
        if _names_what_is_there(keys, city):
            city.act(line.name, by, keys.get("with", {}), **options)


def _names_what_is_there(keys: Mapping[str, Any], city: City) -> bool:
    """Whether every `$name` of the line is bound; what was left out is missed later."""
    try:
        filled([keys.get("id"), keys.get("with", {})], city.names)
    except Unreadable:
        return False
    return True


def streams(facts: list[AnyEnvelope]) -> set[str]:
    return {fact.stream for fact in facts}


def kept(city: City, names: set[str]) -> Snapshot:
    """What the log keeps as the present states of these streams."""
    return {name: city.store.log.load(name, BLANK[name.partition(":")[0]]) for name in names}


def replayed(facts: list[AnyEnvelope], names: set[str]) -> Snapshot:
    """The states of these streams folded from the first fact of the log."""
    states: Snapshot = {}
    for fact in facts:
        before, _ = states.get(fact.stream, (BLANK[fact.thing], 0))
        states[fact.stream] = (before.evolve(fact), fact.version)
    return {name: states[name] for name in names}


@settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(HOW, min_size=len(LIFE) - 1, max_size=len(LIFE) - 1))
def test_r75_any_accepted_history_replays_to_the_same_states_at_every_prefix(
    ways: list[str],
) -> None:
    with city_after(STAGE) as city:
        log = city.store.log
        snapshots: dict[int, Snapshot] = {}
        before = log.head().position
        for line, how in zip(LIFE, ["live", *ways], strict=True):
            play(city, line, how)
            head = log.head().position
            if head > before:
                touched = streams(list(log.tail(before, upto=head)))
                snapshots[head] = kept(city, touched)
            before = head

        facts = list(log.tail(0))
        assert snapshots
        for position, snapshot in snapshots.items():
            assert replayed(facts[:position], set(snapshot)) == snapshot


def test_r75_every_state_row_is_the_fold_of_its_stream() -> None:
    with city_after(ALL) as city:
        facts = list(city.store.log.tail(0))
        names = streams(facts)

        assert kept(city, names) == replayed(facts, names)
        assert {name.partition(":")[0] for name in names} <= THINGS.keys()


def test_r75_positions_and_versions_are_dense_and_time_never_runs_backwards() -> None:
    with city_after(ALL) as city:
        facts = list(city.store.log.tail(0))
        versions: dict[str, int] = {}
        for number, fact in enumerate(facts, 1):
            assert fact.position == number
            assert fact.version == versions.get(fact.stream, 0) + 1
            versions[fact.stream] = fact.version
        recorded = [fact.recorded_at for fact in facts]
        assert recorded == sorted(recorded)


def test_r75_a_fold_believes_a_fact_no_rule_would_let_pass() -> None:
    """Folding decides nothing: the same facts in an order no decision allows still fold."""
    with city_after(ALL) as city:
        record = city.names["P1"]
        facts = list(city.store.log.stream(f"learning-record:{record}"))
        state = BLANK["learning-record"]
        for fact in reversed(facts):
            state = state.evolve(fact)
        assert state.id == record
