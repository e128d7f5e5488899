"""What every thing with a stream has: an id, a version, a place in its lifecycle, and a fold."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from domain.envelope import AnyEnvelope


@dataclass(frozen=True, slots=True)
class Thing:
    """The state of one stream, folded from its facts; the blank one is version 0.

    `state` is the last state an act led to and `since` the day that act claims. Where the
    calendar moves the state by itself, `state_on` says what it is on a day.
    """

    thing: ClassVar[str] = ""
    undated: ClassVar[frozenset[str]] = frozenset()
    """Topics whose effect is not cut by the day asked about (contract §1.9)."""

    id: str = ""
    version: int = 0
    state: str = ""
    since: date = date.min

    def evolve(self, fact: AnyEnvelope) -> Self:
        """The state after a fact. Believes it: no rule, no clock, no failure."""
        raise NotImplementedError

    def state_on(self, _day: date) -> str:
        return self.state

    def closed_on(self, _day: date) -> bool:
        """Whether the thing is in a terminal state on the day."""
        return False
