"""What can be asked of the store itself (contract §5.8)."""

from typing import TYPE_CHECKING

from application.commands.base import Reasoned
from application.ticking import tick
from domain.system import (
    GlassBroken,
    SigningKeyAnnounced,
    SigningKeyRetired,
    System,
    is_verifier_key,
)
from domain.values import EmployeeId, Text

if TYPE_CHECKING:
    from application.desk import Desk


class SystemTick(Reasoned):
    """Record everything the calendar has made true up to now, each once (§6)."""

    act = "system.tick"
    importable = False
    takes_long = True

    def decide(self, desk: "Desk") -> None:
        tick(desk)


class BreakGlass(Reasoned):
    """An administrator looks past the limits of the role in an emergency, for all to see (R88)."""

    act = "system.break-glass"
    importable = False

    employee: EmployeeId
    purpose: Text

    def decide(self, desk: "Desk") -> None:
        desk.record(GlassBroken(employee=self.employee, purpose=self.purpose))


class AnnounceSigningKey(Reasoned):
    """Let a key sign checkpoints, beside those that do; the log tells whoever trusts them.

    A key that is announced already changes nothing; one that was retired does not come back.
    """

    act = "system.announce-signing-key"
    importable = False

    vkey: Text

    def misfits(self, desk: "Desk") -> tuple[str, ...]:
        retired = self.vkey in desk.get(System, desk.subject).retired_keys
        return ("vkey",) if retired or not is_verifier_key(self.vkey) else ()

    def decide(self, desk: "Desk") -> None:
        if self.vkey not in desk.get(System, desk.subject).signing_keys:
            desk.record(SigningKeyAnnounced(vkey=self.vkey))


class RetireSigningKey(Reasoned):
    """End a key's time: the checkpoints after this fact are signed by the others."""

    act = "system.retire-signing-key"
    importable = False

    vkey: Text

    def missing(self, desk: "Desk") -> tuple[str, ...]:
        return () if self.vkey in desk.get(System, desk.subject).signing_keys else ("vkey",)

    def decide(self, desk: "Desk") -> None:
        desk.record(SigningKeyRetired(vkey=self.vkey))
