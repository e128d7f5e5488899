"""What an act is asked as, and what it asks of the log once it is decided."""

from collections.abc import Callable
from hashlib import sha256

import msgspec

from application.commands.base import Command
from application.context import Context
from application.desk import Desk
from application.ports import Append
from domain.replacing import replace
from domain.system import System

Request = tuple[Command, Context, str | None]
"""A command, who asks, and the thing asked of."""


def addressed(request: Request) -> Request:
    """What is asked of the system itself is asked of the one thing it is."""
    command, context, subject = request
    return command, context, System.thing if command.thing() == System.thing else subject


def content_of(
    command: Command, context: Context, subject: str | None, pseudonym: Callable[[str], str]
) -> bytes:
    """What makes two requests the same: command, id, fields, actor, person acted for (§1.4).

    The hash stays beside the log for good. Who has all but one of the fields could try out the
    last, so a pseudonym stands for what is personal.
    """
    given = command.given()
    for field in command.personal & given.keys():
        if given[field] is not None:
            given[field] = pseudonym(given[field])
    parts = (command.act, subject, given, context.actor, context.on_behalf_of)
    return sha256(msgspec.json.encode(parts, order="sorted")).digest()


def ask_of(desk: Desk, content: bytes) -> Append:
    """The append one decision asks for; warnings stand on the first fact of the act."""
    drafts = desk.drafts
    if desk.warnings:
        drafts = [replace(drafts[0], warnings=tuple(desk.warnings)), *drafts[1:]]
    streams = {draft.stream for draft in drafts}
    return Append(
        drafts=tuple(drafts),
        expected=desk.expected,
        at=desk.context.at,
        key=desk.context.key,
        request_hash=content,
        boundaries=desk.boundaries,
        touches=frozenset(desk.touched),
        claims=desk.claims,
        states={stream: desk.states[stream] for stream in streams if stream in desk.states},
    )
