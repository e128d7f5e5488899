"""Acts at the same moment, in any order the machine makes of them, keep the bounds of every day.

Threads start together over one store, as the threads of a server do, or over two stores open on
the same place, as two servers do. What each is answered is its own affair; what stands afterwards
must hold: seats (R33), one placement of a person at a time (R32), the daily cap (R51).
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from domain.dates import Calendar
from interface.bootstrap import Store, StoreKind, open_store
from interface.journal import MET, Runner
from interface.journal_lines import first_instant_of
from interface.transports import DoorTransport
from tests.acts import nominate, nomination
from tests.city import City, lines_until
from tests.postgres_server import PostgresServer
from tests.properties import oracle
from tests.properties.courses import entry, letter, today
from tests.properties.searching import FACTOR, SEED
from tests.properties.town import HOSTS, PEOPLE, furnish

THREADS = 4
ROUNDS = 3
START = date(2020, 2, 24)
WEEK, ROUND = timedelta(days=7), timedelta(days=21)
LAST_DAY_OF_LOGGING = date(2020, 2, 27)

Act = tuple[str, str, dict[str, Any], str]
"""Act, login, fields, the name of the thing."""


@dataclass
class Place:
    """One place and the cities open on it, which know the same names."""

    cities: list[City]

    @property
    def city(self) -> City:
        return self.cities[0]

    def at(self, when: str) -> None:
        for city in self.cities:
            city.at(when)

    def at_once(self, plans: Sequence[Sequence[Act]]) -> list[tuple[Act, tuple[str, ...]]]:
        """Each plan on a thread of its own, all begun together; every act and its refusals."""
        ready = Barrier(len(plans))
        told: list[tuple[Act, tuple[str, ...]]] = []
        failed: list[BaseException] = []

        def run(number: int, plan: Sequence[Act]) -> None:
            city = self.cities[number % len(self.cities)]
            ready.wait(60)
            try:
                for act in plan:
                    name, by, fields, ref = act
                    told.append((act, city.act(name, by, fields, id=f"${ref}").refused))
            except BaseException as error:  # told by the test, not lost with the thread
                failed.append(error)

        threads = [Thread(target=run, args=part) for part in enumerate(plans)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        return told

    def states(self) -> oracle.States:
        return oracle.folded(self.city.store.log.tail(0))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    if request.param == "sqlite":
        return str(tmp_path / "store")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.fresh_database()


@pytest.fixture(params=[1, 2], ids=["one store", "two stores"])
def place(where: str, request: pytest.FixtureRequest) -> Iterator[Place]:
    lines = lines_until("agreement.sign")
    with ExitStack() as closing:

        def opened(**how: Any) -> Store:
            store = open_store(where, kind=StoreKind.SANDBOX, **how)
            closing.callback(store.close)
            return store

        store = opened(at=first_instant_of(lines))
        runner = Runner(DoorTransport(store))
        assert runner.run(lines).exit_code == MET
        city = City(store, names=runner.names)
        furnish(city)
        cities = [city, *(City(opened(), names=city.names) for _ in range(request.param - 1))]
        yield Place(cities)


class Dealer:
    """Deals acts; with the same seed the same ones, in whatever order they then happen."""

    def __init__(self, number: int) -> None:
        self.dice = random.Random(SEED + number)
        self.first = START + number * ROUND
        self.dealt = 0

    def plans(self, refs: Sequence[str], names: Sequence[str], acts: int) -> list[list[Act]]:
        return [
            [self._act(self.dice.choice(refs), self.dice.choice(names)) for _ in range(acts)]
            for _ in range(THREADS)
        ]

    def _act(self, ref: str, name: str) -> Act:
        self.dealt += 1
        host = "tel" if ref.startswith("telkom") else "bank"
        shift = self.dice.choice([0, 7, 14])
        plan = {
            "planned_start": (self.first + timedelta(days=shift)).isoformat(),
            "planned_end": (self.first + timedelta(days=shift + 11)).isoformat(),
        }
        seat = {"letter": letter(f"{ref}-{self.dealt}", date(2020, 2, 20)), "mentor": f"${host}"}
        stop = {"cause": "EMPLOYEE_REQUEST"}
        fields: dict[str, tuple[str, dict[str, Any]]] = {
            "placement.assign": (
                "sari",
                {**seat, "if_full": self.dice.choice(["REFUSE", "WAITLIST"])},
            ),
            "placement.cancel": ("rudi", stop),
            "placement.reschedule": ("rudi", {**plan, "reason": "penjadwalan ulang"}),
            "placement.start": (host, {}),
            "placement.suspend": ("sari", {"cause": "HOST_CLOSED"}),
            "placement.resume": ("rudi", {"planned_end": plan["planned_end"]}),
            "placement.withdraw": ("sari", {**stop, "decided_by": "EMPLOYEE"}),
            "placement.complete": ("sari", {}),
        }
        by, given = fields[name]
        return name, by, given, ref


BEFORE = ["placement.assign"] * 4 + ["placement.cancel", "placement.reschedule"]
DURING = ["placement.start"] * 3 + ["placement.suspend", "placement.resume"] * 2
DURING += ["placement.assign", "placement.withdraw"]


def nominated(city: City, dealer: Dealer, person: str, host: str, number: int) -> str:
    """A placement of the round, verified unless the person is still somewhere else."""
    ref = f"{host}-{person}-{number}"
    first = START + number * ROUND + WEEK * dealer.dice.choice([0, 1])
    plan = {
        "planned_start": first.isoformat(),
        "planned_end": (first + timedelta(days=11)).isoformat(),
    }
    fields = nomination(f"${person}", host=f"${host}", agreement=HOSTS[host], **plan)
    city.do("placement.nominate", "opd", fields, ref=ref)
    city.act("placement.verify", "sari", id=f"${ref}")
    return ref


def test_r32_r33_no_seat_and_no_person_is_given_twice_whoever_comes_first(place: Place) -> None:
    went_through = set()
    place.at("2020-02-20")
    for number in range(ROUNDS * FACTOR):
        dealer = Dealer(number)
        refs = [
            nominated(place.city, dealer, person, host, number)
            for host in HOSTS
            for person in PEOPLE
        ]
        told = place.at_once(dealer.plans(refs, BEFORE, 4))
        oracle.check_places(place.states(), {})
        place.at((START + number * ROUND).isoformat())
        told += place.at_once(dealer.plans(refs, DURING, 4))
        oracle.check_places(place.states(), {})
        went_through |= {act[0] for act, refused in told if not refused}
        place.at((today(place.city) + timedelta(days=1)).isoformat())
        told += place.at_once(dealer.plans(refs, DURING, 4))
        oracle.check_places(place.states(), {})
        went_through |= {act[0] for act, refused in told if not refused}
    assert went_through >= {"placement.assign", "placement.start"}
    oracle.check_store(place.city.store)


def test_r51_no_day_holds_more_than_its_cap_whoever_writes(place: Place) -> None:
    """The intern writes for the same days from several devices while the mentor rejects."""
    place.at("2020-02-20")
    nominate(place.city, "P", "$dewi")
    seat = {"letter": letter("P", date(2020, 2, 20)), "mentor": "$tel"}
    place.city.do("placement.assign", "sari", seat, id="$P")
    place.at(START.isoformat())
    place.city.do("placement.start", "tel", id="$P")
    place.at(f"{LAST_DAY_OF_LOGGING}T16:00:00+07:00")
    logged = 0
    for number in range(ROUNDS * FACTOR):
        dice = random.Random(SEED + number)

        def act(dice: random.Random = dice) -> Act:
            days = [START + timedelta(days=dice.randrange(4)) for _ in range(2)]
            if dice.random() < 0.2:
                fields: dict[str, Any] = {"days": [days[0].isoformat()], "reason": "tidak sesuai"}
                return "learning-record.reject-hours", "tel", fields, "P"
            entries = [entry(day, dice.randint(2, 16)) for day in days]
            return "learning-record.log-hours", "dewi-asn", {"entries": entries}, "P"

        told = place.at_once([[act() for _ in range(4)] for _ in range(THREADS)])
        oracle.check_hours(place.states(), Calendar())
        logged += sum(not refused for one, refused in told if one[0].endswith("log-hours"))
        refusals = {code for _, refused in told for code in refused}
        assert refusals <= {"DAILY_CAP", "WRONG_STATE", "CONFLICT"}
    assert logged >= ROUNDS
    oracle.check_store(place.city.store)
