"""An older log is put beside newer views and a newer search index: nothing of theirs is served."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient

from interface.api.app import create_app
from interface.bootstrap import Store
from interface.door import Question, find_out
from tests.kept_store import KeptStore, Templates
from tests.one_act import act
from tests.postgres_server import PostgresServer


@pytest.fixture(scope="module")
def templates(
    tmp_path_factory: pytest.TempPathFactory, durable_postgres: PostgresServer
) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"), durable_postgres)


@pytest.fixture(params=["sqlite", "postgres"])
def kept(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> KeptStore:
    return templates.copy(request.param, tmp_path)


def register(kept: KeptStore, *names: str) -> list[str]:
    """Record organisations, and search for something; their ids."""
    store = kept.open()
    fields = [{"name": name, "category": "CITY"} for name in names]
    made = [act(store, "root", "organisation.register", **one).id for one in fields]
    store.search.catch_up()
    store.close()
    return made


def cut(kept: KeptStore, position: int) -> None:
    """Make the log what it was at a position; views and index know more."""
    kept.rows(f"DELETE FROM {kept.events} WHERE {kept.position} > ?", position)
    kept.rows("DELETE FROM stream_state")
    kept.rows("DELETE FROM command_key WHERE last > ?", position)
    for table in ("boundary", "claim", "frontier"):
        kept.rows(f"DELETE FROM {table} WHERE position > ?", position)


@contextmanager
def derived_put_aside(kept: KeptStore) -> Iterator[None]:
    """Meanwhile there are neither views nor an index, and those made meanwhile are thrown away."""
    if (folder := kept.premises.folder) is not None:
        parts = [part for name in ("views", "search") for part in folder.glob(f"{name}.db*")]
        for part in parts:
            part.rename(part.with_name(f"aside-{part.name}"))
        yield
        for name in ("views", "search"):
            for made in folder.glob(f"{name}.db*"):
                made.unlink()
        for part in parts:
            part.with_name(f"aside-{part.name}").rename(part)
        return
    with psycopg.connect(kept.premises.url, autocommit=True) as connection:
        for name in ("jejak_views", "jejak_search"):
            connection.execute(f"ALTER SCHEMA {name} RENAME TO aside_{name}".encode())
        yield
        for name in ("jejak_views", "jejak_search"):
            connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE".encode())
            connection.execute(f"ALTER SCHEMA aside_{name} RENAME TO {name}".encode())


def shown(store: Store, organisation: str) -> str:
    return str(find_out(store, Question("organisation", None, organisation))["name"])


def is_whole(store: Store) -> bool:
    """Whether views and index hold what the log leads to, and nothing else."""
    store.search.catch_up()
    at_the_end = store.views.position() == store.log.end()
    return at_the_end and store.check_views() == [] and store.search.differences() == []


def test_views_ahead_of_the_log_are_folded_anew_and_new_facts_are_seen(
    kept: KeptStore, caplog: pytest.LogCaptureFixture
) -> None:
    head = kept.head()
    register(kept, "Satu", "Dua", "Tiga")
    cut(kept, head)
    [made] = register(kept, "Empat")

    store = kept.open()
    assert shown(store, made) == "Empat"
    assert is_whole(store)
    store.close()
    assert "the views were folded from another log" in caplog.text
    assert f"up to position {head + 3}, and this one ends at {head}" in caplog.text


def test_views_of_a_log_that_has_since_grown_past_them_with_other_facts_are_folded_anew(
    kept: KeptStore, caplog: pytest.LogCaptureFixture
) -> None:
    head = kept.head()
    register(kept, "Satu", "Dua")
    cut(kept, head)
    with derived_put_aside(kept):
        others = register(kept, "Tiga", "Empat", "Lima")

    store = kept.open()
    assert [shown(store, made) for made in others] == ["Tiga", "Empat", "Lima"]
    assert is_whole(store)
    store.close()
    assert "the views were folded from another log" in caplog.text


def test_views_of_the_same_log_are_left_as_they_are(
    kept: KeptStore, caplog: pytest.LogCaptureFixture
) -> None:
    register(kept, "Satu")
    tables = kept.rows("SELECT tables, view FROM laid ORDER BY 1, 2", views=True)
    with derived_put_aside(kept):
        register(kept, "Dua")
    store = kept.open()
    assert is_whole(store)
    store.close()
    assert kept.rows("SELECT tables, view FROM laid ORDER BY 1, 2", views=True) == tables
    assert "another log" not in caplog.text


def test_views_from_before_there_were_marks_are_given_one_and_kept(
    kept: KeptStore, caplog: pytest.LogCaptureFixture
) -> None:
    for column in ("marked", "mark"):
        kept.rows(f"ALTER TABLE generation DROP COLUMN {column}", views=True)
    for _ in range(2):
        store = kept.open()
        assert is_whole(store)
        store.close()
    [[marked, mark]] = kept.rows("SELECT marked, mark FROM generation", views=True)
    assert marked == kept.head()
    assert mark != 0
    assert "folded" not in caplog.text


def test_a_server_whose_log_is_behind_its_views_is_not_ready_until_they_are_folded_anew(
    kept: KeptStore,
) -> None:
    head = kept.head()
    register(kept, "Satu", "Dua", "Tiga")
    store = kept.open()
    client = TestClient(create_app(store))
    assert client.get("/readyz").json()["ok"] is True

    cut(kept, head)
    behind = client.get("/readyz")
    assert (behind.status_code, behind.json()["ok"]) == (503, False)
    assert (behind.json()["position"], behind.json()["views"]) == (head, head + 3)

    made = act(store, "root", "organisation.register", name="Empat", category="CITY").id
    assert client.get("/readyz").json()["ok"] is True
    assert shown(store, made) == "Empat"
    assert is_whole(store)
    store.close()
