"""What a file is, is told by its bytes, however they are cut into blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.media import EXTENSIONS, SIGNATURES, TEXT, TEXTS, KindCheck


def kind(declared: str, content: bytes, size: int = 1 << 20) -> str | None:
    check = KindCheck(declared)
    for start in range(0, len(content), size):
        check.follow(content[start : start + size])
    return check.kind()


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_a_letter_may_be_cut_in_two_by_the_end_of_a_block(size: int) -> None:
    content = "Surat ✓ \U0001d504 édaran".encode()
    assert kind("text/plain", content, size) == "text/plain"
    assert kind("text/plain", content[:-1] + b"\xff", size) is None
    assert kind("text/plain", "édaran ✓".encode()[:-1], size) is None


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"))), st.integers(1, 7))
def test_text_in_utf_8_is_text_however_it_comes(text: str, size: int) -> None:
    assert kind("text/csv", text.encode(), size) == "text/csv"


@given(st.binary(max_size=40), st.integers(1, 7))
def test_the_answer_is_the_same_however_the_bytes_come(content: bytes, size: int) -> None:
    for declared in ("", TEXT, "application/pdf"):
        assert kind(declared, content, size) == kind(declared, content)


@pytest.mark.parametrize("declared", SIGNATURES)
def test_a_kind_is_taken_with_its_first_bytes_and_with_no_others(declared: str) -> None:
    for start in SIGNATURES[declared]:
        assert kind(declared, start + b"\x00rest", 1) == declared
        assert kind(declared, start[:-1]) is None
        assert kind(declared, b"\n" + start) is None


def test_every_kind_has_an_ending() -> None:
    assert set(EXTENSIONS) == set(SIGNATURES) | TEXTS
