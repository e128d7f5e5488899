"""The few acts of the console: what inspectors write about what they read, and nothing else.

A form is made for one session: it carries a seal over the key in the reader's cookie, which no
other site can know, and a command key, so that a form sent twice is one act. The fields are the
command's own; a dot leads into an object, a number behind it into a list.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from fastapi import Response

from application.commands import COMMANDS
from application.commands.base import Malformed
from application.context import Context
from application.digits import number_in
from application.permissions import duty_of
from domain.base import Refused, Violation
from domain.codes import Code
from domain.enums import Channel, Role
from interface.bootstrap import Store
from interface.console import contents
from interface.console.rendering import Address, render
from interface.door import as_json, carry_out, flaw, malformed
from interface.problems import STATUS
from interface.texts import sentence, title
from interface.wordings.flaws import flaw_in_words

_PURPOSE = b"jejak console form"
LONGEST_FORM = 64 * 1024
DEEPEST = 4
"""Steps of a field's name; no command nests deeper."""
OWN = ("act", "id", "seal", "once")
"""Fields of a form that are not the command's."""
WHOLE = {"size", "position"}
OBJECTS = {"parameters"}
_NOW: dict[str, str | int | None] = {"as_of": None, "known_at": None}
"""What was just recorded is not known at an earlier moment."""

ACTS: Mapping[str, str] = MappingProxyType(
    {
        "question.keep": "question",
        "question.withdraw": "question",
        "sample.draw": "sample",
        "sample.mark": "sample",
        "evidence-request.ask": "evidence-request",
        "evidence-request.return": "evidence-request",
        "evidence-request.accept": "evidence-request",
        "finding.record": "finding",
        "finding.issue": "finding",
        "finding.verify": "finding",
        "finding.set-status": "finding",
        "finding.close": "finding",
        "finding.reopen": "finding",
    }
)
"""What the console carries out -> the thing whose page shows it afterwards."""


@dataclass(frozen=True, slots=True)
class Pen:
    """What a form needs to be believed: the seal of the session, and a key for one act."""

    seal: str
    key: str
    roles: frozenset[Role]
    """What its holder is today; a form for others is not shown."""

    def may(self, act: str) -> bool:
        return not self.roles.isdisjoint(duty_of(act).does)


def seal_of(cookie: str) -> str:
    """What a form of this session carries."""
    return hmac.new(cookie.encode(), _PURPOSE, sha256).hexdigest()


def is_sealed(form: Mapping[str, str], cookie: str) -> bool:
    given = form.get("seal", "").encode(errors="replace")
    return hmac.compare_digest(given, seal_of(cookie).encode())


def carried_out(store: Store, reader: str, form: Mapping[str, str], address: Address) -> Response:
    """Do what the form asks for, and go to the page of the thing; or say why not."""
    act = form.get("act", "")
    if act not in ACTS:
        return render(
            "message.html", address, 404, title="not_found", help="not_found_help", said=""
        )
    command = COMMANDS[act]
    context = Context(
        actor=reader,
        at=store.clock.now(),
        new_id=store.new_id(),
        channel=Channel.CONSOLE,
        key=form.get("once") or None,
    )
    subject = form.get("id") if command.needs_id() else None
    try:
        receipt = carry_out(store, act, as_json(fields_of(store, form)), context, subject)
    except Refused as refusal:
        return _refused(refusal, address)
    page = contents.page_of(ACTS[act], receipt.id) or "/desk"
    return Response(status_code=303, headers={"Location": address.link(page, **_NOW)})


def fields_of(store: Store, form: Mapping[str, str]) -> dict[str, Any]:
    """The command's fields: empty ones are left out, logins become accounts.

    Raises `Refused` where a name leads nowhere.
    """
    fields: dict[str, Any] = {}
    for name, text in form.items():
        if name not in OWN and text.strip():
            path = name.split(".")
            if len(path) > DEEPEST:
                raise _no_field(path[0])
            _put(fields, path, _value(store, name, text.strip()))
    return fields


def _value(store: Store, name: str, text: str) -> Any:
    if name == "assignee":
        return store.account_of(text) or text
    last = name.rpartition(".")[2]
    if last in WHOLE:
        number = number_in(text)
        return text if number is None else number
    if last in OBJECTS:
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text


def _put(into: dict[str, Any], path: list[str], value: Any) -> None:
    """`criterion.code` into an object, `links.0.position` into the first item of a list."""
    first, *rest = path
    if not rest and first not in into:
        into[first] = value
        return
    listed = bool(rest) and rest[0].isdigit()
    inner: object = into.setdefault(first, [{}] if listed else {})
    if listed and isinstance(inner, list):
        _put(inner[0], rest[1:] or ["value"], value)
    elif rest and not listed and isinstance(inner, dict):
        _put(inner, rest, value)
    else:
        raise _no_field(first)


def _no_field(name: str) -> Malformed:
    return malformed(flaw(name, "no_field_of_a_form"))


def _refused(refusal: Refused, address: Address) -> Response:
    errors = refusal.errors
    said = [(title(Code(e.code), address.language), _sentence(e, address)) for e in errors]
    status = STATUS[Code(errors[0].code)]
    if isinstance(refusal, Malformed):
        found = ((f.pointer[1:], f.kind, f.limit) for f in refusal.flaws)
        said = [
            (said[0][0], f"{name}: {flaw_in_words(kind, limit, address.language)}")
            for name, kind, limit in found
        ]
    return render("refused.html", address, status, said=said)


def _sentence(broken: Violation, address: Address) -> str:
    return sentence(Code(broken.code), broken.item, address.language)
