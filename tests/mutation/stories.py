"""The journals: their parts that tests stand on, and the whole of them for what survives the tests.

A test that begins after a part of the smoke journal would play that part anew for every mutant. So
the parts lie ready before a mutant is put in, and what it does to the journals is asked at the end.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from application.journal_lines import Line
from interface.bootstrap import StoreKind, open_store
from interface.journal import MET, Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from tests import city, in_memory

NAMES = ("smoke", "bandung-live", "runoff", "bandung-2020-2022")
_others: list[object] = []


def start_anew() -> None:
    """Another folder for parts; the one of the parent is not this fork's to remove."""
    _others.append(city._TEMPLATES)
    city._TEMPLATES = tempfile.TemporaryDirectory(dir=in_memory.place())


def played() -> list[str]:
    """The parts played into the folder."""
    return [part.name for part in Path(city._TEMPLATES.name).iterdir()]


def play(parts: Iterable[str]) -> None:
    """Have the parts ready."""
    for part in parts:
        city._template(None if part == "beginning" else part)


def failing_journal() -> str | None:
    """The first journal that, played whole, meets something it does not expect."""
    for name in NAMES:
        file = city.JOURNALS / f"{name}.jsonl"
        if not _is_met(read_lines(file)):
            return file.name
    return None


def _is_met(lines: list[Line]) -> bool:
    where = Path(tempfile.mkdtemp(dir=in_memory.place())) / "store"
    try:
        store = open_store(str(where), kind=StoreKind.SANDBOX, at=first_instant_of(lines))
        return Runner(DoorTransport(store)).run(lines).exit_code == MET
    except Exception:
        return False
