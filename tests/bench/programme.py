"""The workload of the benchmarks: a city, a host, and lives of placements through the one door.

One life is 27 commands and 34 facts: from the nomination over sixteen days of hours to the
recognised credit. Lives run in windows of four weeks, twenty seats at each host, and within a
window in the order of time. Nothing is random; every run asks the same.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from application.commands import COMMANDS
from application.commands.base import Command
from application.context import Context, Receipt
from domain.envelope import Instant
from interface.bootstrap import Store

SHA = "a" * 64
DECREE = {"number": "SK-1", "date": "2020-01-02"}
CLAUSES = ("PARTIES", "PURPOSE", "OBJECT", "SCOPE", "IMPLEMENTATION", "TERM", "FUNDING")
SCORED = (
    "INTEGRITY",
    "RESPONSIBILITY",
    "HONESTY",
    "COURTESY",
    "ATTENDANCE",
    "PUNCTUALITY",
    "COMPLETION",
    "TECHNICAL",
    "REPORT",
)
ANEKA = ("ACCOUNTABILITY", "NATIONALISM", "PUBLIC_ETHICS", "QUALITY", "ANTI_CORRUPTION")
BERAKHLAK = (
    "SERVICE_ORIENTED",
    "ACCOUNTABLE",
    "COMPETENT",
    "HARMONIOUS",
    "LOYAL",
    "ADAPTIVE",
    "COLLABORATIVE",
)
FIRST = date(2020, 3, 2)
SEATS = 20
WINDOW = timedelta(days=28)
WORKED = [timedelta(days=n) for n in range(22) if n % 7 < 5]


@dataclass(frozen=True, slots=True)
class Ask:
    """One command of the workload, parsed already: who asks, of which thing, at what time."""

    command: Command
    by: str
    subject: str | None
    at: Instant
    new_id: str

    def context(self, key: str | None) -> Context:
        return Context(actor=self.by, at=self.at, new_id=self.new_id, key=key)


def at(day: date, hour: int = 2) -> Instant:
    return Instant(f"{day}T{hour:02}:00:00.000000Z")


@dataclass
class Programme:
    """A store made ready: registers, an agreement in force, and people to place."""

    store: Store
    hosts: int = 5
    ids: dict[str, str] = field(default_factory=dict)
    _count: int = 0

    @property
    def places(self) -> int:
        """The lives of one window."""
        return self.hosts * SEATS

    def do(self, act: str, by: str, on: Instant, *, subject: str = "", **fields: Any) -> Receipt:
        ask = self.ask(act, by, on, subject or None, fields)
        return self.store.office.execute(ask.command, ask.context(None), subject=ask.subject)

    def ask(
        self, act: str, by: str, on: Instant, subject: str | None, fields: dict[str, Any]
    ) -> Ask:
        command = COMMANDS[act].parse(json.dumps(fields).encode())
        self._count += 1
        return Ask(command, self.ids.get(by, by), subject, on, self.store.new_id())

    def prepare(self, people: int) -> None:
        """Registers, accounts, agreements in force, a need, and `people` civil servants."""
        self._registers()
        self._offices()
        for host in range(self.hosts):
            self._agree(host)
        for n in range(people):
            self.person(n)

    def _make(self, ref: str, act: str, by: str, **fields: Any) -> str:
        self.ids[ref] = self.do(act, by, at(date(2020, 1, 6)), **fields).id
        return self.ids[ref]

    def _registers(self) -> None:
        self._make("kota", "organisation.register", "root", name="Kota", category="CITY")
        self._make("unit", "unit.register", "root", name="Diskominfo", kind="OPD")
        self._account("officer", "OFFICER")
        self._account("verifier", "OFFICER")
        self._account("head", "HEAD")
        self._account("board", "TKKSD", "LEGAL", "EVALUATOR")
        self._account("opd", "OPD", unit=self.ids["unit"])
        for h in range(self.hosts):
            host = self._make(
                f"host{h}",
                "organisation.register",
                "root",
                name=f"Mitra {h}",
                category="BUMN",
                fields=["TECHNOLOGY"],
            )
            self._account(f"pic{h}", "HOST_PIC", organisation=host)
            for m in range(SEATS // 5):
                self._account(f"mentor{h}-{m}", "MENTOR", organisation=host)
        need = {"area": "TECHNOLOGY", "competence": "Jaringan", "people": 1000}
        self._make("need", "need.record", "opd", **need)
        self.do("need.confirm", "officer", at(date(2020, 1, 6)), subject=self.ids["need"])

    def _account(self, login: str, *roles: str, **scope: str) -> None:
        grants = [{"role": r, "from": "2020-01-01", "decree": DECREE, **scope} for r in roles]
        self._make(login, "account.open", "root", login=login, name=f"Nama {login}", roles=grants)

    def _offices(self) -> None:
        offices = [("o-kota", "kota", "MOU"), ("o-letters", "kota", "ASSIGNMENT_LETTER")]
        offices += [(f"o-host{h}", f"host{h}", "MOU") for h in range(self.hosts)]
        for ref, party, signs in offices:
            office = {"organisation": self.ids[party], "title": ref, "signs": [signs]}
            self._make(ref, "office.create", "officer", **office)
            holder = {"holder": "Pejabat", "from": "2019-01-01"}
            day = at(date(2020, 1, 6))
            self.do("office.appoint", "officer", day, subject=self.ids[ref], **holder)

    def _agree(self, h: int) -> None:
        kota, host = self.ids["kota"], self.ids[f"host{h}"]
        drafted = self.do(
            "agreement.draft",
            "officer",
            at(date(2020, 1, 27)),
            kind="MOU",
            title=f"Magang ASN {h}",
            parties=[
                {"organisation": kota, "role": "FIRST"},
                {"organisation": host, "role": "SECOND"},
            ],
            scope={"fields": ["TECHNOLOGY"], "modes": ["ON_SITE"]},
            capacity=[{"field": "TECHNOLOGY", "seats": SEATS}],
            term={"effective_from": "2020-02-18", "last_day": "2025-02-17"},
            clauses=dict.fromkeys(CLAUSES, "Pasal"),
        )
        agreement = self.ids[f"agreement{h}"] = drafted.id
        council = {"decision": "NOT_REQUIRED", "reason": "tidak membebani daerah"}
        for act, by, fields in (
            ("submit", "officer", {}),
            ("give-opinion", "board", {"body": "TKKSD", "opinion": "AGREE"}),
            ("give-opinion", "board", {"body": "LEGAL", "opinion": "AGREE"}),
            ("record-council", "officer", council),
            ("approve", "head", {"text": SHA}),
        ):
            self.do(f"agreement.{act}", by, at(date(2020, 2, 13)), subject=agreement, **fields)
        for party, office in ((kota, "o-kota"), (host, f"o-host{h}")):
            signature = {
                "party": party,
                "office": self.ids[office],
                "signed_on": "2020-02-18",
                "document": SHA,
                "method": "WET_INK_SCANNED",
            }
            signed = at(date(2020, 2, 18))
            self.do("agreement.sign", "officer", signed, subject=agreement, **signature)

    def person(self, n: int) -> None:
        """The n-th civil servant, with an account."""
        serial = f"{n % 999 + 1:03}"
        month = f"{2012 + n // 999 % 8}{n // 7992 % 12 + 1:02}"
        employee = self._make(
            f"asn{n}",
            "employee.register",
            "officer",
            kind="PNS",
            name=f"Pegawai {n}",
            nip=f"19870520{month}{n // 95904 % 2 + 1}{serial}",
            unit=self.ids["unit"],
            post="Analis",
            post_kind="PELAKSANA",
            grade="III/a",
            service_from="2012-03-01",
            retires_on="2045-01-01",
        )
        account = {"login": f"asn{n}", "name": f"Pegawai {n}", "employee": employee}
        self._make(f"self{n}", "account.open", "root", **account)

    def lives(self, count: int, start: int = 0) -> list[Ask]:
        """The commands of `count` lives after the first `start`, in the order of time.

        What falls on one instant goes step by step: neighbours in the list are people at
        different hosts who do the same thing, as in a group of callers at once.
        """
        steps = [
            (ask.at, step, ask)
            for n in range(start, start + count)
            for step, ask in enumerate(self.life(n))
        ]
        return [ask for _, _, ask in sorted(steps, key=lambda one: one[:2])]

    def life(self, n: int) -> Iterator[Ask]:
        """The commands of one placement, in order."""
        window, place = divmod(n, self.places)
        seat, h = divmod(place, self.hosts)
        days = [FIRST + window * WINDOW + offset for offset in WORKED]
        before, end, after = at(days[0] - timedelta(days=5)), at(days[-1], 9), at(days[-1], 10)
        mentor, intern, pic = f"mentor{h}-{seat // 5}", f"self{n}", f"pic{h}"
        planned = {
            "employee": self.ids[f"asn{n}"],
            "need": self.ids["need"],
            "host": self.ids[f"host{h}"],
            "field": "TECHNOLOGY",
            "planned_start": days[0].isoformat(),
            "planned_end": days[-1].isoformat(),
            "mode": "ON_SITE",
            "agreement": self.ids[f"agreement{h}"],
        }
        nominate = self.ask("placement.nominate", "opd", before, None, planned)
        yield nominate
        placement = nominate.new_id
        letter = {
            "number": f"800/ST.{n}",
            "date": (days[0] - timedelta(days=5)).isoformat(),
            "office": self.ids["o-letters"],
            "document": SHA,
        }
        assign = {"letter": letter, "mentor": self.ids[mentor]}
        certificate = {"number": f"TLK-{n}", "date": days[-1].isoformat(), "document": f"{n:064x}"}
        yield self.ask("placement.verify", "officer", before, placement, {})
        yield self.ask("placement.assign", "officer", before, placement, assign)
        yield self.ask("placement.start", pic, at(days[0]), placement, {})
        for worked in ([d] for d in days[:10]):
            yield self.hours(intern, placement, worked)
        yield self.hours(intern, placement, days[10:13])
        yield self.hours(intern, placement, days[13:])
        for act, by, moment, fields in (
            ("learning-record.approve-hours", mentor, end, {}),
            ("learning-record.submit-report", intern, end, {"document": SHA}),
            ("placement.complete", "officer", end, {}),
            ("learning-record.evaluate", mentor, after, _rubric(days[0])),
            ("learning-record.reply-evaluation", intern, after, {"agrees": True}),
            ("learning-record.confirm-evaluation", "board", after, {}),
            ("learning-record.record-certificate", pic, after, {"certificate": certificate}),
            ("learning-record.propose-credit", "officer", after, {}),
            ("learning-record.verify-credit", "verifier", after, {}),
            ("learning-record.recognise-credit", "head", after, {}),
        ):
            yield self.ask(act, by, moment, placement, fields)

    def hours(self, intern: str, placement: str, days: list[date]) -> Ask:
        entries = [
            {
                "day": day.isoformat(),
                "quarters": 28,
                "activity": f"Memeriksa perangkat jaringan dan mencatat hasilnya, {day}",
            }
            for day in days
        ]
        fields = {"entries": entries}
        return self.ask("learning-record.log-hours", intern, at(days[-1], 9), placement, fields)


def _rubric(start: date) -> dict[str, Any]:
    """The rubric of a start day, every criterion scored."""
    values = ANEKA if start < date(2021, 7, 27) else BERAKHLAK
    name = "aneka-v1" if values is ANEKA else "berakhlak-v2"
    return {"rubric": name, "scores": dict.fromkeys(SCORED, 80) | dict.fromkeys(values, 3)}
