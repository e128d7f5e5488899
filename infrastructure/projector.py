"""Brings the views up to date with the log: at once by whoever appended, or from any position.

Several processes may fold into one store. The position check inside the store's transaction lets
each fact fold once; who comes second reads where the store is by now and goes on from there.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Condition, RLock
from typing import NoReturn, Protocol

from application.ports import LogUnavailable
from domain.envelope import AnyEnvelope
from infrastructure.canonical import Tampered
from infrastructure.view_fold import Moved, ViewStopped
from infrastructure.view_store import KeptViews, NotAdopted, ViewsUnavailable

CHUNK = 1000
"""Facts folded in one transaction when catching up; bounds memory and other writers' waiting."""

_LOOK_AGAIN = 0.005
"""Seconds between looks at the stored position while another process may be folding."""


class Facts(Protocol):
    """The part of the log a projector reads."""

    def tail(self, after: int, *, upto: int | None = None) -> Iterator[AnyEnvelope]: ...


@dataclass(frozen=True, slots=True)
class Status:
    """Where the views are, and why they do not move on if they stopped."""

    position: int
    stopped: ViewStopped | None


class Projector:
    """Folds the log into an adopted view store. Thread-safe."""

    def __init__(self, log: Facts, store: KeptViews) -> None:
        self._log = log
        self._store = store
        self._folding = RLock()
        self._moved = Condition()
        self._position = store.position()
        self._stopped = False

    def project(self, envelopes: Sequence[AnyEnvelope]) -> bool:
        """Fold what was just appended, and anything recorded before it that is not folded yet.

        False: the views have stopped or their database is away. That is for readiness and readers
        to say; the append stands, so it never fails here.
        """
        if not envelopes:
            return True
        first, last = envelopes[0].position, envelopes[-1].position
        with self._folding:
            if self._position >= last:
                return True
            if self._stopped and self._store.stopped() is not None:
                return False
            try:
                if self._position == first - 1:
                    self._fold(envelopes)
                if self._position < last:
                    self.catch_up()
            except (ViewStopped, ViewsUnavailable, NotAdopted, LogUnavailable):
                return False
            return self._position >= last

    def catch_up(self) -> int:
        """Fold everything the log holds; returns the position reached.

        Raises `ViewStopped` at a fact that cannot be placed: everything before it is folded.
        """
        with self._folding:
            self._reached(self._store.position())
            while facts := self._next():
                self._fold(facts)
            return self._position

    def wait_for(self, position: int, timeout_ms: int) -> None:
        """Return once the views hold the fact at `position`.

        Raises `ViewStopped` if they stopped before it, TimeoutError if they are late.
        """
        end = time.monotonic() + timeout_ms / 1000
        while self._position < position:
            left = end - time.monotonic()
            with self._moved:
                if self._position < position and left > 0:
                    self._moved.wait(min(left, _LOOK_AGAIN))
            if self._position < position:
                self._reached(self._store.position())
            if self._position < position:
                stopped = self._store.stopped()
                if stopped is not None and stopped.position <= position:
                    raise stopped
                if left <= 0:
                    raise TimeoutError(f"the views are at {self._position}, not at {position}")

    def status(self) -> Status:
        return Status(self._store.position(), self._store.stopped())

    def _next(self) -> list[AnyEnvelope]:
        """The facts after the views' position; those before the first unreadable one, if any."""
        facts: list[AnyEnvelope] = []
        try:
            for fact in self._log.tail(self._position, upto=self._position + CHUNK):
                facts.append(fact)  # noqa: PERF402 - keeps what was read before an error
        except (LookupError, Tampered) as error:
            if not facts:
                said = f"{type(error).__name__}: {error}"
                self._stop(ViewStopped("*", self._position + 1, said))
        return facts

    def _fold(self, facts: Sequence[AnyEnvelope]) -> None:
        """Fold facts that follow the views' position, up to the first that cannot be placed."""
        try:
            self._store.fold(facts)
        except Moved as moved:
            self._reached(moved.position)
        except ViewStopped as stopped:
            placed = [fact for fact in facts if fact.position < stopped.position]
            if not placed:
                self._stop(stopped)
            self._fold(placed)
        else:
            self._stopped = False
            self._reached(facts[-1].position)

    def _stop(self, stopped: ViewStopped) -> NoReturn:
        self._stopped = True
        self._store.stop(stopped)
        with self._moved:
            self._moved.notify_all()
        raise stopped

    def _reached(self, position: int) -> None:
        with self._moved:
            self._position = max(position, self._position)
            self._moved.notify_all()
