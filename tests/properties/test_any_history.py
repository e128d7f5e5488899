"""Whatever people do, live and in whatever order, the record stays true (R75, R80).

A search over sequences of acts on agreements, amendments, placements, learning records, external
learning and people, plausible and not, with time moving on between them. After every act:

- a refusal records nothing; an accepted act breaks no rule, unless a second person allowed it;
- the states the log keeps are the fold of the facts up to there, and so is the receipt;
- the same key again answers the same receipt.

After every sequence the log is whole, each view is at each position the fold of the facts up to
it, the standing controls find nothing that was not recorded as such, seats, persons and days hold
no more than they may, and every total is the same total.
"""

from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from hypothesis import event, seed
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from application.commands import COMMANDS
from domain.agreement.facts import (
    AgreementAmendmentAnnulled,
    AgreementSuperseded,
    AgreementSuspended,
    AgreementTerminated,
)
from domain.employee import EmployeeSanctioned, EmployeeStatusSet
from domain.envelope import AnyEnvelope
from domain.placement.facts import PlacementSuspended, PlacementTerminated, PlacementWithdrawn
from domain.things import BLANK
from interface.transports import Reply
from tests.acts import agreement, nomination
from tests.behaviour.internship import course
from tests.properties import courses, oracle
from tests.properties.courses import Step, today
from tests.properties.oddities import AGREEMENT, EMPLOYEE, PLACEMENT, RECORD, Dice, change
from tests.properties.searching import SEED, searching
from tests.properties.town import HOSTS, PEOPLE, town

OF_ITSELF = {
    "cover": (
        AgreementAmendmentAnnulled,
        AgreementSuperseded,
        AgreementSuspended,
        AgreementTerminated,
    ),
    "hours": (
        EmployeeSanctioned,
        EmployeeStatusSet,
        PlacementSuspended,
        PlacementTerminated,
        PlacementWithdrawn,
    ),
}
"""Control -> the facts by which what was in order when it was recorded may cease to be so."""

KINDS = {
    "agreement": AGREEMENT,
    "employee": EMPLOYEE,
    "placement": PLACEMENT,
    "learning-record": RECORD,
}


@seed(SEED)
class AnyHistory(RuleBasedStateMachine):
    placements = Bundle("placements")
    agreements = Bundle("agreements")
    amendments = Bundle("amendments")
    externals = Bundle("externals")
    proposals = Bundle("proposals")

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        self.city = self.closing.enter_context(town())
        self.log = self.city.store.log
        self.beginning = self.log.head().position
        self.head = self.beginning
        self.states = oracle.folded(self.log.tail(0))
        self.seats = {self.city.names[host]: oracle.SEATS for host in HOSTS}
        self.count = 0
        self.last: dict[str, Any] = {}

    # --- one act, and what must hold after it ---

    def act(self, name: str, by: str, fields: dict[str, Any] | None = None, **line: Any) -> Reply:
        key = self.city.store.new_id()
        reply = self.city.act(name, by, fields, key=key, **line)
        self.last = {"name": name, "by": by, "fields": fields, "key": key, **line}
        facts = list(self.log.tail(self.head))
        event(f"{name} {reply.refused[0] if reply.refused else 'recorded'}")
        if reply.refused:
            assert facts == []
            return reply
        self.believe(facts)
        if "version" in reply.body:
            kept = self.states[f"{reply.body['thing']}:{reply.body['id']}"]
            assert reply.body["version"] == kept.version
            assert reply.body["state"] == kept.state_on(today(self.city))
        return reply

    def believe(self, facts: list[AnyEnvelope]) -> None:
        """The new facts follow the old ones, and lead to the states the log keeps."""
        for fact in facts:
            assert fact.position == self.head + 1
            self.head = fact.position
            assert not fact.violations or fact.second_person not in (None, fact.actor)
            oracle.folded((fact,), self.states)
            assert self.states[fact.stream].version == fact.version
        for stream in {fact.stream for fact in facts}:
            state, version = self.log.load(stream, BLANK[stream.partition(":")[0]])
            assert (state, version) == (self.states[stream], state.version)

    def new(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def go(self, step: Step | None, subject: str) -> bool:
        """Take a step of a course, its wait first; whether there was one and it went through."""
        if step is None:
            return False
        if step.day is not None and step.day > today(self.city):
            self.city.at(step.day.isoformat())
        if step.name is None:
            return True
        return not self.act(step.name, step.by, step.fields, id=f"${subject}").refused

    # --- time ---

    @rule(days=st.sampled_from([0, 1, 1, 2, 3, 5, 10, 20]), ticks=st.booleans())
    def time_passes(self, days: int, ticks: bool) -> None:
        self.city.at((today(self.city) + timedelta(days=days)).isoformat() + "T23:00:00+07:00")
        if ticks:
            self.act("system.tick", "system")

    @precondition(lambda self: self.last)
    @rule()
    def the_same_key_comes_again(self) -> None:
        """Answered as before if it was recorded; else judged again, as things are now."""
        taken = self.log.key(self.last["key"])
        line = dict(self.last)
        reply = self.city.act(line.pop("name"), line.pop("by"), line.pop("fields"), **line)
        facts = list(self.log.tail(self.head))
        if taken is not None:
            assert facts == []
            assert reply.body["positions"][0] == taken.positions.start
        self.believe(facts)

    # --- placements ---

    @initialize(target=placements)
    def somebody_is_nominated(self) -> Any:
        return self.nominate("dewi", "telkom", 1, 14)

    @rule(
        target=placements,
        person=st.sampled_from(PEOPLE),
        host=st.sampled_from(sorted(HOSTS)),
        ahead=st.integers(-2, 14),
        days=st.integers(5, 30),
    )
    def another_is_nominated(self, person: str, host: str, ahead: int, days: int) -> Any:
        return self.nominate(person, host, ahead, days)

    def nominate(self, person: str, host: str, ahead: int, days: int) -> Any:
        first = today(self.city) + timedelta(days=ahead)
        ref = self.new("P")
        fields = nomination(
            f"${person}",
            host=f"${host}",
            agreement=HOSTS[host],
            planned_start=first.isoformat(),
            planned_end=(first + timedelta(days=days)).isoformat(),
        )
        return self.bound(ref, self.act("placement.nominate", "opd", fields, ref=ref))

    def bound(self, ref: str, reply: Reply) -> Any:
        return multiple() if reply.refused else ref

    @rule(ref=placements, steps=st.integers(1, 25))
    def a_placement_goes_on(self, ref: str, steps: int) -> None:
        for _ in range(steps):
            if not self.go(courses.of_placement(self.city, ref), ref):
                return

    @rule(target=proposals, ref=placements, data=st.data())
    def something_odd_is_asked_of_a_placement(self, ref: str, data: Any) -> Any:
        return self.odd("placement", ref, data)

    @rule(target=proposals, ref=placements, data=st.data())
    def something_odd_is_asked_of_a_record(self, ref: str, data: Any) -> Any:
        return self.odd("learning-record", ref, data)

    @rule(target=proposals, ref=placements)
    def a_rule_is_set_aside(self, ref: str) -> Any:
        step = courses.of_placement(self.city, ref)
        if step is None or step.name not in ("placement.verify", "placement.assign"):
            return multiple()
        override = {"codes": ["NOT_ELIGIBLE"], "reason": "kebutuhan dinas"}
        fields = {**step.fields, "override": override}
        return self.proposed(self.act(step.name, "sari", fields, id=f"${ref}"))

    # --- agreements ---

    @initialize(target=agreements)
    def there_are_agreements(self) -> Any:
        return multiple("A4", "A5")

    @rule(target=agreements, host=st.sampled_from(sorted(HOSTS)), data=st.data())
    def an_agreement_is_drafted(self, host: str, data: Any) -> Any:
        dice, ref = Dice(data, self.city), self.new("A-")
        first = dice.day(-3, 20)
        term = {"effective_from": first, "last_day": first + timedelta(days=dice.number(-1, 400))}
        seats = dice.number(1, 3)
        fields = agreement(
            parties=[
                {"organisation": "$kota", "role": "FIRST"},
                {"organisation": f"${host}", "role": "SECOND"},
            ],
            capacity=[{"field": "TECHNOLOGY", "seats": seats}],
            term={name: day.isoformat() for name, day in term.items()},
            overlap_declared=dice.once_in(2),
        )
        if dice.once_in(3):
            fields["predecessor"] = HOSTS[host]
        self.more_seats(seats)
        return self.bound(ref, self.act("agreement.draft", "sari", fields, ref=ref))

    def more_seats(self, seats: int) -> None:
        """From now on some agreement may give so many."""
        self.seats = {host: max(seats, most) for host, most in self.seats.items()}

    @rule(ref=agreements, steps=st.integers(1, 8))
    def an_agreement_goes_on(self, ref: str, steps: int) -> None:
        for _ in range(steps):
            if not self.go(courses.of_agreement(self.city, ref), ref):
                return

    @rule(target=proposals, ref=agreements, data=st.data())
    def something_odd_is_asked_of_an_agreement(self, ref: str, data: Any) -> Any:
        return self.odd("agreement", ref, data)

    @rule(target=amendments, ref=agreements, data=st.data())
    def an_amendment_is_drafted(self, ref: str, data: Any) -> Any:
        fields = {"agreement": f"${ref}", **change(Dice(data, self.city))}
        self.more_seats(4)
        name = self.new("M")
        return self.bound(name, self.act("amendment.draft", "sari", fields, ref=name))

    @rule(ref=amendments, steps=st.integers(1, 6))
    def an_amendment_goes_on(self, ref: str, steps: int) -> None:
        for _ in range(steps):
            if not self.go(courses.of_amendment(self.city, ref), ref):
                return

    @rule(target=proposals, ref=amendments)
    def an_amendment_is_annulled(self, ref: str) -> Any:
        return self.proposed(self.act("amendment.annul", "sari", {"reason": "cacat"}, id=f"${ref}"))

    # --- people, learning elsewhere, second persons ---

    @rule(person=st.sampled_from(PEOPLE), data=st.data())
    def something_happens_to_a_person(self, person: str, data: Any) -> None:
        self.odd("employee", person, data)

    @rule(target=externals, person=st.sampled_from(PEOPLE), number=st.integers(1, 3))
    def learning_elsewhere_is_recorded(self, person: str, number: int) -> Any:
        ref, day = self.new("X"), today(self.city).isoformat()
        given = {"from": day, "until": day, "parts": [{"on": day, "minutes": 300 * number}]}
        fields = course(f"${person}", f"K-{number}", siasn_id=f"siasn-{number}", **given)
        fields["certificate"]["date"] = day
        return self.bound(ref, self.act("external-learning.record", "sari", fields, ref=ref))

    @rule(target=proposals, ref=externals, act=st.sampled_from(["verify", "verify", "revoke"]))
    def learning_elsewhere_is_decided(self, ref: str, act: str) -> Any:
        fields = {"reason": "ijazah palsu"} if act == "revoke" else {}
        return self.proposed(self.act(f"external-learning.{act}", "rudi", fields, id=f"${ref}"))

    @rule(
        ref=proposals,
        act=st.sampled_from(["approve", "approve", "approve", "reject"]),
        by=st.sampled_from(["budi", "budi", "rudi", "sari"]),
    )
    def a_second_person_decides(self, ref: str, act: str, by: str) -> None:
        fields = {"reason": "tidak perlu"} if act == "reject" else {}
        self.act(f"proposal.{act}", by, fields, id=f"${ref}")

    def odd(self, kind: str, ref: str, data: Any) -> Any:
        """Mostly an act that its state allows, now and then any."""
        dice, acts = Dice(data, self.city), KINDS[kind]
        now = self.states.get(f"{kind}:{self.city.names[ref]}", BLANK[kind]).state_on(
            today(self.city)
        )
        fitting = [name for name in acts if now in COMMANDS[name].states]
        name = dice.pick(*(acts if dice.once_in(8) else fitting or acts))
        by, fields = acts[name](dice)
        return self.proposed(self.act(name, dice.actor(by), fields, id=f"${ref}"))

    def proposed(self, reply: Reply) -> Any:
        """The name of the proposal an act became; nothing if it became none."""
        if reply.refused or reply.body.get("thing") != "proposal":
            return multiple()
        ref = self.new("proposal-")
        self.city.names[ref] = reply.body["id"]
        return ref

    # --- in the end ---

    def teardown(self) -> None:
        with self.closing:
            oracle.check_store(self.city.store)
            oracle.check_every_prefix(self.city.store, self.beginning)
            oracle.check_places(self.states, self.seats)
            oracle.check_controls(self.city, OF_ITSELF)
            total = oracle.check_totals(self.city, PEOPLE, 2020)
            event(f"JP in the end: {total}")


def test_r75_r80_whatever_people_do_the_record_stays_true() -> None:
    run_state_machine_as_test(AnyHistory, settings=searching(40, steps=40))
