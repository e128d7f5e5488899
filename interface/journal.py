"""The journal runner (contract §9): plays lines into a store and says which expectations fail."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from application.commands import COMMANDS
from application.journal_lines import Line, Unreadable, filled, moment
from application.queries import QUERIES
from domain.envelope import Instant
from interface.journal_matching import mismatch, shown
from interface.transports import Act, Inquiry, Reply, Transport

MET, UNMET, UNREADABLE, NOT_A_SANDBOX = 0, 1, 2, 3
"""Exit codes."""
_OK = "ok"


@dataclass(frozen=True, slots=True)
class Failure:
    """One line that was not met, or, if it `cannot_run`, that the journal itself gets wrong."""

    place: str
    kind: str
    name: str
    expected: str
    got: str
    cannot_run: bool = False

    def __str__(self) -> str:
        what = " ".join(part for part in (self.kind, self.name) if part) or "line"
        if self.cannot_run:
            return f"{self.place}  {what}  cannot run: {self.got}"
        return f"{self.place}  {what}  expected {self.expected}  got {self.got}"


@dataclass(slots=True)
class Report:
    """What became of a journal."""

    lines: int = 0
    failures: list[Failure] = field(default_factory=list)
    not_a_sandbox: bool = False

    @property
    def exit_code(self) -> int:
        if self.not_a_sandbox:
            return NOT_A_SANDBOX
        if any(failure.cannot_run for failure in self.failures):
            return UNREADABLE
        return UNMET if self.failures else MET

    def as_json(self) -> dict[str, Any]:
        return {
            "exit": self.exit_code,
            "lines": self.lines,
            "met": self.lines - len(self.failures),
            "failures": [
                {
                    "at": failure.place,
                    "kind": failure.kind,
                    "name": failure.name,
                    "expected": failure.expected,
                    "got": failure.got,
                    "cannot_run": failure.cannot_run,
                }
                for failure in self.failures
            ],
        }


@dataclass(slots=True)
class Runner:
    """Plays one journal. `names` binds what `$name` stands for and stays readable afterwards."""

    transport: Transport
    stop_at_first: bool = False
    names: dict[str, str] = field(default_factory=dict)
    _now: Instant | None = None

    def run(self, lines: Iterable[Line]) -> Report:
        """Play every line; with `stop_at_first` only up to the first that fails."""
        lines, report = list(lines), Report()
        if not self.transport.is_sandbox and any(line.at is not None for line in lines):
            report.not_a_sandbox = True
            return report
        for line in lines:
            report.lines += 1
            failure = self._play(line)
            if failure is not None:
                report.failures.append(failure)
                if self.stop_at_first:
                    break
        return report

    def _play(self, line: Line) -> Failure | None:
        try:
            misread = _misread(line)
            if misread:
                raise Unreadable(misread)
            self._set_time(line)
            keys = {
                key: value if key in _PLAIN else filled(value, self.names)
                for key, value in line.keys.items()
            }
            return self._do(line, keys) if line.kind == "do" else self._ask(line, keys)
        except Unreadable as error:
            return Failure(line.place, line.kind, line.name, "", str(error), cannot_run=True)

    def _set_time(self, line: Line) -> None:
        if line.at is None:
            return
        at = moment(line.at)
        if self._now is not None and at < self._now:
            raise Unreadable(f"time runs backwards: {line.at} is before {self._now}")
        self.transport.set_time(at)
        self._now = at

    def _do(self, line: Line, keys: Mapping[str, Any]) -> Failure | None:
        act = Act(
            name=line.name,
            subject=keys.get("id"),
            fields=keys.get("with", {}),
            by=keys.get("by", ""),
            on_behalf_of=keys.get("for"),
            second=keys.get("second"),
            channel=keys.get("channel", "api"),
            ref=keys.get("ref"),
            key=keys.get("key"),
            if_version=keys.get("if_version"),
            source=keys.get("source"),
        )
        reply = self.transport.do(act)
        if act.ref is not None and not reply.refused:
            self.names[act.ref] = reply.body.get("result", reply.body)["id"]
        return _unmet_act(line, keys, reply)

    def _ask(self, line: Line, keys: Mapping[str, Any]) -> Failure | None:
        reply = self.transport.ask(
            Inquiry(
                name=line.name,
                subject=keys.get("id"),
                fields=keys.get("with", {}),
                by=keys.get("by"),
                as_of=keys.get("as_of"),
                known_at=keys.get("known_at"),
            )
        )
        expected = keys.get("expect", _OK)
        if not isinstance(expected, dict):
            return _unmet_verdict(line, expected, reply)
        if reply.refused:
            return _failure(line, shown(expected), _verdict(reply))
        found = mismatch(expected, reply.body)
        if found is None:
            return None
        where = f"{found.path.lstrip('/')} " if found.path else ""
        return _failure(line, f"{where}{found.expected}", found.actual)


def unreadable(lines: Sequence[Line]) -> Report:
    """What cannot be carried out whatever is in the store, without playing anything."""
    found = [
        Failure(line.place, line.kind, line.name, "", why, cannot_run=True)
        for line in lines
        for why in (_misread(line),)
        if why
    ]
    return Report(lines=len(found), failures=found)


def _misread(line: Line) -> str:
    """Why a line is none that could be played; nothing: ""."""
    known: Mapping[str, Any] = COMMANDS if line.kind == "do" else QUERIES
    if line.flaw or line.name in known:
        return line.flaw or ""
    return f"there is no {'command' if line.kind == 'do' else 'query'} {line.name}"


_PLAIN = frozenset({"note", "do", "ask", "at", "by", "for", "second", "ref", "channel"})
"""Keys whose value is never a `$name`."""


def _unmet_act(line: Line, keys: Mapping[str, Any], reply: Reply) -> Failure | None:
    failure = _unmet_verdict(line, keys.get("expect", _OK), reply)
    if failure is not None or reply.refused:
        return failure
    missing = [code for code in keys.get("warns", ()) if code not in reply.body["warnings"]]
    if missing:
        got = ", ".join(reply.body["warnings"]) or "none"
        return _failure(line, f"warning {', '.join(missing)}", got)
    state = keys.get("state")
    if state is not None and state != reply.body["state"]:
        return _failure(line, f"state {state}", str(reply.body["state"]))
    return None


def _unmet_verdict(line: Line, expected: Any, reply: Reply) -> Failure | None:
    """Whether a line went through, or was refused with the codes it names (§9, expect)."""
    if expected == _OK:
        met = not reply.refused
    elif isinstance(expected, str):
        first = reply.refused[0] if reply.refused else ""
        code, _, item = expected.partition(":")
        met = _covers(code, first) and (not item or expected in reply.refused)
    elif isinstance(expected, list):
        met = bool(reply.refused) and _same_codes(expected, reply.refused)
    else:
        raise Unreadable(f"expect cannot be {shown(expected)}")
    if met:
        return None
    wanted = ", ".join(map(str, expected)) if isinstance(expected, list) else expected
    return _failure(line, wanted, _verdict(reply))


def _same_codes(expected: list[Any], refused: tuple[str, ...]) -> bool:
    wanted = [str(code) for code in expected]
    return all(any(_covers(code, found) for found in refused) for code in wanted) and all(
        any(_covers(code, found) for code in wanted) for found in refused
    )


def _covers(expected: str, found: str) -> bool:
    """`CODE` covers the code with any item, `CODE:ITEM` only that one."""
    return found == expected or found.partition(":")[0] == expected


def _verdict(reply: Reply) -> str:
    return ", ".join(reply.refused) if reply.refused else _OK


def _failure(line: Line, expected: str, got: str) -> Failure:
    return Failure(line.place, line.kind, line.name, expected, got)
