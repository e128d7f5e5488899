"""Every answer at any day, as known at any moment, is the fold from zero up to there (§1.9, R76).

The story is the smoke journal, and after it history taken over from paper, out of order. The
oracle holds no segments: it folds the log anew for each question.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import msgspec
import pytest

from application.journal_lines import filled
from application.ports import Moment
from application.queries import QUERIES
from application.queries.base import Query
from application.reading import ReadingRoom
from application.views import VIEWS
from application.views.things import ThingView
from domain.base import Refused, broken_name
from domain.envelope import AnyEnvelope
from infrastructure.proofs import proof
from tests.architecture.contract_tables import read_contract
from tests.city import City, city_after
from tests.dated import paper
from tests.from_zero import Folds, SearchedFromZero

GIVEN = {
    "year": 2020,
    "from": "2020-01-01",
    "until": "2020-12-31",
    "on": "2020-03-01",
    "dimension": "UNIT",
    "office": "$o-wali",
    "kind": "MOU",
    "figure": "verified-hours",
    "question": "learning-record",
    "at": 40,
    "text": "magang",
    "known_from": "2020-03-01T00:00:00Z",
    "known_to": "2020-06-03T00:00:00Z",
}
"""What a query is asked with where it must be asked with something."""


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with city_after("learning-record.recognise-credit") as city:
        paper(city)
        yield city


@pytest.fixture(scope="module")
def oracle(city: City) -> Folds:
    return Folds(list(city.store.log.tail(0)))


def moments(facts: list[AnyEnvelope]) -> list[Moment]:
    """Days at and round every effective day, each with some of the positions; the last with all."""
    last = len(facts)
    days = sorted({fact.effective_on for fact in facts if fact.effective_on.year >= 2019})
    around = sorted({day - timedelta(days=n) for day in days for n in (0, 1)} | {date(2022, 3, 1)})
    some = [
        Moment(day, position)
        for number, day in enumerate(around)
        for position in range(1 + number % 11, last, 11)
    ]
    return some + [Moment(day, last) for day in around]


def questions(city: City) -> list[tuple[Query, str | None]]:
    """Every query there is, about every thing of the story it can be asked about."""
    asked: list[tuple[Query, str | None]] = []
    for kind in QUERIES.values():
        fields = ((info.alias or name, info) for name, info in kind.model_fields.items())
        needed = {name: GIVEN[name] for name, info in fields if info.is_required()}
        query = kind.parse(msgspec.json.encode(filled(needed, city.names)))
        subjects = subjects_of(kind, city) if "{id}" in kind.path else [None]
        asked += [(query, subject) for subject in subjects]
    return asked


def subjects_of(kind: type[Query], city: City) -> list[str | None]:
    """The last things of the query's kind in the log; an id of nothing if there is none."""
    things = {path: thing for thing, path in read_contract().things.items()}
    thing = things[kind.path.split("/")[1]]
    found = {fact.subject: None for fact in city.store.log.tail(0) if fact.thing == thing}
    return [*list(found)[-3:]] or ["no-such"]


def answer(room: ReadingRoom, city: City, query: Query, subject: str | None, at: Moment) -> bytes:
    """The answer as bytes, or what was refused."""
    try:
        found = room.ask(
            query,
            reader=None,
            at=city.store.clock.now(),
            subject=subject,
            as_of=at.as_of,
            known_at=at.position,
        )
    except Refused as refusal:
        return ",".join(map(broken_name, refusal.errors)).encode()
    return msgspec.json.encode(found.result)


def test_r76_every_view_at_every_moment_is_the_fold_from_zero(city: City, oracle: Folds) -> None:
    for at in moments(list(city.store.log.tail(0)))[::2]:
        for view in VIEWS:
            found = dict(city.store.views.find(view, at))
            assert found == oracle.rows(view, at), f"{view.name} at {at}"


def test_r76_every_answer_at_every_moment_is_the_fold_from_zero(city: City, oracle: Folds) -> None:
    from_zero = ReadingRoom(
        city.store.log,
        city.store.ledger,
        oracle,
        city.store.vault,
        city.store.evidence,
        city.store.access_log,
        SearchedFromZero(list(city.store.log.tail(0)), city.store.vault),
        partial(proof, city.store.log),
    )
    kept = city.store.reading_room
    asked = questions(city)
    different = [
        (type(query).asks, subject, at)
        for at in moments(list(city.store.log.tail(0)))[::8]
        for query, subject in asked
        if answer(kept, city, query, subject, at) != answer(from_zero, city, query, subject, at)
    ]

    assert different == []


def test_r76_the_present_is_the_last_moment_with_every_day(city: City, oracle: Folds) -> None:
    for view in VIEWS:
        assert city.store.views.current(view) == oracle.current(view)


def test_r76_a_moment_read_later_answers_the_same_bytes() -> None:
    days = [date(2020, 1, 20), date(2020, 2, 20), date(2020, 3, 9), date(2022, 2, 18)]
    with city_after("learning-record.recognise-credit") as city:
        position = city.store.log.head().position
        everything = questions(city)
        room = city.store.reading_room

        def read() -> list[bytes]:
            return [
                answer(room, city, query, subject, Moment(day, position))
                for query, subject in everything
                for day in days
            ]

        before = read()
        paper(city)
        assert read() == before


# --- what two clocks mean ---------------------------------------------------------------------


def test_r76_what_was_taken_over_later_was_not_known_before(city: City) -> None:
    """The second agreement was in force from 2 March, and nobody knew before June."""
    day = "2020-03-10"
    assert city.not_answered("agreement", "$B4", as_of=day, known_at="2020-05-01T00:00:00Z") == (
        "NOT_FOUND",
    )
    now = city.ask("agreement", "$B4", as_of=day)
    assert (now["state"], now["retroactive"]) == ("IN_FORCE", True)
    assert city.ask("agreement", "$B4", as_of="2020-02-01")["state"] == "PARTIALLY_SIGNED"


@pytest.mark.parametrize(
    ("query", "subject", "eve"),
    [
        ("agreement", "$A4", "2020-01-26"),
        ("placement", "$P1", "2020-02-19"),
        ("placement", "$P2", "2020-02-02"),
        ("learning-record", "$P1", "2020-02-23"),
    ],
)
def test_r76_before_its_first_day_a_thing_is_not_found(
    city: City, query: str, subject: str, eve: str
) -> None:
    """Facts that hold for every day, as a mentor's assignment, do not call it into being."""
    assert city.not_answered(query, subject, as_of=eve) == ("NOT_FOUND",)
    morrow = (date.fromisoformat(eve) + timedelta(days=1)).isoformat()
    city.ask(query, subject, as_of=morrow)


def test_r76_a_row_of_a_thing_is_there_from_the_fact_that_called_it_into_being(
    city: City,
) -> None:
    things = [view for view in VIEWS if isinstance(view, ThingView)]
    for at in moments(list(city.store.log.tail(0)))[::4]:
        for view in things:
            assert [key for key, row in city.store.views.find(view, at) if row.id != key] == []


def test_r76_hours_appear_on_their_day_and_count_from_their_approval(city: City) -> None:
    def hours(day: str) -> tuple[int, int]:
        record = city.ask("learning-record", "$P1", as_of=day)
        return record["verified_quarters"], record["pending_quarters"]

    assert hours("2020-02-24") == (0, 24)
    assert hours("2020-03-05") == (0, 216)
    assert hours("2020-03-06") == (240, 0)


def test_r68_a_credit_counts_from_the_day_of_its_recognition(city: City) -> None:
    def jp(day: str) -> int:
        return int(city.ask("jp-ledger", "$dewi", fields={"year": 2020}, as_of=day)["jp"])

    assert (jp("2020-03-08"), jp("2020-03-09")) == (0, 20)


def test_r19_the_last_day_and_the_day_after(city: City) -> None:
    """Midnight is Jakarta's: 17:00 in Greenwich is the next day already (R99)."""
    states = {
        at: city.ask("agreement", "$A4", as_of=at)["state"] for at in ("2022-02-17", "2022-02-18")
    }
    assert states == {"2022-02-17": "IN_FORCE", "2022-02-18": "EXPIRED"}
