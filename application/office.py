"""The one door: every change passes `Office.execute`, whoever asks and however (design §1).

The order of checks is the contract's (§1.7): who asks, is it well formed, do the things exist, was
it asked before, may they, is the version current, and only then whether the domain agrees.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from threading import Lock

import msgspec

from application.authority import NOTHING, standing
from application.commands.base import Command
from application.context import Context, Receipt
from application.desk import Desk
from application.permissions import DUTIES
from application.ports import Append, EventLog, KeyTaken, Outcome, Recorded, Vault
from application.ports import ViewStore as Views
from application.publications import PUBLISHED, Publications
from application.reactions import react
from application.receipts import receipt_of
from domain.account import Account
from domain.base import MissingThing, Refused, Verdict, refuse, violation
from domain.codes import RECORDED_ON_IMPORT, Code
from domain.dates import civil_day
from domain.enums import Channel, Role
from domain.enums_learning import Component
from domain.envelope import AnyEnvelope, stream_of
from domain.thing import Thing
from domain.things import BLANK

ATTEMPTS = 100
"""How often a decision is made again before the caller is told that others were faster."""
CACHED_STATES = 20_000

SYSTEM = Account(id="system", version=1, state="OPEN", login="system")


class Conflict(Refused):
    """The version the caller saw is not current; the events since say what happened."""

    def __init__(self, current_version: int, events_since: tuple[AnyEnvelope, ...]) -> None:
        super().__init__((violation(Code.CONFLICT),))
        self.current_version = current_version
        self.events_since = events_since


class Office:
    """Executes commands against one store. Safe to call from many threads."""

    def __init__(self, log: EventLog, views: Views, vault: Vault) -> None:
        self._log = log
        self._views = views
        self._vault = vault
        self._publications = Publications(log, views)
        self._states: OrderedDict[str, tuple[Thing, int]] = OrderedDict()
        self._lock = Lock()

    def execute(self, command: Command, context: Context, *, subject: str | None = None) -> Receipt:
        """Record one act and answer its receipt; raises `Refused` and records nothing otherwise.

        `subject` is the id of the thing acted on; a creating command takes its id from the
        context. Repeating a key with the same content answers the first receipt again.
        """
        content = _content(command, context, subject)
        for _ in range(ATTEMPTS):
            try:
                desk = self._decide(command, context, subject or context.new_id)
            except Refused as refusal:
                if self._publications.refresh():
                    continue
                return self._receipt_before_refusal(refusal, context, content)
            outcome = self._append(desk, content)
            if isinstance(outcome, Recorded):
                return receipt_of(outcome.envelopes, outcome.states)
            if isinstance(outcome, KeyTaken):
                return self._first_receipt(outcome, content)
            self._publications.refresh()
        raise Refused((violation(Code.CONFLICT),))

    # --- the guards, in the contract's order ---

    def _decide(self, command: Command, context: Context, subject: str) -> Desk:
        desk = Desk(
            context=context,
            load=self._load,
            claimed=self._log.claimed,
            views=self._views,
            vault=self._vault,
            published=self._publications.now(),
            subject=subject,
            day=command.on or civil_day(context.at),
            verdict=Verdict(strict=True),
            reason=command.why,
            basis=command.basis,
        )
        if context.channel is Channel.IMPORT:
            desk.verdict.strict = (
                desk.rules(Component.IMPORT, desk.today).values["violations"] == "REFUSE"
            )
        desk.actor = self._account(context.actor, desk)
        desk.person = (
            self._account(context.on_behalf_of, desk) if context.on_behalf_of else desk.actor
        )
        if command.creates:
            desk.is_new(stream_of(command.thing(), subject))
        misfits = command.misfits(desk)
        if misfits:
            raise Refused(tuple(violation(Code.MALFORMED, item) for item in misfits))
        try:
            self._things_exist(command, desk)
            self._may(command, desk)
            self._version_is_current(command, desk)
            self._guard_dates_and_state(command, desk)
            command.decide(desk)
            react(desk)
        except MissingThing as missing:
            raise Refused((violation(Code.NOT_FOUND),)) from missing
        return desk

    def _account(self, subject: str, desk: Desk) -> Account:
        if subject == SYSTEM.id:
            return SYSTEM
        account = desk.find(Account, subject)
        if account is None or not account.is_open:
            refuse(Code.UNAUTHENTICATED)
        return account

    def _things_exist(self, command: Command, desk: Desk) -> None:
        if not command.creates and desk.state_of(command.thing(), desk.subject) is None:
            refuse(Code.NOT_FOUND)
        missing = {
            field: None
            for field, thing, subject in command.named_things()
            if desk.state_of(thing, subject) is None
        }
        if missing:
            raise Refused(tuple(violation(Code.NOT_FOUND, field) for field in missing))

    def _may(self, command: Command, desk: Desk) -> None:
        roles = DUTIES[command.act].does
        context = desk.context
        if desk.actor is SYSTEM:
            if Role.SYSTEM not in roles:
                refuse(Code.ROLE_REQUIRED)
            desk.role = Role.SYSTEM
            return
        if context.channel is Channel.IMPORT:
            self._may_import(command, desk, roles)
            return
        found = standing(desk.actor, command.roles_for(roles), command.concern(desk), desk.today)
        if found.role is None:
            code = found.code or Code.ROLE_REQUIRED
            if standing(desk.actor, roles, NOTHING, desk.today).role is not None:
                code = Code.OUT_OF_SCOPE
            refuse(code)
        desk.role = found.role
        if not command.on_behalf_allowed(desk):
            refuse(Code.ON_BEHALF_NOT_ALLOWED)

    def _may_import(self, command: Command, desk: Desk, roles: Iterable[Role]) -> None:
        """The importer is an officer; what the person acted for lacked is recorded (§7.2)."""
        importer = standing(desk.actor, (Role.OFFICER,), command.concern(desk), desk.today)
        if importer.role is None:
            refuse(importer.code or Code.ROLE_REQUIRED)
        found = standing(desk.person, roles, command.concern(desk), desk.day)
        desk.role = found.role or Role.OFFICER
        if found.code is not None:
            desk.verdict.broken(found.code)
            desk.verdict.settle()

    def _version_is_current(self, command: Command, desk: Desk) -> None:
        context = desk.context
        if context.conditional and (
            context.key is None or (context.if_version is None and not command.creates)
        ):
            refuse(Code.PRECONDITION_REQUIRED)
        stream = stream_of(command.thing(), desk.subject)
        if context.if_version is not None and not command.creates:
            current = desk.expected[stream]
            if context.if_version != current:
                since = tuple(
                    e for e in self._log.stream(stream) if e.version > (context.if_version or 0)
                )
                raise Conflict(current, since)
        if context.ref is not None and command.creates:
            if self._log.claimed(f"ref:{command.thing()}", context.ref) is not None:
                refuse(Code.DUPLICATE_REF)
            desk.claim(f"ref:{command.thing()}", context.ref)

    def _guard_dates_and_state(self, command: Command, desk: Desk) -> None:
        today = desk.today
        if any(day > today for day in command.claimed_dates()):
            refuse(Code.FUTURE_DATE)
        if command.creates:
            return
        state = desk.state_of(command.thing(), desk.subject)
        assert state is not None
        if state.closed_on(today) and not command.when_closed:
            if Code.CLOSED_STREAM not in RECORDED_ON_IMPORT or desk.verdict.strict:
                refuse(Code.CLOSED_STREAM)
            desk.verdict.broken(Code.CLOSED_STREAM)
        if not command.fits(state, desk):
            refuse(command.wrong_state(state))

    # --- recording ---

    def _append(self, desk: Desk, content: bytes) -> Outcome:
        outcome = self._log.append([_ask(desk, content)])[0]
        if PUBLISHED & desk.touched:
            self._publications.refresh()
        with self._lock:
            if isinstance(outcome, Recorded):
                for stream, state in outcome.states.items():
                    self._states[stream] = (state, state.version)
                    self._states.move_to_end(stream)
                while len(self._states) > CACHED_STATES:
                    self._states.popitem(last=False)
            else:
                for stream in desk.expected:
                    self._states.pop(stream, None)
        return outcome

    def _load(self, stream: str, blank: Thing) -> tuple[Thing, int]:
        found = self._states.get(stream)
        if found is None:
            found = self._log.load(stream, blank)
            if found[1]:
                with self._lock:
                    self._states[stream] = found
        return found

    # --- repeating ---

    def _receipt_before_refusal(
        self, refusal: Refused, context: Context, content: bytes
    ) -> Receipt:
        """A repeated command is answered, not judged again by what came after it (D7).

        The guards that come before the key in the contract's order are not bent by it.
        """
        if context.key is not None and refusal.code not in _BEFORE_THE_KEY:
            taken = self._log.key(context.key)
            if taken is not None:
                return self._first_receipt(taken, content)
        raise refusal

    def _first_receipt(self, taken: KeyTaken, content: bytes) -> Receipt:
        if taken.request_hash != content:
            refuse(Code.KEY_REUSED)
        recorded = tuple(self._log.tail(taken.positions.start - 1, upto=taken.positions.stop - 1))
        subject = recorded[0].stream
        facts = self._log.stream(subject, upto=taken.positions.stop - 1)
        state = BLANK[recorded[0].thing]
        for fact in facts:
            state = state.evolve(fact)
        return receipt_of(recorded, {subject: state})


_BEFORE_THE_KEY = frozenset({Code.UNAUTHENTICATED, Code.MALFORMED, Code.NOT_FOUND})


def _content(command: Command, context: Context, subject: str | None) -> bytes:
    """What makes two requests the same: command, id, fields, actor, person acted for (§1.4)."""
    parts = (command.act, subject, command.given(), context.actor, context.on_behalf_of)
    return sha256(msgspec.json.encode(parts, order="sorted")).digest()


def _ask(desk: Desk, content: bytes) -> Append:
    """The append one decision asks for; warnings stand on the first fact of the act."""
    drafts = desk.drafts
    if desk.verdict:
        drafts = [replace(draft, violations=desk.verdict.of(n)) for n, draft in enumerate(drafts)]
    if desk.warnings:
        drafts = [replace(drafts[0], warnings=tuple(desk.warnings)), *drafts[1:]]
    streams = {draft.stream for draft in drafts}
    return Append(
        drafts=tuple(drafts),
        expected=desk.expected,
        at=desk.context.at,
        key=desk.context.key,
        request_hash=content,
        boundaries=desk.boundaries,
        touches=frozenset(desk.touched),
        claims=desk.claims,
        states={stream: desk.states[stream] for stream in streams if stream in desk.states},
    )
