"""The smoke journal's commands and questions against a running server, on every database."""

import httpx2

from interface.bootstrap import StoreKind, open_store
from interface.journal import Runner
from interface.journal_lines import first_instant_of, read_lines
from tests.http_server import HttpTransport, serving, token_of
from tests.interface.conftest import SMOKE


def test_every_line_of_the_smoke_journal_is_met_over_http(place: str) -> None:
    lines = read_lines(SMOKE)
    store = open_store(place, kind=StoreKind.SANDBOX, at=first_instant_of(lines))
    try:
        with serving(store) as address, httpx2.Client(base_url=address) as client:
            transport = HttpTransport(client, token_of(store), store.kind, reader="sari")
            report = Runner(transport).run(lines)
        assert [str(failure) for failure in report.failures] == []
        assert report.lines == 46
    finally:
        store.close()
