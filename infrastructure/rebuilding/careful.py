"""Catching up after a process that died while it did: on which fact, and in which view.

A fold that exhausts memory or breaks the interpreter raises nothing that could be caught; whoever
starts again dies again. So before a chunk is folded that is noted, and struck when it is done.
Whoever finds such a note goes through the chunk fact by fact and view by view, noting each first. A
view that processes died in repeatedly, at one fact, is left standing before it like any other.
"""

from typing import NamedTuple

from application.stops import ViewStopped
from domain.envelope import AnyEnvelope
from infrastructure.rebuilding.filling import CHUNK, Tail, all_of, fill, fold_on
from infrastructure.rebuilding.register import Register
from infrastructure.view_fold import Moved
from infrastructure.view_store import KeptViews

DEATHS = 3
"""So many processes may die on a fact before its view is left behind."""

DIED = "processes died while they folded it"
"""How the reason of such a stop begins. Nobody tries it again by himself."""


class Note(NamedTuple):
    """From `first` to `until` a process was folding; `times` it came to `first` in `view`."""

    first: int
    until: int
    view: str
    times: int


def catch_up_carefully(log: Tail, store: KeptViews) -> None:
    """Fold what the log holds; meant for the opening of a store, where nearly nothing is missing.

    Returns early where another process folds along, or a fact cannot be read.
    """
    try:
        while (position := store.position()) < (end := log.end()):
            note = _noted(store)
            if note is not None and note.first <= position + 1 <= note.until:
                for fact in log.tail(position, upto=min(note.until, end)):
                    _try_out(store, fact, note)
                    fold_on(store, [fact], fact.position - 1, fact.position)
            else:
                until = min(position + CHUNK, end)
                _note(store, Note(position + 1, until, "", 0))
                fill(all_of(log), store, upto=until)
                _strike(store)
    except (Moved, ViewStopped):
        return


def _try_out(store: KeptViews, fact: AnyEnvelope, found: Note) -> None:
    """Fold a fact in each view in memory only, with a note of it before."""
    stopped = {stop.view for stop in store.stopped()}
    for view in store.views:
        if fact.topic not in view.topics or view.name in stopped:
            continue
        here = (found.first, found.view) == (fact.position, view.name)
        times = found.times if here else 0
        if times >= DEATHS:
            store.stop(ViewStopped(view.name, fact.position, f"{DIED}: {times}"))
            continue
        _note(store, Note(fact.position, found.until, view.name, times + 1))
        try:
            store.rehearse(view, fact)
        except ViewStopped:
            continue


def _noted(store: KeptViews) -> Note | None:
    with store.turn() as run:
        found = Register(run, store.dialect).attempt(store.standing().generation)
    return None if found is None else Note(*found)


def _note(store: KeptViews, note: Note) -> None:
    with store.turn() as run:
        generation = store.standing().generation
        Register(run, store.dialect).note_attempt(generation, *note)


def _strike(store: KeptViews) -> None:
    with store.turn() as run:
        Register(run, store.dialect).strike_attempt(store.standing().generation)
