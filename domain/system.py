"""The store itself: opened once, as a sandbox or for production; it never turns into the other.

The keys that sign its checkpoints are facts of it as well: who holds an old head learns of a new
key from the log that the old key vouches for.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar, Self, cast

from domain.base import Fact
from domain.envelope import AnyEnvelope
from domain.thing import Thing

_KEY = re.compile(r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}")
_LONGEST_KEY = 2100


def is_verifier_key(text: str) -> bool:
    """Whether a text has the form of a public key: name, id and key (C2SP signed-note)."""
    return len(text) <= _LONGEST_KEY and _KEY.fullmatch(text) is not None


class StoreKind(StrEnum):
    """A sandbox takes its time from the journal; production never does (D15)."""

    SANDBOX = "SANDBOX"
    PRODUCTION = "PRODUCTION"


class StoreOpened(Fact):
    """The first fact of every store (contract §2)."""

    topic = "system.store-opened.v1"
    kind: StoreKind


class GlassBroken(Fact):
    """An administrator looked past the limits of the role, and why (R88); all may see that."""

    topic = "system.glass-broken.v1"
    employee: str
    purpose: str


class SigningKeyAnnounced(Fact):
    """From here on checkpoints of this log may be signed by this key as well."""

    topic = "system.signing-key-announced.v1"
    vkey: str


class SigningKeyRetired(Fact):
    """From here on this key signs no checkpoint of this log any more."""

    topic = "system.signing-key-retired.v1"
    vkey: str


@dataclass(frozen=True, slots=True)
class System(Thing):
    thing: ClassVar[str] = "system"
    undated: ClassVar[frozenset[str]] = frozenset(
        {
            StoreOpened.topic,
            GlassBroken.topic,
            SigningKeyAnnounced.topic,
            SigningKeyRetired.topic,
        }
    )

    signing_keys: tuple[str, ...] = ()
    """The keys that may sign, in the order they were announced."""
    retired_keys: tuple[str, ...] = ()

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(StoreOpened | GlassBroken | SigningKeyAnnounced | SigningKeyRetired, fact.data):
            case StoreOpened(kind=kind):
                return replace(self, id=fact.subject, version=fact.version, state=kind.value)
            case GlassBroken():
                return replace(self, version=fact.version)
            case SigningKeyAnnounced(vkey=vkey):
                return replace(self, version=fact.version, signing_keys=(*self.signing_keys, vkey))
            case SigningKeyRetired(vkey=vkey):
                return replace(
                    self,
                    version=fact.version,
                    signing_keys=tuple(kept for kept in self.signing_keys if kept != vkey),
                    retired_keys=(*self.retired_keys, vkey),
                )
