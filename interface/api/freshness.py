"""Reading no older than a position: whoever was answered a position may ask to read from there on.

`Jejak-Min-Position` names it, as `Last-Event-Position` did; `Prefer: wait=SECONDS` (RFC 7240) says
how long to wait for it.
"""

import re

from fastapi import Request

from interface.bootstrap import Store
from interface.door import flaw, malformed

HEADER = "Jejak-Min-Position"
PATIENCE, LONGEST = 5.0, 30.0
"""Seconds to wait: unless asked for otherwise, and at most."""

_POSITION = re.compile(r"\d{1,15}")
_WAIT = re.compile(r"(?:^|,)\s*wait\s*=\s*\"?(\d{1,6})\"?\s*(?:$|[,;])", re.IGNORECASE)


class Late(Exception):
    """The views did not reach the position in time."""


def wait_for_position(store: Store, request: Request) -> None:
    """Wait until the views hold what the request has seen. Raises `Late`, `Refused`."""
    given = request.headers.get(HEADER)
    if given is None:
        return
    if not _POSITION.fullmatch(given.strip()):
        raise malformed(flaw(HEADER, "no_position"))
    preferred = _WAIT.search(request.headers.get("prefer", ""))
    seconds = PATIENCE if preferred is None else min(float(preferred[1]), LONGEST)
    try:
        store.projector.wait_for(int(given), round(seconds * 1000))
    except TimeoutError as error:
        raise Late from error
