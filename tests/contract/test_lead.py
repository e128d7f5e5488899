"""Which of several processes on PostgreSQL folds for all: one of each code, and never none."""

import time
from collections.abc import Iterator
from contextlib import closing
from itertools import count

import pytest

from infrastructure.lead_postgres import PostgresCalls, PostgresLead
from infrastructure.views_postgres import PostgresViews
from tests.postgres_server import PostgresServer

PATIENCE = 30.0
SCHEMAS = count(1)


@pytest.fixture(scope="module")
def url(postgres: PostgresServer) -> str:
    return postgres.fresh_database()


@pytest.fixture
def schema(url: str) -> str:
    """A schema with the register of views in it."""
    name = f"lead_{next(SCHEMAS)}"
    with closing(PostgresViews(url, schema=name)) as views:
        views.adopt((), "v1")
    return name


@pytest.fixture
def first(url: str, schema: str) -> Iterator[PostgresLead]:
    with closing(PostgresLead(url, schema, "v1")) as lead:
        yield lead


@pytest.fixture
def second(url: str, schema: str) -> Iterator[PostgresLead]:
    with closing(PostgresLead(url, schema, "v1")) as lead:
        yield lead


def test_who_asks_first_leads_and_goes_on_to(first: PostgresLead, second: PostgresLead) -> None:
    assert first.held()
    assert not second.held()
    assert first.held()


def test_when_its_connection_is_gone_another_leads_at_once(
    first: PostgresLead, second: PostgresLead
) -> None:
    assert first.held()
    first.close()
    began = time.monotonic()
    while not second.held():
        assert time.monotonic() - began < PATIENCE
    assert not first.held()


def test_one_that_does_not_renew_loses_the_lead_when_its_term_is_over(
    url: str, schema: str, second: PostgresLead
) -> None:
    with closing(PostgresLead(url, schema, "v1", term=0.05)) as hanging:
        assert hanging.held()
        began = time.monotonic()
        while not second.held():
            assert time.monotonic() - began < PATIENCE
        assert not hanging.held()


def test_processes_of_other_code_have_a_lead_of_their_own(
    url: str, schema: str, first: PostgresLead
) -> None:
    with closing(PostgresLead(url, schema, "v2")) as newer:
        assert first.held()
        assert newer.held()


def test_a_call_wakes_who_listens(url: str, schema: str, first: PostgresLead) -> None:
    with closing(PostgresCalls(url, schema)) as calls:
        calls.wait(0.0)
        first.call()
        began = time.monotonic()
        calls.wait(PATIENCE)
        assert time.monotonic() - began < PATIENCE
