"""Questions in a query string: texts become the JSON a form is read from."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args, get_origin
from urllib.parse import parse_qsl

from application.commands.base import Flaw, Form, each_member_once
from application.paging import Page
from application.queries.base import Query
from interface.door import flaw, malformed
from interface.paging import page_asked

_CLOCKS = ("as_of", "known_at")
_WHOLE = re.compile(r"-?\d{1,16}")
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Parameters:
    """A query string, sorted: the question's own fields, the two clocks, the page."""

    fields: bytes
    as_of: str | None
    known_at: str | None
    page: Page | None
    subject: str | None = None
    """The thing named by `id`, where the path does not name it."""


def parameters(query: type[Query], query_string: bytes) -> Parameters:
    """Read a query string; raises `Malformed` at repeated names, impossible pages, no UTF-8."""
    given = _given(query_string)
    clocks = {name: given.pop(name, None) for name in _CLOCKS}
    subject = given.pop("id", None) if query.takes_id else None
    page = page_asked(query, given)
    return Parameters(_fields(query, given), clocks["as_of"], clocks["known_at"], page, subject)


def parameters_of(form: type[Form], query_string: bytes) -> Parameters:
    """As `parameters`, for what is no list and about no thing in its path."""
    given = _given(query_string)
    clocks = {name: given.pop(name, None) for name in _CLOCKS}
    return Parameters(_fields(form, given), clocks["as_of"], clocks["known_at"], None)


def _given(query_string: bytes) -> dict[str, str]:
    """Every parameter, which may stand there once."""
    given: dict[str, str] = {}
    flaws: list[Flaw] = []
    for name, text in _pairs(query_string):
        if name in given:
            flaws.append(flaw(name, "stands_twice"))
        given[name] = text
    if flaws:
        raise malformed(*flaws)
    return given


def _fields(form: type[Form], given: dict[str, str]) -> bytes:
    """The parameters as the JSON the form is read from."""
    kinds = _kinds(form)
    fields = {name: _value(name, text, kinds.get(name, set())) for name, text in given.items()}
    return json.dumps(fields).encode()


def _pairs(query_string: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query_string.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise malformed(flaw("query", "not_utf8")) from None


def _kinds(form: type[Form]) -> dict[str, set[Any]]:
    """The plain types each parameter may have, by the name it is sent under."""
    return {
        info.alias or name: set(_flat(info.annotation)) for name, info in form.model_fields.items()
    }


def _flat(annotation: Any) -> Iterable[Any]:
    parts = () if get_origin(annotation) is dict else get_args(annotation)
    if not parts:
        yield get_origin(annotation) or annotation
    for part in parts:
        yield from _flat(part)


def _value(name: str, text: str, kinds: set[Any]) -> Any:
    if dict in kinds:
        return _object(name, text)
    if int in kinds and _WHOLE.fullmatch(text):
        return int(text)
    if bool in kinds and text in _TRUTHS:
        return _TRUTHS[text]
    return text


def _object(name: str, text: str) -> Any:
    """An object is sent as its JSON; what is none stays a text, which the form refuses."""
    each_member_once(text.encode(), within=f"/{name}")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
