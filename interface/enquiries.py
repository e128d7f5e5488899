"""Questions as screens and print-outs ask them: one reader, two clocks, names for ids."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from application.paging import Page
from domain.account import Account
from domain.base import Refused
from domain.codes import Code
from domain.dates import civil_day
from domain.enums import Role
from domain.envelope import stream_of
from interface.bootstrap import Store
from interface.door import Question, account_on, as_json, find_out

_BLANK = Account()
_CLOCKS = ("as_of", "known_at", "position")


@dataclass
class Enquiries:
    """Everything one page asks, at the same moment on both clocks."""

    store: Store
    reader: str | None = None
    as_of: str | None = None
    known_at: str | None = None
    _moment: dict[str, Any] | None = None
    _logins: dict[str, str | None] = field(default_factory=dict)
    _organisations: dict[str, str] = field(default_factory=dict)

    def ask(self, name: str, subject: str | None = None, /, **fields: Any) -> dict[str, Any]:
        """The answer to a query; raises `Refused`."""
        return self._ask(name, subject, fields)

    def ask_page(
        self, name: str, page: Page, subject: str | None = None, /, **fields: Any
    ) -> dict[str, Any]:
        """One page of the answer to a query that lists."""
        return self._ask(name, subject, fields, page)

    def trail(self, **filters: Any) -> list[dict[str, Any]]:
        """The facts, as known at the moment."""
        items: list[dict[str, Any]] = self._ask("audit-trail", None, filters)["items"]
        return items

    @property
    def moment(self) -> dict[str, Any]:
        """`as_of`, `known_at` and `position` as the first answer of this page gave them."""
        if self._moment is None:
            self.ask("register")
        assert self._moment is not None
        return self._moment

    @property
    def day(self) -> date:
        return date.fromisoformat(self.moment["as_of"])

    def ask_if_there(
        self, name: str, subject: str | None = None, /, **fields: Any
    ) -> dict[str, Any] | None:
        """As `ask`; None where it is not there or not the reader's."""
        try:
            return self._ask(name, subject, fields)
        except Refused as refusal:
            if refusal.code in (Code.NOT_FOUND, Code.OUT_OF_SCOPE):
                return None
            raise

    def organisation(self, subject: str) -> str:
        """The name of an organisation, else the end of the id."""
        if subject not in self._organisations:
            found = self.ask_if_there("organisation", subject)
            self._organisations[subject] = found["name"] if found else self.brief_id(subject)
        return self._organisations[subject]

    def unit(self, subject: str) -> str:
        found = self.ask_if_there("unit", subject)
        return found["name"] if found else self.brief_id(subject)

    @staticmethod
    def brief_id(subject: str) -> str:
        """What is shown of an id nothing is known of."""
        return "…" + subject[-6:]

    def name_of(self, subject: str) -> str:
        """The name of an organisation, the login of an account, else the end of the id."""
        return self.login(subject) or self.organisation(subject)

    def login(self, subject: str) -> str | None:
        """The login of an account, closed or not; None if the id is no account's."""
        if subject not in self._logins:
            account, version = self.store.log.load(stream_of(Account.thing, subject), _BLANK)
            self._logins[subject] = account.login if version else None
        return self._logins[subject]

    def roles(self) -> frozenset[Role]:
        """The roles the reader holds today; none if nobody signed in."""
        account = self.reader and account_on(self.store, self.reader)
        if not account:
            return frozenset()
        today = civil_day(self.store.clock.now())
        return frozenset(grant.role for grant in account.grants if grant.holds_on(today))

    def _ask(
        self, name: str, subject: str | None, fields: dict[str, Any], page: Page | None = None
    ) -> dict[str, Any]:
        asked = as_json(fields)
        question = Question(name, self.reader, subject, asked, self.as_of, self.known_at, page)
        answer = find_out(self.store, question)
        if self._moment is None:
            self._moment = {key: answer[key] for key in _CLOCKS}
        return answer
