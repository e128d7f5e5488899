"""A rehearsal answers as the store it lies over would, and leaves nothing behind."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from application.ports import Append, ClaimTaken, Draft, KeyTaken, Moment, Recorded, Stale
from application.views import VIEWS
from domain.envelope import AnyEnvelope, Instant
from domain.states import EvidenceState
from domain.things import BLANK
from infrastructure.rehearsal import Rehearsal, rehearsal_of
from interface.bootstrap import Store, StoreKind, open_store
from tests.city import city_after
from tests.postgres_server import PostgresServer

OPENED = Instant("2020-01-06T02:00:00.000000Z")
NOW = Instant("2020-03-09T02:00:00.000000Z")
NOW_DAY = date(2020, 3, 9)
OPENING = 3
"""The facts every store begins with."""


@cache
def story() -> list[AnyEnvelope]:
    """What the smoke journal records after the opening of its store, up to the credit."""
    with city_after("learning-record.recognise-credit") as city:
        return list(city.store.log.tail(OPENING))


def halves() -> tuple[list[AnyEnvelope], list[AnyEnvelope]]:
    """Up to the assignment of the placement, and the rest."""
    facts = story()
    [cut] = [n for n, fact in enumerate(facts) if fact.topic == "placement.mentor-assigned.v1"]
    return facts[: cut + 1], facts[cut + 1 :]


def ask_for(facts: list[AnyEnvelope], log: Any, **more: Any) -> Append:
    """One append of facts that were recorded elsewhere."""
    loaded = {fact.stream: log.load(fact.stream, BLANK[fact.thing]) for fact in facts}
    drafts = (
        Draft(
            stream=fact.stream,
            fact=fact.data,
            effective_on=fact.effective_on,
            actor=fact.actor,
            role=fact.role,
            on_behalf_of=fact.on_behalf_of,
            channel=fact.channel,
        )
        for fact in facts
    )
    return Append(
        drafts=tuple(drafts),
        expected={stream: version for stream, (_, version) in loaded.items()},
        at=NOW,
        states={stream: state for stream, (state, _) in loaded.items()},
        **more,
    )


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The first half of the story, on either database."""
    where = str(tmp_path / "store")
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        where = server.fresh_database()
    opened = open_store(where, kind=StoreKind.SANDBOX, at=OPENED, evidence=tmp_path / "e")
    first = ask_for(halves()[0], opened.log, key="first", claims={("letter", "1"): "P1"})
    assert isinstance(opened.log.append([first])[0], Recorded)
    yield opened
    opened.close()


@pytest.fixture
def rehearsal(store: Store) -> Rehearsal:
    return rehearsal_of(store.log, store.views, store.vault, store.evidence)


def test_facts_states_and_rows_are_those_the_store_then_has(
    store: Store, rehearsal: Rehearsal
) -> None:
    rest, before = halves()[1], store.log.head()
    asks = [ask_for(rest, rehearsal.log, key="k", touches=frozenset({"b"}))]
    rehearsed = rehearsal.log.append(asks)
    rows = {view.name: rehearsal.views.current(view) for view in VIEWS}
    assert store.log.head() == before

    assert store.log.append(asks) == rehearsed
    assert rehearsal.views.position() == store.views.position()
    assert rehearsal.log.boundary("b") == store.log.boundary("b")
    assert rehearsal.log.key("k") == store.log.key("k")
    assert list(rehearsal.log.tail(before.position - 1)) == list(
        store.log.tail(before.position - 1)
    )
    for stream in {fact.stream for fact in story()}:
        blank = BLANK[stream.partition(":")[0]]
        assert rehearsal.log.load(stream, blank) == store.log.load(stream, blank)
        assert list(rehearsal.log.stream(stream)) == list(store.log.stream(stream))
    for view in VIEWS:
        assert rows[view.name] == store.views.current(view)
        for day in {fact.effective_on for fact in rest}:
            moment = Moment(day, store.views.position())
            assert rehearsal.views.find(view, moment) == store.views.find(view, moment)


def test_a_question_of_the_past_does_not_see_what_is_rehearsed(
    store: Store, rehearsal: Rehearsal
) -> None:
    position = store.log.head().position
    rehearsal.log.append([ask_for(halves()[1], rehearsal.log)])
    for view in VIEWS:
        moment = Moment(NOW_DAY, position)
        assert rehearsal.views.find(view, moment) == store.views.find(view, moment)
    assert list(rehearsal.log.tail(0, upto=position)) == list(store.log.tail(0, upto=position))


def test_keys_claims_and_versions_are_taken_once_here_and_there(rehearsal: Rehearsal) -> None:
    rest = halves()[1]
    [by_key] = rehearsal.log.append([ask_for(rest, rehearsal.log, key="first")])
    named = {("letter", "1"): "P2"}
    [by_claim] = rehearsal.log.append([ask_for(rest, rehearsal.log, claims=named)])
    good = ask_for(rest, rehearsal.log, claims={("letter", "2"): "P2"}, key="second")
    [done] = rehearsal.log.append([good])
    [again] = rehearsal.log.append([good])
    stale = Append(drafts=good.drafts, expected=good.expected, at=NOW, states=good.states)
    [late] = rehearsal.log.append([stale])

    assert isinstance(by_key, KeyTaken)
    assert by_claim == ClaimTaken("letter", "1", "P1")
    assert isinstance(done, Recorded)
    assert isinstance(again, KeyTaken)
    assert isinstance(late, Stale)
    assert rehearsal.log.claimed("letter", "1") == "P1"
    assert rehearsal.log.claimed("letter", "2") == "P2"
    assert rehearsal.log.claimed("letter", "3") is None


def test_a_stream_rehearsed_without_its_state_is_folded(store: Store, rehearsal: Rehearsal) -> None:
    asked = ask_for(halves()[1], rehearsal.log)
    bare = Append(drafts=asked.drafts, expected=asked.expected, at=NOW)
    rehearsal.log.append([bare])
    store.log.append([bare])
    for stream in asked.expected:
        blank = BLANK[stream.partition(":")[0]]
        assert rehearsal.log.load(stream, blank) == store.log.load(stream, blank)


def test_personal_data_is_kept_and_erased_here_alone(store: Store, rehearsal: Rehearsal) -> None:
    kept = store.vault.keep("dewi", {"name": "Dewi"})
    sealed = rehearsal.vault.keep("dewi", {"nip": "1"})

    assert len(sealed["nip"]) == 64
    assert rehearsal.vault.open("dewi") == {"name": "Dewi", "nip": "1"}
    assert rehearsal.vault.unseal("dewi", {**kept, **sealed}) == {"name": "Dewi", "nip": "1"}
    assert rehearsal.vault.pseudonym("1") == store.vault.pseudonym("1")
    rehearsal.vault.erase("dewi")
    assert rehearsal.vault.open("dewi") == {}
    assert rehearsal.vault.unseal("dewi", {**kept, **sealed}) == {}
    assert store.vault.open("dewi") == {"name": "Dewi"}


def test_documents_are_put_away_here_alone(store: Store, rehearsal: Rehearsal) -> None:
    kept = store.evidence.put(b"naskah")
    digest = rehearsal.evidence.put(b"surat")

    assert digest == sha256(b"surat").hexdigest()
    assert (rehearsal.evidence.get(digest), rehearsal.evidence.get(kept)) == (b"surat", b"naskah")
    assert rehearsal.evidence.state(digest) is EvidenceState.PRESENT
    assert rehearsal.evidence.state(kept) is EvidenceState.PRESENT
    assert store.evidence.state(digest) is EvidenceState.MISSING
