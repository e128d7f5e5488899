"""Every question, whatever it is asked with, at any moment: from the segments and from zero (R76).

Pairs of a day and a moment of knowledge are drawn at random, and questions with random parameters
at each. One side reads the segments of a full store, on SQLite and on PostgreSQL; the other folds
the facts up to the moment and holds nothing else, no later fact and no kept row. The answers must
be the same bytes. `JEJAK_ROUNDS` asks so many times as much, `JEJAK_SEED` begins elsewhere.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import cycle, islice

import msgspec
import pytest

from application.queries import QUERIES
from application.reading import ReadingRoom
from application.views import VIEWS
from domain.base import Refused, broken_name
from domain.envelope import AnyEnvelope, Instant
from infrastructure.fingerprint import search_fingerprint, view_fingerprint
from infrastructure.laying import on_disk
from infrastructure.proofs import proof
from infrastructure.rebuilding.filling import all_of, fill
from infrastructure.search_postgres import PostgresSearch
from infrastructure.views_postgres import PostgresViews
from interface.bootstrap import Store
from tests.asking import Asked, Chance
from tests.from_zero import room_from_zero
from tests.postgres_server import PostgresServer
from tests.stories import bandung, before_and_ahead

SEED = int(os.environ.get("JEJAK_SEED", "20200218"))
ROUNDS = int(os.environ.get("JEJAK_ROUNDS", "1"))
PAIRS = 100
"""Moments of one story in one round; there are two stories."""
AT_ONCE = 5
"""Questions at one moment; the queries take turns."""


@pytest.fixture(scope="module", params=[bandung, before_and_ahead], ids=lambda told: told.__name__)
def story(request: pytest.FixtureRequest) -> Iterator[Store]:
    with request.param() as store:
        yield store


@pytest.fixture(scope="module")
def rooms(story: Store, postgres: PostgresServer) -> Iterator[dict[str, ReadingRoom]]:
    """Reading rooms over one log: on the store's own views, and on views on PostgreSQL."""
    with ExitStack() as closing:
        url = postgres.fresh_database()
        views = PostgresViews(url)
        closing.callback(views.close)
        views.adopt(VIEWS, view_fingerprint())
        fill(all_of(story.log), views, upto=story.log.end())
        search = PostgresSearch(url, "jejak_search", story.log, story.vault, search_fingerprint())
        closing.callback(search.close)
        on_postgres = ReadingRoom(
            story.log,
            story.ledger,
            views,
            story.vault,
            story.evidence,
            story.access_log,
            search,
            partial(proof, story.log),
            on_disk(few=0),
        )
        yield {"sqlite": story.reading_room, "postgres": on_postgres}


def test_r76_every_answer_is_the_fold_of_the_facts_up_to_its_moment(
    story: Store, rooms: dict[str, ReadingRoom]
) -> None:
    facts = list(story.log.tail(0))
    now = story.clock.now()
    chance = Chance(SEED, facts)
    kinds = cycle(QUERIES.values())
    asked_about: set[str] = set()
    different: list[tuple[str, str, Asked]] = []
    for _ in range(PAIRS * ROUNDS):
        as_of, known_at = chance.moment()
        told, then = so_far(facts, known_at, now)
        from_zero = room_from_zero(story, told)
        for kind in islice(kinds, AT_ONCE):
            asked = chance.question(kind, as_of, known_at)
            expected = answer(from_zero, asked, then)
            different += [
                (name, kind.asks, asked)
                for name, room in rooms.items()
                if answer(room, asked, now) != expected
            ]
            if expected.startswith(b"["):
                asked_about.add(kind.asks)

    assert different == [], f"with JEJAK_SEED={SEED} JEJAK_ROUNDS={ROUNDS}"
    assert len(asked_about) > len(QUERIES) * 0.9, "most of what is asked must be answered"


def so_far(
    facts: list[AnyEnvelope], known_at: Instant | int | None, now: Instant
) -> tuple[list[AnyEnvelope], Instant]:
    """The facts known, and the instant whoever knows no more takes for now."""
    if known_at is None:
        return facts, now
    if isinstance(known_at, str):
        return [fact for fact in facts if fact.recorded_at <= known_at], now
    last = known_at == len(facts)
    return facts[:known_at], now if last else facts[known_at - 1].recorded_at


def answer(room: ReadingRoom, asked: Asked, now: Instant) -> bytes:
    """Everything that is answered, the clocks included, or what was refused."""
    try:
        found = room.ask(
            asked.query,
            reader=None,
            at=now,
            subject=asked.subject,
            as_of=asked.as_of,
            known_at=asked.known_at,
        )
    except Refused as refusal:
        return ",".join(map(broken_name, refusal.errors)).encode()
    return msgspec.json.encode((found.as_of, found.known_at, found.position, found.result))
