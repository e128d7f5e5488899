"""The audit pack: facts with what proves them, what they rely on, and tables, to be taken away.

About one thing it holds every fact of that thing and of what belongs to it, each with a proof of
its own; of a period, or of all time, every fact from one position to another, which is proved by
growing the tree from there. Nothing can be left out of such a stretch, so it is for readers who see
every fact in it. The same question at the same position is the same bytes: nothing in it comes from
a clock, and nothing from chance.
"""

from base64 import b64encode
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import chain, groupby
from typing import Any, ClassVar

import msgspec
from pydantic import Field as FormField

from application.authority import NOTHING, standing
from application.commands.base import Form
from application.fact_schema import schema_of
from application.pack_views import as_csv, as_json, csv_lines, tables_about, tables_of_all
from application.queries.base import ListReply, Reading
from application.queries.evidence import state_of
from application.queries.history import AuditTrailQuery
from application.queries.rules import RulesQuery
from application.queries.sight import Sight
from application.views.citations import CITATIONS, CitationsRow
from domain.base import Refused, refuse
from domain.codes import Code
from domain.dates import first_instant
from domain.enums import Role
from domain.envelope import AnyEnvelope, Envelope, Instant, instant, moment_of
from domain.states import EvidenceState
from domain.values import Count, Text

MANIFEST, SEAL, CHECKPOINT, EVENTS = "manifest.json", "manifest.note", "checkpoint", "events.jsonl"
TIME_ZONE = "Asia/Jakarta"
SEALED = "jejak audit pack"
"""The first line of what the log's key signs to seal a manifest."""
LOOKING_AT_IDENTITIES = (Role.OFFICER, Role.HEAD, Role.DPO, Role.INSPECTOR, Role.AUDITOR)
_FACTS = tuple(field.encode_name for field in msgspec.structs.fields(Envelope))


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of a pack; its bytes are made while they are written, and the order counts."""

    name: str
    parts: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a file: what the manifest says of it."""

    name: str
    sha256: str
    bytes: int


class AuditPack(Form):
    """Facts with their proofs, the documents they rely on and tables, to be taken away.

    `subject` names one thing, `from` and `until` days of recording; without either all is meant.
    `first_size` is the size of a checkpoint that somebody kept.
    """

    exports: ClassVar[str] = "audit-pack"

    subject: Text | None = None
    since: date | None = FormField(default=None, alias="from")
    until: date | None = None
    first_size: Count | None = None
    documents: bool = True
    purpose: Text | None = None
    """Why names and NIPs are wanted; without it they are masked (R98)."""

    def compose(self, reading: Reading, software: str) -> "Composition":
        """The pack at the moment of the reading. Raises `Refused`."""
        reading.must_see_programme()
        if self.purpose is not None and reading.reader is not None:
            found = standing(reading.reader, LOOKING_AT_IDENTITIES, NOTHING, reading.today)
            if found.role is None:
                refuse(Code.OUT_OF_SCOPE)
        reading = replace(reading, masked=self.purpose is None, asked_day=None)
        return Composition(self, reading, self._chosen(reading), software)

    def question(self, reading: Reading) -> dict[str, Any]:
        """What was asked, with the day that was meant; what was not named is left out."""
        said = msgspec.to_builtins(self.model_dump(by_alias=True, exclude_none=True))
        return {**said, "as_of": reading.day.isoformat()}

    def _chosen(self, reading: Reading) -> "Picked | Span":
        position = reading.moment.position
        if self.first_size is not None and not 1 <= self.first_size <= position:
            refuse(Code.MALFORMED, "first_size")
        if self.subject is not None:
            if self.since is not None or self.until is not None:
                refuse(Code.MALFORMED, "from")
            trail = AuditTrailQuery(subject=self.subject, related=True).answer(reading, None)
            if not trail.items:
                refuse(Code.NOT_FOUND)
            streams = dict.fromkeys(item.stream for item in trail.items)
            return Picked(
                self.subject, tuple(streams), tuple(item.position for item in trail.items)
            )
        first = reading.log.position_at(_before(self.since)) + 1 if self.since else 1
        last = position
        if self.until is not None:
            end = reading.log.position_at(_before(self.until + timedelta(days=1)))
            last = min(position, end)
        if first > last:
            refuse(Code.NOT_FOUND)
        if not Sight(reading).reaches_all(first, last):
            refuse(Code.OUT_OF_SCOPE)
        return Span(first, last)


@dataclass(frozen=True, slots=True)
class Picked:
    """Single facts, by ascending position, and the streams they are of."""

    subject: str
    streams: tuple[str, ...]
    positions: tuple[int, ...]

    def __contains__(self, position: int) -> bool:
        at = bisect_left(self.positions, position)
        return at < len(self.positions) and self.positions[at] == position

    def __len__(self) -> int:
        return len(self.positions)

    def ranges(self) -> Iterator[tuple[int, int]]:
        """(first, last) of facts that follow each other."""
        return ((position, position) for position in self.positions)


@dataclass(frozen=True, slots=True)
class Span:
    """Every fact from one position to another."""

    first: int
    last: int

    def __contains__(self, position: int) -> bool:
        return self.first <= position <= self.last

    def __len__(self) -> int:
        return self.last - self.first + 1

    def ranges(self) -> Iterator[tuple[int, int]]:
        yield self.first, self.last


@dataclass
class Composition:
    """One pack in the making: its files in order, then the manifest over them."""

    asked: AuditPack
    reading: Reading
    chosen: Picked | Span
    software: str
    left_out: list[dict[str, str]] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    _topics: set[str] = field(default_factory=set)
    _stored: set[str] = field(default_factory=set)
    _rules: dict[str, set[str]] = field(default_factory=dict)

    @property
    def position(self) -> int:
        return self.reading.moment.position

    @cached_property
    def checkpoint(self) -> str:
        return self.reading.ledger.checkpoint_over(self.position)

    def files(self) -> Iterator[PackFile]:
        """Every file but the manifest, each to be written before the next is asked for."""
        yield PackFile(CHECKPOINT, [self.checkpoint.encode()])
        yield PackFile(EVENTS, self._events())
        yield from self._proofs()
        yield PackFile("facts.csv", csv_lines(list(_FACTS), self._rows()))
        yield PackFile("facts.schema.json", [_pretty(schema_of(self._topics))])
        yield PackFile("rules.json", as_json(RulesQuery().answer(self.reading, None), self.reading))
        yield from self._tables()
        yield from self._documents()

    def manifest(self, written: Sequence[Written]) -> bytes:
        """What the pack is, over the files that were written."""
        if self.reading.masked:
            self.left_out.append({"name": "names, NIPs", "why": "MASKED"})
        reader = self.reading.reader
        return _pretty(
            {
                "export": AuditPack.exports,
                "question": self.asked.question(self.reading),
                "requested_by": reader.id if reader else None,
                "as_of": self.reading.day,
                "known_at": self.reading.known_at,
                "time_zone": TIME_ZONE,
                "position": self.position,
                "root": self.reading.ledger.root(self.position).hex(),
                "rows": len(self.chosen),
                "control_totals": self.totals,
                "files": written,
                "left_out": self.left_out,
                "rule_set": {name: sorted(self._rules[name]) for name in sorted(self._rules)},
                "software": self.software,
            }
        )

    def seal(self, manifest_sha256: str) -> str:
        """The text that the log's key signs over the manifest."""
        return f"{SEALED}\n{self.reading.ledger.origin}\n{manifest_sha256}\n"

    def _events(self) -> Iterator[bytes]:
        for first, last in self.chosen.ranges():
            for _, stored in self.reading.log.stored(first - 1, upto=last):
                yield stored + b"\n"

    def _proofs(self) -> Iterator[PackFile]:
        ledger, heads = self.reading.ledger, {self.position, self.asked.first_size}
        if isinstance(self.chosen, Picked):
            yield PackFile("proofs", map(self._proof, self.chosen.positions))
        else:
            heads.add(self.chosen.last)
            if self.chosen.first > 1:
                before = ledger.prove_inclusion(self.chosen.first, self.chosen.first).path
                roots = map(_base64, reversed(before))
                lines = [str(self.chosen.first - 1), *roots, ""]
                yield PackFile("frontier", ["\n".join(lines).encode()])
        size = int(self.checkpoint.split("\n")[1])
        for old in sorted(old for old in heads if old not in (None, size)):
            continued = ledger.continued(int(old or 0), self.checkpoint)
            yield PackFile(f"consistency/{old}", [continued.encode()])

    def _proof(self, position: int) -> bytes:
        path = self.reading.ledger.prove_inclusion(position, self.position).path
        return (" ".join([str(position), *map(_base64, path)]) + "\n").encode()

    def _rows(self) -> Iterator[Mapping[str, Any]]:
        totals = self.totals
        totals |= dict.fromkeys(("facts", "late_recorded", "violations"), 0)
        for first, last in self.chosen.ranges():
            for fact in self.reading.log.tail(first - 1, upto=last):
                self._learn(fact)
                totals["facts"] += 1
                totals["late_recorded"] += fact.late_recorded
                totals["violations"] += len(fact.violations)
                plain = msgspec.to_builtins(fact, str_keys=True)
                yield {**plain, "topic": fact.topic}

    def _learn(self, fact: AnyEnvelope) -> None:
        """What the schema, the rules and the documents are made from."""
        self._topics.add(fact.topic)
        if fact.thing == "document":
            self._stored.add(fact.subject)
        for component, version in fact.rule_set.items():
            self._rules.setdefault(component, set()).add(version)

    def _tables(self) -> Iterator[PackFile]:
        asked, chosen = self.asked, self.chosen
        if isinstance(chosen, Picked):
            tables = tables_about(chosen.subject, chosen.streams)
        else:
            tables = tables_of_all(self.reading.day, asked.since, asked.until)
        for table in tables:
            try:
                result = table.answer(self.reading)
            except Refused as refusal:
                self.left_out.append({"name": f"views/{table.name}", "why": refusal.code})
                continue
            yield PackFile(f"views/{table.name}.json", as_json(result, self.reading))
            if isinstance(result, ListReply):
                yield PackFile(f"views/{table.name}.csv", as_csv(result))

    def _documents(self) -> Iterator[PackFile]:
        self.totals["documents"] = 0
        for digest in self._digests():
            content, why = self._document(digest)
            if content is None:
                self.left_out.append({"name": f"documents/{digest}", "why": why})
                continue
            self.totals["documents"] += 1
            yield PackFile(f"documents/{digest}", [content])

    def _digests(self) -> Iterator[str]:
        """The documents that facts of the pack store or rely on, each once, in order."""
        named = self.reading.lay(chain(self._stored, self._cited()), lambda digest: (digest,))
        return (digest for digest, _ in groupby(named))

    def _cited(self) -> Iterator[str]:
        rows: Iterable[CitationsRow | None]
        if isinstance(self.chosen, Picked):
            rows = (self.reading.find(CITATIONS, stream) for stream in self.chosen.streams)
        else:
            rows = self.reading.each(CITATIONS)
        cited = (citation for row in rows if row for citation in row.citations)
        return (one.sha256 for one in cited if one.position in self.chosen)

    def _document(self, digest: str) -> tuple[bytes | None, str]:
        """The bytes of a document, or why they are left out."""
        if not self.asked.documents:
            return None, "NOT_ASKED"
        state = state_of(digest, self.reading)
        if state is not EvidenceState.PRESENT:
            return None, state.value
        return self.reading.evidence.get(digest), EvidenceState.MISSING.value


def _base64(node: bytes) -> str:
    return b64encode(node).decode()


def _before(day: date) -> Instant:
    """The last instant before a civil day."""
    return instant(moment_of(first_instant(day)) - timedelta(microseconds=1))


def _pretty(body: Mapping[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(body), indent=1) + b"\n"
