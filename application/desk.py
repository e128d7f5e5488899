"""The desk one act is decided at: what it may read, and the facts it lays down.

Everything read here is remembered with the version or position it was read at, and goes into the
append with the facts: if any of it has changed by then, nothing is recorded and the act is
decided again (D6). The desk has no clock and no database of its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from application.context import Context
from application.enquiry import Enquiry
from application.evidence import Evidence
from application.ports import Draft, Vault, View, ViewStore
from application.publications import CALENDAR, RULEBOOK, Published
from domain.account import Account
from domain.base import Fact, MissingThing, Verdict, refuse
from domain.codes import Code, Warn
from domain.dates import Calendar, civil_day
from domain.enums import Channel, Role
from domain.enums_learning import Component
from domain.envelope import AnyEnvelope, Envelope, stream_of
from domain.replacing import replace
from domain.rule_defaults import RuleVersion
from domain.rule_sets import Rulebook
from domain.shapes import DocRef
from domain.thing import Thing
from domain.things import BLANK

if TYPE_CHECKING:
    from application.commands.base import Command

T = TypeVar("T", bound=Thing)
BLANK_ACCOUNT = Account()
SYSTEM = Account(id="system", version=1, state="OPEN", login="system")
"""The clock and the reactions: an account of the program, not of a person."""
PENDING = 2**53 - 1
"""The position of a fact that has none yet: after every recorded one."""
Loader = Callable[[str, Thing], tuple[Thing, int]]


@dataclass(slots=True)
class Desk:
    """One act's view of the world, and its result.

    `subject` is the id of the thing acted on or created; `person` the account whose act it is,
    the one acted for if there is one; `day` the day the act claims.
    """

    context: Context
    load: Loader
    claimed: Callable[[str, str], str | None]
    history: Callable[[str], Iterator[AnyEnvelope]]
    judge: Callable[["Command", "Desk"], None]
    views: ViewStore
    vault: Vault
    evidence: Evidence
    published: Published
    enquiry: Enquiry
    subject: str
    day: date
    verdict: Verdict
    reason: str | None = None
    basis: tuple[DocRef, ...] = ()
    actor: Account = BLANK_ACCOUNT
    person: Account = BLANK_ACCOUNT
    role: Role = Role.ANY
    expected: dict[str, int] = field(default_factory=dict)
    states: dict[str, Thing] = field(default_factory=dict)
    boundaries: dict[str, int] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    claims: dict[tuple[str, str], str] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    warnings: dict[str, None] = field(default_factory=dict)
    rule_set: dict[str, str] = field(default_factory=dict)
    sealed: list[str] = field(default_factory=list)
    """Commitments to what the vault keeps for this act; without its facts it must not stay."""

    # --- who acts ---

    def identify(self, actor: str, on_behalf_of: str | None) -> None:
        """Seat the one who acts and the one acted for; UNAUTHENTICATED if an account is shut."""
        historic = self.context.channel is Channel.IMPORT
        self.actor = self._account(actor)
        self.person = self._account(on_behalf_of, shut=historic) if on_behalf_of else self.actor
        if self.context.second_person is not None:
            self._account(self.context.second_person, shut=historic)

    def _account(self, subject: str, *, shut: bool = False) -> Account:
        """The account, open unless `shut` ones count: import names people of the past (§7.2)."""
        if subject == SYSTEM.id:
            return SYSTEM
        account = self.find(Account, subject)
        if account is None or not (account.is_open or shut):
            refuse(Code.UNAUTHENTICATED)
        return account

    # --- reading ---

    @property
    def today(self) -> date:
        """The civil day of the recording in Asia/Jakarta."""
        return civil_day(self.context.at)

    @property
    def judged_on(self) -> date:
        """The day a person's roles, unit and ties are judged on: today; on import the day claimed.

        What was taken over from paper is judged as it was then (contract §7.4).
        """
        return self.day if self.context.channel is Channel.IMPORT else self.today

    def state_of(self, thing: str, subject: str) -> Thing | None:
        """The present state of a thing, or None if there is no such thing."""
        stream = stream_of(thing, subject)
        state = self.states.get(stream)
        if state is None:
            if thing not in BLANK:
                return None
            state, self.expected[stream] = self.load(stream, BLANK[thing])
            self.states[stream] = state
        return state if self.expected[stream] else None

    def find(self, kind: type[T], subject: str) -> T | None:
        """As `state_of`, for a kind known beforehand."""
        state = self.states.get(f"{kind.thing}:{subject}")
        if state is None:
            state = self.state_of(kind.thing, subject)
        return state if isinstance(state, kind) and state.version else None

    def get(self, kind: type[T], subject: str) -> T:
        """The present state of a thing that must exist."""
        state = self.find(kind, subject)
        if state is None:
            raise MissingThing(f"{kind.thing} {subject}")
        return state

    def get_after(self, kind: type[T], subject: str) -> T:
        """As `after`, of a thing that must exist."""
        state = self.after(kind, subject)
        if state is None:
            raise MissingThing(f"{kind.thing} {subject}")
        return state

    def after(self, kind: type[T], subject: str) -> T | None:
        """As `find`, with the facts this act has laid down so far: what reactions go by."""
        state = self.find(kind, subject)
        stream = stream_of(kind.thing, subject)
        laid = [draft for draft in self.drafts if draft.stream == stream]
        if not laid:
            return state
        latest: T = self.states[stream]  # type: ignore[assignment]
        for version, draft in enumerate(laid, self.expected[stream] + 1):
            latest = latest.evolve(self._provisional(draft, version))
        return latest

    def rows(
        self,
        view: View,
        boundary: str,
        at_least: Mapping[str, int] | None = None,
        /,
        **index: str | int,
    ) -> list[Any]:
        """The present rows of a view, read under a boundary that later facts may move."""
        position = self.views.position()
        self.boundaries[boundary] = min(position, self.boundaries.get(boundary, position))
        return [row for _, row in self.views.current(view, at_least, **index)]

    def rows_after(
        self,
        view: View,
        boundary: str,
        at_least: Mapping[str, int] | None = None,
        /,
        **index: str | int,
    ) -> list[Any]:
        """As `rows` of things, those this act has changed as they stand after it.

        Of the others nothing but the row is read: there may be thousands.
        """
        found = self.rows(view, boundary, at_least, **index)
        moved = {draft.stream for draft in self.drafts}
        return [
            self.get_after(type(row), row.id) if stream_of(row.thing, row.id) in moved else row
            for row in found
        ]

    @property
    def rulebook(self) -> Rulebook:
        """Every rule published so far; whoever looks depends on it."""
        self.boundaries[RULEBOOK] = self.published.position
        return self.published.rulebook

    @property
    def calendar(self) -> Calendar:
        """The calendars published so far; whoever looks depends on them."""
        self.boundaries[CALENDAR] = self.published.position
        return self.published.calendar

    def rules(self, component: Component, day: date) -> RuleVersion:
        """The rule-set version of a day; its name goes into the envelope (R79)."""
        version = self.rulebook.at(component, day)
        self.rule_set[component.value] = version.version
        return version

    def is_late(self, day: date) -> bool:
        """Whether an act of that day is recorded later than policy allows (R14)."""
        policy = self.rules(Component.AGREEMENT_POLICY, self.day).values
        return self.calendar.is_later(self.today, day, policy["late_sign_days"])

    # --- writing ---

    def record(
        self,
        fact: Fact,
        *,
        thing: str | None = None,
        subject: str | None = None,
        on: date | None = None,
        office: str | None = None,
        late: bool | None = None,
        cause: int | None = None,
    ) -> int:
        """Lay down one fact on a stream; answers its index, to name it as a later one's cause.

        It goes to the thing its topic is named after, unless another `thing` is named.
        A fact with a `cause` is a reaction: recorded by the system, in the same append (§6).
        """
        thing = thing or fact.topic.partition(".")[0]
        subject = subject or self.subject
        self.state_of(thing, subject)
        reaction = cause is not None or self.actor is SYSTEM
        self.drafts.append(
            Draft(
                stream=stream_of(thing, subject),
                fact=fact,
                effective_on=on or self.day,
                actor="system" if reaction else self.actor.id,
                role=(Role.SYSTEM if reaction else self.role).value,
                office=office,
                on_behalf_of=None if reaction else self.context.on_behalf_of,
                second_person=None if reaction else self.context.second_person,
                channel="system" if reaction else self.context.channel.value,
                source=self.context.source,
                basis=() if reaction else self.basis,
                reason=None if reaction else self.reason,
                rule_set=self.rule_set,
                late_recorded=bool(late),
                cause=cause,
            )
        )
        return len(self.drafts) - 1

    def seal(self, personal: Mapping[str, str]) -> dict[str, str]:
        """Put personal values of the thing into the vault; answers the commitments, by field."""
        sealed = self.vault.keep(self.subject, personal) if personal else {}
        self.sealed.extend(sealed.values())
        return sealed

    def keep_violations(self, first: int) -> None:
        """Put what the act broke on its facts, which begin at index `first` of the desk's."""
        if self.verdict:
            for n in range(first, len(self.drafts)):
                broken = self.verdict.of(n - first)
                self.drafts[n] = replace(self.drafts[n], violations=broken)

    def is_new(self, stream: str) -> None:
        """The act creates this stream; nothing needs to be read for it."""
        self.states[stream] = BLANK[stream.partition(":")[0]]
        self.expected[stream] = 0

    def _provisional(self, draft: Draft, version: int) -> AnyEnvelope:
        """The envelope a fact laid down will get, as far as it is known before the append."""
        return Envelope(
            position=PENDING,
            stream=draft.stream,
            version=version,
            topic=draft.fact.topic,
            recorded_at=self.context.at,
            effective_on=draft.effective_on,
            actor=draft.actor,
            role=draft.role,
            office=draft.office,
            on_behalf_of=draft.on_behalf_of,
            second_person=draft.second_person,
            channel=draft.channel,
            source=draft.source,
            basis=draft.basis,
            reason=draft.reason,
            rule_set={},
            late_recorded=draft.late_recorded,
            violations=(),
            warnings=(),
            correlation="",
            causation=None,
            key=None,
            software="",
            data=draft.fact,
        )

    def touch(self, *boundaries: str) -> None:
        """These facts move the boundaries: decisions that read them before are stale."""
        self.touched.update(boundaries)

    def claim(self, scope: str, name: str, owner: str | None = None) -> None:
        self.claims[scope, name] = owner or self.subject

    def warn(self, warning: Warn) -> None:
        self.warnings[warning.value] = None
