"""Publishes again and again while a server runs, in a thread of its own."""

import logging
from threading import Event, Thread
from types import TracebackType

from application.ports import LogUnavailable
from infrastructure.ledger.key_folder import KeysUnfit
from infrastructure.ledger.publisher import CannotSign, Publisher

_say = logging.getLogger("jejak.publisher")


class Schedule:
    """A publisher at work while the block lasts: at once, every so many seconds, at the end."""

    def __init__(self, publisher: Publisher, seconds: float) -> None:
        self._publisher = publisher
        self._seconds = seconds
        self._over = Event()
        self._thread = Thread(target=self._run, name="publisher", daemon=True)

    def __enter__(self) -> "Schedule":
        self._thread.start()
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self._try()

    def _run(self) -> None:
        self._try()
        while not self._over.wait(self._seconds):
            self._try()

    def _try(self) -> None:
        try:
            self._publisher.publish()
            if self._publisher.alarm is not None:
                _say.warning("too few witnesses cosigned the head: %s", self._publisher.alarm)
        except (CannotSign, KeysUnfit, LogUnavailable, OSError) as error:
            _say.error("no checkpoint was signed: %s", error)
