"""The learning record in two views: the record without its hours, and each entry of the logbook.

Hours come daily; kept apart, an entry costs two short segments instead of a copy of the record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from application.views.things import ThingView
from domain.dates import civil_day
from domain.envelope import AnyEnvelope, stream_of
from domain.learning.facts import HoursApproved, HoursCorrected, HoursLogged, HoursRejected
from domain.learning.state import LearningRecord, logged_entry
from domain.replacing import replace
from domain.states import EntryState

_HOURS = frozenset(
    {HoursLogged.topic, HoursApproved.topic, HoursRejected.topic, HoursCorrected.topic}
)


class RecordView(ThingView):
    """Learning records by id; their entries stay empty here."""

    def __init__(self) -> None:
        super().__init__(LearningRecord, "employee")
        self.topics -= _HOURS
        self.undated -= _HOURS


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One day's entry (buku harian) and where its approval stands."""

    record: str
    entry: int
    day: date
    quarters: int
    state: EntryState
    by: str
    on_behalf_of: str | None
    late: bool
    approved_by: tuple[str, ...]
    corrected: bool
    activity: str
    version: int
    """The record's version at the last fact about this entry."""
    logged_at: int
    """The log position of the entry."""
    logged_on: date
    """The civil day the entry was recorded."""


class EntryView:
    """Logbook entries by `<record>/<number>`."""

    name = "entry"
    row = EntryRow
    topics = _HOURS
    undated = LearningRecord.undated
    index = ("record",)

    def keys(self, fact: AnyEnvelope) -> Iterable[str]:
        match fact.data:
            case HoursLogged(entry=entry) | HoursCorrected(entry=entry):
                return (f"{fact.subject}/{entry}",)
            case HoursApproved(entries=full, half=half):
                return [f"{fact.subject}/{entry}" for entry in (*full, *half)]
            case HoursRejected(entries=entries):
                return [f"{fact.subject}/{entry}" for entry in entries]
        raise LookupError(f"entry cannot place {fact.topic} at {fact.position}")

    def begins(self, fact: AnyEnvelope) -> bool:
        return isinstance(fact.data, HoursLogged)

    def streams(self, key: str) -> Iterable[str]:
        return (stream_of(LearningRecord.thing, key.rpartition("/")[0]),)

    def evolve(self, row: EntryRow | None, fact: AnyEnvelope) -> EntryRow | None:
        match row, fact.data:
            case None, HoursLogged() as data:
                return _logged(fact, data)
            case EntryRow(), HoursApproved(half=half):
                state = EntryState.HALF_APPROVED if row.entry in half else EntryState.APPROVED
                approved_by = (*row.approved_by, fact.person)
                return replace(row, state=state, approved_by=approved_by, version=fact.version)
            case EntryRow(), HoursRejected():
                return replace(row, state=EntryState.REJECTED, version=fact.version)
            case EntryRow(), HoursCorrected(quarters=quarters):
                return replace(row, quarters=quarters, corrected=True, version=fact.version)
            case None, HoursApproved() | HoursRejected() | HoursCorrected():
                return None
        raise LookupError(f"entry cannot place {fact.topic} at {fact.position}")


def _logged(fact: AnyEnvelope, data: HoursLogged) -> EntryRow:
    entry = logged_entry(fact, data)
    return EntryRow(
        record=fact.subject,
        entry=entry.entry,
        day=entry.day,
        quarters=entry.quarters,
        state=entry.state,
        by=entry.by,
        on_behalf_of=entry.on_behalf_of,
        late=entry.late,
        approved_by=(),
        corrected=False,
        activity=data.activity,
        version=fact.version,
        logged_at=fact.position,
        logged_on=civil_day(fact.recorded_at),
    )


RECORDS = RecordView()
ENTRIES = EntryView()
