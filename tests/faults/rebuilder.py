"""Processes of the tests of views: one that rebuilds, one that records as a server does."""

import os
from functools import partial
from pathlib import Path
from typing import Any

from infrastructure.premises import Premises
from infrastructure.rebuilding.parts import Hands
from infrastructure.rebuilding.rebuild import rebuild
from infrastructure.settings import EVIDENCE
from interface.bootstrap import Store, StoreKind, open_store
from tests.one_act import act

Line = Any
"""A `multiprocessing` connection to the test."""


def hands_of(where: str, processes: int) -> Hands:
    """Hands that share even a short log."""
    premises = Premises.of(where, EVIDENCE)
    return Hands(premises.open_log, premises.open_views, processes=processes, least=1)


def fold_anew(where: str, processes: int, line: Line) -> None:
    """Rebuild every view, telling each position reached, until it is done or killed."""
    store = open_store(where, kind=StoreKind.SANDBOX)
    line.send(os.getpid())
    hands = hands_of(where, processes)
    rebuild(store.log, store.views, hands=hands, told=line.send, comparing=False)
    line.send("done")
    store.close()


def register(store: Store) -> int:
    """Record one organisation; its position."""
    receipt = act(store, "root", "organisation.register", name="Kota", category="CITY")
    return receipt.positions[-1]


def serve(where: str, line: Line) -> None:
    """Record when asked to, and keep the views up with others, until told to stop.

    Answers a wish with the position recorded, where the views are then, whether this process
    leads, and how many facts it has folded. `many` records until something is heard.
    """
    store = open_store(where, kind=StoreKind.SANDBOX)
    follower = store.keeper.follow()
    line.send(os.getpid())
    for wish in iter(line.recv, "stop"):
        record = partial(register, store)
        if wish == "many":
            while not line.poll():
                line.send(record())
        else:
            position = record() if wish == "act" else 0
            projector = store.projector
            views = projector.status().position
            line.send((position, views, projector.leads(), projector.tally.facts))
    follower.close()
    store.close()


def part_files(where: str) -> list[str]:
    """Files of a rebuild beside the views of a store in a folder."""
    return sorted(path.name for path in Path(where).glob("views.db.*-*"))
