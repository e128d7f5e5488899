"""Whole stories in a store of their own: what many answers can be asked of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from interface.bootstrap import Store, StoreKind, open_store
from interface.journal import Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from tests.city import JOURNALS, city_after
from tests.dated import ahead, crowded, paper
from tests.in_memory import place


@contextmanager
def bandung() -> Iterator[Store]:
    """Three years of a city's programme."""
    with _played("bandung-2020-2022") as store:
        yield store


@contextmanager
def runoff() -> Iterator[Store]:
    """Agreements end under those who are placed."""
    with _played("runoff") as store:
        yield store


@contextmanager
def _played(journal: str) -> Iterator[Store]:
    lines = read_lines(JOURNALS / f"{journal}.jsonl")
    with TemporaryDirectory(dir=place()) as folder:
        where = str(Path(folder) / "store")
        store = open_store(where, kind=StoreKind.SANDBOX, at=first_instant_of(lines))
        report = Runner(DoorTransport(store)).run(lines)
        assert report.failures == []
        yield store
        store.close()


@contextmanager
def before_and_ahead() -> Iterator[Store]:
    """Acts that claim earlier days, and acts that take effect on later ones."""
    with city_after("learning-record.recognise-credit") as city:
        paper(city)
        ahead(city)
        facts = list(city.store.log.tail(0))
        assert any(fact.effective_on.isoformat() > fact.recorded_at for fact in facts)
        yield city.store


@contextmanager
def too_many() -> Iterator[Store]:
    """More people than seats, and one number for two agreements."""
    with city_after("agreement.sign") as city:
        crowded(city)
        yield city.store
