"""Writes docs/reference.md: every command, question, refusal, fact and setting, read off the code.

Nothing here judges; `page()` gives the text, and a test holds the stored page against it.
"""

import inspect
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from application.commands import COMMANDS
from application.commands.base import Command
from application.permissions import DUTIES, duty_of
from application.queries import QUERIES
from application.queries.base import Query, Reply
from domain import enums, enums_learning, shapes, states
from domain.base import Fact
from domain.catalogue import CATALOGUE
from domain.codes import RECORDED_ON_IMPORT, RULES_OF, Code, Warn
from domain.enums import Role
from domain.values import Names, Sha256
from infrastructure.settings import Settings
from interface.addresses import command_path, query_path
from interface.problems import STATUS
from interface.texts import WORDINGS
from interface.wordings.terms import fact_in_words, term

HEAD = """# Reference

Written by `make docs` from the program itself. What the words mean is told in
[the contract](contract.md) and [the glossary](glossary.md), how a command is sent in
[http.md](http.md) and [journals.md](journals.md).

[Commands](#commands) · [Questions](#questions) · [Refusals](#refusals) · [Warnings](#warnings) ·
[Roles](#roles) · [Facts](#facts) · [Shapes](#shapes) · [Enumerations](#enumerations) ·
[Settings](#settings)
"""
OF_COMMANDS = """## Commands

Each also takes `on?: Date` (the day it claims, today if left out), `basis?: [DocRef]` and, but
for ⊘, `reason?: Text`. Those with ⚑ take `override?: Override`. *Every open state* is every state
that is not terminal.

First the general codes, one at a time: UNAUTHENTICATED, MALFORMED, NOT_FOUND, KEY_REUSED,
ROLE_REQUIRED, ROLE_EXPIRED, OUT_OF_SCOPE, ON_BEHALF_NOT_ALLOWED, PRECONDITION_REQUIRED, CONFLICT,
DUPLICATE_REF, FUTURE_DATE, CLOSED_STREAM, WRONG_STATE. Then those of the command in the order
given: the first broken one is *the* refusal, and all of them are listed.
"""
OF_QUESTIONS = """## Questions

Each takes `as_of?: Date` and `known_at?: Instant or position`, lists also `limit` and `after`,
and answers `as_of`, `known_at` and `position` beside the fields given.
"""
OF_REFUSALS = """## Refusals

*Import* says whether the import channel records the broken rule or refuses as all others do.
`{item}` stands for what exactly is wrong.

| Code | HTTP | Rule | Import | Indonesian | English |
|---|---|---|---|---|---|"""
OF_SETTINGS = """## Settings

Read from the environment. `jejak check-config` says which are set, and shows no value.

| Variable | If not set | What it is |
|---|---|---|"""
_PLAIN = {str: "Text", int: "Int", bool: "Bool", date: "Date"}
_EVERYWHERE = ("on", "basis", "reason", "override")
"""Fields told once, at the head of the commands."""


def page() -> str:
    parts = (commands, questions, refusals, warnings, roles, facts, shape_list, enumerations)
    return "\n".join([HEAD, *("\n".join(part()) for part in parts), "\n".join(settings())])


def commands() -> Iterator[str]:
    yield OF_COMMANDS
    for thing in dict.fromkeys(command.thing() for command in COMMANDS.values()):
        yield f"### {thing}\n"
        for command in COMMANDS.values():
            if command.thing() == thing:
                yield from _command(command)


def _command(command: type[Command]) -> Iterator[str]:
    duty = duty_of(command.act)
    mark = " ✚" * command.creates + " ⊘" * command.coded_only
    yield f"#### {command.act}{mark}\n"
    yield f"{_said(command)}\n"
    yield f"- `POST {command_path(command)}`"
    second = f"; then {_roles(duty.approves)} as the second person" if duty.approves else ""
    yield f"- who: {_roles(duty.does)}{second}"
    if not command.creates:
        yield f"- from: {', '.join(command.states) or 'every open state'}"
    fields = [
        _slot(info.alias or name, info.rebuild_annotation(), _default(info.default))
        for name, info in command.model_fields.items()
        if name not in _EVERYWHERE or info.is_required()
    ]
    yield f"- fields: {'; '.join(fields) or 'none of its own'}"
    codes = [code + " ⚑" * (code in command.overridable) for code in command.refusals]
    yield f"- refused with: {', '.join(codes) or 'the general codes alone'}\n"


def questions() -> Iterator[str]:
    yield OF_QUESTIONS
    for query in QUERIES.values():
        yield from _question(query)


def _question(query: type[Query]) -> Iterator[str]:
    yield f"### {query.asks}\n"
    yield f"{_said(query)}\n"
    yield f"- `GET {query_path(query)}`"
    fields = [
        _slot(info.alias or name, info.rebuild_annotation(), _default(info.default))
        for name, info in query.model_fields.items()
    ]
    yield f"- parameters: {'; '.join(fields) or 'none of its own'}"
    yield f"- answer: {_fields(query.Result)}\n"


def refusals() -> Iterator[str]:
    yield OF_REFUSALS
    for code in Code:
        on_import = "records" if code in RECORDED_ON_IMPORT else "refuses"
        row = (f"`{code}`", STATUS[code], ", ".join(RULES_OF[code]), on_import, *_sentences(code))
        yield f"| {' | '.join(map(str, row))} |"
    yield ""


def warnings() -> Iterator[str]:
    yield "## Warnings\n"
    yield "Noted beside what was recorded; they never refuse.\n"
    yield "| Code | Indonesian | English |"
    yield "|---|---|---|"
    for code in Warn:
        yield f"| {' | '.join((f'`{code}`', *_sentences(code)))} |"
    yield ""


def roles() -> Iterator[str]:
    yield "## Roles\n"
    yield "| Role | Indonesian | English | Does | Approves as the second person |"
    yield "|---|---|---|---|---|"
    for role in Role:
        does = [act for act, duty in DUTIES.items() if role in duty.does]
        approves = [act for act, duty in DUTIES.items() if role in duty.approves]
        row = (
            f"`{role}`",
            term(role, "id"),
            term(role, "en"),
            ", ".join(does),
            ", ".join(approves),
        )
        yield f"| {' | '.join(cell or '–' for cell in row)} |"
    yield ""


def facts() -> Iterator[str]:
    yield "## Facts\n"
    yield "What the log holds. A fact never changes; a field is never renamed.\n"
    yield "| Topic | Indonesian | English | Fields |"
    yield "|---|---|---|---|"
    for topic, fact in CATALOGUE.items():
        said = (fact_in_words(topic, "id"), fact_in_words(topic, "en"))
        yield f"| {' | '.join((f'`{topic}`', *said, _fields(fact) or '–'))} |"
    yield ""


def shape_list() -> Iterator[str]:
    yield "## Shapes\n"
    yield "| Shape | Fields | What it is |"
    yield "|---|---|---|"
    for kind in _members(shapes, shapes.Shape):
        yield f"| {kind.__name__} | {_fields(kind)} | {_said(kind)} |"
    yield ""


def enumerations() -> Iterator[str]:
    yield "## Enumerations\n"
    yield "| Enumeration | Values |"
    yield "|---|---|"
    for module in (enums, enums_learning, states):
        for kind in _members(module, StrEnum):
            yield f"| {kind.__name__} | {' · '.join(kind)} |"
    yield ""


def settings() -> Iterator[str]:
    yield OF_SETTINGS
    for name, info in Settings.model_fields.items():
        default = info.default
        shown = default.get_secret_value() if isinstance(default, SecretStr) else default
        given = "–" if shown is None else f"`{shown}`"
        yield f"| `JEJAK_{name.upper()}` | {given} | {info.description} |"
    yield ""


# --- words for types ---------------------------------------------------------------------------


def in_words(annotation: Any) -> str:
    """A type as the contract writes it; whether it may be null is not said here."""
    origin, args = get_origin(annotation), get_args(annotation)
    if annotation == Sha256:
        return "Sha256"
    if origin is Annotated:
        named = [mark.thing for mark in args[1:] if isinstance(mark, Names)]
        return f"Id({named[0]})" if named else in_words(args[0])
    if origin in (Union, types.UnionType):
        return " or ".join(in_words(arg) for arg in args if arg is not types.NoneType)
    if origin in (tuple, list, frozenset, Sequence):
        return f"[{in_words(args[0])}]"
    if origin in (dict, Mapping):
        return f"Map({', '.join(map(in_words, args))})"
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Reply):
        return f"{{{_fields(annotation)}}}"
    return getattr(annotation, "__name__", str(annotation))


def _fields(kind: type[Fact | shapes.Shape | Reply]) -> str:
    hints = get_type_hints(kind, include_extras=True)
    return "; ".join(
        f"{item.encode_name}{_gap(hints[item.name], item.required)}: {in_words(hints[item.name])}"
        for item in msgspec.structs.fields(kind)
    )


def _slot(name: str, annotation: Any, default: str | None) -> str:
    optional = default is not None or types.NoneType in get_args(annotation)
    given = f" = {default}" if default else ""
    return f"`{name}{'?' * optional}: {in_words(annotation)}{given}`"


def _gap(annotation: Any, required: bool) -> str:
    return "" if required and types.NoneType not in get_args(annotation) else "?"


def _default(default: Any) -> str | None:
    """A default as JSON; empty if it is null, None if there is none."""
    if default is PydanticUndefined:
        return None
    return "" if default is None else msgspec.json.encode(default).decode()


def _members(module: types.ModuleType, base: type) -> Iterator[Any]:
    for _, kind in inspect.getmembers(module, inspect.isclass):
        if kind.__module__ == module.__name__ and issubclass(kind, base) and kind is not base:
            yield kind


def _said(kind: type) -> str:
    """The docstring in one line."""
    return " ".join((inspect.getdoc(kind) or "").split())


def _sentences(code: Code | Warn) -> tuple[str, str]:
    said = WORDINGS[code]
    return (
        f"**{said.title_id}.** {said.sentence_id}",
        f"**{said.title_en}.** {said.sentence_en}",
    )


def _roles(found: Iterable[Role]) -> str:
    return " or ".join(found)
