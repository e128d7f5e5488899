"""The four journals of the acceptance, whole, on every database and over HTTP."""

from pathlib import Path

import httpx2
import pytest

from interface.bootstrap import StoreKind, open_store
from interface.journal import Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from tests.http_server import serving, transport_to
from tests.interface.conftest import JOURNALS

NAMES = ("smoke", "runoff", "bandung-live", "bandung-2020-2022")
READER = "sari"
"""Over HTTP nobody reads without a name: who asks where the journal names nobody."""


def journal(name: str) -> Path:
    return JOURNALS / f"{name}.jsonl"


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_met(name: str, place: str) -> None:
    lines = read_lines(journal(name))
    store = open_store(place, kind=StoreKind.SANDBOX, at=first_instant_of(lines))
    try:
        report = Runner(DoorTransport(store)).run(lines)
        assert [str(failure) for failure in report.failures] == []
        assert report.lines == len(lines)
        assert store.projector.status().position == store.log.head().position
        assert store.check_views() == []
    finally:
        store.close()


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_met_over_http(name: str, place: str) -> None:
    lines = read_lines(journal(name))
    store = open_store(place, kind=StoreKind.SANDBOX, at=first_instant_of(lines))
    try:
        with serving(store) as address, httpx2.Client(base_url=address, timeout=30) as client:
            report = Runner(transport_to(store, client, READER)).run(lines)
        assert [str(failure) for failure in report.failures] == []
        assert report.lines == len(lines)
    finally:
        store.close()
