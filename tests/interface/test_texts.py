"""Every refusal and every warning can be read in both languages (contract §1, refusal body)."""

import re

import pytest

from domain.codes import Code, Warn
from domain.enums import ClauseKind, OpinionBody
from domain.enums_learning import EligibilityItem
from domain.nip import NipFault
from domain.states import DutyName
from interface.texts import WORDINGS, language_of, sentence, title
from interface.wordings.items import WORDS_OF_ITEMS
from interface.wordings.wording import Language

LANGUAGES: tuple[Language, ...] = ("id", "en")
WITH_ITEMS = {
    Code.MALFORMED,
    Code.NOT_FOUND,
    Code.PRECONDITION_REQUIRED,
    Code.SOD_VIOLATION,
    Code.NIP_INVALID,
    Code.RULE_INVALID,
    Code.CLAUSE_MISSING,
    Code.OPINION_MISSING,
    Code.NOT_ELIGIBLE,
    Code.INCOMPLETE,
    Code.RUBRIC_INCOMPLETE,
    Code.PAYLOAD_INVALID,
    Code.FINDING_INCOMPLETE,
}


def test_every_code_and_every_warning_has_its_words() -> None:
    assert list(WORDINGS) == [*Code, *Warn]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_says_what_is_and_then_what_to_do_and_ends_with_a_full_stop(
    language: Language,
) -> None:
    for code in WORDINGS:
        said = sentence(code, "X", language)

        assert re.fullmatch(r"[A-Z].+\. [A-Z].+\.", said), said
        assert "{" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_short_and_tell_the_codes_apart(language: Language) -> None:
    titles = [title(code, language) for code in WORDINGS]

    assert len(set(titles)) == len(titles)
    assert all(0 < len(words) <= 40 and not words.endswith(".") for words in titles)


def test_exactly_the_codes_with_items_name_the_item_in_both_languages() -> None:
    for language in LANGUAGES:
        named = {code for code in WORDINGS if "{item}" in WORDINGS[code].sentence(language)}

        assert named == WITH_ITEMS


def test_the_two_languages_differ() -> None:
    for wording in WORDINGS.values():
        assert wording.sentence_id != wording.sentence_en


def test_an_item_is_put_into_words() -> None:
    assert "jangka waktu" in sentence(Code.CLAUSE_MISSING, "TERM", "id")
    assert "the inspectorate" in sentence(Code.OPINION_MISSING, "INSPECTORATE", "en")
    assert "pembimbing dan penilai" in sentence(Code.SOD_VIOLATION, "MENTOR+EVALUATOR", "id")


def test_an_item_without_words_is_shown_as_it_is_and_a_missing_one_reads_well() -> None:
    assert "planned_end" in sentence(Code.MALFORMED, "planned_end", "id")
    assert sentence(Code.NOT_FOUND, None, "id").startswith("Data yang diminta tidak ada")
    assert sentence(Code.NOT_FOUND, None, "en").startswith("There is no such thing")


def test_duties_without_a_name_of_their_own_are_told_all_the_same() -> None:
    indonesian = sentence(Code.SOD_VIOLATION, None, "id")
    english = sentence(Code.SOD_VIOLATION, None, "en")
    assert "mengajukan dan memeriksa hal yang sama" in indonesian
    assert "handing a thing in and judging it" in english


def test_every_listed_item_has_words() -> None:
    assert WORDS_OF_ITEMS[Code.CLAUSE_MISSING].keys() == set(ClauseKind)
    assert WORDS_OF_ITEMS[Code.OPINION_MISSING].keys() == set(OpinionBody)
    assert WORDS_OF_ITEMS[Code.NOT_ELIGIBLE].keys() == set(EligibilityItem)
    assert WORDS_OF_ITEMS[Code.NIP_INVALID].keys() == set(NipFault)
    assert WORDS_OF_ITEMS[Code.SOD_VIOLATION].keys() == set(DutyName)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "id"),
        ("", "id"),
        ("en", "en"),
        ("en-GB,en;q=0.9,id;q=0.8", "en"),
        ("id-ID, en", "id"),
        ("nl, EN;q=0.5", "en"),
        ("nl", "id"),
        ("id;q=0.1, en;q=0.9", "en"),
        ("en;q=0.2, id;q=0.3", "id"),
        ("en;q=0.5, id;q=0.5", "en"),
        ("en;q=0, id", "id"),
        ("en;q=0", "id"),
        ("id;q=0, en;q=0.001", "en"),
        ("en-US;q=0.3, id;q=0.4, en;q=0.9", "en"),
        ("en;q=high, id;q=0.9", "en"),
        ("en ; Q=0.1 , id", "id"),
    ],
)
def test_indonesian_is_spoken_unless_english_is_asked_for(
    header: str | None, language: Language
) -> None:
    assert language_of(header) == language
