"""Checks that a journal speaks the contract's vocabulary (contract §9).

It knows words, fields, types, codes, references and the order of time. Whether an expectation
comes true is for the program to show.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from tests.architecture.contract_grammar import Kind, Slot, read_slots
from tests.architecture.contract_tables import CommandRow, Contract

Found = Iterator[str]
_MATCHERS = {"$exact", "$ordered", "$count", "$none", "$any", "$not"}
_OF_MANY = {"$exact", "$ordered"}
_LEAST = {"Money": 0, "Jp": 0, "Quarters": 1, "Year": 1900}
_COMMON = read_slots("on?: Date; basis?: [DocRef]; reason?: Text; override?: Override")
_BESIDE_A_RESULT = read_slots("as_of?: Date; known_at?: Any; position?: Int; next?: Text")
_SHA256 = re.compile(r"[0-9a-f]{64}|\$sha256:.+|\$[\w.-]+")
_STATE = re.compile(r"[A-Z][A-Z_]+")
_GUARDS = {
    *("UNAUTHENTICATED", "MALFORMED", "NOT_FOUND", "KEY_REUSED", "ROLE_REQUIRED", "ROLE_EXPIRED"),
    *("OUT_OF_SCOPE", "ON_BEHALF_NOT_ALLOWED", "PRECONDITION_REQUIRED", "CONFLICT", "WRONG_STATE"),
    *("DUPLICATE_REF", "FUTURE_DATE", "CLOSED_STREAM", "NOT_OVERRIDABLE"),
}


class JournalReader:
    """Reads the lines of one journal in order and remembers what they bound."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._refs: set[str] = set()
        self._logins = {"root", "system"}
        self._clock: datetime | None = None
        self._states = {
            word for row in contract.commands.values() for word in _STATE.findall(row.states)
        }.union(*(v for name, v in contract.enumerations.items() if name.endswith("State")))

    def findings(self, lines: Iterable[str]) -> Found:
        """`<line number>: <what is wrong>` for everything the contract does not know."""
        for number, text in enumerate(lines, 1):
            if text.strip():
                for finding in self._line(json.loads(text)):
                    yield f"{number}: {finding}"

    def _line(self, line: dict[str, Any]) -> Found:
        kind = "do" if "do" in line else "ask" if "ask" in line else "any"
        keys = self._contract.journal_keys
        yield from (f"unknown key {key}" for key in line.keys() - keys[kind] - keys["any"])
        yield from self._time(line, kind)
        for key in ("by", "for", "second"):
            if key in line and line[key] not in self._logins:
                yield f"{key}: {line[key]} has no account yet"
        if "id" in line:
            yield from self._ref("id", line["id"])
        if kind == "do":
            yield from self._do(line)
        elif kind == "ask":
            yield from self._ask(line)

    def _time(self, line: dict[str, Any], kind: str) -> Found:
        if "at" in line:
            wrong = list(_instant("at", line["at"]))
            yield from wrong
            if not wrong:
                moment = datetime.fromisoformat(line["at"])
                if self._clock and moment < self._clock:
                    yield "time goes backwards"
                self._clock = moment
        elif kind != "any" and self._clock is None:
            yield "no time yet"
        if "as_of" in line:
            yield from _day("as_of", line["as_of"])
        if isinstance(line.get("known_at", 0), str):
            yield from _instant("known_at", line["known_at"])

    # --- do ---

    def _do(self, line: dict[str, Any]) -> Found:
        row = self._contract.commands.get(line["do"])
        if row is None:
            yield f"unknown command {line['do']}"
            return
        expected = line.get("expect", "ok")
        codes = [] if expected == "ok" else [expected] if isinstance(expected, str) else expected
        for code in codes:
            yield from self._code(code, row)
        if row.creates is ("id" in line) and row.thing != "system":
            yield f"{row.name} and its id"
        if "by" not in line:
            yield "nobody acts"
        if "second" in line and line.get("channel") != "import":
            yield "a second person is named on the import channel only"
        if line.get("channel", "api") not in self._contract.enumerations["Channel"]:
            yield f"unknown channel {line['channel']}"
        if line.get("state", "OPEN") not in self._states:
            yield f"unknown state {line['state']}"
        for warning in set(line.get("warns", ())) - set(self._contract.warnings):
            yield f"unknown warning {warning}"
        if "MALFORMED" not in {code.partition(":")[0] for code in codes}:
            yield from self._object(row.name, line.get("with", {}), _slots_of(row))
        if not codes:
            yield from self._bind(line)

    def _bind(self, line: dict[str, Any]) -> Found:
        if "ref" in line:
            if line["ref"] in self._refs:
                yield f"{line['ref']} is bound twice"
            self._refs.add(line["ref"])
        if line["do"] == "account.open":
            self._logins.add(line["with"].get("login"))

    def _code(self, text: str, row: CommandRow | None) -> Found:
        code = text.partition(":")[0]
        if code not in self._contract.codes:
            yield f"unknown code {code}"
        elif row and row.thing != "proposal" and code not in _GUARDS.union(row.refusals):
            yield f"{row.name} does not refuse with {code}"

    # --- ask ---

    def _ask(self, line: dict[str, Any]) -> Found:
        query = self._contract.queries.get(line["ask"])
        if query is None:
            yield f"unknown query {line['ask']}"
            return
        if "{id}" in query.path and "id" not in line:
            yield f"{query.name} needs an id"
        yield from self._object(query.name, line.get("with", {}), query.parameters)
        expected = line.get("expect")
        if isinstance(expected, str):
            yield from self._code(expected, None)
        elif isinstance(expected, dict):
            slots = {**query.result, **_BESIDE_A_RESULT}
            yield from self._pattern(query.name, expected, Kind("{}", (), tuple(slots.values())))
        else:
            yield "nothing is expected"

    def _pattern(self, where: str, expected: Any, kind: Kind) -> Found:
        """An expectation: part of a result, with matchers in place of values."""
        kind = self._contract.shapes.get(kind.name, kind)
        if expected is None:
            return
        if isinstance(expected, dict) and any(key.startswith("$") for key in expected):
            yield from self._matcher(where, expected, kind)
        elif kind.name == "[]" and isinstance(expected, list):
            for item in expected:
                yield from self._pattern(f"{where}[]", item, kind.args[0])
        elif kind.name == "{}" and isinstance(expected, dict):
            kinds = {slot.name: slot.kind for slot in kind.fields}
            for name, item in expected.items():
                if name not in kinds:
                    yield f"{where} has no {name}"
                else:
                    yield from self._pattern(f"{where}.{name}", item, kinds[name])
        elif kind.name == "Map" and isinstance(expected, dict):
            for key, item in expected.items():
                yield from self._value(f"{where} key", key, kind.args[0])
                yield from self._pattern(f"{where}.{key}", item, kind.args[1])
        else:
            yield from self._value(where, expected, kind)

    def _matcher(self, where: str, expected: dict[str, Any], kind: Kind) -> Found:
        element = kind.args[0] if kind.name == "[]" else kind
        for matcher, inner in expected.items():
            if matcher not in _MATCHERS:
                yield f"{where}: unknown matcher {matcher}"
            for item in inner if matcher in _OF_MANY else ():
                yield from self._pattern(f"{where}[]", item, element)
            if matcher == "$none":
                yield from self._pattern(f"{where}[]", inner, element)
            if matcher == "$not":
                yield from self._pattern(where, inner, kind)
            if matcher == "$count" and not isinstance(inner, int):
                yield f"{where}: a count is a number"

    # --- values ---

    def _object(self, where: str, given: Any, slots: dict[str, Slot]) -> Found:
        if not isinstance(given, dict):
            yield f"{where}: not an object"
            return
        for name, value in given.items():
            if name not in slots:
                yield f"{where} has no {name}"
            else:
                yield from self._value(f"{where}.{name}", value, slots[name].kind)
        for slot in slots.values():
            if slot.required and slot.name not in given:
                yield f"{where}: {slot.name} is missing"

    def _value(self, where: str, value: Any, kind: Kind) -> Found:
        contract = self._contract
        if kind.name in contract.shapes:
            yield from self._value(where, value, contract.shapes[kind.name])
        elif kind.name in contract.enumerations:
            if value not in contract.enumerations[kind.name]:
                yield f"{where}: {value} is no {kind.name}"
        elif kind.name == "[]" and isinstance(value, list):
            for item in value:
                yield from self._value(f"{where}[]", item, kind.args[0])
        elif kind.name == "{}":
            yield from self._object(where, value, {slot.name: slot for slot in kind.fields})
        elif kind.name == "Map" and isinstance(value, dict):
            for key, item in value.items():
                yield from self._value(f"{where} key", key, kind.args[0])
                yield from self._value(f"{where}.{key}", item, kind.args[1])
        elif kind.name == "Id":
            yield from self._ref(where, value)
        elif kind.name == "Date":
            yield from _day(where, value)
        elif kind.name == "Instant":
            yield from _instant(where, value)
        elif not self._is_scalar(kind.name, value):
            yield f"{where}: {value!r} is no {kind.name}"

    def _is_scalar(self, name: str, value: Any) -> bool:
        match name:
            case "Any":
                return True
            case "Object":
                return isinstance(value, dict)
            case "Bool":
                return isinstance(value, bool)
            case "Int" | "Money" | "Quarters" | "Jp" | "Year":
                return type(value) is int and value >= _LEAST.get(name, value)
            case "Sha256":
                return isinstance(value, str) and _SHA256.fullmatch(value) is not None
            case "Topic":
                return isinstance(value, str) and value.rpartition(".v")[0] in self._contract.topics
            case "Code":
                return value in self._contract.codes or value in self._contract.warnings
            case _:
                return name in ("Text", "Nip") and isinstance(value, str) and value != ""

    def _ref(self, where: str, value: Any) -> Found:
        if not (isinstance(value, str) and value.startswith("$")):
            yield f"{where}: {value!r} is no reference"
        elif not value.startswith("$sha256:") and value[1:] not in self._refs:
            yield f"{where}: {value} is not bound yet"


def _slots_of(row: CommandRow) -> dict[str, Slot]:
    common = {
        name: slot
        for name, slot in _COMMON.items()
        if not (name == "reason" and row.coded_only)
        and not (name == "override" and not row.overridable)
    }
    return {**common, **row.fields}


def _day(where: str, value: Any) -> Found:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        yield f"{where}: {value!r} is no day"


def _instant(where: str, value: Any) -> Found:
    try:
        zoned = datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        zoned = False
    if not zoned:
        yield f"{where}: {value!r} is no instant with an offset"
