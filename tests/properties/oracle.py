"""What must hold of a store, worked out from its facts alone and compared with what it answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from application.ports import Moment
from application.views.things import AGREEMENTS, AMENDMENTS, EMPLOYEES, EXTERNALS, PLACEMENTS
from domain.dates import Calendar
from domain.envelope import AnyEnvelope
from domain.external_learning import ExternalLearningCredited, ExternalLearningRevoked
from domain.learning.facts import CreditRecognised, CreditRevoked, HoursLogged
from domain.learning.state import LearningRecord
from domain.placement.state import Placement, days_between
from domain.states import EntryState
from domain.thing import Thing
from domain.things import BLANK
from interface.bootstrap import Store
from tests.city import City

VIEWED = {
    view.row.thing: view for view in (AGREEMENTS, AMENDMENTS, EMPLOYEES, EXTERNALS, PLACEMENTS)
}
FOR_EVER = date(9999, 1, 1)
DAILY_QUARTERS, RAMADAN_QUARTERS = 30, 26
SEATS = 2

States = dict[str, Thing]


def folded(facts: Iterable[AnyEnvelope], states: States | None = None) -> States:
    """The states of all streams after these facts, onto the states before them."""
    states = {} if states is None else states
    for fact in facts:
        before = states.get(fact.stream, BLANK[fact.thing])
        states[fact.stream] = before.evolve(fact)
    return states


def check_store(store: Store) -> None:
    """The log is whole, and every view and state row is what a fold from the first fact gives."""
    assert list(store.log.faults(store.log.head().position)) == []
    assert store.check_views() == []
    assert store.views.position() == store.log.head().position


def check_every_prefix(store: Store, since: int) -> None:
    """What the views say was known at each position is the fold of the facts up to it (R75)."""
    states: States = {}
    for fact in store.log.tail(0):
        folded((fact,), states)
        view = VIEWED.get(fact.thing)
        if view is not None and fact.position > since:
            moment = Moment(as_of=FOR_EVER, position=fact.position)
            assert store.views.get(view, fact.subject, moment) == states[fact.stream]


# --- who is where -----------------------------------------------------------------------------


def check_places(states: States, seats: dict[str, int]) -> None:
    """No host and field over its seats, nobody in two places, on any day (R32, R33)."""
    placements = [state for state in states.values() if isinstance(state, Placement)]
    at_host: dict[tuple[str, str, date], list[str]] = defaultdict(list)
    of_person: dict[tuple[str, date], list[str]] = defaultdict(list)
    for placement in placements:
        taken = placement.occupies()
        for day in days_between(*taken) if taken else ():
            if not placement.is_suspended_on(day):
                at_host[placement.host, placement.field, day].append(placement.id)
                of_person[placement.employee, day].append(placement.id)
    for place, held in at_host.items():
        assert len(held) <= seats.get(place[0], SEATS), (place, held)
    for days, held in of_person.items():
        assert len(held) == 1, (days, held)


def check_hours(states: States, calendar: Calendar) -> None:
    """No day of a record over the cap of that day (R51)."""
    for state in states.values():
        if not isinstance(state, LearningRecord):
            continue
        for day in {entry.day for entry in state.entries}:
            cap = RAMADAN_QUARTERS if calendar.is_ramadan(day) else DAILY_QUARTERS
            logged = [e for e in state.entries if e.day == day and e.state != EntryState.REJECTED]
            assert sum(e.quarters for e in logged) <= cap, (state.id, day, logged)


# --- the figures ------------------------------------------------------------------------------


def credited(facts: Iterable[AnyEnvelope]) -> dict[int, int]:
    """year -> the JP that count, from nothing but the recognitions and revocations."""
    counts: dict[str, tuple[int, int]] = {}
    for fact in facts:
        data = fact.data
        if isinstance(data, CreditRecognised | ExternalLearningCredited):
            counts[fact.subject] = data.year, data.jp
        elif isinstance(data, CreditRevoked | ExternalLearningRevoked):
            counts.pop(fact.subject, None)
    years: dict[int, int] = defaultdict(int)
    for year, jp in counts.values():
        years[year] += jp
    return years


def check_totals(city: City, people: Iterable[str], year: int) -> int:
    """Per employee, unit, partner and export, in every list: one total (R80). Answers it."""
    asked = {"fields": {"year": year}}
    total = credited(city.store.log.tail(0)).get(year, 0)
    found = city.ask("reconciliation", **asked)
    sums = [found[f"by_{part}_jp"] for part in ("employee", "unit", "partner")]
    sums.append(found["export_jp"])
    sums.append(sum(partner["jp"] for partner in found["partners"]))
    ledgers = [city.ask("jp-ledger", f"${person}", **asked) for person in people]
    sums.append(sum(ledger["jp"] for ledger in ledgers))
    sums.append(sum(line["jp"] for ledger in ledgers for line in ledger["entries"]))
    standings = city.ask("jp-standings", **asked)
    sums.append(sum(row["jp"] for row in standings["items"]))
    recap = city.ask("jp-recap", **asked)
    sums += [recap["total"]["total_jp"], sum(row["total_jp"] for row in recap["items"])]
    sums.append(city.ask("programme", **asked)["jp_total"])
    sums.append(sum(_explained(city, person, year) for person in people))
    assert sums == [total] * len(sums), sums
    assert found["equal"] is True
    return total


def _explained(city: City, person: str, year: int) -> int:
    asked: dict[str, Any] = {"figure": "jp", "employee": f"${person}", "year": year}
    answer = city.ask("explain", fields=asked)
    assert answer["value"] == sum(entry["value"] for entry in answer["entries"])
    return int(answer["value"])


# --- the standing controls --------------------------------------------------------------------


def check_controls(city: City, of_itself: Mapping[str, tuple[type, ...]]) -> None:
    """What the inspector reads first finds nothing that people were not allowed to do.

    Late acts, hours apart, were let in with a reason, overrides with a second person; `of_itself`
    names, per control, the facts by which something may have become an exception afterwards.
    """
    facts = list(city.store.log.tail(0))
    counts = {item["control"]: item["count"] for item in city.ask("controls")["items"]}
    late = [fact for fact in facts if fact.late_recorded]
    assert counts.pop("late") == len(late)
    assert all(fact.reason or isinstance(fact.data, HoursLogged) for fact in late)
    allowed = [fact for fact in facts if fact.violations]
    assert counts.pop("overrides") == sum(len(fact.violations) for fact in allowed)
    assert all(fact.second_person not in (None, fact.actor) for fact in allowed)
    for control, causes in of_itself.items():
        if any(isinstance(fact.data, causes) for fact in facts):
            counts.pop(control)
    assert not any(counts.values()), counts
