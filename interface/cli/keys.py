"""`jejak keys`: the keys to personal data, which lie apart from the store and its copies."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from interface.bootstrap import (
    DATABASE_ERRORS,
    KeyPlace,
    PlaceTaken,
    Premises,
    Ring,
    TableVault,
    must_be_free,
)
from interface.cli.opening import NoSuchStore, first_line, flaws_in_words, premises_of, settings
from interface.wordings.keeping import (
    GIVEN_UP,
    KEYS_COPIED,
    KEYS_UNCHANGED,
    NEW_MASTER,
    NO_STORE,
    TAKEN,
    both,
)


def rotate_keys(where: str | None) -> int:
    """Wrap every key under a new master key, and destroy the old one."""
    with _ring(where) as ring:
        ring.change_master()
        click.echo(both(NEW_MASTER, place=ring.place.master))
    return 0


def copy_keys(where: str | None, path: Path) -> int:
    """Copy the keys and their master key to a new folder, for its owner alone."""
    with _ring(where) as ring:
        must_be_free(path)
        ring.copy_to(KeyPlace(path, path))
    click.echo(both(KEYS_COPIED, place=path))
    return 0


def give_keys_up(where: str | None) -> int:
    """Go on with new keys where the old ones are lost, and every name and NIP with them."""
    premises = premises_of(where, settings())
    with _in_words(premises), closing(premises.open_tables()) as tables:
        must_be_free(premises.keys.folder)
        lost = TableVault.given_up(tables, premises.keys)
    click.echo(both(GIVEN_UP, people=lost, place=premises.keys.folder))
    return 0


@contextmanager
def _ring(where: str | None) -> Iterator[Ring]:
    """The keys of a store that is there."""
    premises = premises_of(where, settings())
    with _in_words(premises), closing(Ring(premises.keys)) as ring:
        yield ring


@contextmanager
def _in_words(premises: Premises) -> Iterator[None]:
    """The store must be there; what hinders is said in one sentence, exit code 2."""
    try:
        with flaws_in_words():
            if not premises.hold_a_store():
                raise NoSuchStore(both(NO_STORE))
            yield
    except PlaceTaken as error:
        raise NoSuchStore(both(TAKEN, why=error)) from error
    except (*DATABASE_ERRORS, OSError, ValueError) as error:
        raise NoSuchStore(both(KEYS_UNCHANGED, why=first_line(error))) from error
