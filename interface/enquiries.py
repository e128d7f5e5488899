"""Questions as screens and print-outs ask them: one reader, two clocks, names for ids."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from domain.account import Account
from domain.base import Refused
from domain.envelope import stream_of
from interface.bootstrap import Store
from interface.door import Question, as_json, find_out

_BLANK = Account()


@dataclass
class Enquiries:
    """Everything one page asks, at the same moment on both clocks."""

    store: Store
    reader: str | None = None
    as_of: str | None = None
    known_at: str | None = None

    def ask(self, name: str, subject: str | None = None, **fields: Any) -> dict[str, Any]:
        """The answer to a query; raises `Refused`."""
        return self._ask(name, subject, fields)

    def trail(self, **filters: Any) -> list[dict[str, Any]]:
        """The facts, as known at the moment."""
        items: list[dict[str, Any]] = self._ask("audit-trail", None, filters)["items"]
        return items

    @cached_property
    def moment(self) -> dict[str, Any]:
        """`as_of`, `known_at` and `position` as every answer of this page gives them."""
        answer = self.ask("register")
        return {key: answer[key] for key in ("as_of", "known_at", "position")}

    @property
    def day(self) -> date:
        return date.fromisoformat(self.moment["as_of"])

    def organisation(self, subject: str) -> str:
        try:
            return str(self.ask("organisation", subject)["name"])
        except Refused:
            return "…" + subject[-6:]

    def name_of(self, subject: str) -> str:
        """The name of an organisation, the login of an account, else the end of the id."""
        return self.login(subject) or self.organisation(subject)

    def login(self, subject: str) -> str | None:
        """The login of an account, closed or not; None if the id is no account's."""
        account, version = self.store.log.load(stream_of(Account.thing, subject), _BLANK)
        return account.login if version else None

    def _ask(self, name: str, subject: str | None, fields: dict[str, Any]) -> dict[str, Any]:
        asked = as_json(fields)
        question = Question(name, self.reader, subject, asked, self.as_of, self.known_at)
        return find_out(self.store, question)
