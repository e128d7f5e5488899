"""Small rules at their edges: values, accounts, people, offices, names, learning, corrections."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.account import Account, RoleRevoked
from domain.agreement.facts import AgreementNumberAssigned, AgreementSigned
from domain.base import Refused, Verdict, broken_name
from domain.codes import Code
from domain.correction import ASSIGNED, CorrectionRecorded, value_of
from domain.correction import record as correct
from domain.employee import Employee, EmployeeStatusSet, EmployeeUpdated
from domain.enums import Field, OrgCategory, Role
from domain.enums_learning import (
    ActivityCode,
    Component,
    EmployeeStatus,
    EmploymentKind,
    PlacementActivity,
    SiasnResult,
)
from domain.envelope import Instant, instant
from domain.external_learning import (
    ExternalLearning,
    ExternalLearningCredited,
    ExternalLearningRecorded,
    ExternalLearningRevoked,
    ExternalReplyRecorded,
    parts_fit,
)
from domain.finding import EvidenceSubmitted, Finding, FindingRecorded, submit_evidence
from domain.jp import convert
from domain.learning.credit import share_centi
from domain.learning.facts import CreditReplyRecorded, HoursApproved, HoursCorrected
from domain.learning.state import LearningRecord
from domain.nip import NipFault, nip_fault
from domain.organisation import (
    Organisation,
    OrganisationFieldsSet,
    OrganisationRenamed,
    Unit,
    UnitRenamed,
)
from domain.replacing import replace
from domain.rubric import passed
from domain.shapes import Cert, Criterion, Decree, Part, Period
from domain.siasn import payload
from domain.subject_request import SubjectRequest
from domain.values import AnyInstant, Anything, Text
from tests.facts import (
    DEWI,
    END,
    SARI,
    SIGNED,
    START,
    TEL,
    contracted,
    grant,
    opened_account,
    organisation,
    registered,
    rules,
)
from tests.learning_facts import logged, opened
from tests.scenario import Happened, enveloped, state_of

DAY, NEXT = date(2020, 6, 1), date(2020, 6, 2)


# --- values -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Kafe\u0301", "a\x00b", " "])
def test_text_is_composed_filled_and_without_a_nul(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Text).validate_python(text)


@pytest.mark.parametrize("text", ["Kafe", "Kafé", "a"])
def test_composed_text_is_taken_as_it_is(text: str) -> None:
    assert TypeAdapter(Text).validate_python(text) == text


@pytest.mark.parametrize(
    "value",
    ["a\x00b", "e\u0301", 1.5, 2**53, -(2**53), {"e\u0301": 1}, {"a": [1.5]}, [["a\x00b"]]],
)
def test_json_to_be_recorded_is_plain_to_its_depth(value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Anything).validate_python(value)


@pytest.mark.parametrize("value", [2**53 - 1, -(2**53 - 1), "é", {"a": [1, None, True]}])
def test_plain_json_is_taken_as_it_is(value: Any) -> None:
    assert TypeAdapter(Anything).validate_python(value) == value


def test_an_instant_needs_an_offset() -> None:
    with pytest.raises(ValueError, match="offset"):
        instant(datetime(2020, 2, 18, 9))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("year", "fits"), [(1899, False), (1900, True), (2999, True), (3000, False)]
)
def test_r99_an_instant_lies_in_a_year_people_speak_of(year: int, fits: bool) -> None:
    moment = datetime(year, 6, 1, tzinfo=UTC)
    if fits:
        assert TypeAdapter(AnyInstant).validate_python(moment) == moment
    else:
        with pytest.raises(ValidationError):
            TypeAdapter(AnyInstant).validate_python(moment)


@pytest.mark.parametrize("number", ["", " ", "cafe\u0301", "821/KEP\x00"])
def test_a_text_inside_a_composed_value_is_held_to_what_any_text_is(number: str) -> None:
    decree = {"number": "821/KEP", "date": "2020-01-01"}
    TypeAdapter(Decree).validate_python(decree)

    with pytest.raises(ValidationError):
        TypeAdapter(Decree).validate_python({**decree, "number": number})


@pytest.mark.parametrize(("month", "fault"), [("12", None), ("13", NipFault.BIRTH_DATE)])
def test_r98_the_birth_month_of_a_nip_has_two_digits(month: str, fault: NipFault | None) -> None:
    nip = f"1986{month}262015051901"
    assert nip_fault(nip, EmploymentKind.PNS, date(2022, 12, 31)) is fault


def test_an_override_that_may_not_be_is_named_once_however_often_it_is_settled() -> None:
    verdict = Verdict(strict=True, wrongly=frozenset({"OVERLAP"}))
    for _ in range(2):
        with pytest.raises(Refused):
            verdict.settle()

    assert [broken_name(found) for found in verdict] == [Code.NOT_OVERRIDABLE.value]


# --- accounts and people ----------------------------------------------------------------------


def revoked(role: Role, *grants: Any) -> list[tuple[Role, date, date | None]]:
    ended = Happened(RoleRevoked(role=role, last_day=DAY), DAY)
    account = state_of(Account, *opened_account("x", *grants), ended)
    return [(held.role, held.since, held.until) for held in account.grants]


def test_r86_revoking_ends_every_grant_of_the_role_that_would_last_longer() -> None:
    officer, since = Role.OFFICER, date(2020, 1, 1)
    ended, to_the_day = grant(officer, until=date(2020, 3, 1)), grant(officer, until=DAY)
    longer, from_the_day = grant(officer, until=NEXT), grant(officer, DAY)
    to_come, another = grant(officer, NEXT), grant(Role.HEAD)

    assert revoked(officer, ended, to_the_day, longer, from_the_day, to_come, another) == [
        (officer, since, date(2020, 3, 1)),
        (officer, since, DAY),
        (officer, since, DAY),
        (officer, DAY, DAY),
        (Role.HEAD, since, None),
    ]


def test_r86_the_units_of_a_role_are_those_of_no_other_role() -> None:
    opd, head = grant(Role.OPD, unit="unit-a"), grant(Role.HEAD, unit="unit-b")
    account = state_of(Account, *opened_account("x", opd, head))

    assert account.units_as(Role.OPD, DAY) == {"unit-a"}
    assert account.units_as(Role.OPD, date(2019, 12, 31)) == frozenset()


def test_r69_the_contract_of_a_day_is_the_one_that_covers_it_else_the_earliest() -> None:
    first = Period(since=date(2019, 3, 1), until=date(2020, 2, 29))
    second = Period(since=date(2020, 3, 2), until=date(2021, 2, 28))
    for one, other in ((first, second), (second, first)):
        person = state_of(
            Employee,
            contracted(one.since, one.until),
            Happened(EmployeeUpdated(contract=other), DAY),
        )

        for period in (first, second):
            assert person.contract_covering(period.since) == period
            assert person.contract_covering(period.until) == period
        assert person.contract_covering(date(2020, 3, 1)) == first
        assert person.contract_covering(date(2022, 1, 1)) == first


def test_an_update_changes_what_it_names_and_keeps_the_rest() -> None:
    person = state_of(Employee, registered(), Happened(EmployeeUpdated(post="Kepala Seksi"), DAY))

    assert (person.post, person.grade) == ("Kepala Seksi", "III/a")


def statuses(*spans: tuple[EmployeeStatus, date, date | None]) -> list[Any]:
    set_in_turn = (Happened(EmployeeStatusSet(status=s, until=u), on) for s, on, u in spans)
    person = state_of(Employee, registered(), *set_in_turn)
    return [(span.status, span.since, span.until) for span in person.statuses]


LEAVE, STUDY = EmployeeStatus.LEAVE, EmployeeStatus.STUDY
JUNE_1, JUNE_10, JUNE_20, JUNE_30 = (date(2020, 6, n) for n in (1, 10, 20, 30))


def test_r31_a_status_set_later_takes_exactly_its_days_from_an_earlier_one() -> None:
    assert statuses((LEAVE, JUNE_1, JUNE_30), (STUDY, JUNE_10, JUNE_20)) == [
        (LEAVE, JUNE_1, date(2020, 6, 9)),
        (STUDY, JUNE_10, JUNE_20),
        (LEAVE, date(2020, 6, 21), JUNE_30),
    ]
    assert statuses((LEAVE, JUNE_10, JUNE_20), (STUDY, JUNE_10, JUNE_20)) == [
        (STUDY, JUNE_10, JUNE_20)
    ]
    assert statuses((LEAVE, JUNE_1, None), (STUDY, JUNE_10, JUNE_20)) == [
        (LEAVE, JUNE_1, date(2020, 6, 9)),
        (STUDY, JUNE_10, JUNE_20),
        (LEAVE, date(2020, 6, 21), None),
    ]
    assert statuses((LEAVE, JUNE_1, JUNE_30), (STUDY, JUNE_10, None)) == [
        (LEAVE, JUNE_1, date(2020, 6, 9)),
        (STUDY, JUNE_10, None),
    ]


# --- names ------------------------------------------------------------------------------------


def test_of_two_names_for_one_day_the_last_recorded_holds() -> None:
    partner = organisation(OrgCategory.BUMN)
    unit = state_of(Unit, *(Happened(UnitRenamed(name=name), DAY) for name in ("Satu", "Dua")))
    renamed = state_of(
        Organisation,
        *(Happened(OrganisationRenamed(name=name), DAY) for name in ("Satu", "Dua")),
        *(Happened(OrganisationFieldsSet(fields=(f,)), DAY) for f in (Field.ASSET, Field.SERVICE)),
    )

    assert (partner.name, unit.name, renamed.name) == ("Mitra", "Dua", "Dua")
    assert renamed.fields == (Field.SERVICE,)


# --- hours and scores -------------------------------------------------------------------------


def test_r83_only_a_mentor_who_decided_hours_has_guided_and_is_kept_once() -> None:
    entries = [logged(n, day) for n, day in enumerate((START, END), 1)]
    decided = [
        Happened(HoursApproved(entries=(1,)), END, TEL, role="MENTOR"),
        Happened(HoursApproved(entries=(2,)), END, TEL, role="MENTOR"),
        Happened(HoursApproved(entries=(2,)), END, SARI),
    ]

    assert state_of(LearningRecord, opened(), *entries, *decided).mentors == (TEL,)


def test_r53_what_was_taken_over_from_paper_is_no_mentors_writing() -> None:
    paper = logged(1, START, by=SARI, acted_for=DEWI, channel="import")
    by_mentor = logged(1, START, by=TEL, acted_for=DEWI, role="MENTOR")

    assert not state_of(LearningRecord, opened(), paper).entries[0].written_by_mentor
    assert state_of(LearningRecord, opened(), by_mentor).entries[0].written_by_mentor


def test_r55_a_corrected_entry_says_so() -> None:
    change = HoursCorrected(entry=1, before=24, quarters=20)
    record = state_of(LearningRecord, opened(), logged(1, START), Happened(change, END, TEL))

    assert [(e.quarters, e.corrected) for e in record.entries] == [(20, True)]


def test_r59_every_item_of_ethics_reaches_its_share_to_the_point() -> None:
    item = {"code": "ETHICS", "group": "ETHICS", "weight": 100, "max": 1000}
    rubric = {"pass_centi": 0, "ethics_percent": 60, "criteria": [item]}

    assert passed(rubric, {"ETHICS": 600})
    assert not passed(rubric, {"ETHICS": 599})


def test_r62_a_share_of_nothing_is_nothing() -> None:
    assert (share_centi(0, 0), share_centi(1, 3)) == (0, 3333)


# --- learning elsewhere -----------------------------------------------------------------------


def elsewhere(*later: Happened, **changes: Any) -> ExternalLearning:
    fields = {
        "employee": "employee-dewi",
        "activity": ActivityCode.B8,
        "title": "Kursus",
        "provider": "Bank bjb",
        "since": DAY,
        "until": DAY,
        "certificate": Cert(number="K-1", date=DAY, document="e" * 64),
    }
    recorded = ExternalLearningRecorded(**{**fields, **changes})
    return state_of(ExternalLearning, Happened(recorded, DAY), *later)


CREDITED = Happened(ExternalLearningCredited(jp=20, excess_jp=3, year=2020), DAY)


def test_r67_provider_and_the_host_if_one_is_named_issued_the_certificate() -> None:
    assert elsewhere().as_credit().issuers == {"Bank bjb"}
    assert elsewhere(host="org-bjb").as_credit().issuers == {"Bank bjb", "org-bjb"}


def test_r68_a_credit_counts_its_jp_and_before_and_after_it_none() -> None:
    revoked = elsewhere(CREDITED, Happened(ExternalLearningRevoked(), NEXT))

    assert elsewhere().as_credit().jp == 0
    assert elsewhere(CREDITED).as_credit().jp == 20
    assert (revoked.as_credit().jp, revoked.jp, revoked.excess_jp) == (0, 0, 0)


def test_r71_a_reply_without_an_id_leaves_the_one_known() -> None:
    plain, named = (
        Happened(ExternalReplyRecorded(result=SiasnResult.CORRECTED, siasn_id=given), NEXT)
        for given in (None, "S-2")
    )

    assert elsewhere(plain, siasn_id="S-1").siasn_id == "S-1"
    assert elsewhere(named, siasn_id="S-1").siasn_id == "S-2"


def test_r72_a_reply_about_a_placement_without_an_id_leaves_the_one_known() -> None:
    told = [
        Happened(CreditReplyRecorded(result=SiasnResult.ACCEPTED, siasn_id=number), NEXT)
        for number in ("S-1", None)
    ]

    assert state_of(LearningRecord, opened(), *told).siasn_id == "S-1"


def test_every_lesson_has_its_minutes() -> None:
    table = rules(Component.JP_CONVERSION)
    timed, untimed = Part(on=DAY, minutes=90), Part(on=NEXT)
    assert parts_fit(table, ActivityCode.B8, (timed, timed))
    assert not parts_fit(table, ActivityCode.B8, (timed, untimed))


def test_r66_sessions_without_a_cap_all_count() -> None:
    row = {"unit": "PER_SESSION", "domestic": 2, "abroad": 3}
    table = {"activities": {ActivityCode.B8: row}}
    three = tuple(Part(on=DAY) for _ in range(3))

    assert convert(table, ActivityCode.B8, three, abroad=False).jp == 6


def test_a_fold_cannot_write_a_field_that_is_not_there() -> None:
    with pytest.raises(TypeError, match="Finding has no field 'colour'"):
        replace(Finding(), colour="red")


# --- findings and requests --------------------------------------------------------------------


def found(**changes: Any) -> Finding:
    fields = {
        "title": "Peran rangkap",
        "condition": "Satu orang",
        "criterion": Criterion(code="SOD", text="Pemisahan"),
        "cause": "Kurang pegawai",
        "effect": "Tanpa kendali",
        "recommendation": "Pisahkan",
        "unit": "unit-a",
    }
    return state_of(
        Finding, Happened(FindingRecorded(**{**fields, **changes}), DAY), subject="0123456789abcdef"
    )


def test_r91_a_fold_believes_a_finding_that_lacks_its_attributes() -> None:
    names = ("condition", "criterion", "cause", "effect", "recommendation")
    finding = found(**dict.fromkeys(names))

    assert [getattr(finding, name) for name in names] == [
        "",
        Criterion(code="", text=""),
        *3 * [""],
    ]


def test_r91_a_finding_keeps_its_five_attributes() -> None:
    finding = found()

    assert (finding.condition, finding.criterion.code, finding.cause) == (
        "Satu orang",
        "SOD",
        "Kurang pegawai",
    )
    assert (finding.effect, finding.recommendation) == ("Tanpa kendali", "Pisahkan")


def test_r94_only_the_same_criterion_at_the_same_place_is_alike() -> None:
    finding = found()

    assert finding.is_like("SOD", "unit-a", None)
    assert not finding.is_like("FOUR-EYES", "unit-a", None)
    assert not finding.is_like("SOD", "unit-b", None)
    assert not finding.is_like("SOD", None, None)


def test_r92_receipts_are_numbered_within_the_finding() -> None:
    finding, numbers = found(), []
    for _ in range(2):
        facts = submit_evidence(finding, EvidenceSubmitted(documents=("a" * 64,)))
        numbers.append(facts[1].receipt)  # type: ignore[attr-defined]
        for fact in facts:
            finding = finding.evolve(
                enveloped(Happened(fact, DAY), finding.id, finding.version + 1)
            )

    assert numbers == ["TT-456789abcdef-1", "TT-456789abcdef-2"]


def test_r96_what_was_answered_in_time_does_not_become_late() -> None:
    due, before, after = (Instant(f"2020-06-01T0{n}:00:00.000000Z") for n in (5, 4, 6))

    assert not SubjectRequest(due_at=due, answered_at=before).is_late(after)
    assert SubjectRequest(due_at=due, answered_at=after).is_late(after)
    assert SubjectRequest(due_at=due).is_late(after)
    assert not SubjectRequest(due_at=due).is_late(due)


def test_r72_what_siasn_will_not_take_empty_is_named_and_the_rest_is_empty_text() -> None:
    line = payload(
        {"instansi_id": "A1", "jenis": {PlacementActivity.INTERNSHIP: "10"}},
        activity=PlacementActivity.INTERNSHIP,
        field=Field.TECHNOLOGY,
        host="Telkom",
        first_day=START,
        last_day=END,
        jp=20,
        year=2020,
        certificate_number=None,
        document=None,
        pns_orang_id=None,
        siasn_id=None,
    )

    assert line.invalid == ("pnsOrangId", "path", "nomorSertipikat")
    assert (line.id, line.pnsOrangId, line.path, line.nomorSertipikat) == ("", "", "", "")


# --- corrections ------------------------------------------------------------------------------


def ralat(topic: str, field: str, new: str = "2") -> CorrectionRecorded:
    return CorrectionRecorded(
        correction="c",
        subject="s",
        corrected=topic,
        field=field,
        old="1",
        new=new,
        nth=1,
        position=1,
    )


def named(*, topic: str, field: str, **changes: Any) -> Iterator[tuple[str, str]]:
    verdict = Verdict(strict=False)
    correct(verdict, ralat(topic, field), stands="1", **changes)
    return ((broken_name(found), found.rule) for found in verdict)


def test_r27_what_a_correction_breaks_names_the_rule_of_what_it_corrects() -> None:
    letter = {"topic": ASSIGNED, "field": "letter.number"}
    number = {"topic": AgreementNumberAssigned.topic, "field": "number"}
    signing = {"topic": AgreementSigned.topic, "field": "place"}

    assert list(named(**letter, taken=True)) == [("NUMBER_TAKEN", "R37")]
    assert list(named(**number, taken=True)) == [("NUMBER_TAKEN", "R15")]
    assert list(named(**letter, lacking=Code.NO_AUTHORITY)) == [("NO_AUTHORITY", "R37")]
    assert list(named(**letter, lacking=Code.MANDATE_INVALID)) == [("MANDATE_INVALID", "R11")]
    assert list(named(**signing, lacking=Code.NO_AUTHORITY)) == [("NO_AUTHORITY", "R10")]


def test_r27_a_date_is_written_as_a_date_and_not_as_a_number() -> None:
    assert value_of(AgreementSigned.topic, "signed_on", "2020-02-18") == SIGNED
    with pytest.raises(ValueError, match="signed_on"):
        value_of(AgreementSigned.topic, "signed_on", 1581984000)
