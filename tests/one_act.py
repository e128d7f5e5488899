"""One act over a store that is open, as an account does it through the API."""

from typing import Any

from application.context import Context, Receipt
from domain.enums import Channel
from interface.bootstrap import Store
from interface.door import as_json, carry_out


def act(
    store: Store, login: str, command: str, subject: str | None = None, /, **fields: Any
) -> Receipt:
    """Carry out a command under a key of its own."""
    actor = store.account_of(login)
    assert actor is not None
    context = Context(
        actor=actor,
        at=store.clock.now(),
        new_id=store.new_id(),
        channel=Channel.API,
        key=store.new_id(),
    )
    return carry_out(store, command, as_json(fields), context, subject)
