"""The search index on SQLite and PostgreSQL: it follows the log, and both say the same."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from domain.employee import IdentityErased
from domain.envelope import AnyEnvelope
from infrastructure.search_index import KeptSearch
from infrastructure.search_postgres import PostgresSearch
from infrastructure.search_sqlite import SqliteSearch
from interface.bootstrap import Store
from tests.from_zero import SearchedFromZero
from tests.stories import before_and_ahead

Open = Callable[..., KeptSearch]
SOME = [frozenset({"smagang", "spagang"}), frozenset({"stelkom"})]


@pytest.fixture(scope="module")
def story() -> Iterator[Store]:
    with before_and_ahead() as store:
        yield store


class Told:
    """The first facts of a log; more are told later."""

    def __init__(self, facts: list[AnyEnvelope]) -> None:
        self.facts = facts

    def tail(self, after: int, *, upto: int | None = None) -> Iterator[AnyEnvelope]:
        yield from self.facts[after:upto]


@pytest.fixture(params=["sqlite", "postgres"])
def index(request: pytest.FixtureRequest, story: Store, tmp_path: Path) -> Iterator[Open]:
    """Opens an index over one place, each time as another process would."""
    opened: list[KeptSearch] = []
    postgres = request.param == "postgres"
    url = request.getfixturevalue("postgres").fresh_database() if postgres else ""

    def open_(told: Told, fingerprint: str = "f") -> KeptSearch:
        where = (told, story.vault, fingerprint)
        opened.append(
            PostgresSearch(url, "jejak_search", *where)
            if postgres
            else SqliteSearch(tmp_path / "search.db", *where)
        )
        return opened[-1]

    yield open_
    for one in opened:
        one.close()


def facts(story: Store) -> list[AnyEnvelope]:
    return list(story.log.tail(0))


def test_it_proposes_what_a_look_through_all_facts_would(story: Store, index: Open) -> None:
    kept, whole = index(Told(facts(story))), SearchedFromZero(facts(story), story.vault)

    tokens = {token for _, _, text in [*_read(kept)] for token in text.split()}
    assert len(tokens) > 50
    for token in sorted(tokens):
        assert kept.holding([frozenset({token})]) == whole.holding([frozenset({token})])
    assert kept.holding(SOME) == whole.holding(SOME) != set()
    assert kept.holding([]) == kept.holding([frozenset()]) == set()
    assert kept.holding([frozenset({"stidakada"})]) == set()


def test_it_goes_on_where_it_stopped_whoever_moved_it(story: Store, index: Open) -> None:
    everything = facts(story)
    told = Told(everything[:40])
    one, other = index(told), index(told)
    before = one.holding(SOME)
    told.facts = everything

    assert other.holding(SOME) == SearchedFromZero(everything, story.vault).holding(SOME)
    assert one.holding(SOME) == other.holding(SOME) >= before
    assert one.differences() == other.differences() == []
    assert len(list(one.kept())) == len(list(other.kept()))


def test_other_code_begins_anew(story: Store, index: Open) -> None:
    told = Told(facts(story))
    first = sorted(_read(index(told, "f")))

    assert sorted(_read(index(told, "other"))) == first


def test_it_can_be_thrown_away(story: Store, index: Open) -> None:
    kept = index(Told(facts(story)))
    before = sorted(_read(kept))
    kept.begin_anew()

    assert sorted(kept.kept()) == before
    assert kept.differences() == []


def test_r97_who_is_erased_goes_and_nothing_else(story: Store, index: Open) -> None:
    everything = facts(story)
    registered = next(f for f in everything if f.topic == "employee.registered.v1")
    told = Told(everything)
    kept = index(told)
    before = set(_read(kept))
    erased = _after(everything, registered)
    told.facts = [*everything, erased]
    kept.catch_up()

    assert {row[:2] for row in before - set(kept.kept())} == {("employee", registered.subject)}
    assert kept.differences() == []


def test_r97_a_person_is_taken_out_at_once_however_far_it_has_read(
    story: Store, index: Open
) -> None:
    everything = facts(story)
    registered = next(f for f in everything if f.topic == "employee.registered.v1")
    kept = index(Told(everything))
    before = set(_read(kept))
    kept.forget(registered.subject)

    assert {row[:2] for row in before - set(kept.kept())} == {("employee", registered.subject)}


def test_what_was_altered_is_told(story: Store, index: Open) -> None:
    told = Told(facts(story))
    kept = index(told)
    assert kept.differences() == [], "an index nobody asked is none"
    kept.catch_up()
    assert kept.differences() == []
    told.facts = told.facts[:30]

    [difference] = kept.differences()
    assert "too many" in difference


def _read(kept: KeptSearch) -> Iterator[tuple[str, str, str]]:
    kept.catch_up()
    yield from kept.kept()


def _after(everything: list[AnyEnvelope], registered: AnyEnvelope) -> AnyEnvelope:
    """The erasure of a person as the fact behind all others."""
    return msgspec.structs.replace(
        registered,
        position=len(everything) + 1,
        version=registered.version + 1,
        topic=IdentityErased.topic,
        data=IdentityErased(),
    )
