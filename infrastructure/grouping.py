"""Group commit: appends that arrive while a commit is running share the next one (D5).

No thread, no timer: a lone caller writes at once. While it writes, others gather; when it is
done it goes its way and the first of the gathered writes for all of them.
"""

from collections.abc import Callable, Sequence
from threading import Lock

from application.ports import Append, LogUnavailable, Outcome
from infrastructure.log_batch import Unrecordable

Write = Callable[[Sequence[Append]], list[Outcome]]
"""One transaction: the outcome of each ask, in order. It judges each ask alone. It raises
`Unrecordable` with nothing written, or the database's error with an outcome unknown."""


class _Call:
    """One caller's asks, and what became of them. `gate` opens when its turn or answer comes."""

    __slots__ = ("asks", "error", "gate", "leads", "outcomes")

    def __init__(self, asks: Sequence[Append]) -> None:
        self.asks = asks
        self.outcomes: list[Outcome] | None = None
        self.error: Exception | None = None
        self.leads = False
        self.gate = Lock()
        self.gate.acquire()


class GroupCommit:
    """Turns one transaction at a time into one transaction for all who wait."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._lock = Lock()
        self._busy = False
        self._gathered: list[_Call] = []

    def append(self, asks: Sequence[Append]) -> list[Outcome]:
        """The outcomes of the caller's asks, when they are durable.

        An ask that cannot be recorded raises `Unrecordable` to its caller, none of whose asks
        are then written. An error of the database is raised to every caller of the group.
        """
        with self._lock:
            if not self._busy:
                self._busy = True
                call = None
            else:
                call = _Call(asks)
                self._gathered.append(call)
        if call is None:
            try:
                return self._write(asks)
            finally:
                self._pass_on()
        self._wait(call)
        if call.leads:
            try:
                self._write_for(self._take(call))
            finally:
                self._pass_on()
        if call.error is not None:
            raise call.error
        assert call.outcomes is not None
        return call.outcomes

    def _wait(self, call: _Call) -> None:
        try:
            call.gate.acquire()
        except BaseException:
            with self._lock:
                if call in self._gathered:
                    self._gathered.remove(call)
            if call.leads:
                self._pass_on()
            raise

    def _take(self, leader: _Call) -> list[_Call]:
        with self._lock:
            group, self._gathered = [leader, *self._gathered], []
        return group

    def _pass_on(self) -> None:
        """Let the first of the gathered lead, or note that nobody writes."""
        with self._lock:
            if self._gathered:
                leader = self._gathered.pop(0)
                leader.leads = True
                leader.gate.release()
            else:
                self._busy = False

    def _write_for(self, group: list[_Call]) -> None:
        """Answer every call of the group. A call that cannot be recorded is answered apart."""
        leader, open_calls = group[0], group
        try:
            while open_calls:
                open_calls = self._attempt(open_calls)
        except Exception as error:
            _fail(open_calls, error)
        except BaseException:
            _fail(open_calls, LogUnavailable("the commit was interrupted"))
            raise
        finally:
            for call in group:
                if call is not leader:
                    call.gate.release()

    def _attempt(self, calls: list[_Call]) -> list[_Call]:
        """Write the calls; those still to be written, when one of them could not be."""
        asks = [ask for call in calls for ask in call.asks]
        try:
            outcomes = self._write(asks)
        except Unrecordable as error:
            owner = _owner(calls, error.ask)
            owner.error = error
            return [call for call in calls if call is not owner]
        for call in calls:
            call.outcomes, outcomes = outcomes[: len(call.asks)], outcomes[len(call.asks) :]
        return []


def _fail(calls: list[_Call], error: Exception) -> None:
    for call in calls:
        call.error = error


def _owner(calls: list[_Call], ask: int) -> _Call:
    for call in calls:
        if ask < len(call.asks):
            return call
        ask -= len(call.asks)
    raise AssertionError("the ask belongs to no call")
