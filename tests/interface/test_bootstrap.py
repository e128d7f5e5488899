"""Opening a store: its first facts, its kind for good, and eight processes at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from domain.envelope import Instant
from domain.system import StoreOpened
from interface.bootstrap import StoreKind, TimeBackwards, WrongKind, open_store
from tests.architecture.house import ROOT

AT = Instant("2020-01-06T02:00:00.000000Z")
_OPEN = """
import sys
from interface.bootstrap import StoreKind, open_store
store = open_store(sys.argv[1], kind=StoreKind.PRODUCTION)
print(store.log.head().position, store.account_of("root"), store.projector.status().position)
store.close()
"""


def test_the_first_facts_say_what_the_store_is_and_open_the_root_account(place: str) -> None:
    store = open_store(place, kind=StoreKind.SANDBOX, at=AT)
    try:
        facts = list(store.log.tail(0))
        assert [fact.topic for fact in facts] == [
            "system.store-opened.v1",
            "account.opened.v1",
            "account.role-granted.v1",
        ]
        assert facts[0].data == StoreOpened(kind=StoreKind.SANDBOX)
        assert {fact.recorded_at for fact in facts} == {AT}
        assert {(fact.actor, fact.role, fact.channel) for fact in facts} == {
            ("system", "SYSTEM", "system")
        }
        assert facts[2].effective_on.isoformat() == "2000-01-01"
        assert store.account_of("root") == "root"
        assert store.clock.now() == AT
    finally:
        store.close()


def test_a_store_is_what_it_is_for_good(place: str) -> None:
    open_store(place, kind=StoreKind.PRODUCTION).close()
    with pytest.raises(WrongKind, match="this store is PRODUCTION"):
        open_store(place, kind=StoreKind.SANDBOX)
    with_new = open_store(place, if_new=StoreKind.SANDBOX)
    assert with_new.kind is StoreKind.PRODUCTION
    assert with_new.log.head().position == 3
    with pytest.raises(WrongKind):
        with_new.set_time(with_new.clock.now())
    with_new.close()


def test_a_sandbox_goes_on_at_the_time_of_its_last_fact_and_never_back(place: str) -> None:
    open_store(place, kind=StoreKind.SANDBOX, at=AT).close()
    store = open_store(place)
    try:
        assert store.clock.now() == AT
        with pytest.raises(TimeBackwards):
            store.set_time(Instant("2020-01-06T01:59:59.999999Z"))
        later = Instant("2020-01-07T00:00:00.000000Z")
        store.set_time(later)
        assert store.clock.now() == later
    finally:
        store.close()


def test_a_store_of_ones_own_is_gone_when_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    store = open_store(None, kind=StoreKind.SANDBOX)
    [folder] = tmp_path.iterdir()
    assert {"log.db", "views.db", "vault.db"} <= {file.name for file in folder.iterdir()}
    store.close()
    assert list(tmp_path.iterdir()) == []


def test_eight_processes_that_open_an_empty_place_at_once_agree_on_one_store(place: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _OPEN, place],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for _ in range(8)
    ]
    ends = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0] * 8, ends
    assert {output.strip() for output, _ in ends} == {"3 root 3"}
