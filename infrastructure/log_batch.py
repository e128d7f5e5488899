"""What both databases share of an append: asks become envelopes with places, and their bytes.

A `Batch` assumes a head. It places the asks given to it after that head, in order, judges each
against what the earlier ones did, and keeps all that has to be written. It touches no database.
"""

from typing import Any, NamedTuple

from application.ports import Append, ClaimTaken, Draft, KeyTaken, Outcome, Recorded, Stale
from domain.envelope import AnyEnvelope, Envelope, Instant
from infrastructure.canonical import Canon, OutsideProfile, UnknownTopic
from infrastructure.codec import codec_for

LONGEST_NAME = 600
"""Characters of a stream, a key, a boundary or a part of a claim; an index of PostgreSQL holds
2,704 bytes, and a character has up to four."""
BEGINNING = Instant("0001-01-01T00:00:00.000000Z")
"""The instant of an empty log: earlier than any fact."""


class Place(NamedTuple):
    """Where a log ends: the position and the instant of its last fact."""

    position: int = 0
    recorded_at: Instant = BEGINNING


class Unrecordable(ValueError):
    """An ask that no log could record. `ask` is its index in the batch; the cause says why."""

    def __init__(self, ask: int, why: str) -> None:
        super().__init__(why)
        self.ask = ask


class Entry(NamedTuple):
    """One fact with its place and its bytes."""

    position: int
    stream: str
    version: int
    topic: str
    stored: bytes


class UsedKey(NamedTuple):
    """A command key, the hash of its request, and the positions its facts took."""

    key: str
    request_hash: bytes
    first: int
    last: int

    def taken(self) -> KeyTaken:
        return KeyTaken(self.request_hash, range(self.first, self.last + 1))


STATE_EVERY = 16
"""A state is kept each time a stream passes a multiple of this, so no load folds many facts."""


class StateRow(NamedTuple):
    """The state of a stream after its last fact in the batch."""

    stream: str
    version: int
    state: bytes


class Batch:
    """Asks placed after an assumed head, and everything they leave behind."""

    def __init__(self, canon: Canon, software: str, head: Place) -> None:
        self.head = head
        self.position = head.position
        self.recorded_at = head.recorded_at
        self.entries: list[Entry] = []
        self.versions: dict[str, int] = {}
        self.keys: dict[str, UsedKey] = {}
        self.boundaries: dict[str, int] = {}
        self.claims: dict[tuple[str, str], tuple[str, int]] = {}
        self._canon = canon
        self._software = software
        self._due: dict[str, Any] = {}

    def conflict(self, ask: Append) -> Outcome | None:
        """Why an ask cannot follow the earlier asks of this batch; None if it can."""
        if ask.key in self.keys:
            return self.keys[ask.key].taken()
        for stream, version in ask.expected.items():
            if self.versions.get(stream, version) != version:
                return Stale(stream)
        for name, position in ask.boundaries.items():
            if self.boundaries.get(name, 0) > position:
                return Stale(name)
        for scope, name in ask.claims:
            if (scope, name) in self.claims:
                return ClaimTaken(scope, name, self.claims[scope, name][0])
        return None

    def add(self, number: int, ask: Append) -> Recorded:
        """Place an ask that holds. Raises `Unrecordable` under the ask's number."""
        first = self.position + 1
        if ask.drafts:
            self.recorded_at = max(ask.at, self.recorded_at)
        states = dict(ask.states)
        try:
            envelopes = self._placed(ask, first, states)
        except (OutsideProfile, UnknownTopic) as error:
            raise Unrecordable(number, str(error)) from error
        for touched in ask.touches if envelopes else ():
            self.boundaries[touched] = self.position
        if ask.key is not None:
            self.keys[ask.key] = UsedKey(ask.key, ask.request_hash, first, self.position)
        for claim, owner in ask.claims.items():
            self.claims[claim] = (owner, self.position)
        after = {fact.stream: states[fact.stream] for fact in envelopes if fact.stream in states}
        return Recorded(tuple(envelopes), after)

    def passes(self, every: int) -> bool:
        """Whether the log passes a multiple of `every` with this batch."""
        return self.position // every > self.head.position // every

    def end(self) -> Place:
        """Where the log ends after the batch."""
        return Place(self.position, self.recorded_at)

    def state_rows(self) -> list[StateRow]:
        """What the facts led to, for the streams whose state is due to be kept."""
        return [
            StateRow(stream, self.versions[stream], codec_for(type(state)).encode(state))
            for stream, state in self._due.items()
        ]

    def _placed(self, ask: Append, first: int, states: dict[str, Any]) -> list[AnyEnvelope]:
        """Envelope and entry of each draft; `states` are folded on to what these lead to."""
        envelopes: list[AnyEnvelope] = []
        for draft in ask.drafts:
            stream, topic = draft.stream, draft.fact.topic
            version = self.versions.get(stream, ask.expected[stream]) + 1
            self.position += 1
            envelope = self._envelope(ask, draft, first, version)
            stored = self._canon.encode(envelope)
            self.entries.append(Entry(self.position, stream, version, topic, stored))
            self.versions[stream] = version
            if stream in states:
                states[stream] = states[stream].evolve(envelope)
                if version % STATE_EVERY == 0 or stream in self._due:
                    self._due[stream] = states[stream]
            else:
                self._due.pop(stream, None)
            envelopes.append(envelope)
        return envelopes

    def _envelope(self, ask: Append, draft: Draft, first: int, version: int) -> AnyEnvelope:
        return Envelope(
            position=self.position,
            stream=draft.stream,
            version=version,
            topic=draft.fact.topic,
            recorded_at=self.recorded_at,
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
            rule_set=dict(draft.rule_set),
            late_recorded=draft.late_recorded,
            violations=draft.violations,
            warnings=draft.warnings,
            correlation=draft.correlation or ask.key or str(first),
            causation=None if draft.cause is None else first + draft.cause,
            key=ask.key,
            software=self._software,
            data=draft.fact,
        )


def check(number: int, ask: Append) -> None:
    """Raise `Unrecordable` if an ask is not well-formed, whatever the log holds."""
    if len(ask.at) != len(BEGINNING) or ask.at[-1] != "Z":
        raise Unrecordable(number, f"{ask.at!r} is not an instant")
    for index, draft in enumerate(ask.drafts):
        if draft.stream not in ask.expected:
            raise Unrecordable(number, f"no expected version of {draft.stream}")
        if draft.cause is not None and not 0 <= draft.cause < index:
            raise Unrecordable(number, f"draft {index} cannot be caused by draft {draft.cause}")
    names = [*ask.expected, *ask.boundaries, *ask.touches, ask.key or ""]
    for claim, owner in ask.claims.items():
        names += (*claim, owner)
    if max(map(len, names)) > LONGEST_NAME:
        raise Unrecordable(number, f"a name of over {LONGEST_NAME} characters cannot be looked up")
    looked_up = "".join(names)
    if "\x00" in looked_up:
        raise Unrecordable(number, f"a name in {looked_up!r} cannot be looked up")
    if not looked_up.isascii():
        try:
            looked_up.encode()
        except UnicodeEncodeError as error:
            raise Unrecordable(number, f"a name in {looked_up!r} is not text") from error
