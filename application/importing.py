"""Taking over a journal: each line an act on the import channel, by the officer who imports (§7).

A line says `do`, `id`, `ref`, `with`, `for`, `second`, `key`, `if_version`. Who imports and when is
not the file's to say, and an import asks and expects nothing: a line that says so is MALFORMED,
and so is one that asks. Nothing of it is left out in silence.

A dry run carries the rows out at a *rehearsal*: an office over a store that forgets. So each row is
judged by what the rows before it did, as it will be when they are recorded.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from application.commands import COMMANDS
from application.commands.base import Flaw, Malformed
from application.commands.imports import RunImport
from application.context import Context, Receipt
from application.evidence import Evidence
from application.journal_lines import Line, UnknownName, filled, lines_of
from application.office import Office
from application.ports import DecisionLog, NewId
from application.receipts import named_by
from domain.account import Account
from domain.base import Refused, broken_name, refuse
from domain.codes import Code
from domain.enums import Channel
from domain.envelope import AnyEnvelope, Source, stream_of
from domain.import_run import Import, ImportedRow

_KEYS = frozenset(
    {"note", "do", "by", "for", "second", "channel", "id", "ref", "with", "key", "if_version"}
)
_NAMED = frozenset({"by", "for", "second", "id", "ref", "key"})
_NUL = "\x00"
OF_ROWS = "import "
"""How the key of a row begins that has none of its own. It follows from the file and the row, so
that a row is recorded once; at the live doors nobody else may use it."""
_OF_FIELDS = frozenset({Code.MALFORMED, Code.NOT_FOUND})


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows are carried out: an office and the log it records in."""

    office: Office
    log: DecisionLog


class Importer:
    """Runs imports against one store. Safe to call from many threads."""

    def __init__(
        self, place: Place, evidence: Evidence, new_id: NewId, rehearse: Callable[[], Place]
    ) -> None:
        self._place = place
        self._evidence = evidence
        self._new_id = new_id
        self._rehearse = rehearse

    def execute(self, command: RunImport, context: Context) -> Receipt:
        """Carry out an import and answer its receipt, with what became of every row.

        A dry run records nothing: its receipt has no positions. Raises `Refused` if the import
        itself may not be, and then no row was looked at.
        """
        rehearsal = self._rehearse()
        receipt = rehearsal.office.execute(command, context)
        if context.key is not None and self._place.log.key(context.key) is not None:
            return receipt
        place = self._rehearse() if command.dry_run else self._place
        content = self._evidence.get(command.document) or b""
        run = _Run(place, context, command.document, self._new_id)
        rows = tuple(run.carry_out(line) for line in lines_of("", content))
        if command.dry_run:
            return replace(receipt, version=0, positions=(), topics=(), created=False, rows=rows)
        done = replace(context, rows=rows, repeated_rows=run.repeated)
        return self._place.office.execute(command, done)


@dataclass(slots=True)
class _Run:
    """One pass over a file. `names` holds what its `ref`s stand for."""

    place: Place
    context: Context
    document: str
    new_id: NewId
    repeated: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def carry_out(self, line: Line) -> ImportedRow:
        """Do what one line says; what it was refused with, or was recorded with all the same.

        A ValueError says that a value is of a form no log could record.
        """
        try:
            facts = self._done(line)
        except UnknownName as unknown:
            return _refused(line, (Code.NOT_FOUND.value,), (unknown.name,))
        except Refused as refusal:
            codes = tuple(dict.fromkeys(broken_name(error) for error in refusal.errors))
            return _refused(line, codes, tuple(dict.fromkeys(_cells(refusal))))
        except ValueError:
            return _refused(line, (Code.MALFORMED.value,), ())
        noted = (broken_name(broken) for fact in facts for broken in fact.violations)
        return ImportedRow(row=line.number, codes=tuple(dict.fromkeys(noted)))

    def _done(self, line: Line) -> Sequence[AnyEnvelope]:
        """The facts the row recorded, now or when it was imported before; raises `Refused`."""
        _check(line, self._login())
        keys = line.keys
        key = keys.get("key", f"{OF_ROWS}{self.document} {line.number}")
        taken = self.place.log.key(key)
        if taken is not None and "key" not in keys:
            facts = self._between(taken.positions.start, taken.positions.stop - 1)
            if not self._is_of(facts[0].source, line):
                refuse(Code.KEY_REUSED)
            created = named_by(facts)
        else:
            receipt = self._recorded(line, key)
            created, places = receipt.id, receipt.positions
            facts = self._between(places[0], places[-1]) if places else ()
        self.repeated += taken is not None
        if "ref" in keys:
            self.names[keys["ref"]] = created
        return facts

    def _is_of(self, source: Source | None, line: Line) -> bool:
        """Whether a fact under the row's key was read from this row of this file.

        An import that was cut short left its rows, and nothing that says which file it was of.
        """
        if source is None or source.import_ is None or source.row != line.number:
            return False
        said = next(self.place.log.stream(stream_of(Import.thing, source.import_)), None)
        return said is None or getattr(said.data, "document", None) == self.document

    def _recorded(self, line: Line, key: str) -> Receipt:
        keys = line.keys
        subject = filled(keys.get("id"), self.names)
        fields = json.dumps(filled(keys.get("with", {}), self.names))
        command = COMMANDS[line.name].parse(fields.encode())
        context = replace(
            self.context,
            new_id=self.new_id(),
            channel=Channel.IMPORT,
            key=key,
            if_version=keys.get("if_version"),
            on_behalf_of=self._account(keys.get("for")),
            second_person=self._account(keys.get("second")),
            source=Source(import_=self.context.new_id, row=line.number),
            ref=keys.get("ref"),
            conditional=False,
        )
        return self.place.office.execute(command, context, subject=subject)

    def _between(self, first: int, last: int) -> Sequence[AnyEnvelope]:
        return tuple(self.place.log.tail(first - 1, upto=last))

    def _account(self, login: str | None) -> str | None:
        """The account of a login; an unknown one becomes an id that no account has."""
        if login is None:
            return None
        return self.place.log.claimed("login", login) or f"login:{login}"

    def _login(self) -> str:
        """The login of the one who imports."""
        account, _ = self.place.log.load(stream_of(Account.thing, self.context.actor), Account())
        return account.login


def _check(line: Line, importer: str) -> None:
    """Refuse a line that is none, or says what is not its to say."""
    if line.flaw is not None:
        raise Malformed((Flaw("/line", line.flaw),))
    keys = line.keys
    strange = sorted(keys.keys() - _KEYS)
    if keys.get("by", importer) != importer:
        strange.append("by")
    if keys.get("channel", Channel.IMPORT.value) != Channel.IMPORT:
        strange.append("channel")
    if "do" in keys and (line.name not in COMMANDS or line.name == RunImport.act):
        strange.append("do")
    if keys.get("key", "").startswith(OF_ROWS):
        strange.append("key")
    strange += [key for key in _NAMED & keys.keys() if _NUL in keys[key]]
    if strange:
        raise Malformed(tuple(Flaw(f"/{key}", "not for an imported line") for key in strange))


def _refused(line: Line, codes: tuple[str, ...], cells: tuple[str, ...]) -> ImportedRow:
    return ImportedRow(row=line.number, ok=False, codes=codes, cells=cells)


def _cells(refusal: Refused) -> Iterator[str]:
    """The fields a refusal speaks of: those of wrong form, and those that name nothing."""
    if isinstance(refusal, Malformed):
        yield from (flaw.pointer.removeprefix("/") for flaw in refusal.flaws)
        return
    for error in refusal.errors:
        if error.item is not None and error.code in _OF_FIELDS:
            yield error.item
