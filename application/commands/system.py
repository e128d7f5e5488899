"""What can be asked of the store itself (contract §5.8)."""

from typing import TYPE_CHECKING

from application.commands.base import Reasoned
from application.ticking import tick
from domain.system import GlassBroken
from domain.values import EmployeeId, Text

if TYPE_CHECKING:
    from application.desk import Desk


class SystemTick(Reasoned):
    """Record everything the calendar has made true up to now, each once (§6)."""

    act = "system.tick"
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
