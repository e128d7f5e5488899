"""The one door: every change passes `Office.execute`, whoever asks and however (design §1).

The order of checks is the contract's (§1.7): who asks, is it well formed, do the things exist, was
it asked before, may they, is the version current, and only then whether the domain agrees.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock

from application.commands.base import Command
from application.context import Context, Receipt
from application.desk import SYSTEM, Desk
from application.enquiry import Enquiry
from application.evidence import Evidence
from application.four_eyes import approvers_of, note_second_person, propose
from application.guards import is_of_nothing_yet, judge
from application.ports import (
    Append,
    DecisionLog,
    KeyTaken,
    LogUnavailable,
    Outcome,
    Recorded,
    Vault,
)
from application.ports import ViewStore as Views
from application.publications import Publications, Published
from application.reactions import react
from application.receipts import receipt_of, unchanged
from application.requests import Request, addressed, ask_of, content_of
from application.stops import ViewStopped
from domain.base import Refused, Verdict, refuse, violation
from domain.codes import Code
from domain.dates import civil_day
from domain.employee import IdentityErased
from domain.enums import Channel
from domain.enums_learning import Component
from domain.envelope import AnyEnvelope, stream_of
from domain.thing import Thing
from domain.things import BLANK

ATTEMPTS = 100
"""How often a decision is made again before the caller is told that others were faster."""
WORTHWHILE = 4
"""A group is tried again together if at least one in so many of it was recorded."""
CACHED_STATES = 20_000


class Office:
    """Executes commands against one store. Safe to call from many threads."""

    def __init__(
        self,
        log: DecisionLog,
        views: Views,
        vault: Vault,
        evidence: Evidence,
        enquiry: Enquiry,
        catch_up: Callable[[], ViewStopped | None] | None = None,
    ) -> None:
        """`catch_up` folds into the views what they do not hold yet; another process may have
        recorded it and died before its views did. It answers why, if none of them can go on."""
        self._log = log
        self._views = views
        self._vault = vault
        self._evidence = evidence
        self._enquiry = enquiry
        self._catch_up = catch_up
        self._publications = Publications(log, views)
        self._states: OrderedDict[str, tuple[Thing, int]] = OrderedDict()
        self._lock = Lock()

    def execute(self, command: Command, context: Context, *, subject: str | None = None) -> Receipt:
        """Record one act and answer its receipt; raises `Refused` and records nothing otherwise.

        `subject` is the id of the thing acted on; a creating command takes its id from the
        context. Repeating a key with the same content answers the first receipt again. An act
        under four eyes is kept as a proposal until another person approves it.
        """
        command, context, subject = addressed((command, context, subject))
        content = self._content(command, context, subject)
        for _ in range(ATTEMPTS):
            desk = self._desk(command, context, subject)
            try:
                self._judge(command, desk, subject)
            except Refused as refusal:
                if self._is_outdated(desk):
                    continue
                self._unseal(desk)
                return self._receipt_before_refusal(refusal, context, content)
            if not desk.drafts:
                if self._is_outdated(desk):
                    continue
                return self._receipt_without_facts(command, desk, content)
            outcome = self._append(desk, content)
            if isinstance(outcome, Recorded):
                return receipt_of(outcome.envelopes, outcome.states)
            if isinstance(outcome, KeyTaken):
                return self._first_receipt(outcome, content)
        stopped = self._catch_up() if self._catch_up is not None else None
        raise stopped or Refused((violation(Code.CONFLICT),))

    def execute_all(self, requests: Sequence[Request]) -> list[Receipt | Exception]:
        """Record several acts in one durable transaction; each gets its receipt or its own error.

        What cannot stand beside the others, because it builds on one of them or meets it, is
        decided again after them: together while that gets on, then each in its turn.
        """
        done: dict[int, Receipt | Exception] = {}
        waiting = list(range(len(requests)))
        gets_on = True
        while gets_on and len(waiting) > 1:
            recorded = self._record_together({number: requests[number] for number in waiting})
            gets_on = len(recorded) * WORTHWHILE >= len(waiting)
            done |= recorded
            waiting = [number for number in waiting if number not in done]
        return [
            done[number] if number in done else self._answer(*request)
            for number, request in enumerate(requests)
        ]

    def _record_together(self, requests: Mapping[int, Request]) -> dict[int, Receipt | Exception]:
        """Decide each act beside the others and append them once; what became of those appended.

        Whatever else goes wrong with one of them is met again when it is decided alone.
        """
        ready: dict[int, tuple[Desk, bytes]] = {}
        for number, (command, context, subject) in requests.items():
            command, context, subject = addressed((command, context, subject))
            desk = self._desk(command, context, subject)
            try:
                self._judge(command, desk, subject)
            except Exception:
                self._unseal(desk)
                continue
            if desk.drafts:
                ready[number] = desk, self._content(command, context, subject)
        done: dict[int, Receipt | Exception] = {}
        try:
            outcomes = self._log.append([ask_of(desk, content) for desk, content in ready.values()])
        except LogUnavailable as unknown:
            return dict.fromkeys(ready, unknown)
        except ValueError:
            for desk, _ in ready.values():
                self._unseal(desk)
            return {}
        for (number, (desk, _)), outcome in zip(ready.items(), outcomes, strict=True):
            self._remember(desk, outcome)
            if isinstance(outcome, Recorded):
                done[number] = receipt_of(outcome.envelopes, outcome.states)
        return done

    def _answer(
        self, command: Command, context: Context, subject: str | None
    ) -> Receipt | Exception:
        try:
            return self.execute(command, context, subject=subject)
        except Exception as error:
            return error

    def _content(self, command: Command, context: Context, subject: str | None) -> bytes:
        return content_of(command, context, subject, self._vault.pseudonym)

    def _desk(self, command: Command, context: Context, subject: str | None) -> Desk:
        published = self._publications.now()
        return Desk(
            context=context,
            load=self._load,
            claimed=self._log.claimed,
            history=self._log.stream,
            judge=judge,
            views=self._views,
            vault=self._vault,
            evidence=self._evidence,
            published=published,
            enquiry=self._enquiry,
            subject=subject or command.natural_id() or context.new_id,
            day=command.on or civil_day(context.at),
            verdict=Verdict(
                strict=self._is_strict(command, context, published),
                set_aside=command.set_aside(),
                wrongly=command.wrongly_set_aside(),
            ),
            reason=command.why,
            basis=command.basis,
        )

    @staticmethod
    def _is_strict(command: Command, context: Context, published: Published) -> bool:
        """Import records what it would refuse, unless the rules of the day say otherwise (§7.1)."""
        if not command.is_history(context.channel):
            return True
        rule = published.rulebook.at(Component.IMPORT, civil_day(context.at))
        return bool(rule.values["violations"] == "REFUSE")

    def _judge(self, command: Command, desk: Desk, subject: str | None) -> None:
        """Decide an act at a desk; one that waits for a second person becomes a proposal."""
        desk.identify(desk.context.actor, desk.context.on_behalf_of)
        if command.creates:
            is_of_nothing_yet(desk.context, subject)
        if desk.context.channel is Channel.SYSTEM and desk.actor is not SYSTEM:
            refuse(Code.MALFORMED, "channel")
        is_history = command.is_history(desk.context.channel)
        if desk.context.second_person is not None and not is_history:
            refuse(Code.MALFORMED, "second")
        if command.creates and command.natural_id() is None:
            desk.is_new(stream_of(command.thing(), desk.subject))
        approvers = approvers_of(command)
        if approvers and is_history:
            note_second_person(desk)
        judge(command, desk)
        if approvers and not is_history:
            propose(command, desk, subject, approvers)
        else:
            react(desk)

    def _is_outdated(self, desk: Desk) -> bool:
        """Whether something that a decision without facts rests on has changed: then it must be
        made again."""
        asked = Append(
            drafts=(), expected=desk.expected, at=desk.context.at, boundaries=desk.boundaries
        )
        outdated = not isinstance(self._log.append([asked])[0], Recorded)
        if outdated:
            self._forget(desk)
        return outdated

    # --- recording ---

    def _append(self, desk: Desk, content: bytes) -> Outcome:
        try:
            [outcome] = self._log.append([ask_of(desk, content)])
        except ValueError:
            self._unseal(desk)
            raise
        self._remember(desk, outcome)
        return outcome

    def _remember(self, desk: Desk, outcome: Outcome) -> None:
        """Keep the states an append led to; drop what it has shown to be outdated."""
        if not isinstance(outcome, Recorded):
            self._forget(desk)
            return
        self._destroy(outcome.envelopes)
        with self._lock:
            for stream, state in outcome.states.items():
                self._states[stream] = (state, state.version)
                self._states.move_to_end(stream)
            while len(self._states) > CACHED_STATES:
                self._states.popitem(last=False)

    def _destroy(self, facts: Iterable[AnyEnvelope]) -> None:
        """Destroy what recorded erasures speak of; a store that was cut off does it when opened."""
        for fact in facts:
            if isinstance(fact.data, IdentityErased):
                self.forget_person(fact.subject)

    def forget_person(self, employee: str) -> None:
        """Empty the vault of an employee and of the account that is the same person's (R97)."""
        account = self._log.claimed("account-of", employee)
        for subject in (employee, account):
            if subject is not None:
                self._vault.erase(subject)

    def _forget(self, desk: Desk) -> None:
        """What the desk read is outdated: read it anew, from views that hold what outdated it."""
        self._unseal(desk)
        if self._catch_up is not None:
            self._catch_up()
        self._publications.refresh()
        with self._lock:
            for stream in desk.expected:
                self._states.pop(stream, None)

    def _unseal(self, desk: Desk) -> None:
        """What was sealed for facts that were not recorded must not stay."""
        if desk.sealed:
            self._vault.drop(desk.sealed)

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

        The guards that come before the key in the contract's order are not bent by another
        content; of the same content they have passed before, save that the account may be shut.
        """
        taken = self._log.key(context.key) if context.key is not None else None
        if taken is None or refusal.code == Code.UNAUTHENTICATED:
            raise refusal
        if refusal.code in _BEFORE_THE_KEY and taken.request_hash != content:
            raise refusal
        return self._first_receipt(taken, content)

    def _receipt_without_facts(self, command: Command, desk: Desk, content: bytes) -> Receipt:
        """Nothing to record now; if the act was asked before, what it recorded is answered."""
        key = desk.context.key
        taken = self._log.key(key) if key is not None else None
        if taken is not None:
            return self._first_receipt(taken, content)
        return unchanged(desk.state_of(command.thing(), desk.subject), desk.today)

    def _first_receipt(self, taken: KeyTaken, content: bytes) -> Receipt:
        if taken.request_hash != content:
            refuse(Code.KEY_REUSED)
        recorded = tuple(self._log.tail(taken.positions.start - 1, upto=taken.positions.stop - 1))
        states = {
            stream: self._folded(stream, taken.positions.stop - 1)
            for stream in {fact.stream for fact in recorded}
        }
        return receipt_of(recorded, states)

    def _folded(self, stream: str, upto: int) -> Thing:
        state = BLANK[stream.partition(":")[0]]
        for fact in self._log.stream(stream, upto=upto):
            state = state.evolve(fact)
        return state


_BEFORE_THE_KEY = frozenset({Code.MALFORMED, Code.NOT_FOUND})
