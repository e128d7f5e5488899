"""Reads docs/contract.md into plain values, so that tests can hold it against the code.

`read_contract()` gives the tables in the contract's order, and after them those of
docs/additions.md, which only adds. It believes the documents; whether they agree with themselves
and with the code is for the tests to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tests.architecture.contract_grammar import Kind, Slot, read_kind, read_slots, read_values

CONTRACT = Path(__file__).parents[2] / "docs" / "contract.md"
ADDITIONS = CONTRACT.with_name("additions.md")
_CELL_BORDER = re.compile(r"(?<!\\)\|")
_EVENT = re.compile(r"[a-z][a-z-]*(?:\.[a-z][a-z-]*)?")
_REFUSAL = re.compile(r"([A-Z_]+)( ⚑)?")
_DUTY = re.compile(r"[a-z][a-z-]*\.[a-z][a-z-]*")


@dataclass(frozen=True)
class CommandRow:
    name: str
    does: tuple[str, ...]
    approves: tuple[str, ...]
    creates: bool
    coded_only: bool
    states: str
    fields: dict[str, Slot]
    topics: tuple[str, ...]
    refusals: tuple[str, ...]
    overridable: frozenset[str]

    @property
    def thing(self) -> str:
        return self.name.partition(".")[0]


@dataclass(frozen=True)
class QueryRow:
    name: str
    path: str
    parameters: dict[str, Slot]
    result: dict[str, Slot]


@dataclass(frozen=True)
class CodeRow:
    code: str
    status: int
    rules: tuple[str, ...]
    on_import: str
    """`record`, `refuse`, or `refuse*`: refused, but recorded for the person acted for."""


@dataclass(frozen=True)
class RuleRow:
    component: str
    version: str
    valid_from: date | None
    valid_to: date | None
    values: dict[str, Any]
    """Values the table writes out; one told in words is NOT_WRITTEN."""
    like_the_last: bool
    """The cell says `same`: the values of the version before, but for what it writes out."""


@dataclass
class Contract:
    """Every table, by its first column."""

    text: str
    things: dict[str, str] = field(default_factory=dict)
    envelope: list[str] = field(default_factory=list)
    shapes: dict[str, Kind] = field(default_factory=dict)
    enumerations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    codes: dict[str, CodeRow] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    rules: list[RuleRow] = field(default_factory=list)
    commands: dict[str, CommandRow] = field(default_factory=dict)
    queries: dict[str, QueryRow] = field(default_factory=dict)
    journal_keys: dict[str, set[str]] = field(default_factory=dict)
    duties: dict[str, tuple[set[str], set[str]]] = field(default_factory=dict)
    """role -> (commands it does, commands it approves)"""
    traced: dict[str, str] = field(default_factory=dict)
    topics: frozenset[str] = frozenset()
    """Every event the contract names, without its version."""


@cache
def read_contract(*, additions: bool = True) -> Contract:
    contract = Contract(CONTRACT.read_text(encoding="utf-8"))
    more = [ADDITIONS.read_text(encoding="utf-8")] if additions else []
    for text in (contract.text, *more):
        for head, rows in _tables(text):
            _READERS.get(head[0], _skip)(contract, head, rows)
    contract.enumerations["Role"] = contract.roles
    noted = re.search(r"^Warnings \(never refuse\): (.*)$", contract.text, re.MULTILINE)
    if noted:
        contract.warnings = tuple(re.findall(r"`([A-Z_]+)`", noted[1]))
    contract.topics = _topics(contract)
    return contract


def _tables(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """(head, rows) of each table; one folded side by side is unfolded."""
    block: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            cells = _CELL_BORDER.split(line.strip())[1:-1]
            block.append([cell.strip().replace("\\|", "|") for cell in cells])
        elif block:
            head, _, *rows = block
            yield _unfolded(head, rows)
            block = []


def _unfolded(head: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    for width in range(1, len(head) // 2 + 1):
        times, rest = divmod(len(head), width)
        if not rest and head == head[:width] * times:
            starts = range(0, len(head), width)
            return head[:width], [row[i : i + width] for row in rows for i in starts if row[i]]
    return head, rows


def _topics(contract: Contract) -> frozenset[str]:
    """Topics of the events columns, and those named where envelope and lifecycles are told."""
    chapters = re.split(r"^## ", contract.text, flags=re.MULTILINE)
    text = "\n".join(chapter for chapter in chapters if chapter[:2] in ("2.", "5.", "6."))
    things = "|".join(map(re.escape, contract.things))
    named = set(re.findall(rf"\b((?:{things})\.[a-z]+(?:-[a-z]+)*)(?![\w-])", text))
    written = {topic for command in contract.commands.values() for topic in command.topics}
    return frozenset(written | named - contract.commands.keys())


def _skip(contract: Contract, head: list[str], rows: list[list[str]]) -> None:
    """A table for readers only."""


def _things(contract: Contract, head: list[str], rows: list[list[str]]) -> None:
    contract.things |= {thing: path for thing, path, _ in rows}


def _fields(contract: Contract, head: list[str], rows: list[list[str]]) -> None:
    contract.envelope = [name.strip() for row in rows for name in row[0].split(",")]


def _shapes(contract: Contract, head: list[str], rows: list[list[str]]) -> None:
    contract.shapes = {name: read_kind(definition) for name, definition in rows}


def _enumerations(contract: Contract, head: list[str], rows: list[list[str]]) -> None:
    contract.enumerations |= {
        name: tuple(value.strip() for value in values.split("·")) for name, values in rows
    }


def _codes(contract: Contract, head: list[str], rows: list[list[str]]) -> None:
    for code, status, rules, on_import, _ in rows:
        listed = tuple(rule.strip() for rule in rules.split(","))
        contract.codes[code] = CodeRow(code, int(status), listed, on_import)


def _roles(contract: Contract, head: list[str], rows: list[list[str]]) -> None:
    if head[1] == "Gloss":
        contract.roles = tuple(row[0] for row in rows)
        return
    for role, commands in rows:
        does, _, approves = commands.partition("✓")
        own = contract.duties.setdefault(role, (set(), set()))
        own[0].update(_DUTY.findall(does))
        own[1].update(_DUTY.findall(approves))


def _rules(contract: Contract, head: list[str], rows: list[list[str]]) -> None:
    for component, version, first, last, values, _ in rows:
        told = values.startswith(("same", "no default"))
        contract.rules.append(
            RuleRow(
                component=component,
                version=version.strip("`"),
                valid_from=date.fromisoformat(first) if first else None,
                valid_to=date.fromisoformat(last) if last not in ("", "–") else None,
                values={} if told else read_values(re.sub(r" \(.*?\)", "", values)),
                like_the_last=values.startswith("same"),
            )
        )


def _commands(contract: Contract, head: list[str], rows: list[list[str]]) -> None:
    for label, who, states, fields, events, refusals in rows:
        name = label.split()[0]
        does, _, approves = who.partition("⇒")
        codes = [_REFUSAL.fullmatch(word.strip()) for word in refusals.split(",")]
        listed = [code for code in codes if code]
        contract.commands[name] = CommandRow(
            name=name,
            does=_words(does),
            approves=_words(approves),
            creates="✚" in label,
            coded_only="⊘" in label,
            states=states,
            fields=read_slots(fields),
            topics=tuple(_events(name.partition(".")[0], events)),
            refusals=tuple(code[1] for code in listed),
            overridable=frozenset(code[1] for code in listed if code[2]),
        )


def _events(thing: str, cell: str) -> Iterator[str]:
    """Topics without version; what stands in brackets or after `and` explains."""
    plain = re.sub(r"\(.*?\)|, and .*|what is .*", "", cell)
    for event in _EVENT.findall(plain):
        yield event if "." in event else f"{thing}.{event}"


def _queries(contract: Contract, head: list[str], rows: list[list[str]]) -> None:
    for name, path, parameters, result in rows:
        contract.queries[name] = QueryRow(name, path, read_slots(parameters), read_slots(result))


def _journal(contract: Contract, head: list[str], rows: list[list[str]]) -> None:
    for line, keys, _ in rows:
        contract.journal_keys.setdefault(line, set()).update(_words(keys))


def _traces(contract: Contract, head: list[str], rows: list[list[str]]) -> None:
    contract.traced.update({row[0]: row[1] for row in rows})


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())


_READERS = {
    "Thing": _things,
    "Field": _fields,
    "Shape": _shapes,
    "Enumeration": _enumerations,
    "Code": _codes,
    "Role": _roles,
    "Component": _rules,
    "Command": _commands,
    "Query": _queries,
    "Line": _journal,
    "Rule": _traces,
    "Seed": _traces,
}
