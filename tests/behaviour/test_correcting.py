"""A recorded field is set right: the old fact stays, the new value is known from now on (R27)."""

from datetime import date
from typing import Any

import pytest

from tests.acts import bring_into_force, certificate, learn, nominate, seat
from tests.city import City, city_after

CORRECT = "correction.record"
DRAFTED, SIGNED = "agreement.drafted.v1", "agreement.signed.v1"
NUMBERED, ASSIGNED = "agreement.number-assigned.v1", "placement.assigned.v1"
CERTIFIED = "learning-record.certificate-recorded.v1"
LEARNT = "external-learning.recorded.v1"
DONE = "learning-record.recognise-credit"
COURSE = {
    "employee": "$dewi",
    "activity": "B8",
    "title": "Kursus Pelayanan",
    "provider": "Bank bjp",
    "from": "2020-03-09",
    "until": "2020-03-09",
    "parts": [{"on": "2020-03-09", "minutes": 90}],
    "certificate": {"number": "K-1", "date": "2020-03-09", "document": "$sha256:K-1"},
}


def ralat(
    topic: str, field: str, old: Any, new: Any, subject: str = "$A4", **more: Any
) -> dict[str, Any]:
    given = {"subject": subject, "topic": topic, "field": field, "old": old, "new": new}
    return {**given, "reason": "salah ketik", **more}


def corrects(city: City, *what: Any, **more: Any) -> Any:
    """Sari proposes and Budi approves; the receipt of the correction itself."""
    city.do(CORRECT, "sari", ralat(*what, **more), ref="usul")
    return city.do("proposal.approve", "budi", id="$usul")["result"]


def refused(city: City, *what: Any, **more: Any) -> tuple[str, ...]:
    return city.refused(CORRECT, "sari", ralat(*what, **more))


def imported(city: City, *what: Any, **more: Any) -> list[str]:
    fields = ralat(*what, **more)
    return city.imported(CORRECT, "sari", fields, for_="sari", second="budi")


def before(city: City) -> int:
    """All that is known now, as a log position."""
    return city.store.log.head().position


# --- every field, old knowledge and new ---------------------------------------------------------


def party(answer: Any, number: int = 0) -> Any:
    return answer["parties"][number]


AGREEMENT_FIELDS = [
    (DRAFTED, "title", "Magang ASN di PT Telkom", "Magang ASN di Telkom", lambda a: a["title"]),
    (SIGNED, "place", None, "Bandung", lambda a: party(a, 1)["place"]),
    (SIGNED, "method", "WET_INK_SCANNED", "BSRE_CERTIFIED", lambda a: party(a, 1)["method"]),
    (NUMBERED, "number", "415.4/O1", "415.4/01", lambda a: party(a)["number"]),
]


@pytest.mark.parametrize("case", AGREEMENT_FIELDS, ids=lambda case: f"{case[0]} {case[1]}")
def test_r27_an_agreement_shows_the_new_value_and_earlier_knowledge_the_old(case: Any) -> None:
    topic, field, old, new, shown = case
    with city_after("agreement.sign") as city:
        number = {"party": "$kota", "number": "415.4/O1", "year": 2020}
        city.do("agreement.set-number", "sari", number, id="$A4")
        known = before(city)
        city.at("2020-07-01")
        corrects(city, topic, field, old, new)

        assert shown(city.ask("agreement", "$A4")) == new
        assert shown(city.ask("agreement", "$A4", as_of="2020-03-01")) == new
        assert shown(city.ask("agreement", "$A4", as_of="2020-03-01", known_at=known)) == old


def test_r27_the_day_of_a_number_is_corrected_too() -> None:
    with city_after("agreement.sign") as city:
        number = {"party": "$kota", "number": "415.4/01", "year": 2020, "dated": "2020-02-17"}
        city.do("agreement.set-number", "sari", number, id="$A4")
        corrects(city, NUMBERED, "dated", "2020-02-17", "2020-02-18")

        assert refused(city, NUMBERED, "dated", "2020-02-17", "2020-02-16") == (
            "OLD_VALUE_MISMATCH",
        )
        corrects(city, NUMBERED, "dated", "2020-02-18", None)


@pytest.mark.parametrize("field", ["number", "date"])
def test_r27_a_letter_shows_the_new_value_and_earlier_knowledge_the_old(field: str) -> None:
    values = {"number": ("800/ST.001-BKPP", "800/ST.01-BKPP"), "date": ("2020-02-20", "2020-02-21")}
    old, new = values[field]
    with city_after("placement.start") as city:
        known = before(city)
        corrects(city, ASSIGNED, f"letter.{field}", old, new, subject="$P1")

        assert city.ask("placement", "$P1")["letter"][field] == new
        assert city.ask("placement", "$P1", as_of="2020-02-20")["letter"][field] == new
        assert city.ask("placement", "$P1", known_at=known)["letter"][field] == old


@pytest.mark.parametrize("field", ["number", "date"])
def test_r27_a_certificate_is_corrected_in_the_record_and_in_the_ledger(field: str) -> None:
    values = {"number": ("TLK-001", "TLK-0001"), "date": ("2020-03-09", "2020-03-06")}
    old, new = values[field]
    with city_after(DONE) as city:
        known = before(city)
        receipt = corrects(city, CERTIFIED, field, old, new, subject="$P1")
        record = city.ask("learning-record", "$P1")
        [entry] = city.ask("jp-ledger", "$dewi", fields={"year": 2020})["entries"]
        [was] = city.ask("jp-ledger", "$dewi", fields={"year": 2020}, known_at=known)["entries"]

        assert record["certificate"][field] == new
        assert city.ask("learning-record", "$P1", known_at=known)["certificate"][field] == old
        assert entry["jp"] == was["jp"] == 20
        assert entry["positions"] == [*was["positions"], *receipt["positions"]]


@pytest.mark.parametrize("field", ["title", "provider"])
def test_r27_learning_elsewhere_is_corrected_before_and_after_its_credit(field: str) -> None:
    new = {"title": "Kursus Pelayanan Prima", "provider": "Bank bjb"}[field]
    with city_after(DONE) as city:
        city.do("external-learning.record", "dewi-asn", COURSE, ref="X")
        city.do("external-learning.verify", "sari", id="$X")
        known = before(city)
        receipt = corrects(city, LEARNT, field, COURSE[field], new, subject="$X")

        assert city.ask("external-learning", "$X")[field] == new
        assert city.ask("external-learning", "$X", known_at=known)[field] == COURSE[field]
        entries = city.ask("jp-ledger", "$dewi", fields={"year": 2020})["entries"]
        [entry] = [e for e in entries if e["source"] == "external"]
        assert entry["positions"][-1:] == receipt["positions"]
        assert entry["title"] == city.ask("external-learning", "$X")["title"]


# --- signing dates ------------------------------------------------------------------------------


def signing_moved(city: City, new: str) -> None:
    """Both signatures of 18 February are corrected in July."""
    city.at("2020-07-01")
    for nth in (1, 2):
        corrects(city, SIGNED, "signed_on", "2020-02-18", new, nth=nth)


def test_r27_signatures_moved_forward_leave_the_days_between_unsigned() -> None:
    with city_after("agreement.sign") as city:
        known = before(city)
        signing_moved(city, "2020-02-20")
        between = city.ask("agreement", "$A4", as_of="2020-02-19")

        assert between["state"] == "APPROVED"
        assert party(between)["signed_on"] is None
        assert city.ask("agreement", "$A4", as_of="2020-02-20")["state"] == "IN_FORCE"
        was = city.ask("agreement", "$A4", as_of="2020-02-19", known_at=known)
        assert (was["state"], party(was)["signed_on"]) == ("IN_FORCE", "2020-02-18")


def test_r27_signatures_moved_back_make_the_days_between_known_only_since() -> None:
    with city_after("agreement.approve") as city:
        city.at("2020-02-20")
        for who, office in (("$kota", "$o-wali"), ("$telkom", "$o-tel")):
            signature = {
                "party": who,
                "office": office,
                "signed_on": "2020-02-20",
                "document": "$sha256:naskah A4",
                "method": "WET_INK_SCANNED",
                "place": "Bandung",
            }
            city.do("agreement.sign", "sari", signature, id="$A4")
        known = before(city)
        city.at("2020-07-01")
        for nth in (1, 2):
            corrects(city, SIGNED, "signed_on", "2020-02-20", "2020-02-18", nth=nth)
        between = city.ask("agreement", "$A4", as_of="2020-02-19")

        assert (between["state"], between["retroactive"]) == ("IN_FORCE", True)
        assert party(between)["place"] == "Bandung"
        assert party(between)["recorded_on"] == "2020-02-20"
        assert city.ask("agreement", "$A4", as_of="2020-02-17")["state"] == "APPROVED"
        assert not city.ask("agreement", "$A4", as_of="2020-02-20")["retroactive"]
        was = city.ask("agreement", "$A4", as_of="2020-02-19", known_at=known)
        assert was["state"] == "APPROVED"


def test_r27_without_a_place_the_last_fact_of_the_topic_is_meant() -> None:
    with city_after("agreement.sign") as city:
        receipt = corrects(city, SIGNED, "place", None, "Jakarta")
        [fact] = city.facts(receipt)
        kota, telkom = city.ask("agreement", "$A4")["parties"]

        assert (kota["place"], telkom["place"]) == (None, "Jakarta")
        assert getattr(fact.data, "nth", None) == 2


# --- the act ------------------------------------------------------------------------------------


def test_r85_a_correction_waits_for_the_head_and_is_a_thing_of_its_own() -> None:
    with city_after("agreement.sign") as city:
        fields = ralat(SIGNED, "place", None, "Bandung")
        opened = city.do(CORRECT, "budi", fields, ref="usul")
        assert (opened["thing"], opened["state"]) == ("proposal", "OPEN")
        assert party(city.ask("agreement", "$A4"), 1)["place"] is None
        assert city.refused("proposal.approve", "budi", id="$usul") == ("SECOND_PERSON_REQUIRED",)
        assert city.refused("proposal.approve", "sari", id="$usul") == ("ROLE_REQUIRED",)
        assert city.refused(CORRECT, "lina", fields) == ("ROLE_REQUIRED",)


def test_r27_the_receipt_is_the_corrections_and_the_trail_of_what_it_corrects_has_it() -> None:
    with city_after("agreement.sign") as city:
        receipt = corrects(city, SIGNED, "place", None, "Bandung")
        asked = {"subject": "$A4", "topic": "correction.recorded.v1"}
        [item] = city.ask("audit-trail", fields=asked)["items"]

        assert (receipt["thing"], receipt["version"], receipt["state"]) == (
            "correction",
            1,
            "RECORDED",
        )
        assert receipt["topics"] == ["correction.recorded.v1"]
        assert item["data"]["correction"] == receipt["id"]
        assert item["data"]["topic"] == SIGNED
        assert (item["data"]["old"], item["data"]["new"]) == (None, "Bandung")
        assert (item["reason"], item["second_person"]) == ("salah ketik", city.names["budi"])


def test_r27_a_correction_is_repeated_safely_and_its_reference_used_once() -> None:
    with city_after("agreement.sign") as city:
        line = {"channel": "import", "second": "budi", "key": "k", "ref": "R1"}
        fields = ralat(SIGNED, "place", None, "Bandung")
        first = city.do(CORRECT, "sari", fields, **line)

        assert city.do(CORRECT, "sari", fields, **line) == first
        again = {**line, "key": "k2"}
        assert city.refused(CORRECT, "sari", fields, **again) == ("DUPLICATE_REF",)


def test_r27_a_correction_of_a_correction_names_the_value_that_stands() -> None:
    with city_after("agreement.sign") as city:
        corrects(city, DRAFTED, "title", "Magang ASN di PT Telkom", "Magang")
        stale = (DRAFTED, "title", "Magang ASN di PT Telkom", "Magang ASN")

        assert refused(city, *stale) == ("OLD_VALUE_MISMATCH",)
        assert city.refused(CORRECT, "sari", ralat(*stale), channel="import", second="budi") == (
            "OLD_VALUE_MISMATCH",
        )
        corrects(city, DRAFTED, "title", "Magang", "Magang ASN")
        assert city.ask("agreement", "$A4")["title"] == "Magang ASN"


def test_r26_r27_what_has_ended_is_still_corrected() -> None:
    with city_after("agreement.sign") as city:
        city.at("2022-03-01")
        corrects(city, SIGNED, "place", None, "Bandung")

        assert city.ask("agreement", "$A4")["state"] == "EXPIRED"


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "field"),
    [(DRAFTED, "kind"), (SIGNED, "document"), ("agreement.approved.v1", "text"), ("x.y.v1", "z")],
)
def test_r27_everything_else_has_its_own_command(topic: str, field: str) -> None:
    with city_after("agreement.sign") as city:
        given = ralat(topic, field, "MOU", "KB")
        assert city.refused(CORRECT, "sari", given) == ("NOT_CORRECTABLE",)
        on_import = {"channel": "import", "second": "budi"}
        assert city.refused(CORRECT, "sari", given, **on_import) == ("NOT_CORRECTABLE",)


def test_the_fact_must_be_there() -> None:
    with city_after("agreement.sign") as city:
        place = ("place", None, "Bandung")
        assert refused(city, SIGNED, *place, subject="nobody") == ("NOT_FOUND:subject",)
        assert refused(city, SIGNED, *place, nth=3) == ("NOT_FOUND:nth",)
        assert refused(city, NUMBERED, "number", "1", "2") == ("NOT_FOUND:topic",)
        assert refused(city, SIGNED, *place, subject="$kota") == ("NOT_FOUND:topic",)
        assert refused(city, SIGNED, *place, nth=0) == ("MALFORMED:nth",)


@pytest.mark.parametrize(
    ("topic", "field", "new"),
    [
        (SIGNED, "signed_on", "18 Februari"),
        (SIGNED, "signed_on", None),
        (SIGNED, "method", "STAMP"),
        (SIGNED, "place", " "),
        (DRAFTED, "title", None),
        (DRAFTED, "title", 7),
    ],
)
def test_the_new_value_must_be_one_of_the_field(topic: str, field: str, new: Any) -> None:
    with city_after("agreement.sign") as city:
        assert refused(city, topic, field, "x", new) == ("MALFORMED:new",)


def test_r14_no_date_is_corrected_into_the_future() -> None:
    with city_after("agreement.sign") as city:
        assert refused(city, SIGNED, "signed_on", "2020-02-18", "2020-02-19") == ("FUTURE_DATE",)


def test_r10_a_corrected_signing_date_needs_the_authority_of_that_day() -> None:
    with city_after("agreement.sign") as city:
        before_office = (SIGNED, "signed_on", "2020-02-18", "2018-12-31")
        assert refused(city, *before_office) == ("NO_AUTHORITY",)
        assert imported(city, *before_office) == ["NO_AUTHORITY"]
        corrects(city, SIGNED, "signed_on", "2018-12-31", "2019-01-01")


def test_r11_a_corrected_signing_date_under_a_mandate_must_lie_in_it() -> None:
    with city_after("agreement.approve") as city:
        asisten = {"organisation": "$kota", "title": "Asisten", "signs": []}
        city.do("office.create", "sari", asisten, ref="asisten")
        held = {"holder": "Asisten D", "from": "2019-01-01"}
        city.do("office.appoint", "sari", held, id="$asisten")
        mandate = {
            "grantor": "$o-wali",
            "grantee": "$asisten",
            "kinds": ["MOU"],
            "from": "2020-02-10",
            "until": "2020-12-31",
            "number": "SKu-1",
            "document": "$sha256:kuasa",
        }
        city.at("2020-02-18")
        city.do("mandate.grant", "sari", mandate, ref="kuasa")
        signature = {
            "party": "$kota",
            "office": "$asisten",
            "mandate": "$kuasa",
            "signed_on": "2020-02-18",
            "document": "$sha256:naskah A4",
            "method": "WET_INK_SCANNED",
        }
        city.do("agreement.sign", "sari", signature, id="$A4")
        outside = (SIGNED, "signed_on", "2020-02-18", "2020-02-09")

        assert refused(city, *outside) == ("MANDATE_INVALID",)
        assert imported(city, *outside) == ["MANDATE_INVALID"]
        corrects(city, SIGNED, "signed_on", "2020-02-09", "2020-02-10")


def test_r37_a_corrected_letter_is_tested_as_the_letter_was() -> None:
    with city_after("placement.start") as city:
        letter = (ASSIGNED, "letter.date", "2020-02-20")
        city.at("2020-02-26")
        assert refused(city, *letter, "2020-02-25", subject="$P1") == ("LETTER_AFTER_START",)
        assert refused(city, *letter, "2018-12-31", subject="$P1") == ("NO_AUTHORITY",)
        assert imported(city, *letter, "2020-02-25", subject="$P1") == ["LETTER_AFTER_START"]
        corrects(city, ASSIGNED, "letter.date", "2020-02-25", "2020-02-24", subject="$P1")


def test_r37_a_letters_number_belongs_to_one_document_and_stays_used() -> None:
    with city_after("placement.start") as city:
        city.registers("asep", "198805202012031902")
        later = {"planned_start": "2020-03-09", "planned_end": "2020-03-20"}
        nominate(city, "P2", "$asep", **later)
        city.do("placement.assign", "sari", seat("800/ST.2"), id="$P2")
        taken = (ASSIGNED, "letter.number", "800/ST.2", "800/ST.001-BKPP")

        assert refused(city, *taken, subject="$P2") == ("NUMBER_TAKEN",)
        corrects(city, ASSIGNED, "letter.number", "800/ST.2", "800/ST.3", subject="$P2")
        for used in ("800/ST.2", "800/ST.3"):
            of_p1 = (ASSIGNED, "letter.number", "800/ST.001-BKPP", used)
            assert refused(city, *of_p1, subject="$P1") == ("NUMBER_TAKEN",)
        assert imported(city, *of_p1, subject="$P1") == ["NUMBER_TAKEN"]


def test_r37_a_letter_whose_date_was_corrected_covers_another_placement() -> None:
    with city_after("placement.assign") as city:
        corrects(city, ASSIGNED, "letter.date", "2020-02-20", "2020-02-19", subject="$P1")
        city.registers("asep", "198805202012031902")
        nominate(city, "P2", "$asep")
        given = seat("800/ST.001-BKPP")
        letter = {**given["letter"], "date": "2020-02-19"}
        other = {**given, "letter": {**letter, "document": "$sha256:surat lain"}}

        assert city.refused("placement.assign", "sari", other, id="$P2") == ("NUMBER_TAKEN",)
        city.do("placement.assign", "sari", {**given, "letter": letter}, id="$P2")


def test_r15_a_corrected_number_is_used_once_by_the_party_in_the_year() -> None:
    with city_after("agreement.sign") as city:
        for party_, text in (("$kota", "415.4/01"), ("$kota", "415.4/02"), ("$telkom", "T-1")):
            number = {"party": party_, "number": text, "year": 2020}
            city.do("agreement.set-number", "sari", number, id="$A4")
        second = bring_into_force(city, "B", "2020-02-18")
        number = {"party": "$kota", "number": "9", "year": 2020}
        city.do("agreement.set-number", "sari", number, id=second)

        assert refused(city, NUMBERED, "number", "9", "415.4/01", subject="$B") == ("NUMBER_TAKEN",)
        assert imported(city, NUMBERED, "number", "9", "415.4/02", subject="$B") == ["NUMBER_TAKEN"]
        corrects(city, NUMBERED, "number", "415.4/01", "415.4/03", nth=1)
        assert refused(city, NUMBERED, "number", "415.4/02", "415.4/03", subject="$B") == (
            "NUMBER_TAKEN",
        )
        corrects(city, NUMBERED, "number", "415.4/03", "415.4/01", nth=1)


def test_r15_a_mistyped_number_that_was_put_right_is_free_for_the_agreement_it_belongs_to() -> None:
    with city_after("agreement.sign") as city:
        mistyped = {"party": "$kota", "number": "415.4/12", "year": 2020}
        city.do("agreement.set-number", "sari", mistyped, id="$A4")
        second = bring_into_force(city, "B", "2020-02-18")
        assert city.refused("agreement.set-number", "sari", mistyped, id=second) == (
            "NUMBER_TAKEN",
        )
        corrects(city, NUMBERED, "number", "415.4/12", "415.4/21")

        city.do("agreement.set-number", "sari", mistyped, id=second)

        assert refused(city, NUMBERED, "number", "415.4/21", "415.4/12") == ("NUMBER_TAKEN",)


def test_r61_a_corrected_certificate_is_tested_as_the_certificate_was() -> None:
    with city_after(DONE) as city:
        early = (CERTIFIED, "date", "2020-03-09", "2020-03-05")
        assert refused(city, *early, subject="$P1") == ("CERT_BEFORE_COMPLETION",)
        assert imported(city, *early, subject="$P1") == ["CERT_BEFORE_COMPLETION"]
        corrects(city, CERTIFIED, "number", "TLK-001", "TLK-1", subject="$P1")
        corrects(city, CERTIFIED, "number", "TLK-1", "TLK-001", subject="$P1")


def test_r61_a_corrected_number_of_a_certificate_is_used_once_by_the_host() -> None:
    with city_after(DONE) as city:
        city.registers("asep", "198805202012031902")
        city.opens_account("asep-asn", employee="$asep")
        learn(city, "P2", "$asep", "asep-asn", date(2020, 3, 16), date(2020, 3, 27))
        given = certificate("TLK-2", date(2020, 3, 27))
        city.do("learning-record.record-certificate", "tel", given, id="$P2")
        taken = (CERTIFIED, "number", "TLK-2", "TLK-001")

        assert refused(city, *taken, subject="$P2") == ("CERT_DUPLICATE",)
        assert imported(city, *taken, subject="$P2") == ["CERT_DUPLICATE"]
        corrects(city, CERTIFIED, "number", "TLK-001", "TLK-3", subject="$P1")
        again = (CERTIFIED, "number", "TLK-001", "TLK-3")
        assert refused(city, *again, subject="$P2") == ("CERT_DUPLICATE",)


def test_r61_a_mistyped_certificate_number_that_was_put_right_is_free_for_its_own() -> None:
    with city_after(DONE) as city:
        city.registers("asep", "198805202012031902")
        city.opens_account("asep-asn", employee="$asep")
        learn(city, "P2", "$asep", "asep-asn", date(2020, 3, 16), date(2020, 3, 27))
        corrects(city, CERTIFIED, "number", "TLK-001", "TLK-3", subject="$P1")

        its_own = certificate("TLK-001", date(2020, 3, 27))
        city.do("learning-record.record-certificate", "tel", its_own, id="$P2")

        back = (CERTIFIED, "number", "TLK-3", "TLK-001")
        assert refused(city, *back, subject="$P1") == ("CERT_DUPLICATE",)
