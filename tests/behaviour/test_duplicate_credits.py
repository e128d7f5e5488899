"""Credits that are one and the same learning: grouped, with the first basis that holds (R67)."""

from datetime import date
from typing import Any

from domain.duplicates import Credit, bases, groups_of
from domain.shapes import Cert
from domain.states import DuplicateBasis
from tests.behaviour.internship import Internship, sha

MARCH = date(2020, 3, 2), date(2020, 3, 13)


def credit(subject: str, document: str, number: str = "", **changes: Any) -> Credit:
    certificate = Cert(number=number or subject, date=MARCH[1], document=document)
    fields: dict[str, Any] = {
        "subject": subject,
        "certificate": certificate,
        "issuers": frozenset({subject}),
        "host": None,
        "first_day": MARCH[0],
        "last_day": MARCH[1],
        "jp": 20,
    }
    return Credit(**{**fields, **changes})


def test_r67_days_touch_when_they_share_one() -> None:
    one = credit("a", "1", host="telkom")
    touching = credit("b", "2", host="telkom", first_day=MARCH[1], last_day=date(2020, 4, 1))
    after = credit("c", "3", host="telkom", first_day=date(2020, 3, 14), last_day=date(2020, 4, 1))

    assert bases(one, touching) == {DuplicateBasis.SAME_HOST_DATES}
    assert bases(one, after) == frozenset()


def test_r67_three_credits_chained_by_different_bases_are_one_group() -> None:
    issued = frozenset({"LAN"})
    first = credit("a", "1")
    second = credit("b", "1", "N-1", issuers=issued, jp=4)
    third = credit("c", "2", "N-1", issuers=issued, jp=6)
    [group] = groups_of([first, credit("d", "9"), third, second])

    assert group.basis is DuplicateBasis.CERTIFICATE_HASH
    assert {one.subject for one in group.credits} == {"a", "b", "c"}
    assert group.jp == 10


def test_r67_the_question_lists_what_counts_now(stage: Internship) -> None:
    employee = stage.person("intan")
    same = {"number": "TLK-1", "date": "2020-03-13", "document": sha("sama")}
    record = stage.recognised(employee, "intan", certificate=same)
    other = {**same, "number": "K-9", "date": "2020-03-11"}
    learning = stage.elsewhere(employee, certificate=other)
    assert stage.imported("external-learning.verify", of=learning, by="rudi") == [
        "DUPLICATE_CREDIT"
    ]

    [item] = stage.ask("duplicate-credits")["items"]
    assert (item["employee"], item["basis"], item["duplicate_jp"]) == (
        employee,
        "CERTIFICATE_HASH",
        20,
    )
    assert {c["subject"] for c in item["credits"]} == {record, learning}
    assert len(stage.ask("duplicate-credits", {"year": 2020, "employee": employee})["items"]) == 1
    assert stage.ask("duplicate-credits", {"year": 2021})["items"] == []
    assert stage.ask("duplicate-credits", by="pipit")["items"] == []

    stage.with_second(
        "external-learning.revoke", {"reason": "ganda"}, of=learning, by="sari", second="hadi"
    )
    assert stage.ask("duplicate-credits")["items"] == []
