"""Ready-made facts of one story: a civil servant of Bandung at a telecommunications company, 2020.

All people are invented. Each function answers what happened, with defaults that break no rule;
a test names only what it is about.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.account import AccountOpened, RoleGranted
from domain.agreement.facts import (
    AgreementApproved,
    AgreementCouncilRecorded,
    AgreementDrafted,
    AgreementEnteredIntoForce,
    AgreementOpinionGiven,
    AgreementSigned,
    AgreementSubmitted,
)
from domain.agreement.state import Agreement
from domain.dates import Calendar
from domain.employee import EmployeeRegistered
from domain.enums import (
    Acting,
    CouncilDecision,
    Field,
    InstrumentKind,
    Mode,
    Opinion,
    OpinionBody,
    OrgCategory,
    PartyRole,
    Role,
    Signable,
    SignatureMethod,
)
from domain.enums_learning import Component, EmploymentKind, PlacementActivity, PostKind
from domain.need import NeedConfirmed, NeedRecorded
from domain.office import Office, OfficeAppointed, OfficeCreated
from domain.organisation import Organisation, OrganisationRegistered
from domain.placement.facts import (
    PlacementAssigned,
    PlacementCompleted,
    PlacementMentorAssigned,
    PlacementNominated,
    PlacementStarted,
    PlacementVerified,
)
from domain.placement.footing import Footing
from domain.placement.state import Placement
from domain.rule_sets import Rulebook
from domain.shapes import Decree, Letter, Party, Period, RoleGrant, Scope, Seats, Term
from tests.scenario import Happened, state_of

KOTA, TELKOM, KOMINFO = "org-kota", "org-telkom", "unit-kominfo"
SARI, BUDI, LINA, TEL, DEWI = (
    "account-sari",
    "account-budi",
    "account-lina",
    "account-tel",
    "account-dewi",
)
"""The officer, the head, the reviewer, the mentor, and the intern's own account."""
DEWI_ASN = "employee-dewi"
WALI, DIREKTUR, KEPALA = "office-wali", "office-direktur", "office-kepala"

DRAFTED = date(2020, 1, 27)
SUBMITTED = date(2020, 2, 13)
SIGNED = date(2020, 2, 18)
LAST_DAY = date(2022, 2, 17)
NOMINATED = date(2020, 2, 20)
START, END = date(2020, 2, 24), date(2020, 3, 6)
SCORED = date(2020, 3, 9)
TEXT, OTHER_TEXT = "a" * 64, "b" * 64
WEEKENDS_ONLY = Calendar()
CLAUSES = {
    name: f"Pasal {number}"
    for number, name in enumerate(
        ("PARTIES", "PURPOSE", "OBJECT", "SCOPE", "IMPLEMENTATION", "TERM", "FUNDING"), 1
    )
}


def rules(component: Component, day: date = SIGNED) -> Any:
    """The values of the defaults that hold on the day."""
    return Rulebook().at(component, day).values


# --- registers -----------------------------------------------------------------------------------


def organisation(
    category: OrgCategory, *fields: Field, subject: str = TELKOM, abroad: bool = False
) -> Organisation:
    fact = OrganisationRegistered(name="Mitra", category=category, fields=fields, abroad=abroad)
    return state_of(Organisation, Happened(fact, DRAFTED), subject=subject)


def office(
    owner: str = KOTA,
    *signs: Signable,
    since: date = date(2019, 1, 1),
    until: date | None = None,
    acting: Acting | None = None,
) -> Office:
    created = OfficeCreated(organisation=owner, title="Pejabat", signs=signs or (Signable.MOU,))
    appointed = OfficeAppointed(holder="Pejabat A", until=until, acting=acting)
    return state_of(Office, Happened(created, since), Happened(appointed, since))


def registered(kind: EmploymentKind = EmploymentKind.PNS, **changes: Any) -> Happened:
    facts = {
        "unit": KOMINFO,
        "post": "Analis",
        "post_kind": PostKind.PELAKSANA,
        "grade": "III/a",
        "service_from": date(2012, 3, 1),
        "retires_on": date(2045, 1, 1),
    }
    return Happened(EmployeeRegistered(kind=kind, **{**facts, **changes}), date(2020, 1, 6))


def contracted(since: date, until: date, **changes: Any) -> Happened:
    contract = Period(since=since, until=until)
    return registered(EmploymentKind.PPPK, contract=contract, **changes)


def opened_account(login: str, *grants: RoleGrant, **changes: Any) -> Sequence[Happened]:
    day = date(2020, 1, 6)
    opened = Happened(AccountOpened(login=login, **changes), day)
    return (opened, *(Happened(RoleGranted(grant=grant), grant.since) for grant in grants))


def grant(role: Role, since: date = date(2020, 1, 1), **changes: Any) -> RoleGrant:
    return RoleGrant(role=role, since=since, decree=Decree(number="SK-1", date=since), **changes)


def needed(area: Field = Field.TECHNOLOGY, *units: str) -> tuple[Happened, Happened]:
    recorded = NeedRecorded(area=area, competence="Layanan jaringan", people=3, units=units)
    day = date(2020, 1, 20)
    return Happened(recorded, day), Happened(NeedConfirmed(), day)


# --- the agreement -------------------------------------------------------------------------------


def drafted(**changes: Any) -> AgreementDrafted:
    fields = {
        "kind": InstrumentKind.MOU,
        "title": "Magang ASN di PT Telkom",
        "parties": (
            Party(organisation=KOTA, role=PartyRole.FIRST),
            Party(organisation=TELKOM, role=PartyRole.SECOND),
        ),
        "scope": Scope(fields=(Field.TECHNOLOGY,), modes=(Mode.ON_SITE,)),
        "capacity": (Seats(field=Field.TECHNOLOGY, seats=2),),
        "term": Term(effective_from=SIGNED, last_day=LAST_DAY),
        "clauses": CLAUSES,
    }
    return AgreementDrafted(**{**fields, **changes})


def opinion(
    body: OpinionBody, given: Opinion = Opinion.AGREE, by: str = LINA, on: date = SUBMITTED
) -> Happened:
    return Happened(AgreementOpinionGiven(body=body, opinion=given), on, by)


def council(
    decision: CouncilDecision = CouncilDecision.NOT_REQUIRED,
    reason: str | None = "tidak membebani daerah",
) -> Happened:
    return Happened(AgreementCouncilRecorded(decision=decision), SUBMITTED, reason=reason)


def under_review(**changes: Any) -> tuple[Happened, ...]:
    return (Happened(drafted(**changes), DRAFTED), Happened(AgreementSubmitted(), SUBMITTED))


def reviewed(**changes: Any) -> tuple[Happened, ...]:
    bodies = opinion(OpinionBody.TKKSD), opinion(OpinionBody.LEGAL)
    return (*under_review(**changes), *bodies, council())


def approved(**changes: Any) -> tuple[Happened, ...]:
    return (*reviewed(**changes), Happened(AgreementApproved(text=TEXT), SUBMITTED, BUDI))


def signature(party: str = KOTA, on: date = SIGNED, **changes: Any) -> AgreementSigned:
    fields = {
        "party": party,
        "office": WALI if party == KOTA else DIREKTUR,
        "signed_on": on,
        "document": TEXT,
        "method": SignatureMethod.WET_INK_SCANNED,
    }
    return AgreementSigned(**{**fields, **changes})


def signed(
    on: date = SIGNED,
    *,
    second_on: date | None = None,
    recorded: date | None = None,
    **changes: Any,
) -> tuple[Happened, ...]:
    """Approved and signed by both; in force from the later of the two days and the written one."""
    last = second_on or on
    start = max(on, last, drafted(**changes).term.effective_from)
    return (
        *approved(**changes),
        Happened(signature(KOTA, on), on, recorded=recorded),
        Happened(signature(TELKOM, last), last, recorded=recorded),
        Happened(AgreementEnteredIntoForce(start=start), start, recorded=recorded),
    )


# --- the placement -------------------------------------------------------------------------------


def nominated(**changes: Any) -> PlacementNominated:
    fields = {
        "employee": DEWI_ASN,
        "host": TELKOM,
        "field": Field.TECHNOLOGY,
        "planned_start": START,
        "planned_end": END,
        "mode": Mode.ON_SITE,
        "agreement": "agreement",
        "need": "need",
    }
    return PlacementNominated(**{**fields, **changes})


def letter(number: str = "800/ST.001", on: date = NOMINATED) -> Letter:
    return Letter(number=number, date=on, office=KEPALA, document="c" * 64)


def verified(**changes: Any) -> tuple[Happened, ...]:
    return (Happened(nominated(**changes), NOMINATED), Happened(PlacementVerified(), NOMINATED))


def assigned(mentor: str | None = TEL, **changes: Any) -> tuple[Happened, ...]:
    seat = PlacementAssigned(
        letter=letter(),
        mentor=mentor,
        activity=PlacementActivity.INTERNSHIP,
        home_unit=KOMINFO,
        working_days=10,
    )
    plan = nominated(**changes)
    given = Happened(
        PlacementMentorAssigned(mentor=mentor or "", since=plan.planned_start), plan.planned_start
    )
    return (*verified(**changes), Happened(seat, NOMINATED), *((given,) if mentor else ()))


def started(on: date | None = None, **changes: Any) -> tuple[Happened, ...]:
    day = on or nominated(**changes).planned_start
    return (*assigned(**changes), Happened(PlacementStarted(), day, TEL))


def completed(on: date | None = None, **changes: Any) -> tuple[Happened, ...]:
    end = nominated(**changes).planned_end
    return (
        *started(on, **changes),
        Happened(PlacementCompleted(ended_on=end, working_days=10), end),
    )


def standing_on(agreement: Agreement, placement: Placement) -> Footing:
    """The placement on this one agreement."""
    policy = rules(Component.AGREEMENT_POLICY)
    return Footing(
        placement=placement,
        agreements={placement.agreement: agreement},
        calendar=WEEKENDS_ONLY,
        late_days=policy["late_sign_days"],
    )
