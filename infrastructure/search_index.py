"""The search index: derived from the log like the views, and thrown away as lightly.

Entries are kept under what a fact is about, in the order of the log; the index remembers how far
it has read, by which code, and the mark of the last fact: other code begins anew, and so does
whoever finds another fact there, for then another log lies in the place of the one that was read.
Whoever searches brings it up to date first, so an append never waits
for it. Several processes may do so: each batch counts only if nobody else moved the index.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import ClassVar, Protocol

from application.ports import Vault
from application.search.entries import Entry, entry_of
from domain.envelope import AnyEnvelope
from infrastructure.rebuilding.marks import NO_MARK, mark_of
from infrastructure.view_tables import ViewsUnavailable

CHUNK = 1000
"""Facts read in one transaction."""

Kept = tuple[str, str, str]
"""(thing, id, the tokens in order) of an entry."""


class Facts(Protocol):
    """The part of the log the index reads."""

    def tail(self, after: int, *, upto: int | None = None) -> Iterator[AnyEnvelope]: ...


class KeptSearch(ABC):
    """A `ports.SearchIndex` that follows a log. Thread-safe."""

    database_error: ClassVar[type[Exception]]

    def __init__(self, log: Facts, vault: Vault, fingerprint: str) -> None:
        """`fingerprint` is that of the code that makes entries; other code begins anew."""
        self._log = log
        self._vault = vault
        self._fingerprint = fingerprint
        self._lock = Lock()
        self._is_open = False

    def holding(self, tokens: Sequence[frozenset[str]]) -> set[tuple[str, str]]:
        """As promised, by everything the log holds; raises `ViewsUnavailable`."""
        if not tokens or not all(tokens):
            return set()
        try:
            with self._lock:
                self._catch_up()
                return self._holding([sorted(one_of) for one_of in tokens])
        except self.database_error as error:
            raise ViewsUnavailable(str(error)) from error

    def catch_up(self) -> None:
        """Read what the log has gained."""
        try:
            with self._lock:
                self._catch_up()
        except self.database_error as error:
            raise ViewsUnavailable(str(error)) from error

    def forget(self, subject: str) -> None:
        """Take a person out, however far the index has read: nothing waits for the rest of it.

        Of facts that are read later nothing comes in any more, for the vault has no name for them.
        """
        try:
            with self._lock:
                self._open_once()
                self._drop("employee", subject)
        except self.database_error as error:
            raise ViewsUnavailable(str(error)) from error

    def begin_anew(self) -> None:
        """Forget everything, and read the log from its first fact."""
        with self._lock:
            self._open_once()
            self._reset(self._stamp(NO_MARK))
            self._catch_up()

    def differences(self) -> list[str]:
        """What the index holds otherwise than the log says up to where it read, in words."""
        expected: Counter[Kept] = Counter()
        with self._lock:
            if not self._is_there():
                return []
            self._open_once()
            position, stamp = self._stands()
            if not stamp.startswith(self._fingerprint):
                return []
            for fact in self._log.tail(0, upto=position):
                entry = entry_of(fact, self._vault)
                if entry is not None and entry.tokens:
                    expected[entry.thing, entry.subject, tokens_as_text(entry)] += 1
                elif entry is not None:
                    for kept in [k for k in expected if k[:2] == (entry.thing, entry.subject)]:
                        del expected[kept]
            held = Counter(self.kept())
        missing, extra = (expected - held).total(), (held - expected).total()
        return [f"search: {missing} entries missing, {extra} too many"] if missing + extra else []

    def close(self) -> None:
        with self._lock:
            if self._is_open:
                self._close()
            self._is_open = False

    def _open_once(self) -> None:
        """An index nobody asks takes no place."""
        if not self._is_open:
            self._open()
            self._is_open = True

    def _catch_up(self) -> None:
        self._open_once()
        while True:
            position, stamp = self._stands()
            facts = list(self._log.tail(max(0, position - 1), upto=position + CHUNK))
            last = facts.pop(0) if facts and facts[0].position == position else None
            if stamp != self._stamp(NO_MARK if last is None else mark_of(last)):
                self._reset(self._stamp(NO_MARK))
                continue
            if not facts:
                return
            made = (entry_of(fact, self._vault) for fact in facts)
            entries = [entry for entry in made if entry is not None]
            stamps = stamp, self._stamp(mark_of(facts[-1]))
            self._keep((position, facts[-1].position), stamps, entries)

    def _stamp(self, mark: int) -> str:
        """The code that reads, and the mark of the last fact it has read."""
        return f"{self._fingerprint} {mark:x}"

    # --- what a database must offer ---

    @abstractmethod
    def _is_there(self) -> bool:
        """Whether anybody ever asked the index; looking makes nothing."""

    @abstractmethod
    def _open(self) -> None:
        """Connect, and make the tables if they are not there."""

    @abstractmethod
    def _close(self) -> None: ...

    @abstractmethod
    def _drop(self, thing: str, subject: str) -> None:
        """Remove what is kept of a thing."""

    @abstractmethod
    def _stands(self) -> tuple[int, str]:
        """The position read up to, and the stamp noted there; (0, "") at first."""

    @abstractmethod
    def _reset(self, stamp: str) -> None:
        """Hold nothing, at position 0, with this stamp."""

    @abstractmethod
    def _keep(
        self, span: tuple[int, int], stamps: tuple[str, str], entries: Sequence[Entry]
    ) -> None:
        """Add the entries and move from the first position and stamp to the second; nothing if it
        is not at the first."""

    @abstractmethod
    def _holding(self, tokens: Sequence[Sequence[str]]) -> set[tuple[str, str]]: ...

    @abstractmethod
    def kept(self) -> Iterator[Kept]:
        """Every entry there is, in no order."""


def tokens_as_text(entry: Entry) -> str:
    return " ".join(sorted(entry.tokens))
