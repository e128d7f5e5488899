"""The reading room: every question, at any day, as known at any moment (contract §1.9, §8)."""

from dataclasses import dataclass
from datetime import date

from application.access import AccessNotes
from application.commands.base import Flaw, Malformed
from application.evidence import Evidence
from application.laying import Lay, in_memory, whole
from application.paging import Page, cut
from application.ports import EventLog, Moment, Prove, SearchIndex, Vault, ViewStore
from application.publications import Publications
from application.queries.base import ListReply, Query, Reading, Reply
from application.transparency import TransparencyLog
from domain.account import Account
from domain.base import refuse
from domain.codes import Code
from domain.dates import civil_day
from domain.envelope import Instant, stream_of
from domain.things import BLANK


@dataclass(frozen=True, slots=True)
class Answer:
    """A result with the two clocks it was read at and the log position used."""

    as_of: date
    known_at: Instant
    position: int
    result: Reply


class ReadingRoom:
    """Answers queries from the views. Safe to call from many threads."""

    def __init__(
        self,
        log: EventLog,
        ledger: TransparencyLog,
        views: ViewStore,
        vault: Vault,
        evidence: Evidence,
        access: AccessNotes,
        search: SearchIndex,
        prove: Prove,
        lay: Lay = in_memory,
    ) -> None:
        self._log = log
        self._ledger = ledger
        self._views = views
        self._vault = vault
        self._evidence = evidence
        self._access = access
        self._search = search
        self._prove = prove
        self._lay = lay
        self._publications = Publications(log, views)

    def ask(
        self,
        query: Query,
        *,
        reader: str | None,
        at: Instant,
        subject: str | None = None,
        as_of: date | None = None,
        known_at: Instant | int | None = None,
        page: Page | None = None,
    ) -> Answer:
        """Answer one question; `at` is now, `reader` the account asking (None reads everything).

        `known_at` is an instant or a log position; the default is all that is known now. `as_of`
        defaults to the civil day of that knowledge. `page` asks for a part of a list, None for
        all of it. Raises `Refused`.
        """
        reading = self.reading(reader=reader, at=at, as_of=as_of, known_at=known_at, page=page)
        result = query.answer(reading, subject)
        if page is not None and isinstance(result, ListReply):
            result = cut(result, page, order=query.order)
        return Answer(reading.day, reading.known_at, reading.moment.position, whole(result))

    def reading(
        self,
        *,
        reader: str | None,
        at: Instant,
        as_of: date | None = None,
        known_at: Instant | int | None = None,
        page: Page | None = None,
    ) -> Reading:
        """What questions of one reader at one moment are answered from; as `ask` takes them."""
        account = None if reader is None else self._account(reader)
        position, knowledge = self._known(known_at, at)
        return Reading(
            moment=Moment(as_of or civil_day(knowledge), position),
            views=self._views,
            log=self._log,
            ledger=self._ledger,
            vault=self._vault,
            evidence=self._evidence,
            publications=self._publications,
            reader=account,
            today=civil_day(at),
            known_at=knowledge,
            asked_day=as_of,
            access=self._access,
            search=self._search,
            prove=self._prove,
            page=page,
            lay=self._lay,
        )

    def _known(self, known_at: Instant | int | None, at: Instant) -> tuple[int, Instant]:
        """The log position that stands for the knowledge asked about, and its instant."""
        last = self._views.position()
        if known_at is None:
            return last, at
        if isinstance(known_at, str):
            return min(self._log.position_at(known_at), last), known_at
        if not 0 <= known_at <= last:
            raise Malformed((Flaw("/known_at", kind="beyond_the_log", limit=str(last)),))
        if known_at in (0, last):
            return known_at, at
        return known_at, self._log.recorded_at(known_at)

    def _account(self, subject: str) -> Account:
        state, version = self._log.load(stream_of("account", subject), BLANK["account"])
        if not version or not isinstance(state, Account) or not state.is_open:
            refuse(Code.UNAUTHENTICATED)
        return state
