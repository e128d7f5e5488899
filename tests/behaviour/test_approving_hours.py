"""Who approves which hours: the mentor of the day, and the officer where one is not enough."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from domain.base import Fact, Verdict
from domain.enums import Role
from domain.learning import hours as decisions
from domain.learning.decisions import Person
from domain.learning.facts import HoursApproved
from domain.learning.state import LearningRecord
from domain.placement.facts import PlacementMentorAssigned
from domain.placement.state import Placement
from domain.states import EntryState
from tests.city import City, city_after
from tests.facts import DEWI, DEWI_ASN, END, SARI, START, TEL, started
from tests.learning_facts import logged, opened
from tests.scenario import Happened, given, state_of

Decision = Callable[[LearningRecord, Verdict], Sequence[Fact]]
PLACEMENT = state_of(Placement, *started())
MENTOR = Person(account=TEL, employee=None, unit=None, role=Role.MENTOR)
OFFICER = Person(account=SARI, employee=None, unit=None, role=Role.OFFICER)
TUESDAY = date(2020, 2, 25)
IN_TIME, LATE = logged(1, START), logged(2, TUESDAY, late=True)
BY_MENTOR = logged(3, TUESDAY, 4, by=TEL, acted_for=DEWI, role="MENTOR")
LOGGED = (opened(), IN_TIME, LATE)


def approving(person: Person = MENTOR, *numbers: int, **changes: Any) -> Decision:
    circumstances = {"placement": PLACEMENT, "tied": False}

    def decide(record: LearningRecord, verdict: Verdict) -> Sequence[Fact]:
        chosen = [e for e in record.entries if not numbers or e.entry in numbers]
        return decisions.approve_hours(
            verdict, chosen, person=person, **{**circumstances, **changes}
        )

    return decide


def test_r54_the_mentor_of_the_day_approves() -> None:
    after = (
        given(LearningRecord, opened(), IN_TIME).when(approving()).then(HoursApproved(entries=(1,)))
    )

    assert (after.entries[0].state, after.verified_quarters) == (EntryState.APPROVED, 24)


def test_r53_a_late_entry_is_half_approved_by_the_mentor_and_full_on_import() -> None:
    record, live = state_of(LearningRecord, *LOGGED), Verdict(strict=True)

    assert approving()(record, live) == (HoursApproved(entries=(1,), half=(2,)),)
    assert approving()(record, Verdict(strict=False)) == (HoursApproved(entries=(1, 2)),)


def test_r53_an_entry_taken_over_from_paper_needs_no_second_approval() -> None:
    imported = logged(1, START, by=SARI, acted_for=DEWI, channel="import", late=True)

    given(LearningRecord, opened(), imported).when(approving()).then(HoursApproved(entries=(1,)))


def test_r53_the_officer_completes_what_the_mentor_half_approved() -> None:
    half = Happened(HoursApproved(half=(2,)), END, TEL)
    after = (
        given(LearningRecord, *LOGGED, half)
        .when(approving(OFFICER, 2))
        .then(HoursApproved(entries=(2,)))
    )

    assert after.entries[1].decided_by == (TEL, SARI)
    assert after.entries[1].state is EntryState.APPROVED


def test_r54_nobody_approves_his_own_hours() -> None:
    dewi = Person(account=DEWI, employee=DEWI_ASN, unit=None, role=Role.MENTOR)

    given(LearningRecord, opened(), IN_TIME).when(approving(dewi)).breaks(
        "SELF_APPROVAL", "NOT_ASSIGNED_MENTOR", rule="R54"
    )


def test_r54_who_wrote_the_entry_does_not_approve_it() -> None:
    past = (opened(), IN_TIME, LATE, BY_MENTOR)

    given(LearningRecord, *past).when(approving(MENTOR, 3)).breaks("SELF_APPROVAL")
    given(LearningRecord, *past).when(approving(OFFICER, 3)).then(HoursApproved(entries=(3,)))


def test_r54_on_import_the_one_who_wrote_on_paper_is_the_writer_not_the_importer() -> None:
    own = logged(1, START, by=SARI, channel="import")
    paper = logged(1, START, by=SARI, acted_for=DEWI, channel="import")

    given(LearningRecord, opened(), paper).when(approving(OFFICER)).then(
        HoursApproved(entries=(1,))
    )
    given(LearningRecord, opened(), own).when(approving(OFFICER)).breaks("SELF_APPROVAL")


def test_r54_one_entry_of_his_own_among_others_is_enough() -> None:
    past = (opened(), IN_TIME, LATE, BY_MENTOR)

    given(LearningRecord, *past).when(approving(MENTOR)).breaks("SELF_APPROVAL", rule="R54")


def test_r54_nobody_approves_hours_of_his_own_that_a_mentor_wrote() -> None:
    dewi = Person(account="account-dewi-2", employee=DEWI_ASN, unit=None, role=Role.OFFICER)

    given(LearningRecord, opened(), BY_MENTOR).when(approving(dewi)).breaks("SELF_APPROVAL")


def rejecting(person: Person) -> Decision:
    return lambda record, verdict: decisions.reject_hours(
        verdict, record.entries, person=person, placement=PLACEMENT
    )


def test_r54_nobody_rejects_hours_of_his_own_or_what_he_wrote_among_others() -> None:
    dewi = Person(account="account-dewi-2", employee=DEWI_ASN, unit=None, role=Role.OFFICER)
    past = (opened(), IN_TIME, BY_MENTOR)

    given(LearningRecord, *past).when(rejecting(dewi)).breaks("SELF_APPROVAL", rule="R54")
    given(LearningRecord, *past).when(rejecting(MENTOR)).breaks("SELF_APPROVAL")
    given(LearningRecord, *past).when(rejecting(OFFICER)).then_some()


def test_r53_what_waits_for_the_officer_is_open_and_written_by_a_mentor_or_half_approved() -> None:
    half = Happened(HoursApproved(half=(2,)), END, TEL)
    record = state_of(LearningRecord, *LOGGED, BY_MENTOR, half)
    decided = state_of(
        LearningRecord, *LOGGED, BY_MENTOR, Happened(HoursApproved(entries=(3,)), END, SARI)
    )

    assert [e.entry for e in record.entries if decisions.awaits_officer(e)] == [2, 3]
    assert [e.entry for e in decided.entries if decisions.awaits_officer(e)] == []


def test_r54_a_mentor_is_asked_for_what_the_intern_wrote_and_for_what_he_wrote_himself() -> None:
    by_another = logged(4, TUESDAY, 4, by="account-two", acted_for=DEWI, role="MENTOR")
    half = Happened(HoursApproved(half=(2,)), END, TEL)
    record = state_of(LearningRecord, *LOGGED, BY_MENTOR, by_another, half)

    def asked(*, all_open: bool) -> list[int]:
        found = decisions.awaits_mentor(record.entries, MENTOR, all_open=all_open)
        return [entry.entry for entry in found]

    assert asked(all_open=True) == [1, 3]
    assert asked(all_open=False) == [1, 2, 3]


def test_r53_the_first_approver_is_not_the_second() -> None:
    half = Happened(HoursApproved(half=(2,)), END, TEL)
    both_roles = Person(account=TEL, employee=None, unit=None, role=Role.OFFICER)

    given(LearningRecord, *LOGGED, half).when(approving(both_roles, 2)).breaks("SELF_APPROVAL")


def test_r54_the_mentor_must_be_the_one_assigned_on_the_entrys_day() -> None:
    second = Happened(PlacementMentorAssigned(mentor="account-two", since=TUESDAY), TUESDAY)
    changed = state_of(Placement, *started(), second)
    newcomer = Person(account="account-two", employee=None, unit=None, role=Role.MENTOR)
    record = given(LearningRecord, opened(), IN_TIME, logged(2, TUESDAY))

    record.when(approving(MENTOR, 1, placement=changed)).then(HoursApproved(entries=(1,)))
    record.when(approving(newcomer, 2, placement=changed)).then(HoursApproved(entries=(2,)))
    for person in (MENTOR, newcomer):
        record.when(approving(person, placement=changed)).breaks("NOT_ASSIGNED_MENTOR", rule="R54")


def test_r89_who_is_tied_to_the_intern_does_not_approve() -> None:
    given(LearningRecord, opened(), IN_TIME).when(approving(tied=True)).breaks(
        "CONFLICT_OF_INTEREST", rule="R89"
    )


# --- through the door -------------------------------------------------------------------------

APPROVE, LOG = "learning-record.approve-hours", "learning-record.log-hours"


def hours(*days: str) -> dict[str, Any]:
    return {"entries": [{"day": d, "quarters": 24, "activity": f"kegiatan {d}"} for d in days]}


def states(city: City) -> list[str]:
    return [entry["state"] for entry in city.ask("learning-record", "$P1")["entries"]]


def test_r53_two_different_people_approve_a_late_entry_the_mentor_first() -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-28")
        city.do(LOG, "dewi-asn", hours("2020-02-24", "2020-02-26"), id="$P1")

        assert city.refused(APPROVE, "sari", {"entries": [1]}, id="$P1") == ("WRONG_STATE",)
        assert city.refused(APPROVE, "sari", {"entries": [2]}, id="$P1") == ("OUT_OF_SCOPE",)
        city.do(APPROVE, "tel", id="$P1")
        assert states(city) == ["HALF_APPROVED", "APPROVED"]

        city.do(LOG, "dewi-asn", hours("2020-02-27"), id="$P1")
        city.do(APPROVE, "tel", id="$P1")
        assert states(city) == ["HALF_APPROVED", "APPROVED", "APPROVED"]
        assert city.refused(APPROVE, "tel", id="$P1") == ("SELF_APPROVAL",)

        city.do(APPROVE, "sari", id="$P1")
        assert states(city) == ["APPROVED", "APPROVED", "APPROVED"]
        assert city.refused(APPROVE, "tel", id="$P1") == ("WRONG_STATE",)


def test_r53_who_holds_both_roles_and_approved_first_is_not_the_second_person() -> None:
    with city_after("placement.verify") as city:
        roles = {"role": "MENTOR", "organisation": "$telkom"}, {"role": "OFFICER"}
        city.opens_account("dua", *roles)
        letter = {"number": "800/1", "date": "2020-02-20", "office": "$o-kepala"}
        given_seat = {"letter": {**letter, "document": "$sha256:surat"}, "mentor": "$dua"}
        city.do("placement.assign", "sari", given_seat, id="$P1")
        city.at("2020-02-24")
        city.do("placement.start", "tel", id="$P1")
        city.at("2020-02-28")
        city.do(LOG, "dewi-asn", hours("2020-02-24"), id="$P1")
        city.do(APPROVE, "dua", id="$P1")
        assert city.refused(APPROVE, "dua", id="$P1") == ("SELF_APPROVAL",)


def test_r54_what_the_mentor_wrote_the_officer_approves() -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-26")
        city.do(LOG, "tel", hours("2020-02-25"), id="$P1", for_="dewi-asn")

        assert city.refused(APPROVE, "tel", id="$P1") == ("SELF_APPROVAL",)
        city.do(APPROVE, "sari", id="$P1")
        assert states(city) == ["APPROVED"]


@pytest.mark.parametrize("by", ["tel", "budi"])
def test_an_entry_that_is_not_there_is_not_found_whoever_asks(by: str) -> None:
    with city_after("learning-record.log-hours") as city:
        for number in (0, 11, -1):
            named = {"entries": [number]}
            assert city.refused(APPROVE, by, named, id="$P1") == ("NOT_FOUND:entries",)


def test_days_and_entries_choose_and_what_is_decided_is_skipped() -> None:
    with city_after("learning-record.log-hours") as city:
        city.do(APPROVE, "tel", {"days": ["2020-02-24", "2020-02-25"]}, id="$P1")
        receipt = city.do(APPROVE, "tel", {"entries": [2, 3]}, id="$P1")
        assert city.facts(receipt)[0].data == HoursApproved(entries=(3,))
        assert city.refused(APPROVE, "tel", {"entries": [1, 2]}, id="$P1") == ("WRONG_STATE",)


def test_r86_an_officer_who_alone_approved_ordinary_hours_is_recorded_on_import() -> None:
    with city_after("learning-record.log-hours") as city:
        assert city.imported(APPROVE, "sari", id="$P1") == ["OUT_OF_SCOPE"]
        assert set(states(city)) == {"APPROVED"}
