"""Stores that sign, on either database; their keys lie apart from them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from application.context import Receipt
from domain.envelope import Instant
from infrastructure.ledger.key_folder import KeyFolder
from infrastructure.ledger.signing import Algorithm, SigningKey
from infrastructure.premises import Premises
from interface.bootstrap import Publisher, Store, StoreKind, open_store
from tests import one_act

ORIGIN = "jejak.example/log"
NOON = Instant("2024-01-02T05:00:00.000000Z")


@dataclass
class Signed:
    """Stores under one origin with one folder of keys; whatever is opened is closed at the end."""

    place: Path
    fresh: Callable[[], str]
    opened: list[Store] = field(default_factory=list)
    where: str = ""
    personal: Path | None = None
    """The folder of the keys to personal data, which all of them share."""

    @property
    def keys(self) -> KeyFolder:
        return KeyFolder(self.place / "signing")

    def open(self, where: str | None = None, **given: Any) -> Store:
        apart = {"signing": self.keys.path, "keys": self.personal or self.place / "personal"}
        settings = {"origin": ORIGIN, "at": NOON, **apart, **given}
        evidence = self.place / "evidence"
        store = open_store(
            where or self.where, if_new=StoreKind.SANDBOX, evidence=evidence, **settings
        )
        self.opened.append(store)
        return store

    def close(self) -> None:
        for store in self.opened:
            store.close()

    def premises(self, where: str) -> Premises:
        personal = self.personal or self.place / "personal"
        return Premises.of(where, self.place / "evidence", personal)


def publisher_of(store: Store) -> Publisher:
    assert store.publisher is not None
    return store.publisher


def act(store: Store, command: str, **fields: Any) -> Receipt:
    """One act of the administrator."""
    return one_act.act(store, "root", command, **fields)


def grow(store: Store, by: int, word: str = "surat") -> None:
    """Record some facts."""
    for number in range(by):
        text = f"{word} {store.log.head().position} {number}"
        act(store, "document.store", text=text, title="Surat")


def announce(store: Store, key: SigningKey) -> None:
    act(store, "system.announce-signing-key", vkey=str(key.verifier))


def with_a_key(signed: Signed, store: Store, kind: Algorithm = Algorithm.ED25519) -> SigningKey:
    key = signed.keys.make(ORIGIN, kind)
    announce(store, key)
    return key
