"""A thread that brings the views up to date with what other processes record.

The process that leads hears their calls; and should somebody have recorded facts and died before
they were folded, they are folded all the same.
"""

import logging
from threading import Event, Thread
from typing import Protocol

from application.ports import LogUnavailable
from application.stops import ViewStopped
from infrastructure.projector import Projector
from infrastructure.view_tables import NotAdopted, ViewsUnavailable

LOOK_AGAIN = 0.25
"""Seconds between looks at the log when nobody calls."""

_say = logging.getLogger("jejak.views")


class Calls(Protocol):
    def wait(self, seconds: float) -> None: ...

    def close(self) -> None: ...


class Follower:
    """Follows until it is closed; what goes wrong is tried again."""

    def __init__(self, projector: Projector, calls: Calls | None = None) -> None:
        self._projector = projector
        self._calls = calls
        self._ended = Event()
        self._thread = Thread(target=self._follow, name="views", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()

    def _follow(self) -> None:
        while not self._ended.is_set():
            self._look()
            if self._calls is None:
                self._ended.wait(LOOK_AGAIN)
            else:
                self._calls.wait(LOOK_AGAIN)
        if self._calls is not None:
            self._calls.close()

    def _look(self) -> None:
        try:
            if self._projector.leads():
                self._projector.catch_up()
        except (ViewStopped, ViewsUnavailable, NotAdopted, LogUnavailable) as error:
            _say.debug("%s", error)
        except Exception:
            _say.exception("the views could not be brought up to date")
