"""The views of an open store: built if they never served, brought up to date, looked after."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from application.stops import ViewStopped
from application.views import VIEWS
from domain.things import BLANK
from infrastructure.fingerprint import view_fingerprint
from infrastructure.following import Follower
from infrastructure.log_base import StoredLog
from infrastructure.premises import Premises
from infrastructure.projector import Projector
from infrastructure.rebuilding.belonging import settle
from infrastructure.rebuilding.parts import LONG, Hands
from infrastructure.rebuilding.rebuild import check, drop_kept, rebuild, roll_back
from infrastructure.view_store import KeptViews

_say = logging.getLogger("jejak.views")


@dataclass(frozen=True, slots=True)
class ViewKeeper:
    """Whoever looks after views finds the log, the views and the hands here."""

    log: StoredLog
    views: KeptViews
    projector: Projector
    premises: Premises
    hands: Hands

    @classmethod
    def over(cls, premises: Premises, log: StoredLog, closing: ExitStack) -> "ViewKeeper":
        """Open the views and fold what they miss; `closing` closes them.

        Views that this code has never served are folded beside those of other code first, and views
        that were folded from another log anew.
        """
        views = premises.open_views()
        closing.callback(views.close)
        hands = Hands(premises.open_log, premises.open_views)
        views.adopt(VIEWS, view_fingerprint(), at_once=log.end() < LONG)
        settle(log, views, hands)
        lead = premises.open_lead()
        if lead is not None:
            closing.callback(lead.close)
        keeper = cls(log, views, Projector(log, views, lead), premises, hands)
        keeper.caught_up(keeper.projector.begin)
        return keeper

    def caught_up(self, catch_up: Callable[[], None]) -> ViewStopped | None:
        """Fold what is not folded yet. If all views have stopped that is told, not raised."""
        try:
            catch_up()
        except ViewStopped as stopped:
            _say.error("%s", stopped)
            return stopped
        return None

    def bring_up(self) -> ViewStopped | None:
        """Fold what others recorded and did not fold; why not, if all views have stopped.

        Views that fail leave whatever is decided on them as it is.
        """
        try:
            return self.caught_up(self.projector.bring_up)
        except Exception:
            _say.exception("the views could not be brought up to date")
            return None

    def follow(self) -> Follower:
        """Bring the views up to date with what other processes record, until it is closed."""
        return Follower(self.projector, self.premises.open_calls())

    def rebuild(
        self,
        view: str | None,
        *,
        comparing: bool,
        processes: int | None,
        told: Callable[[int], None] | None,
    ) -> list[str]:
        """See `Store.rebuild_views`."""
        hands = self.hands if processes is None else replace(self.hands, processes=processes)
        return rebuild(self.log, self.views, view=view, comparing=comparing, hands=hands, told=told)

    def roll_back(self) -> list[str]:
        """Let what served before the last rebuild serve again; raises `NothingKept`."""
        return roll_back(self.log, self.views)

    def drop_kept(self) -> int:
        """Free what is kept for rolling back; the number of views' tables dropped."""
        return drop_kept(self.views)

    def check(self, view: str | None = None) -> list[str]:
        """Compare views (one, or all and the state rows) with a fold from the first fact."""
        return check(self.log, self.views, view=view, blanks=BLANK)
