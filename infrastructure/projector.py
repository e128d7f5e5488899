"""Brings the views up to date with the log: at once by whoever appended, or from any position.

Several processes may fold into one store. The position check inside the store's transaction lets
each fact fold once; who comes second reads where the store is by now and goes on from there.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from threading import Condition, RLock
from typing import NoReturn, Protocol

from application.ports import LogUnavailable
from application.stops import ViewStopped
from domain.envelope import AnyEnvelope, Instant
from infrastructure.rebuilding.belonging import fold_anew_if_foreign
from infrastructure.rebuilding.careful import DIED, catch_up_carefully
from infrastructure.rebuilding.filling import CHUNK, all_of, taken
from infrastructure.rebuilding.rebuild import WholeLog
from infrastructure.rebuilding.register import BESIDE, EVERY, SERVING
from infrastructure.rebuilding.resuming import resume
from infrastructure.view_fold import Moved
from infrastructure.view_store import KeptViews
from infrastructure.view_tables import NotAdopted, ViewsUnavailable

_say = logging.getLogger("jejak.views")
_LOOK_AGAIN = 0.002
"""Seconds between looks at the stored position while another process may be folding."""
_LOOKS = 25
"""Looks at the position to one at what has stopped."""
_TURN_MS = 50
"""How long to wait for the process that leads before asking whether it still does."""
_PATIENCE = 10.0
"""Seconds to wait for it at all. The append stands; its reader may ask for the position."""


class Lead(Protocol):
    """Which of several processes folds for all."""

    def held(self) -> bool:
        """Whether it is this one; it takes over where no living process leads."""
        ...

    def call(self) -> None:
        """Tell the one that leads that there is something to fold."""
        ...


@dataclass(frozen=True, slots=True)
class Status:
    """Where the views are, and which of them do not move on, and why."""

    position: int
    stopped: tuple[ViewStopped, ...]
    positions: Mapping[str, int]
    """Of every view."""
    rebuilt: int | None
    """Where the views are that grow beside the serving ones; None if none do."""


@dataclass(slots=True)
class Tally:
    """What a projector has folded since it was made."""

    folds: int = 0
    facts: int = 0
    seconds: float = 0.0


class Projector:
    """Folds the log into an adopted view store. Thread-safe.

    Of the processes that share a store one may lead (see `Lead`): it folds for all of them, and
    the others wait for it. Who leads is a matter of speed; that each fact is folded once, in
    order, is seen to by the store.
    """

    def __init__(self, log: WholeLog, store: KeptViews, lead: Lead | None = None) -> None:
        self._log = log
        self._store = store
        self._lead = lead
        self._folding = RLock()
        self._moved = Condition()
        self._position = store.position()
        self._stopped = False
        self.tally = Tally()

    def project(self, envelopes: Sequence[AnyEnvelope]) -> bool:
        """Fold what was just appended, and anything recorded before it that is not folded yet.

        False: all views have stopped or their database is away. That is for readiness and readers
        to say; the append stands, so it never fails here. A view that stops alone is left behind.
        """
        if not envelopes:
            return True
        first, last = envelopes[0].position, envelopes[-1].position
        if not self.leads():
            return self._led_to(last)
        with self._folding:
            if self._position == last:
                return True
            if self._stopped and self._all_stopped() is not None:
                return False
            try:
                if self._position == first - 1:
                    self._fold(envelopes)
                if self._position != last:
                    self.catch_up()
            except (ViewStopped, ViewsUnavailable, NotAdopted, LogUnavailable):
                return False
            return self._position >= last

    def catch_up(self) -> int:
        """Fold everything the log holds; returns the position reached.

        Views that hold more than the log does are of another log, and folded anew. Raises
        `ViewStopped` at a fact that cannot be read: everything before it is folded.
        """
        with self._folding:
            self._position = self._store.position()
            while facts := self._next():
                self._fold(facts)
            if self._position > self._log.end():
                fold_anew_if_foreign(self._log, self._store)
                self._position = self._store.position()
            with self._moved:
                self._moved.notify_all()
            return self._position

    def begin(self) -> None:
        """What is due when a store is opened: stopped views try again, and all catch up.

        Raises `ViewStopped` as `catch_up` does.
        """
        self.resume()
        if self.leads():
            catch_up_carefully(self._log, self._store)
        self.bring_up()

    def bring_up(self) -> None:
        """As `catch_up`, but by the process that leads, if one does."""
        if self.leads():
            self.catch_up()
        else:
            self._led_to(self._log.end())

    def resume(self) -> None:
        """Let views that stopped try again, each on its own, while the others go on."""
        for stopped in self._store.stopped():
            if stopped.view != EVERY and not stopped.reason.startswith(DIED):
                resume(self._log, self._store, stopped.view)
        for stopped in self._store.stopped():
            _say.error("%s", stopped)

    def wait_for(self, position: int, timeout_ms: int) -> None:
        """Return once the views hold the fact at `position`.

        Raises `ViewStopped` if all of them stopped before it, TimeoutError if they are late.
        """
        end = time.monotonic() + timeout_ms / 1000
        for look in count():
            left = end - time.monotonic()
            if self._position >= position:
                return
            with self._moved:
                if self._position < position and left > 0:
                    self._moved.wait(min(left, _LOOK_AGAIN))
            if self._position < position:
                self._reached(self._store.position())
            if self._position < position and (left <= 0 or look % _LOOKS == 0):
                stopped = self._all_stopped()
                if stopped is not None and stopped.position <= position:
                    raise stopped
                if left <= 0:
                    raise TimeoutError(f"the views are at {self._position}, not at {position}")

    def status(self) -> Status:
        standing = self._store.standing()
        serving = [laid for laid in standing.laid if laid.role == SERVING and laid.view != EVERY]
        beside = [laid.position or 0 for laid in standing.laid if laid.role == BESIDE]
        return Status(
            position=standing.position,
            stopped=standing.stopped(),
            positions={
                laid.view: standing.position if laid.position is None else laid.position
                for laid in serving
            },
            rebuilt=min(beside, default=None),
        )

    def missing_since(self) -> Instant | None:
        """When the first fact that the views do not hold was recorded; None if they hold all."""
        position = self._store.position()
        facts, _, _ = taken(all_of(self._log), position, position + 1)
        return facts[0].recorded_at if facts else None

    def leads(self) -> bool:
        """Whether this process folds; it begins to if no other process does."""
        return self._lead is None or self._lead.held()

    def _led_to(self, position: int) -> bool:
        """Wait until the process that leads has folded a position, or lead and fold it here."""
        assert self._lead is not None
        self._lead.call()
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                self.wait_for(position, _TURN_MS)
            except TimeoutError:
                if self.leads():
                    self.catch_up()
            except (ViewStopped, ViewsUnavailable, NotAdopted):
                return False
            else:
                return True
        return False

    def _next(self) -> list[AnyEnvelope]:
        """The facts after the views' position; those before the first unreadable one, if any."""
        after = self._position
        facts, _, unreadable = taken(all_of(self._log), after, after + CHUNK)
        if unreadable is not None and not facts:
            self._stop_all(unreadable)
        return facts

    def _fold(self, facts: Sequence[AnyEnvelope]) -> None:
        """Fold facts that follow the views' position; a view that cannot place one stops there."""
        try:
            began = time.perf_counter()
            self._store.fold(facts)
        except Moved as moved:
            self._reached(moved.position)
        except ViewStopped as stopped:
            placed = [fact for fact in facts if fact.position < stopped.position]
            if placed:
                self._fold(placed)
            self._leave_behind(stopped)
        else:
            self._stopped = False
            self._count(len(facts), time.perf_counter() - began)
            self._reached(facts[-1].position)

    def _count(self, facts: int, seconds: float) -> None:
        self.tally.folds += 1
        self.tally.facts += facts
        self.tally.seconds += seconds

    def _leave_behind(self, stopped: ViewStopped) -> None:
        try:
            self._store.stop(stopped)
        except Moved as moved:
            self._reached(moved.position)
        else:
            _say.error("%s", stopped)

    def _stop_all(self, stopped: ViewStopped) -> NoReturn:
        self._stopped = True
        self._leave_behind(stopped)
        with self._moved:
            self._moved.notify_all()
        raise stopped

    def _all_stopped(self) -> ViewStopped | None:
        return next((stop for stop in self._store.stopped() if stop.view == EVERY), None)

    def _reached(self, position: int) -> None:
        with self._moved:
            self._position = max(position, self._position)
            self._moved.notify_all()
