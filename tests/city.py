"""A city at work: a real office over a real store, told in the words of the journals.

`City.after("placement.start")` is the smoke journal up to and with the last such line. The names it
binds (`$kota`, `$P1`, …) may stand in ids and fields.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

from application.journal_lines import Line, filled, moment
from domain.base import broken_name
from domain.envelope import AnyEnvelope
from infrastructure.evidence import FolderEvidence
from interface.bootstrap import Store, StoreKind, open_store
from interface.journal import MET, Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import Act, DoorTransport, Inquiry, Reply
from tests.in_memory import place

JOURNALS = Path(__file__).parent / "journals"
SMOKE = JOURNALS / "smoke.jsonl"
BEGINNING = "2020-01-06T09:00:00+07:00"
DECREE = {"number": "SK-002/2020", "date": "2020-01-02"}

_TEMPLATES = TemporaryDirectory(prefix="jejak-tests-", dir=place())


@dataclass
class City:
    """One store and the names bound in it. Times are written as in a journal."""

    store: Store
    where: Path | None = None
    names: dict[str, str] = field(default_factory=dict)

    @property
    def door(self) -> DoorTransport:
        return DoorTransport(self.store)

    def at(self, when: str) -> None:
        """Set the clock; a bare date is nine in the morning."""
        self.door.set_time(moment(when if "T" in when else f"{when}T09:00:00+07:00"))

    def act(
        self, name: str, by: str, fields: Mapping[str, Any] | None = None, **line: Any
    ) -> Reply:
        """One `do` line; its keys but `with` and `for` go by their names, `for` as `for_`."""
        reply = self.door.do(
            Act(
                name=name,
                subject=filled(line.pop("id", None), self.names),
                fields=filled(fields or {}, self.names),
                by=by,
                on_behalf_of=line.pop("for_", None),
                **line,
            )
        )
        ref = line.get("ref")
        if ref is not None and not reply.refused:
            self.names[ref] = reply.body["id"]
        return reply

    def do(self, name: str, by: str, fields: Mapping[str, Any] | None = None, **line: Any) -> Any:
        """The receipt of an act that must go through."""
        reply = self.act(name, by, fields, **line)
        assert reply.refused == (), f"{name} by {by}: {reply.refused}"
        return reply.body

    def refused(
        self, name: str, by: str, fields: Mapping[str, Any] | None = None, **line: Any
    ) -> tuple[str, ...]:
        """What an act is refused with, in order; nothing may have been recorded."""
        before = self.store.log.head().position
        reply = self.act(name, by, fields, **line)
        assert self.store.log.head().position == before
        assert reply.refused, f"{name} by {by} went through"
        return reply.refused

    def imported(
        self, name: str, by: str, fields: Mapping[str, Any] | None = None, **line: Any
    ) -> list[str]:
        """The violations an act on the import channel is recorded with, in order."""
        receipt = self.do(name, by, fields, channel="import", **line)
        return [broken_name(found) for fact in self.facts(receipt) for found in fact.violations]

    def facts(self, receipt: Mapping[str, Any]) -> list[AnyEnvelope]:
        """The facts a receipt speaks of."""
        first, last = receipt["positions"][0], receipt["positions"][-1]
        return list(self.store.log.tail(first - 1, upto=last))

    def ask(self, name: str, about: str | None = None, /, **line: Any) -> Any:
        """The answer to a question; `by` None reads everything."""
        fields = filled(line.pop("fields", {}), self.names)
        reply = self.door.ask(Inquiry(name, filled(about, self.names), fields, **line))
        assert reply.refused == (), f"{name}: {reply.refused}"
        return reply.body

    def not_answered(self, name: str, about: str | None = None, /, **line: Any) -> tuple[str, ...]:
        fields = filled(line.pop("fields", {}), self.names)
        return self.door.ask(Inquiry(name, filled(about, self.names), fields, **line)).refused

    def opens_account(self, login: str, *roles: Mapping[str, Any], **fields: Any) -> str:
        """An account with roles from 2020-01-01, by decree; answers its id."""
        grants = [{"from": "2020-01-01", "decree": DECREE, **role} for role in roles]
        given = {"login": login, "name": f"Nama {login}", "roles": grants, **fields}
        receipt = self.do("account.open", "root", given, ref=login)
        return str(receipt["id"])

    def registers(self, ref: str, nip: str, **changes: Any) -> str:
        """A civil servant of Diskominfo; answers the id."""
        fields = civil_servant(nip, **{"name": f"Nama {ref}", **changes})
        return str(self.do("employee.register", "sari", fields, ref=ref)["id"])


def civil_servant(nip: str = "198705202012032911", **changes: Any) -> dict[str, Any]:
    """What `employee.register` takes, of a civil servant of Diskominfo."""
    fields = {
        "kind": "PNS",
        "name": "Rina W.",
        "nip": nip,
        "unit": "$kominfo",
        "post": "Analis",
        "post_kind": "PELAKSANA",
        "grade": "III/a",
        "service_from": "2012-03-01",
        "retires_on": "2045-01-01",
    }
    return fields | changes


@contextmanager
def city_after(stage: str | None = None) -> Iterator[City]:
    """A city in a store of its own, after the smoke journal's last line of that name."""
    template, names = _template(stage)
    with TemporaryDirectory(prefix="jejak-tests-", dir=place()) as folder:
        where = Path(folder) / "store"
        copytree(template, where)
        with opened(where) as store:
            yield City(store, where, dict(names))


def folder_of(store: Store) -> Path:
    """The folder a store lies in."""
    assert isinstance(store.evidence, FolderEvidence)
    return store.evidence.folder.parent


@contextmanager
def opened(where: Path) -> Iterator[Store]:
    store = open_store(str(where), kind=StoreKind.SANDBOX)
    try:
        yield store
    finally:
        store.close()


@cache
def _template(stage: str | None) -> tuple[Path, dict[str, str]]:
    """A closed store, played once, and the names bound on the way."""
    lines = lines_until(stage)
    where = Path(_TEMPLATES.name) / (stage or "beginning")
    at = first_instant_of(lines) or moment(BEGINNING)
    store = open_store(str(where), kind=StoreKind.SANDBOX, at=at)
    try:
        runner = Runner(DoorTransport(store))
        report = runner.run(lines)
        assert report.exit_code == MET, [str(failure) for failure in report.failures]
    finally:
        store.close()
    return where, runner.names


def lines_until(stage: str | None) -> list[Line]:
    """The smoke journal up to and with the last line that does this."""
    lines = read_lines(SMOKE)
    if stage is None:
        return []
    last = max(number for number, line in enumerate(lines) if line.name == stage)
    return lines[: last + 1]
