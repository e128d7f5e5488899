"""A store that is closed and opened again, on every database."""

from interface.bootstrap import StoreKind, open_store
from interface.journal import Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from tests.interface.conftest import SMOKE


def test_what_was_told_is_still_there_when_the_store_is_opened_again(place: str) -> None:
    lines = read_lines(SMOKE)
    acts = [line for line in lines if line.kind == "do"]
    questions = [line for line in lines if line.kind == "ask"]
    first = open_store(place, kind=StoreKind.SANDBOX, at=first_instant_of(lines))
    runner = Runner(DoorTransport(first))
    assert runner.run(acts).failures == []
    first.close()

    again = open_store(place)
    try:
        assert again.kind is StoreKind.SANDBOX
        report = Runner(DoorTransport(again), names=runner.names).run(questions)
        assert [str(failure) for failure in report.failures] == []
    finally:
        again.close()
