"""The only place that reads a clock (D15); a sandbox has its time given instead."""

from datetime import UTC, datetime
from threading import Lock

from domain.envelope import Instant, instant


class TimeBackwards(ValueError):
    """Somebody asked a sandbox to go back in time."""


class SystemClock:
    """The machine's time, in UTC."""

    def now(self) -> Instant:
        return instant(datetime.now(UTC))


class SandboxClock:
    """A clock that stands still until it is set forward; it begins at `start`."""

    def __init__(self, start: Instant) -> None:
        self._now = start
        self._lock = Lock()

    def now(self) -> Instant:
        return self._now

    def set(self, moment: Instant) -> None:
        """Stand at a moment from now on. Raises `TimeBackwards` if it is earlier than now."""
        with self._lock:
            if moment < self._now:
                raise TimeBackwards(f"{moment} is before {self._now}")
            self._now = moment
