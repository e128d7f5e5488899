"""Who reads the facts of the log as they are stored, and what is noted of it.

Checkpoints and hashes tell nothing of what was recorded and are for everybody. Facts are for those
who read the whole programme, and for whoever recorded them. What an inspector asks of one person is
for nobody else, and a bundle of facts cannot leave it out: it is for readers who see all in it.
"""

import re

from application.access import AccessEntry
from application.queries.sight import Sight
from application.watching import is_watched
from domain.account import Account
from domain.base import refuse
from domain.codes import Code
from domain.dates import civil_day
from domain.states import AccessKind
from interface.bootstrap import Store
from interface.door import account_on

ENTRIES, PROOF_FILE = "entries", "proof-file"
_POSITION = re.compile(r"[1-9][0-9]{0,14}", re.ASCII)


def entries(store: Store, reader: str, path: str) -> bytes | None:
    """A bundle of facts of the published tree, by its path; None if it has no such bundle.

    Refuses a reader who has no role for the whole programme or does not see every fact in it;
    who is watched is noted.
    """
    account = _account(store, reader)
    first, last = store.ledger.facts_in(path)
    if not _sees(store, account, first, last):
        _refused(store, account, ENTRIES, None)
    _noted(store, account, ENTRIES, None)
    return store.ledger.tile(path)


def proof_file(store: Store, reader: str, position: str) -> str:
    """The proof of a fact, with its bytes, for one who may read it. Refuses with NOT_FOUND where
    there is no such fact, or no published checkpoint over it yet."""
    account = _account(store, reader)
    number = int(position) if _POSITION.fullmatch(position) else 0
    found = next(store.log.tail(number - 1, upto=number), None) if number else None
    own = found is not None and account.id in (found.actor, found.on_behalf_of)
    if not own and not _sees(store, account, number, number):
        _refused(store, account, PROOF_FILE, position)
    proof = store.ledger.proof_of(number)
    if proof is None:
        refuse(Code.NOT_FOUND)
    _noted(store, account, PROOF_FILE, position)
    return proof


def _account(store: Store, reader: str) -> Account:
    account = account_on(store, reader)
    if account is None:
        refuse(Code.UNAUTHENTICATED)
    return account


def _sees(store: Store, account: Account, first: int, last: int) -> bool:
    """Whether a reader of the programme sees every fact from one position to another."""
    sight = Sight(store.reading_room.reading(reader=account.id, at=store.clock.now()))
    return sight.programme and sight.reaches_all(first, last)


def _refused(store: Store, account: Account, name: str, subject: str | None) -> None:
    code = Code.OUT_OF_SCOPE
    entry = AccessEntry(store.clock.now(), account.id, AccessKind.REFUSED, name, subject, code)
    store.access_log.note(entry)
    refuse(code)


def _noted(store: Store, account: Account, name: str, subject: str | None) -> None:
    now = store.clock.now()
    if is_watched(account, civil_day(now)):
        store.access_log.note(AccessEntry(now, account.id, AccessKind.READ, name, subject))
