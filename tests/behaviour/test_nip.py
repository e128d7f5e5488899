"""The rules of the employee number (contract §3 Nip, R98)."""

from datetime import date

import pytest

from domain.enums_learning import EmploymentKind
from domain.nip import NipFault, bare_nip, has_unusual_age, masked_nip, nip_fault, sex_of

TODAY = date(2022, 12, 31)
PNS, CPNS, PPPK = EmploymentKind.PNS, EmploymentKind.CPNS, EmploymentKind.PPPK


def test_blanks_and_dots_are_stripped() -> None:
    assert bare_nip("19860926 201505 2 902") == "198609262015052902"
    assert bare_nip("19860926.201505.2.902\u00a0\t") == "198609262015052902"


@pytest.mark.parametrize("written", ["198609262015051901", "19860926 201505 2 902"])
def test_a_well_formed_number_has_no_fault(written: str) -> None:
    assert nip_fault(bare_nip(written), PNS, TODAY) is None


@pytest.mark.parametrize(
    ("nip", "fault"),
    [
        ("19860926201505190", NipFault.LENGTH),
        ("1986092620150519012", NipFault.LENGTH),
        ("", NipFault.LENGTH),
        ("A98609262015051901", NipFault.DIGITS),
        ("19860926201505190\u0661", NipFault.DIGITS),
        ("198602302015051901", NipFault.BIRTH_DATE),
        ("000009262015051901", NipFault.BIRTH_DATE),
        ("198609262015131901", NipFault.MONTH),
        ("198609262015001901", NipFault.MONTH),
        ("198609262029051901", NipFault.FUTURE),
        ("198609262023011901", NipFault.FUTURE),
        ("198609262015053901", NipFault.SEX),
        ("198609262015050901", NipFault.SEX),
        ("198609262015051000", NipFault.SERIAL),
    ],
)
def test_each_fault_is_named(nip: str, fault: NipFault) -> None:
    assert nip_fault(nip, PNS, TODAY) is fault


def test_the_first_fault_that_holds_is_named() -> None:
    assert nip_fault("A986", PNS, TODAY) is NipFault.LENGTH
    assert nip_fault("198602302015133000", PNS, TODAY) is NipFault.BIRTH_DATE
    assert nip_fault("198609262029133000", PNS, TODAY) is NipFault.MONTH
    assert nip_fault("198609262029053000", PNS, TODAY) is NipFault.FUTURE
    assert nip_fault("198609262015053000", PNS, TODAY) is NipFault.SEX


def test_the_month_of_today_is_not_in_the_future() -> None:
    assert nip_fault("199909262022121901", CPNS, TODAY) is None


def test_the_middle_digits_of_a_pppk_are_free() -> None:
    assert nip_fault("198609262029991901", PPPK, TODAY) is None
    assert not has_unusual_age("198609262001991901", PPPK)
    assert nip_fault("198609262015053901", PPPK, TODAY) is NipFault.SEX


@pytest.mark.parametrize(
    ("nip", "unusual"),
    [
        ("199909262010051901", True),
        ("198609262004091901", True),
        ("198609262004101901", False),
        ("198609012004091901", False),
        ("198609262027091901", False),
        ("198609262027101901", True),
    ],
)
def test_an_age_under_18_or_over_40_at_appointment_is_unusual(nip: str, unusual: bool) -> None:
    assert has_unusual_age(nip, PNS) is unusual
    assert has_unusual_age(nip, CPNS) is unusual


def test_r98_only_the_last_three_digits_are_shown() -> None:
    assert masked_nip("198609262015051901") == "•••901"


def test_digit_15_tells_the_sex() -> None:
    assert sex_of("198609262015051901") == "M"
    assert sex_of("198609262015052902") == "F"
