"""Two processes want the same thing at the same moment: one gets it, the other is told why not.

The processes are real ones over one store, as two servers are; each reads the views for itself,
and only the boundaries of the append keep them from both being right (R32, R33, D6).
"""

import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from application.views.things import PLACEMENTS
from domain.placement.state import Placement
from interface.bootstrap import Store, StoreKind, open_store
from interface.journal import MET, Runner
from interface.journal_lines import first_instant_of
from interface.transports import DoorTransport
from tests.acts import bring_into_force, nominate
from tests.city import City, lines_until
from tests.faults.contestant import TODAY, Wish, contend, die_before_the_views
from tests.postgres_server import PostgresServer

ROUNDS = 10
FIRST_DAY = date(2020, 2, 24)
FORTNIGHT = timedelta(days=14)

SPAWN = multiprocessing.get_context("spawn")
"""Children share nothing with the test but what is sent to them."""


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    if request.param == "sqlite":
        return str(tmp_path / "store")
    server: PostgresServer = request.getfixturevalue("durable_postgres")
    return server.fresh_database()


@contextmanager
def city_with(where: str, seats: int) -> Iterator[City]:
    """The smoke city, with one agreement of so many seats in force."""
    lines = lines_until("need.confirm")
    store = open_store(where, kind=StoreKind.SANDBOX, at=first_instant_of(lines))
    try:
        runner = Runner(DoorTransport(store))
        assert runner.run(lines).exit_code == MET
        city = City(store, names=runner.names)
        city.registers("asep", "199203172015031001")
        city.at("2020-02-18")
        capacity = [{"field": "TECHNOLOGY", "seats": seats}]
        bring_into_force(city, "A4", "2020-02-18", capacity=capacity)
        city.at(TODAY)
        yield city
    finally:
        store.close()


class Race:
    """Two contestants over the city's store."""

    def __init__(self, where: str, city: City) -> None:
        together = SPAWN.Barrier(2)
        self.lines = []
        self.processes = []
        for _ in range(2):
            ours, theirs = SPAWN.Pipe()
            process = SPAWN.Process(
                target=contend, args=(where, city.names, together, theirs), daemon=True
            )
            process.start()
            self.lines.append(ours)
            self.processes.append(process)
        for line in self.lines:
            assert line.poll(60)
            assert line.recv() == "ready"

    def run(self, *wishes: Wish) -> list[tuple[str | None, tuple[str, ...]]]:
        """What each was answered: the state it led to, or the codes it was refused with."""
        for line, wish in zip(self.lines, wishes, strict=True):
            line.send(wish)
        answers = []
        for line in self.lines:
            assert line.poll(60)
            answers.append(line.recv())
        return answers

    def end(self) -> None:
        for line, process in zip(self.lines, self.processes, strict=True):
            line.send(None)
            process.join(60)
            assert process.exitcode == 0


def wish_for_seat(city: City, ref: str, if_full: str = "REFUSE") -> Wish:
    letter = {
        "number": f"800/{ref}",
        "date": TODAY,
        "office": city.names["o-kepala"],
        "document": "e" * 64,
    }
    fields: dict[str, Any] = {"letter": letter, "mentor": city.names["tel"], "if_full": if_full}
    return "placement.assign", "sari", fields, city.names[ref]


def check(store: Store, most: int) -> None:
    """The log is whole, the views are its fold, and no day holds more than there are seats."""
    assert list(store.log.faults(store.log.head().position)) == []
    assert store.check_views() == []
    placements = [row for _, row in store.views.current(PLACEMENTS)]
    days = {day for placement in placements for day in _occupied(placement)}
    assert all(sum(p.occupies_on(day) for p in placements) <= most for day in days)


def _occupied(placement: Placement) -> list[date]:
    taken = placement.occupies()
    if taken is None:
        return []
    return [taken[0] + timedelta(days=n) for n in range((taken[1] - taken[0]).days + 1)]


@pytest.mark.parametrize("if_full", ["REFUSE", "WAITLIST"])
def test_r33_two_processes_race_for_the_last_seat_and_exactly_one_gets_it(
    where: str, if_full: str
) -> None:
    beaten = {"REFUSE": (None, ("CAPACITY_FULL",)), "WAITLIST": ("WAITLISTED", ())}[if_full]
    with city_with(where, seats=1) as city:
        race = Race(where, city)
        winners = []
        for number in range(ROUNDS):
            start = FIRST_DAY + number * FORTNIGHT
            plan = {"planned_start": start.isoformat()}
            plan["planned_end"] = (start + timedelta(days=11)).isoformat()
            refs = f"D{number}", f"S{number}"
            for ref, person in zip(refs, ("$dewi", "$asep"), strict=True):
                nominate(city, ref, person, **plan)
            answers = race.run(*(wish_for_seat(city, ref, if_full) for ref in refs))
            assert sorted(answers, key=str) == sorted([("ASSIGNED", ()), beaten], key=str)
            winners.append(refs[answers.index(("ASSIGNED", ()))])
        race.end()
        sys.stdout.write(f"winners {winners}\n")
        states = {ref: city.ask("placement", f"${ref}")["state"] for ref in winners}
        assert set(states.values()) == {"ASSIGNED"}
        check(city.store, most=1)


def test_r32_two_processes_give_one_person_two_seats_and_only_one_stands(where: str) -> None:
    with city_with(where, seats=10) as city:
        race = Race(where, city)
        for number in range(ROUNDS):
            start = FIRST_DAY + number * FORTNIGHT
            end = start + timedelta(days=11)
            refs = f"D{number}", f"E{number}"
            for ref in refs:
                plan = {"planned_start": start.isoformat(), "planned_end": end.isoformat()}
                nominate(city, ref, "$dewi", **plan)
            answers = race.run(*(wish_for_seat(city, ref) for ref in refs))
            assert sorted(answers, key=str) == [("ASSIGNED", ()), (None, ("OVERLAP",))]
        race.end()
        check(city.store, most=1)


def test_a_process_that_dies_before_its_views_leaves_the_others_able_to_decide(where: str) -> None:
    """What it recorded is judged by at once; nobody waits for somebody else to record something."""
    with city_with(where, seats=1) as city:
        nominate(city, "D", "$dewi")
        nominate(city, "S", "$asep")
        dying = SPAWN.Process(
            target=die_before_the_views, args=(where, city.names, wish_for_seat(city, "D"))
        )
        dying.start()
        dying.join(60)
        assert dying.exitcode == 9
        assert city.store.views.position() < city.store.log.head().position

        name, by, fields, subject = wish_for_seat(city, "S")
        assert city.refused(name, by, fields, id=subject) == ("CAPACITY_FULL",)
        check(city.store, most=1)
