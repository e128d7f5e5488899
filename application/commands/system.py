"""What can be asked of the store itself (contract §5.8)."""

from typing import TYPE_CHECKING

from application.commands.base import Reasoned
from application.ticking import tick

if TYPE_CHECKING:
    from application.desk import Desk


class SystemTick(Reasoned):
    """Record everything the calendar has made true up to now, each once (§6)."""

    act = "system.tick"

    def decide(self, desk: "Desk") -> None:
        tick(desk)
