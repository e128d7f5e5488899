"""What a file is, is told by its bytes, however they are cut into blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.media import EXTENSIONS, SIGNATURES, TEXT, TEXTS, UNDECLARED, KindCheck


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


@pytest.mark.parametrize("declared", sorted(UNDECLARED))
def test_what_nobody_declared_is_told_by_its_first_bytes(declared: str) -> None:
    told = {
        start: kind(declared, start + b"\x00rest") for start in set().union(*SIGNATURES.values())
    }
    assert told == {
        b"%PDF-": "application/pdf",
        b"\x89PNG\r\n\x1a\n": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
        b"II*\x00": "image/tiff",
        b"MM\x00*": "image/tiff",
        b"PK\x03\x04": "application/zip",
    }
    assert kind(declared, b"Surat tugas") == TEXT
    assert kind(declared, b"MZ\x90\x00") is None


@pytest.mark.parametrize("declared", ["text/html", "application/x-msdownload", "image/svg+xml"])
def test_what_a_browser_or_a_machine_would_run_is_not_taken(declared: str) -> None:
    assert kind(declared, b"<html></html>") is None
    assert kind(declared, b"%PDF-1.7") is None


def test_every_kind_has_an_ending() -> None:
    assert set(EXTENSIONS) == set(SIGNATURES) | TEXTS
