"""One process of a race: it opens the store as any server does, and acts when all are ready."""

import os
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from interface.bootstrap import StoreKind, open_store
from tests.city import City

TODAY = "2020-02-20"

Wish = tuple[str, str, Mapping[str, Any], str]
"""Act, login, fields, id."""


def contend(
    where: str, names: Mapping[str, str], together: Barrier, line: "Connection[Any, Any]"
) -> None:
    """Act on each wish at the same moment as the others; answer state and codes."""
    store = open_store(where, kind=StoreKind.SANDBOX)
    city = City(store, names=dict(names))
    city.at(TODAY)
    line.send("ready")
    while (wish := line.recv()) is not None:
        name, by, fields, subject = wish
        together.wait(60)
        reply = city.act(name, by, fields, id=subject)
        line.send((reply.body.get("state"), reply.refused))
    store.close()


def die_before_the_views(where: str, names: Mapping[str, str], wish: Wish) -> None:
    """Act, and end at the moment the facts are recorded and nothing else is done yet."""
    store = open_store(where, kind=StoreKind.SANDBOX)
    store.log.follow(lambda _facts: os._exit(9))
    city = City(store, names=dict(names))
    city.at(TODAY)
    name, by, fields, subject = wish
    city.act(name, by, fields, id=subject)
