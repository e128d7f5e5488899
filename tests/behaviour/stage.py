"""A sandbox store with a small cast, and the shortest way to act and ask in it.

Sari is OFFICER, Hadi HEAD, Dewi DPO, Ira INSPECTOR, Tono AUDITOR; `root` is ADMIN. Every act goes
through the one door, as people's acts do.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec

from application.context import Context, Receipt
from domain.base import Refused, broken_name
from domain.enums import Channel
from domain.envelope import AnyEnvelope, Instant, instant, moment_of
from interface.bootstrap import Store, StoreKind, open_store
from interface.door import Question, as_json, carry_out, find_out

JAKARTA = timezone(timedelta(hours=7))
DOCUMENT = "d" * 64
DECREE = {"number": "SK-1", "date": "2020-01-02"}
CAST = {"sari": "OFFICER", "hadi": "HEAD", "dewi": "DPO", "ira": "INSPECTOR", "tono": "AUDITOR"}


def clock(written: str) -> Instant:
    """`2020-02-18` is nine o'clock that day in Jakarta; a time of day may follow."""
    moment = datetime.fromisoformat(written if "T" in written else f"{written}T09:00:00")
    return instant(moment if moment.tzinfo else moment.replace(tzinfo=JAKARTA))


class Stage:
    """One store, and the accounts of the cast by their logins."""

    def __init__(self, day: str = "2020-02-18") -> None:
        self.store: Store = open_store(None, kind=StoreKind.SANDBOX, at=clock(day))
        self.accounts = {"root": "root", "system": "system"}
        for login, role in CAST.items():
            self.cast(login, role)

    def cast(self, login: str, *roles: str, since: str = "2015-01-01", **fields: Any) -> str:
        """Open an account; `unit` and `organisation` are those of the roles as well."""
        scope = {k: v for k, v in fields.items() if k in ("unit", "organisation")}
        grants = [{"role": role, "from": since, "decree": DECREE, **scope} for role in roles]
        opened = {"login": login, "name": login.title(), "roles": grants, **fields}
        self.accounts[login] = self.do("account.open", opened, by="root").id
        return self.accounts[login]

    @property
    def now(self) -> Instant:
        return self.store.clock.now()

    def at(self, written: str) -> "Stage":
        """Set the clock forward."""
        self.store.set_time(clock(written))
        return self

    def later(self, **span: float) -> "Stage":
        self.store.set_time(instant(moment_of(self.now) + timedelta(**span)))
        return self

    def do(
        self,
        act: str,
        fields: Mapping[str, Any] | None = None,
        *,
        of: str | None = None,
        by: str = "sari",
        channel: str = "api",
        acted_for: str | None = None,
        second: str | None = None,
        key: str | None = None,
        ref: str | None = None,
    ) -> Receipt:
        """Record one act; raises `Refused`."""
        context = Context(
            actor=self.accounts[by],
            at=self.now,
            new_id=self.store.new_id(),
            channel=Channel(channel),
            key=key,
            ref=ref,
            on_behalf_of=self.accounts[acted_for] if acted_for else None,
            second_person=self.accounts[second] if second else None,
        )
        return carry_out(self.store, act, as_json(dict(fields or {})), context, of)

    def refused(self, act: str, fields: Mapping[str, Any] | None = None, **how: Any) -> list[str]:
        """The codes an act is refused with; empty if it was recorded."""
        with refusal() as codes:
            self.do(act, fields, **how)
        return codes

    def imported(self, act: str, fields: Mapping[str, Any] | None = None, **how: Any) -> list[str]:
        """The violations an imported act is recorded with."""
        receipt = self.do(act, fields, channel="import", **how)
        return [broken_name(found) for found in self.fact(receipt).violations]

    def ask(
        self,
        name: str,
        fields: Mapping[str, Any] | None = None,
        *,
        of: str | None = None,
        by: str | None = None,
        as_of: str | None = None,
        known_at: str | int | None = None,
    ) -> dict[str, Any]:
        reader = self.accounts[by] if by else None
        question = Question(name, reader, of, as_json(dict(fields or {})), as_of, known_at)
        return find_out(self.store, question)

    def fact(self, receipt: Receipt, number: int = 0) -> AnyEnvelope:
        """One of the facts an act recorded."""
        position = receipt.positions[number]
        [fact] = self.store.log.tail(position - 1, upto=position)
        return fact

    def data(self, receipt: Receipt, number: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.to_builtins(self.fact(receipt, number).data)
        return found

    def refuses_on_import(self) -> None:
        """From now on import refuses what it would record (§7.1)."""
        strict = {
            "component": "import",
            "version": "v2",
            "valid_from": "2020-01-01",
            "values": {"violations": "REFUSE"},
            "legal_basis": "Tindak lanjut LHA",
        }
        self.do("rule.publish", strict, channel="import", second="hadi")

    # --- things of the city ---

    def organisation(self, name: str = "Telkom", category: str = "BUMN", **fields: Any) -> str:
        return self.do("organisation.register", {"name": name, "category": category, **fields}).id

    def unit(self, name: str = "Dinas Kominfo", kind: str = "OPD", **fields: Any) -> str:
        return self.do("unit.register", {"name": name, "kind": kind, **fields}).id

    def office(self, organisation: str, *signs: str, holder: str | None = None) -> str:
        fields = {"organisation": organisation, "title": "Kepala", "signs": list(signs)}
        office = self.do("office.create", fields).id
        if holder is not None:
            self.do("office.appoint", {"holder": holder, "from": "2018-01-01"}, of=office)
        return office

    def employee(self, unit: str, nip: str = "199203172015031001", **fields: Any) -> str:
        person = {
            "kind": "PNS",
            "name": "Asep Sunandar",
            "nip": nip,
            "unit": unit,
            "post": "Analis",
            "post_kind": "PELAKSANA",
            "grade": "III/a",
            "service_from": "2015-03-01",
            "retires_on": "2050-04-01",
        }
        return self.do("employee.register", {**person, **fields}).id


@contextmanager
def refusal() -> Iterator[list[str]]:
    """Collects the codes of the refusal raised inside, if there is one."""
    codes: list[str] = []
    try:
        yield codes
    except Refused as refused:
        codes.extend(broken_name(error) for error in refused.errors)
