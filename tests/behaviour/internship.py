"""A stage with one internship under way: two weeks in March 2020 at Telkom, under an MoU in force.

Mita and Maya are mentors of the host, Pipit its contact, Eva the evaluator, Rudi a second officer,
Opi heads the unit. Each intern has an account; `intern` names the first one.
"""

from datetime import date, timedelta
from typing import Any

from application.context import Receipt
from domain.dates import civil_day
from tests.behaviour.stage import Stage, clock

CLAUSES = ("PARTIES", "PURPOSE", "OBJECT", "SCOPE", "IMPLEMENTATION", "TERM", "FUNDING")
SCORES = dict.fromkeys(
    (
        "INTEGRITY",
        "RESPONSIBILITY",
        "HONESTY",
        "COURTESY",
        "ATTENDANCE",
        "PUNCTUALITY",
        "COMPLETION",
        "TECHNICAL",
        "REPORT",
    ),
    80,
)
ANEKA = dict.fromkeys(
    ("ACCOUNTABILITY", "NATIONALISM", "PUBLIC_ETHICS", "QUALITY", "ANTI_CORRUPTION"), 3
)
BERAKHLAK = dict.fromkeys(
    (
        "SERVICE_ORIENTED",
        "ACCOUNTABLE",
        "COMPETENT",
        "HARMONIOUS",
        "LOYAL",
        "ADAPTIVE",
        "COLLABORATIVE",
    ),
    3,
)
TEXT = "a" * 64
MONDAY, FRIDAY = date(2020, 3, 2), date(2020, 3, 13)


def weekdays(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


class Internship(Stage):
    """One host with an agreement in force, and as many interns as a test needs."""

    def __init__(self) -> None:
        super().__init__("2020-01-06")
        self.kota = self.organisation("Kota", "CITY")
        self.host = self.organisation("Telkom", fields=["TECHNOLOGY"])
        self.dinas = self.unit()
        self.people = 0
        self.cast("rudi", "OFFICER")
        self.cast("eva", "EVALUATOR")
        self.cast("opi", "OPD", unit=self.dinas)
        for login in ("mita", "maya"):
            self.cast(login, "MENTOR", organisation=self.host)
        self.cast("pipit", "HOST_PIC", organisation=self.host)
        self.need = self.do(
            "need.record",
            {"area": "TECHNOLOGY", "competence": "Jaringan", "people": 3},
            by="opi",
        ).id
        self.do("need.confirm", of=self.need)
        self.letters = self.office(self.kota, "ASSIGNMENT_LETTER", holder="Sekda")
        self.agreement = self._agree()

    def _agree(self) -> str:
        signing = {self.kota: "Wali Kota", self.host: "Direktur"}
        offices = {party: self.office(party, "MOU", holder=h) for party, h in signing.items()}
        self.cast("tim", "TKKSD", "LEGAL")
        self.at("2020-02-10")
        agreement = self.do(
            "agreement.draft",
            {
                "kind": "MOU",
                "title": "Magang ASN",
                "parties": [
                    {"organisation": self.kota, "role": "FIRST"},
                    {"organisation": self.host, "role": "SECOND"},
                ],
                "scope": {"fields": ["TECHNOLOGY"], "modes": ["ON_SITE"]},
                "capacity": [{"field": "TECHNOLOGY", "seats": 20}],
                "term": {"effective_from": "2020-02-18", "last_day": "2025-02-17"},
                "clauses": dict.fromkeys(CLAUSES, "Pasal"),
            },
        ).id
        self.do("agreement.submit", of=agreement)
        for body in ("TKKSD", "LEGAL"):
            given = {"body": body, "opinion": "AGREE"}
            self.do("agreement.give-opinion", given, of=agreement, by="tim")
        council = {"decision": "NOT_REQUIRED", "reason": "tidak membebani daerah"}
        self.do("agreement.record-council", council, of=agreement)
        self.do("agreement.approve", {"text": TEXT}, of=agreement, by="hadi")
        self.at("2020-02-18")
        for party, office in offices.items():
            signature = {
                "party": party,
                "office": office,
                "signed_on": "2020-02-18",
                "document": TEXT,
                "method": "WET_INK_SCANNED",
            }
            self.do("agreement.sign", signature, of=agreement)
        return agreement

    # --- an intern's way ---

    def person(self, login: str, **fields: Any) -> str:
        """A civil servant with an account of his or her own."""
        self.people += 1
        nip = f"199203172015031{self.people:03}"
        if fields.get("kind") == "PPPK":
            nip = f"199203172015211{self.people:03}"
            fields.setdefault("contract", {"from": "2019-03-01", "until": "2029-02-28"})
        employee = self.employee(fields.pop("unit", self.dinas), nip, **fields)
        self.cast(login, employee=employee)
        return employee

    def started(
        self,
        employee: str,
        first: date = MONDAY,
        last: date = FRIDAY,
        *,
        mentor: str = "mita",
        **fields: Any,
    ) -> str:
        """A placement from nomination to arrival; answers the id it shares with its record."""
        activity = {"activity": fields.pop("activity")} if "activity" in fields else {}
        self.reach(first - timedelta(days=6))
        planned = {
            "employee": employee,
            "need": self.need,
            "host": self.host,
            "field": "TECHNOLOGY",
            "planned_start": first.isoformat(),
            "planned_end": last.isoformat(),
            "mode": "ON_SITE",
            "agreement": self.agreement,
            **fields,
        }
        placement = self.do("placement.nominate", planned, by="opi").id
        self.do("placement.verify", of=placement)
        letter = {
            "number": f"800/ST.{placement}",
            "date": (first - timedelta(days=6)).isoformat(),
            "office": self.letters,
            "document": TEXT,
        }
        assigned = {"letter": letter, "mentor": self.accounts[mentor], **activity}
        self.do("placement.assign", assigned, of=placement)
        self.reach(first)
        self.do("placement.start", of=placement, by="pipit")
        return placement

    def reach(self, day: date, hour: int = 8) -> None:
        """Set the clock to that day, unless it is later already."""
        written = f"{day}T{hour:02}:00:00"
        if clock(written) > self.now:
            self.at(written)

    def log(self, record: str, login: str, days: list[date], quarters: int = 24) -> None:
        """Days logged as they pass, three at a time, so that none is late."""
        for first in range(0, len(days), 3):
            part = days[first : first + 3]
            self.reach(part[-1], 17)
            fields = {"entries": [entry(day, quarters) for day in part]}
            self.do("learning-record.log-hours", fields, of=record, by=login)

    def evaluated(
        self,
        employee: str,
        login: str,
        first: date = MONDAY,
        last: date = FRIDAY,
        *,
        days: list[date] | None = None,
        quarters: int = 24,
        scores: dict[str, int] | None = None,
        **fields: Any,
    ) -> str:
        """An internship up to its confirmed evaluation."""
        record = self.started(employee, first, last, **fields)
        self.log(record, login, weekdays(first, last) if days is None else days, quarters)
        self.reach(last, 17)
        self.do("learning-record.approve-hours", of=record, by="mita")
        self.do("learning-record.submit-report", {"document": TEXT}, of=record, by=login)
        self.do("placement.complete", of=record)
        self.do("learning-record.evaluate", rubric(first, scores), of=record, by="mita")
        self.do("learning-record.reply-evaluation", {"agrees": True}, of=record, by=login)
        self.do("learning-record.confirm-evaluation", of=record, by="eva")
        return record

    def certified(self, employee: str, login: str, *span: date, **fields: Any) -> str:
        certificate = fields.pop("certificate", None)
        record = self.evaluated(employee, login, *span, **fields)
        number = f"TLK-{record}"
        given = certificate or {
            "number": number,
            "date": self.today.isoformat(),
            "document": record.replace("-", "").ljust(64, "0"),
        }
        self.do("learning-record.record-certificate", {"certificate": given}, of=record, by="pipit")
        return record

    def recognised(self, employee: str, login: str, *span: date, **fields: Any) -> str:
        record = self.certified(employee, login, *span, **fields)
        self.credit(record)
        return record

    def credit(self, record: str) -> Receipt:
        """Proposed by Sari, verified by Rudi, recognised by Hadi."""
        self.do("learning-record.propose-credit", of=record)
        self.do("learning-record.verify-credit", of=record, by="rudi")
        return self.do("learning-record.recognise-credit", of=record, by="hadi")

    def with_second(
        self, act: str, fields: dict[str, Any], *, by: str, second: str, of: str
    ) -> Receipt:
        """An act under four eyes, proposed by one and approved by the other."""
        proposal = self.do(act, fields, of=of, by=by).id
        return self.do("proposal.approve", of=proposal, by=second)

    def elsewhere(self, employee: str, number: str = "K-1", **fields: Any) -> str:
        """Learning elsewhere on record, written by Sari."""
        return self.do("external-learning.record", course(employee, number, **fields)).id

    @property
    def today(self) -> date:
        return civil_day(self.now)


def entry(day: date, quarters: int = 24) -> dict[str, Any]:
    return {"day": day.isoformat(), "quarters": quarters, "activity": f"Memeriksa perangkat {day}"}


def rubric(first: date, scores: dict[str, int] | None = None) -> dict[str, Any]:
    values = ANEKA if first < date(2021, 7, 27) else BERAKHLAK
    name = "aneka-v1" if values is ANEKA else "berakhlak-v2"
    return {"rubric": name, "scores": {**SCORES, **values, **(scores or {})}}


def course(employee: str, number: str = "K-1", **fields: Any) -> dict[str, Any]:
    """A lesson of 900 minutes on 11 March 2020: 20 JP at home."""
    return {
        "employee": employee,
        "activity": "B8",
        "title": "Kursus Pelayanan Prima",
        "provider": "Bank bjb",
        "from": "2020-03-11",
        "until": "2020-03-11",
        "parts": [{"on": "2020-03-11", "minutes": 900}],
        "certificate": {"number": number, "date": "2020-03-11", "document": sha(number)},
        **fields,
    }


def sha(name: str) -> str:
    """64 hex digits made of a name."""
    return name.encode().hex().ljust(64, "0")[:64]
