"""How the verbs reach their store, and what they say when they cannot."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from application.evidence import EvidenceUnavailable
from application.flaws import KeysUnusable, PartGone, PersonalDataLost, UnknownAddress
from application.journal_lines import NoClock, moment
from application.stops import ViewStopped
from domain.envelope import Instant
from interface.bootstrap import (
    DATABASE_ERRORS,
    BadPolicy,
    Policy,
    Premises,
    Settings,
    Store,
    StoreKind,
    TimeBackwards,
    Witnesses,
    WrongKind,
    open_store,
)
from interface.wordings.command_line import NO_ACCOUNT, NO_TIME, OTHER_KIND, WHO_ASKS
from interface.wordings.flaws import flaw_in_words
from interface.wordings.items import Words
from interface.wordings.keeping import (
    AWAY,
    DATA_LOST,
    GONE,
    KEYS,
    NO_ADDRESS,
    NO_DOCUMENTS,
    NO_STORE,
    NOT_A_STORE,
    NOT_OPENED,
    NOT_WRITTEN,
    both,
)
from interface.wordings.standing import stopped_in_words
from interface.wordings.witness import NO_POLICY
from interface.wordings.wording import Language

USAGE, WRONG_KIND, STOPPED = 2, 3, 4
_SPOKEN: dict[str, Language] = {"indonesian": "id", "english": "en"}


class NoSuchStore(click.ClickException):
    """The store cannot be used for what was asked."""

    exit_code = USAGE


class OtherKind(click.ClickException):
    """The store is a sandbox and must not be, or the other way round."""

    exit_code = WRONG_KIND


def settings() -> Settings:
    """The settings of this process; ends with exit code 2 naming what is wrong with them."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"JEJAK_{str(flaw['loc'][0]).upper()}: {flaw['msg']}" for flaw in error.errors()]
        raise NoSuchStore("; ".join(wrong)) from error


class StandsStill(click.ClickException):
    """A view that is needed has stopped at a fact it cannot place."""

    exit_code = STOPPED


@contextmanager
def opened(
    where: str | None,
    *,
    kind: StoreKind | None = None,
    if_new: StoreKind = StoreKind.PRODUCTION,
    at: Instant | None = None,
    there: bool = False,
) -> Iterator[Store]:
    """The store at `where`, else the one that is set; None opens neither, see `fresh`.

    `there`: it must be there already; a slip in a name must not leave an empty store behind. Nor
    is a folder made into one where something else lies.
    """
    given = settings()
    place = where or given.store.get_secret_value()
    if not holds_a_store(place):
        if there:
            raise NoSuchStore(both(NO_STORE))
        must_be_free_for_a_store(place)
    with closing(
        place,
        kind=kind or given.kind,
        if_new=if_new,
        at=at,
        evidence=given.evidence,
        keys=given.keys,
        master=given.master_key,
        origin=given.origin,
        signing=given.signing,
        witnesses=witnesses_of(given),
        witnesses_required=given.witnesses_required,
    ) as store:
        yield store


def witnesses_of(given: Settings) -> Witnesses | None:
    """The witnesses that are set; ends with exit code 2 if their policy cannot be read."""
    return Witnesses(policy_in(given.witnesses)) if given.witnesses else None


def policy_in(file: Path) -> Policy:
    """A policy file; ends with exit code 2 if it is none."""
    try:
        return Policy.of_text(file.read_text(encoding="utf-8"))
    except (BadPolicy, OSError, UnicodeDecodeError) as error:
        raise NoSuchStore(both(NO_POLICY, where=file, why=error)) from error


def premises_of(where: str | None, given: Settings) -> Premises:
    """Where the parts of a store lie, by what was named and what is set; ends with exit code 2 if
    that is no address."""
    place = where or given.store.get_secret_value()
    try:
        return Premises.of(place, given.evidence, given.keys, given.master_key)
    except UnknownAddress as error:
        raise NoSuchStore(both(NO_ADDRESS)) from error


def holds_a_store(where: str | None) -> bool:
    """Whether there is a store already; ends with exit code 2 if only a part of one is there."""
    premises = premises_of(where, settings())
    with cannot_open(premises), flaws_in_words():
        return premises.hold_a_store()


def must_be_free_for_a_store(where: str | None) -> None:
    """End with exit code 2 if a store can be made there only among other things."""
    premises = premises_of(where, settings())
    with cannot_open(premises):
        if not premises.may_become_a_store():
            raise NoSuchStore(both(NOT_A_STORE, where=premises.folder))


@contextmanager
def cannot_open(premises: Premises | None) -> Iterator[None]:
    """Why a store cannot be opened, in one sentence; exit code 2."""
    try:
        yield
    except (*DATABASE_ERRORS, OSError, ValueError) as error:
        folder = premises and premises.cannot_be_written()
        if folder:
            raise NoSuchStore(both(NOT_WRITTEN, where=folder)) from error
        raise NoSuchStore(both(NOT_OPENED, why=first_line(error))) from error


@contextmanager
def away_in_words() -> Iterator[None]:
    """What is said when the database goes away in the middle of something; exit code 2."""
    try:
        yield
    except DATABASE_ERRORS as error:
        raise NoSuchStore(both(AWAY, why=first_line(error))) from error


def first_line(error: BaseException) -> str:
    """What an error says first; databases go on with advice that is not for here."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")


@contextmanager
def fresh(at: Instant | None = None) -> Iterator[Store]:
    """A sandbox of one's own that is gone at the end."""
    with closing(None, kind=StoreKind.SANDBOX, at=at) as store:
        yield store


@contextmanager
def closing(where: str | None, **asked: Any) -> Iterator[Store]:
    try:
        with cannot_open(premises_of(where, settings()) if where else None), flaws_in_words():
            store = open_store(where, **asked)
    except WrongKind as error:
        raise OtherKind(both(OTHER_KIND, kind=error.kind, asked=error.asked)) from error
    with away_in_words():
        try:
            yield store
        except ViewStopped as stopped:
            raise StandsStill("\n".join(stopped_in_words(stopped))) from stopped
        except EvidenceUnavailable as error:
            raise NoSuchStore(both(NO_DOCUMENTS, why=error)) from error
        except PersonalDataLost as error:
            raise NoSuchStore(both(DATA_LOST, why=error)) from error
        finally:
            store.close()


@contextmanager
def flaws_in_words() -> Iterator[None]:
    """Why a store or the keys to its personal data cannot be used, and what to do; exit code 2."""
    try:
        yield
    except PartGone as error:
        raise NoSuchStore(both(GONE[error.part], place=error.place, left=error.left)) from error
    except KeysUnusable as error:
        raise NoSuchStore(both(KEYS[error.trouble], place=error.place)) from error


def set_clock(store: Store, at: str | None) -> None:
    """Set a sandbox's clock forward, if an instant was given."""
    if at is None:
        return
    try:
        store.set_time(moment(at))
    except NoClock as error:
        raise NoSuchStore(clock_in_words(NO_TIME, error.kind, error.limit)) from error
    except TimeBackwards as error:
        backwards = clock_in_words(NO_TIME, "time_backwards", store.clock.now())
        raise NoSuchStore(backwards) from error
    except WrongKind as error:
        raise NoSuchStore(both(OTHER_KIND, kind=error.kind, asked=error.asked)) from error


def clock_in_words(words: Words, kind: str, limit: str) -> str:
    """What is wrong with a moment that was given, in both languages."""
    said = {name: flaw_in_words(kind, limit, spoken) for name, spoken in _SPOKEN.items()}
    return both(words, **said)


def reader_of(store: Store, login: str | None) -> str | None:
    """The account that asks; nobody in particular may in a sandbox only."""
    if login is None and store.kind is not StoreKind.SANDBOX:
        raise click.UsageError(both(WHO_ASKS))
    return account_of(store, login) if login else None


def account_of(store: Store, login: str) -> str:
    """The account behind a login; ends with exit code 2 if there is none."""
    found = store.account_of(login)
    if found is None:
        raise NoSuchStore(both(NO_ACCOUNT, login=login))
    return found
