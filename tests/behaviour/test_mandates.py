"""A mandate lets an office sign in another's place, within its words and while it holds (R11)."""

from typing import Any

import pytest

from domain.codes import Code
from domain.enums import Signable
from domain.mandate import Mandate, MandateGranted
from domain.signing import Powers, Signature, lack_of_authority
from tests.acts import TEXT, agreement, approve, signature
from tests.city import City, city_after
from tests.facts import KOTA, LAST_DAY, SIGNED, TELKOM, office
from tests.scenario import Happened, state_of

PAPER = "$sha256:surat kuasa"


def mandate(**changes: Any) -> dict[str, Any]:
    """The mayor lets the head of the agency sign memoranda in 2020."""
    fields = {
        "grantor": "$o-wali",
        "grantee": "$o-kepala",
        "kinds": ["MOU"],
        "from": "2020-01-06",
        "until": "2020-12-31",
        "number": "SKU-1",
        "document": PAPER,
    }
    return {**fields, **changes}


def lacks(city: City, ref: str = "M", on: str = "2020-06-01", **asked: Any) -> str | None:
    """The code for which the head of the agency may not sign under the mandate; None if so."""
    question = {"office": "$o-kepala", "kind": "MOU", "on": on, "mandate": f"${ref}", **asked}
    answer = city.ask("authority", fields=question)
    assert answer["may_sign"] is (answer["code"] is None)
    code: str | None = answer["code"]
    return code


INVALID = "MANDATE_INVALID"


def test_r11_a_mandate_holds_from_its_first_day_to_its_last() -> None:
    with city_after("need.confirm") as city:
        city.do("mandate.grant", "sari", mandate(), ref="M")

        assert lacks(city, on="2020-01-05") == INVALID
        assert lacks(city, on="2020-01-06") is None
        assert lacks(city, on="2020-12-31") is None
        assert lacks(city, on="2021-01-01") == INVALID


def test_r10_without_a_mandate_the_office_signs_its_own_kinds_only() -> None:
    with city_after("need.confirm") as city:
        asked = {"office": "$o-kepala", "kind": "MOU", "on": "2020-06-01"}
        answer = city.ask("authority", fields=asked)
        assert (answer["may_sign"], answer["code"]) == (False, "NO_AUTHORITY")
        answer = city.ask("authority", fields={**asked, "kind": "ASSIGNMENT_LETTER"})
        assert (answer["may_sign"], answer["holder"], answer["code"]) == (True, "Kepala B", None)


def test_r11_a_mandate_reaches_the_kinds_partner_and_fields_it_names() -> None:
    with city_after("need.confirm") as city:
        narrow = mandate(counterpart="$telkom", fields=["TECHNOLOGY"])
        city.do("mandate.grant", "sari", narrow, ref="M")

        assert lacks(city) is None
        assert lacks(city, counterpart="$telkom", field="TECHNOLOGY") is None
        assert lacks(city, counterpart="$kota") == INVALID
        assert lacks(city, field="SERVICE") == INVALID
        assert lacks(city, kind="JOINT_AGREEMENT") == INVALID


def test_r11_a_mandate_is_the_grantees_alone() -> None:
    with city_after("need.confirm") as city:
        city.do("mandate.grant", "sari", mandate(), ref="M")
        assert lacks(city, office="$o-tel") == INVALID


def test_r11_a_mandate_of_another_organisation_does_not_reach() -> None:
    with city_after("need.confirm") as city:
        city.do("mandate.grant", "sari", mandate(grantor="$o-tel"), ref="M")
        assert lacks(city) == INVALID


def test_r11_a_revoked_mandate_is_valid_to_the_day_before() -> None:
    with city_after("need.confirm") as city:
        city.do("mandate.grant", "sari", mandate(), ref="M")
        city.at("2020-06-02")
        revoked = city.do("mandate.revoke", "sari", {"reason": "dicabut"}, id="$M")

        assert revoked["state"] == "REVOKED"
        assert lacks(city, on="2020-06-01") is None
        assert lacks(city, on="2020-06-02") == INVALID
        again = city.refused("mandate.revoke", "sari", {"reason": "lagi"}, id="$M")
        assert again == ("WRONG_STATE",)


def test_r11_a_mandate_ends_with_the_person_who_granted_it() -> None:
    with city_after("need.confirm") as city:
        city.do("mandate.grant", "sari", mandate(), ref="M")
        city.do("office.end-term", "sari", {"last_day": "2020-03-01"}, id="$o-wali")
        successor = {"holder": "Wali Kota B", "from": "2020-03-02"}
        city.do("office.appoint", "sari", successor, id="$o-wali")

        assert lacks(city, on="2020-03-01") is None
        assert lacks(city, on="2020-03-02") == INVALID


def test_r11_where_policy_says_so_a_mandate_outlives_the_grantor() -> None:
    with city_after("need.confirm") as city:
        [default] = city.ask("rules", fields={"component": "agreement-policy", "on": "2020-01-06"})[
            "items"
        ]
        policy = {
            "component": "agreement-policy",
            "version": "v2",
            "valid_from": "2020-01-01",
            "values": {**default["values"], "mandate_ends_with_grantor": False},
            "legal_basis": "Perwal",
        }
        city.do("rule.publish", "sari", policy, ref="proposal")
        city.do("proposal.approve", "budi", id="$proposal")
        city.do("mandate.grant", "sari", mandate(), ref="M")
        city.do("office.end-term", "sari", {"last_day": "2020-03-01"}, id="$o-wali")

        assert lacks(city, on="2020-03-02") is None


def test_r11_under_a_mandate_the_office_that_signs_needs_a_holder() -> None:
    with city_after("need.confirm") as city:
        city.do("mandate.grant", "sari", mandate(), ref="M")
        city.do("office.end-term", "sari", {"last_day": "2020-03-01"}, id="$o-kepala")
        assert lacks(city, on="2020-03-02") == INVALID


# --- granting -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"kinds": ["MOU", "JOINT_AGREEMENT"]},
        {"from": "2018-12-31"},
        {"grantor": "$o-kepala", "grantee": "$o-tel"},
    ],
    ids=["a kind the grantor does not sign", "no holder on the first day", "not its own kind"],
)
def test_r11_nobody_grants_what_they_do_not_hold(changes: dict[str, Any]) -> None:
    with city_after("need.confirm") as city:
        refused = city.refused("mandate.grant", "sari", mandate(**changes))
        assert refused == (INVALID,)
        assert city.imported("mandate.grant", "sari", mandate(**changes), ref="M") == [INVALID]


def test_r11_what_was_granted_without_authority_stays_invalid() -> None:
    with city_after("need.confirm") as city:
        beyond = mandate(kinds=["MOU", "JOINT_AGREEMENT"])
        city.imported("mandate.grant", "sari", beyond, ref="M")
        assert lacks(city) == INVALID


def test_a_mandate_cannot_end_before_it_begins() -> None:
    with city_after("need.confirm") as city:
        refused = city.refused("mandate.grant", "sari", mandate(until="2020-01-05"))
        assert refused == ("MALFORMED:until",)


def passed_on(city: City, parent: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The head of the agency passes the mayor's mandate on to a secretary."""
    office = {"organisation": "$kota", "title": "Sekretaris", "signs": []}
    city.do("office.create", "sari", office, ref="o-sek")
    city.do("office.appoint", "sari", {"holder": "S", "from": "2019-01-01"}, id="$o-sek")
    city.do("mandate.grant", "sari", parent, ref="M")
    fields = {"grantor": "$o-kepala", "grantee": "$o-sek", "parent": "$M", **changes}
    return mandate(**fields)


def test_r11_a_mandate_that_may_be_passed_on_carries_the_next_one() -> None:
    with city_after("need.confirm") as city:
        child = passed_on(city, mandate(redelegable=True))
        city.do("mandate.grant", "sari", child, ref="C")
        assert lacks(city, "C", office="$o-sek") is None

        city.at("2020-06-02")
        city.do("mandate.revoke", "sari", {"reason": "dicabut"}, id="$M")
        assert lacks(city, "C", office="$o-sek", on="2020-06-01") is None
        assert lacks(city, "C", office="$o-sek", on="2020-06-02") == INVALID


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        ({"redelegable": False}, {}),
        ({"counterpart": "$telkom"}, {}),
        ({"fields": ["TECHNOLOGY"]}, {"fields": ["TECHNOLOGY", "SERVICE"]}),
        ({"fields": ["TECHNOLOGY"]}, {}),
        ({}, {"until": "2021-01-01"}),
        ({"from": "2020-01-07"}, {}),
        ({}, {"kinds": ["JOINT_AGREEMENT"]}),
        ({"grantee": "$o-tel"}, {}),
    ],
    ids=[
        "not to be passed on",
        "partner",
        "a field more",
        "all fields",
        "a day longer",
        "a day earlier",
        "another kind",
        "another's",
    ],
)
def test_r11_a_mandate_passes_on_no_more_than_it_gives(
    parent: dict[str, Any], child: dict[str, Any]
) -> None:
    with city_after("need.confirm") as city:
        given = passed_on(city, mandate(**{"redelegable": True, **parent}), **child)
        assert city.refused("mandate.grant", "sari", given) == (INVALID,)


def test_r11_a_mandate_passes_on_the_partner_and_the_fields_it_has() -> None:
    with city_after("need.confirm") as city:
        narrow = {"counterpart": "$telkom", "fields": ["TECHNOLOGY", "SERVICE"]}
        child = {"counterpart": "$telkom", "fields": ["SERVICE"]}
        given = passed_on(city, mandate(redelegable=True, **narrow), **child)
        elsewhere = {**given, "counterpart": "$kota"}
        assert city.refused("mandate.grant", "sari", elsewhere) == (INVALID,)

        city.do("mandate.grant", "sari", given, ref="C")
        asked = {"office": "$o-sek", "counterpart": "$telkom", "field": "SERVICE"}
        assert lacks(city, "C", **asked) is None


def test_r11_nothing_is_passed_on_of_a_mandate_that_is_no_longer_valid() -> None:
    with city_after("need.confirm") as city:
        given = passed_on(city, mandate(redelegable=True), **{"from": "2020-03-02"})
        city.do("office.end-term", "sari", {"last_day": "2020-03-01"}, id="$o-wali")

        assert city.refused("mandate.grant", "sari", given) == (INVALID,)


def test_r11_nothing_is_passed_on_of_a_mandate_granted_without_authority() -> None:
    with city_after("need.confirm") as city:
        beyond = mandate(redelegable=True, kinds=["MOU", "JOINT_AGREEMENT"])
        city.imported("mandate.grant", "sari", beyond, ref="M")
        office = {"organisation": "$kota", "title": "Sekretaris", "signs": []}
        city.do("office.create", "sari", office, ref="o-sek")
        city.do("office.appoint", "sari", {"holder": "S", "from": "2019-01-01"}, id="$o-sek")
        child = mandate(grantor="$o-kepala", grantee="$o-sek", parent="$M")

        assert city.refused("mandate.grant", "sari", child) == (INVALID,)


def test_r11_every_mandate_of_a_chain_was_granted_with_authority() -> None:
    """The mayor could sign by himself, yet names a mandate that nobody could give him."""
    with city_after("need.confirm") as city:
        beyond = mandate(grantee="$o-wali", grantor="$o-kepala", redelegable=True)
        assert city.imported("mandate.grant", "sari", beyond, ref="M") == [INVALID]
        city.imported("mandate.grant", "sari", mandate(parent="$M"), ref="C")

        assert lacks(city, "C") == INVALID


def test_r11_a_mandate_is_not_the_office_next_doors() -> None:
    with city_after("need.confirm") as city:
        office = {"organisation": "$kota", "title": "Sekretaris", "signs": []}
        city.do("office.create", "sari", office, ref="o-sek")
        city.do("office.appoint", "sari", {"holder": "S", "from": "2019-01-01"}, id="$o-sek")
        city.do("mandate.grant", "sari", mandate(), ref="M")

        assert lacks(city, office="$o-sek") == INVALID


def test_r11_nobody_signs_for_another_organisation_under_a_mandate() -> None:
    chain = (
        state_of(
            Mandate,
            Happened(
                MandateGranted(
                    grantor="office",
                    grantee="office",
                    kinds=(Signable.MOU,),
                    since=SIGNED,
                    until=LAST_DAY,
                    number="SKU",
                    document="a" * 64,
                ),
                SIGNED,
            ),
        ),
    )
    signs = office(KOTA, Signable.MOU)
    powers = Powers(chain, {"office": signs}, end_with_grantor=True)

    own, others = (Signature(Signable.MOU, SIGNED, party=p) for p in (KOTA, TELKOM))
    assert lack_of_authority(signs, own, powers) is None
    assert lack_of_authority(signs, others, powers) is Code.MANDATE_INVALID


def test_r11_a_grantors_office_that_stands_empty_carries_no_mandate() -> None:
    with city_after("need.confirm") as city:
        city.imported("mandate.grant", "sari", mandate(**{"from": "2018-12-31"}), ref="E")
        city.do("mandate.grant", "sari", mandate(), ref="M")
        city.do("office.end-term", "sari", {"last_day": "2020-03-01"}, id="$o-wali")

        assert lacks(city, "E", on="2020-03-01") == INVALID
        assert lacks(city, on="2020-03-02") == INVALID


# --- using ----------------------------------------------------------------------------------------


def by_mandate(**changes: Any) -> dict[str, Any]:
    return signature("$kota", "2020-02-18", office="$o-kepala", mandate="$M", **changes)


@pytest.fixture
def approved_city() -> Any:
    with city_after("need.confirm") as city:
        city.at("2020-02-17")
        city.do("agreement.draft", "sari", agreement(), ref="A9")
        approve(city, "$A9")
        yield city


def test_r11_an_agreement_is_signed_under_a_mandate(approved_city: City) -> None:
    city = approved_city
    city.do("mandate.grant", "sari", mandate(counterpart="$telkom"), ref="M")
    city.at("2020-02-18")

    city.do("agreement.sign", "sari", by_mandate(), id="$A9")

    party = city.ask("agreement", "$A9")["parties"][0]
    assert (party["holder"], party["mandate"]) == ("Kepala B", city.names["M"])


def test_r11_a_mandate_that_does_not_reach_is_named_instead_of_the_office(
    approved_city: City,
) -> None:
    city = approved_city
    city.do("mandate.grant", "sari", mandate(fields=["SERVICE"]), ref="M")
    city.at("2020-02-18")

    assert city.refused("agreement.sign", "sari", by_mandate(), id="$A9") == (INVALID,)
    alone = signature("$kota", "2020-02-18", office="$o-kepala")
    assert city.refused("agreement.sign", "sari", alone, id="$A9") == ("NO_AUTHORITY",)
    assert city.imported("agreement.sign", "sari", by_mandate(), id="$A9") == [INVALID]


def test_r12_under_a_mandate_an_acting_holder_is_still_restricted() -> None:
    with city_after("need.confirm") as city:
        kinds = {"signs": ["JOINT_AGREEMENT"], "organisation": "$kota", "title": "Wali Kota"}
        city.do("office.create", "sari", kinds, ref="o-wali-2")
        city.do("office.appoint", "sari", {"holder": "A", "from": "2019-01-01"}, id="$o-wali-2")
        acting = {"holder": "Plt", "from": "2020-01-06", "acting": "PLT"}
        city.do("office.appoint", "sari", acting, id="$o-kepala")
        given = mandate(grantor="$o-wali-2", kinds=["JOINT_AGREEMENT"])
        city.do("mandate.grant", "sari", given, ref="M")

        assert lacks(city, kind="JOINT_AGREEMENT") == "ACTING_RESTRICTED"


def test_r37_a_letter_is_signed_under_a_mandate() -> None:
    with city_after("placement.verify") as city:
        office = {"organisation": "$kota", "title": "Sekretaris", "signs": []}
        city.do("office.create", "sari", office, ref="o-sek")
        city.do("office.appoint", "sari", {"holder": "S", "from": "2019-01-01"}, id="$o-sek")
        given = {"grantor": "$o-kepala", "grantee": "$o-sek", "kinds": ["ASSIGNMENT_LETTER"]}
        city.do("mandate.grant", "sari", mandate(**given, counterpart="$telkom"), ref="M")
        letter = {"number": "ST-9", "date": "2020-02-20", "office": "$o-sek", "document": TEXT}
        city.at("2020-02-20")

        alone = city.refused("placement.assign", "sari", {"letter": letter}, id="$P1")
        assert "NO_AUTHORITY" in alone
        wrong = {**letter, "mandate": "$M", "office": "$o-tel"}
        refused = city.refused("placement.assign", "sari", {"letter": wrong}, id="$P1")
        assert INVALID in refused
        assert "NO_AUTHORITY" not in refused
        right = {**letter, "mandate": "$M"}
        receipt = city.do("placement.assign", "sari", {"letter": right}, id="$P1")
        assert receipt["state"] == "ASSIGNED"


@pytest.mark.parametrize(("scope", "refused"), [("TECHNOLOGY", ()), ("SERVICE", (INVALID,))])
def test_r16_an_amendment_is_signed_under_a_mandate_that_reaches_what_it_changes(
    scope: str, refused: tuple[str, ...]
) -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-09-11")
        city.do("mandate.grant", "sari", mandate(fields=["TECHNOLOGY"]), ref="M")
        changes = {"scope": {"fields": [scope], "modes": ["ON_SITE"]}}
        draft = {"agreement": "$A4", "kind": "CHANGE", "changes": changes}
        city.do("amendment.draft", "sari", draft, ref="X")
        for body in ("TKKSD", "LEGAL"):
            spoken = {"body": body, "opinion": "AGREE"}
            city.do("amendment.give-opinion", "lina", spoken, id="$X")
        city.do("amendment.approve", "budi", {"text": TEXT}, id="$X")

        signed = signature("$kota", "2020-09-11", office="$o-kepala", mandate="$M")
        assert city.act("amendment.sign", "sari", signed, id="$X").refused == refused
