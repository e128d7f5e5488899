"""Facts an inspector looks for: those that broke a rule, and those recorded long after their day.

One row per such fact, so that nobody reads the whole log to find them. Facts recorded within
`PROMPT` days of their day are left out; whoever asks for those reads the log.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.base import Violation
from domain.catalogue import CATALOGUE
from domain.dates import civil_day
from domain.envelope import AnyEnvelope
from domain.things import THINGS

PROMPT = 3
"""Days between a fact's day and its recording that are nothing to note."""
_NO_CLAIM = frozenset({"rule", "calendar", "office", "mandate", "account", "document"})
_STATUS_SET = "employee.status-set.v1"


@dataclass(frozen=True, slots=True)
class NotedRow:
    """One fact as lists of violations and late records show it."""

    position: int
    topic: str
    thing: str
    subject: str
    effective_on: date
    recorded_on: date
    channel: str
    actor: str
    on_behalf_of: str | None
    second_person: str | None
    reason: str | None
    late_recorded: bool
    violations: tuple[Violation, ...]

    @property
    def lag_days(self) -> int:
        """Calendar days between the day claimed and the recording."""
        return (self.recorded_on - self.effective_on).days

    @property
    def claims_a_day(self) -> bool:
        """Whether its day is a claim about an act of a person (contract §8.3, late-records)."""
        return (
            self.thing not in _NO_CLAIM and self.topic != _STATUS_SET and self.channel != "system"
        )

    def takes_effect_by(self, day: date) -> bool:
        """Whether a question about the day sees the fact (contract §1.9)."""
        return self.effective_on <= day or self.topic in THINGS[self.thing].undated


def noted(fact: AnyEnvelope) -> NotedRow:
    return NotedRow(
        position=fact.position,
        topic=fact.topic,
        thing=fact.thing,
        subject=fact.subject,
        effective_on=fact.effective_on,
        recorded_on=civil_day(fact.recorded_at),
        channel=fact.channel,
        actor=fact.actor,
        on_behalf_of=fact.on_behalf_of,
        second_person=fact.second_person,
        reason=fact.reason,
        late_recorded=fact.late_recorded,
        violations=fact.violations,
    )


class NotedView:
    """Noted facts by stream and version. No day cuts them: a list is asked what was recorded."""

    name = "noted"
    row = NotedRow
    topics = frozenset(CATALOGUE)
    undated = topics
    index = ("subject",)

    def keys(self, fact: AnyEnvelope) -> Iterable[str]:
        lag = civil_day(fact.recorded_at).toordinal() - fact.effective_on.toordinal()
        if fact.violations or fact.late_recorded or lag > PROMPT:
            return (f"{fact.stream}#{fact.version}",)
        return ()

    def begins(self, _fact: AnyEnvelope) -> bool:
        return True

    def streams(self, key: str) -> Iterable[str]:
        return (key.rpartition("#")[0],)

    def evolve(self, _row: NotedRow | None, fact: AnyEnvelope) -> NotedRow | None:
        return noted(fact)


NOTED = NotedView()
