"""The access log: refusals, inspectors' reads, looks at personal data (contract §8.4)."""

from datetime import date

from pydantic import Field as FormField

from application.access import AccessEntry
from application.queries.base import ListReply, Query, Reading, Reply
from domain.codes import Code
from domain.dates import civil_day
from domain.envelope import Instant
from domain.states import AccessKind
from domain.values import Text


class AccessItem(Reply):
    at: Instant
    account: str
    kind: AccessKind
    name: str
    subject: str | None
    code: str | None
    purpose: str | None


class AccessLogResult(ListReply):
    items: list[AccessItem]


class AccessLogQuery(Query):
    """Who was refused what, and who looked at what. These entries are no facts of the log."""

    asks = "access-log"
    path = "/access-log"
    Result = AccessLogResult

    account: Text | None = None
    kind: AccessKind | None = None
    code: Code | None = None
    since: date | None = FormField(default=None, alias="from")
    until: date | None = None

    def answer(self, reading: Reading, subject: str | None) -> AccessLogResult:
        reading.must_see_programme()
        return AccessLogResult(
            items=[
                AccessItem(
                    at=entry.at,
                    account=entry.account,
                    kind=entry.kind,
                    name=entry.name,
                    subject=entry.subject,
                    code=entry.code,
                    purpose=entry.purpose,
                )
                for entry in reading.access.entries()
                if self._asked(entry, reading)
            ]
        )

    def _asked(self, entry: AccessEntry, reading: Reading) -> bool:
        day = civil_day(entry.at)
        return (
            entry.at <= reading.known_at
            and (reading.asked_day is None or day <= reading.asked_day)
            and self.account in (None, entry.account)
            and self.kind in (None, entry.kind)
            and self.code in (None, entry.code)
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )
