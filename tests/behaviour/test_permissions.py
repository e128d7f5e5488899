"""Who may do what, for what, on which day; what has no row nobody may do (R86-R88, D13)."""

from datetime import date
from typing import Any, ClassVar

import pytest

from application.authority import NOTHING, Concern, standing
from application.commands import COMMANDS
from application.commands.base import Reasoned
from application.context import Context
from application.permissions import DUTIES, duty_of
from domain.account import Account
from domain.base import Refused
from domain.codes import Code
from domain.enums import Role
from domain.need import NeedConfirmed
from domain.shapes import RoleGrant
from tests.city import City, city_after
from tests.facts import DEWI_ASN, TELKOM, grant, opened_account
from tests.scenario import state_of

DAY = date(2020, 3, 1)


def account(*grants: RoleGrant, **changes: Any) -> Account:
    return state_of(Account, *opened_account("x", *grants, **changes), subject="x")


# --- the duty table ---------------------------------------------------------------------------


def test_every_command_has_a_row_and_no_row_lacks_a_command() -> None:
    assert sorted(DUTIES) == sorted(COMMANDS)
    assert [act for act in DUTIES if not duty_of(act).does] == []


class Unlisted(Reasoned):
    """A command somebody forgot to put into the table."""

    act: ClassVar[str] = "need.ponder"

    def decide(self, desk: Any) -> None:
        desk.record(NeedConfirmed())


def test_a_command_without_a_row_can_be_done_by_nobody() -> None:
    with city_after("need.record") as city:
        for login in ("root", "sari", "budi", "lina", "opd", "tel", "dewi-asn"):
            context = Context(
                actor=city.names.get(login, login),
                at=city.store.clock.now(),
                new_id=city.store.new_id(),
            )
            with pytest.raises(Refused) as refusal:
                city.store.office.execute(Unlisted(), context, subject=city.names["need"])
            assert refusal.value.code == Code.ROLE_REQUIRED


# --- one role on one day ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2020, 2, 29), Code.ROLE_EXPIRED),
        (date(2020, 3, 1), None),
        (date(2020, 3, 31), None),
        (date(2020, 4, 1), Code.ROLE_EXPIRED),
    ],
)
def test_r86_a_grant_holds_from_its_first_to_its_last_day(day: date, code: Code | None) -> None:
    officer = account(grant(Role.OFFICER, since=DAY, until=date(2020, 3, 31)))

    assert standing(officer, (Role.OFFICER,), NOTHING, day).code == code


def test_r86_of_the_refusals_the_furthest_counts() -> None:
    expired = grant(Role.HOST_PIC, since=date(2019, 1, 1), until=DAY, organisation=TELKOM)
    elsewhere = grant(Role.HOST_PIC, since=date(2019, 1, 1), organisation="org-bjb")
    at_telkom = Concern(organisation=TELKOM)
    later = date(2020, 3, 2)

    def code(*grants: RoleGrant) -> Code | None:
        return standing(account(*grants), (Role.HOST_PIC,), at_telkom, later).code

    assert code() == Code.ROLE_REQUIRED
    assert code(grant(Role.HEAD)) == Code.ROLE_REQUIRED
    assert code(expired) == Code.ROLE_EXPIRED
    assert code(elsewhere) == code(expired, elsewhere) == code(elsewhere, expired)
    assert code(elsewhere) == Code.OUT_OF_SCOPE


def test_r86_the_first_role_of_the_cell_that_is_held_in_scope_is_acted_under() -> None:
    both = account(grant(Role.OFFICER), grant(Role.HEAD))

    assert standing(both, (Role.OFFICER, Role.HEAD), NOTHING, DAY).role is Role.OFFICER
    assert standing(both, (Role.HEAD, Role.OFFICER), NOTHING, DAY).role is Role.HEAD


def test_r86_a_participant_is_whose_account_it_is_and_for_nobody_else() -> None:
    own = account(employee=DEWI_ASN)
    roles = (Role.PARTICIPANT,)

    assert standing(own, roles, Concern(employee=DEWI_ASN), DAY).role is Role.PARTICIPANT
    assert standing(own, roles, Concern(employee="another"), DAY).code == Code.OUT_OF_SCOPE
    assert standing(account(), roles, NOTHING, DAY).code == Code.ROLE_REQUIRED


def test_r86_a_mentor_reaches_the_hosts_interns_assigned_to_him_or_her() -> None:
    mentor = account(grant(Role.MENTOR, organisation=TELKOM))

    def reaches(concern: Concern) -> bool:
        return standing(mentor, (Role.MENTOR,), concern, DAY).role is Role.MENTOR

    assert reaches(Concern(organisation=TELKOM, mentors=frozenset({"x", "y"})))
    assert not reaches(Concern(organisation=TELKOM, mentors=frozenset({"y"})))
    assert not reaches(Concern(organisation="org-bjb", mentors=frozenset({"x"})))
    assert reaches(Concern(organisation=TELKOM))


def test_r86_a_grant_without_the_organisation_it_needs_reaches_nothing() -> None:
    vague = account(grant(Role.HOST_PIC), grant(Role.OPD))
    roles = (Role.HOST_PIC, Role.OPD)
    concern = Concern(organisation=TELKOM, units=frozenset({"unit-kominfo"}))

    assert standing(vague, roles, concern, DAY).code == Code.OUT_OF_SCOPE


def test_r86_an_opd_reaches_people_of_its_unit_and_those_below() -> None:
    head = account(grant(Role.OPD, unit="unit-setda"))
    below = Concern(units=frozenset({"unit-bagian", "unit-setda"}))
    beside = Concern(units=frozenset({"unit-bpka"}))

    assert standing(head, (Role.OPD,), below, DAY).role is Role.OPD
    assert standing(head, (Role.OPD,), beside, DAY).code == Code.OUT_OF_SCOPE


# --- through the door -------------------------------------------------------------------------

OPINION = {"body": "LEGAL", "opinion": "AGREE"}


def give(city: City, login: str, *roles: dict[str, str]) -> tuple[str, ...]:
    city.opens_account(login, *roles)
    return city.act("agreement.give-opinion", login, OPINION, id="$A4").refused


def test_r86_for_an_opinion_only_the_bodys_own_role_counts_and_the_furthest_code() -> None:
    with city_after("agreement.submit") as city:
        past = {"from": "2019-01-01", "until": "2019-12-31"}
        assert give(city, "a", {"role": "OFFICER"}) == ("ROLE_REQUIRED",)
        assert give(city, "b", {"role": "TKKSD", **past}) == ("ROLE_EXPIRED",)
        assert give(city, "c", {"role": "LEGAL", **past}) == ("ROLE_EXPIRED",)
        assert give(city, "d", {"role": "TKKSD"}) == ("OUT_OF_SCOPE",)
        assert give(city, "e", {"role": "LEGAL", **past}, {"role": "INSPECTOR"}) == (
            "OUT_OF_SCOPE",
        )
        assert give(city, "f", {"role": "LEGAL"}) == ()


def test_r86_a_role_that_has_ended_or_not_begun_today_is_expired_whatever_day_is_claimed() -> None:
    with city_after("need.record") as city:
        city.at("2020-02-01")
        ended = {"role": "OFFICER", "until": "2020-01-31"}
        to_come = {"role": "OFFICER", "from": "2020-02-02"}
        for login, role in (("lalu", ended), ("nanti", to_come)):
            city.opens_account(login, role)
            for claimed in ({}, {"on": "2020-01-31"}):
                assert city.refused("need.confirm", login, claimed, id="$need") == ("ROLE_EXPIRED",)


def test_r88_the_administrator_does_no_business() -> None:
    with city_after("agreement.submit") as city:
        for act, fields in (
            ("agreement.approve", {"text": "a" * 64}),
            ("agreement.attach", {"kind": "OFFER", "document": "a" * 64}),
        ):
            assert city.refused(act, "root", fields, id="$A4") == ("ROLE_REQUIRED",)


DESK = {"finding", "sample", "evidence-request", "question"}
"""What inspectors write: their own papers."""


def test_r87_an_inspector_changes_nothing_of_the_programme() -> None:
    mine = {act for act, duty in DUTIES.items() if Role.INSPECTOR in duty.does}
    kinds = {act.partition(".")[0] for act in mine} - DESK

    assert kinds <= {"agreement", "amendment", "account", "hold"}
    assert {act for act in mine if act.startswith("agreement.")} == {"agreement.give-opinion"}


def test_r86_a_host_acts_for_its_own_placements_only() -> None:
    with city_after("placement.assign") as city:
        bjb = {"name": "BJB", "category": "BUMD", "fields": ["SERVICE"]}
        city.do("organisation.register", "root", bjb, ref="bjb")
        city.opens_account("pic-bjb", {"role": "HOST_PIC", "organisation": "$bjb"})
        city.at("2020-02-24")
        assert city.refused("placement.start", "pic-bjb", id="$P1") == ("OUT_OF_SCOPE",)


def test_r86_an_intern_acts_for_own_placement_only() -> None:
    with city_after("placement.start") as city:
        city.registers("rina", "198705202012032911")
        city.opens_account("rina-asn", employee="$rina")
        entries = {"entries": [{"day": "2020-02-24", "quarters": 24, "activity": "kegiatan"}]}
        assert city.refused("learning-record.log-hours", "rina-asn", entries, id="$P1") == (
            "OUT_OF_SCOPE",
        )


def test_r90_nobody_acts_in_anothers_name_but_the_mentor_for_the_intern() -> None:
    with city_after("agreement.submit") as city:
        annex = {"kind": "OFFER", "document": "a" * 64}
        assert city.refused("agreement.attach", "sari", annex, id="$A4", for_="budi") == (
            "ON_BEHALF_NOT_ALLOWED",
        )
