"""Search: every term, word for word before akin, at any moment, and nobody who was erased (R86)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.search.terms import match, terms_of
from application.search.words import stems_of, words_of
from tests.acts import bring_into_force, earn
from tests.city import City, city_after

# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("pemagangan", "magang"),
        ("bermagang", "magang"),
        ("pelayanan", "layan"),
        ("layanannya", "layan"),
        ("mengirimkan", "kirim"),
        ("penyewaan", "sewa"),
        ("menyewakan", "sewa"),
        ("pembelajaran", "ajar"),
        ("perjanjian", "janji"),
        ("penempatan", "tempat"),
        ("ditempatkan", "tempat"),
        ("kepegawaian", "gawai"),
        ("suratlah", "surat"),
    ],
)
def test_a_word_is_akin_to_the_root_it_was_formed_from(word: str, root: str) -> None:
    assert root in stems_of(word)
    assert not stems_of(word).isdisjoint(stems_of(root))


@pytest.mark.parametrize("word", ["021", "pks021", "2020an", "st100"])
def test_a_part_of_an_identifier_is_never_stemmed(word: str) -> None:
    assert stems_of(word) == {word}


def test_short_words_are_only_themselves() -> None:
    assert stems_of("di") == {"di"}
    assert stems_of("dinas") == {"dinas"}
    assert "inas" not in stems_of("dinas")


@given(st.text(max_size=40))
def test_any_text_has_words_and_every_word_is_among_its_own_stems(text: str) -> None:
    for word in words_of(text):
        assert word in stems_of(word)
        assert words_of(word) == [word]


def test_an_identifier_between_blanks_is_one_term() -> None:
    assert [term.parts for term in terms_of("PKS-021/2020  magang-kota")] == [
        ("pks", "021", "2020"),
        ("magang",),
        ("kota",),
    ]


@pytest.mark.parametrize(
    ("searched", "exact"),
    [
        ("021/2020", 1),
        ("134.4/PKS-021/2020", 1),
        ("021", 1),
        ("21/2020", None),
        ("021/20", None),
        ("2020/021", None),
        ("kerja sama", 2),
        ("kerjasama", None),
        ("bekerja sama", 1),
        ("sama pks 021", 3),
    ],
)
def test_numbers_are_found_as_written_and_words_also_by_their_kin(
    searched: str, exact: int | None
) -> None:
    found = match(terms_of(searched), [("title", "Kerja sama"), ("numbers", "134.4/PKS-021/2020")])
    assert (None if found is None else found.exact) == exact


# --- finding ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with city_after("learning-record.recognise-credit") as city:
        number: dict[str, Any] = {
            "party": "$kota",
            "number": "134.4/PKS-021/2020",
            "year": 2020,
            "serial": 21,
        }
        number |= {"year": 2020, "serial": 21, "reason": "diberikan kemudian"}
        city.do("agreement.set-number", "sari", number, id="$A4")
        city.do("document.store", "sari", {"text": "isi", "title": "Surat tugas pemagangan"})
        city.at("2020-03-10")
        bring_into_force(city, "B4", "2020-03-10", title="Pemagangan layanan")
        city.at("2020-05-04")
        city.registers("rina", "198705202012032911", name="Rina Kartika Putri")
        city.opens_account("rina-asn", employee="$rina")
        earn(city, "P2", "$rina", "rina-asn", date(2020, 5, 4), date(2020, 5, 15))
        yield city


def found(city: City, text: str, **line: Any) -> list[dict[str, Any]]:
    fields = {"text": text, **line.pop("fields", {})}
    items: list[dict[str, Any]] = city.ask("search", fields=fields, **line)["items"]
    return items


def things(city: City, text: str, **line: Any) -> list[tuple[str, str]]:
    names = {subject: name for name, subject in city.names.items()}
    return [(i["thing"], names.get(i["subject"], "…")) for i in found(city, text, **line)]


def test_an_agreement_is_found_by_title_partner_and_number(city: City) -> None:
    assert things(city, "Telkom", fields={"thing": "agreement"}) == [
        ("agreement", "A4"),
        ("agreement", "B4"),
    ]
    [item] = found(city, "PKS-021/2020")
    assert (item["subject"], item["exact"], item["fields"]) == (city.names["A4"], True, ["numbers"])
    assert item["detail"] == "134.4/PKS-021/2020"
    assert found(city, "PKS-21/2020") == []


def test_word_for_word_comes_before_akin_and_a_title_before_the_rest(city: City) -> None:
    items = found(city, "pemagangan", fields={"thing": "agreement"})

    assert [(i["title"], i["exact"]) for i in items] == [
        ("Pemagangan layanan", True),
        ("Magang ASN di PT Telkom", False),
    ]
    telkom = found(city, "Telkom", fields={"thing": "agreement"})
    assert [i["fields"] for i in telkom] == [["title", "parties"], ["parties"]]


def test_a_document_is_found_by_its_title_and_by_what_is_shown_of_its_digest(city: City) -> None:
    [item] = found(city, "surat tugas magang", fields={"thing": "document"})
    assert (item["title"], item["exact"]) == ("Surat tugas pemagangan", False)
    [same] = found(city, item["subject"][:12])
    assert same["subject"] == item["subject"]


def test_a_placement_is_found_by_name_letter_and_certificate(city: City) -> None:
    letter = city.ask("placement", "$P2")["letter"]["number"]
    for text in ("kartika rina", "Putri Telkom", letter, city.names["P2"]):
        assert ("placement", "P2") in things(city, text), text
    assert things(city, "Kartini") == []
    assert things(city, "Kartika Dewi") == []


def test_every_term_must_be_there(city: City) -> None:
    assert things(city, "Telkom layanan") == [("agreement", "B4")]
    assert things(city, "Telkom kesehatan") == []


@pytest.mark.parametrize("text", ["…", "/ - .", "\u200b"])
def test_what_has_no_word_cannot_be_looked_for(city: City, text: str) -> None:
    assert city.not_answered("search", fields={"text": text}) == ("MALFORMED:text",)


@pytest.mark.parametrize("text", ['" OR 1', "' | 'a", "a & b", "(magang", "magang*", "NOT magang"])
def test_signs_of_a_query_language_mean_nothing(city: City, text: str) -> None:
    assert isinstance(found(city, text), list)
    assert {i["thing"] for i in found(city, "magang*")} == {
        i["thing"] for i in found(city, "magang")
    }


# --- two clocks -------------------------------------------------------------------------------


def test_r76_what_was_not_there_yet_is_not_found(city: City) -> None:
    assert things(city, "layanan", known_at="2020-03-09T23:00:00+07:00") == []
    assert things(city, "layanan", as_of="2020-03-09") == []
    assert things(city, "layanan") == [("agreement", "B4")]


def test_r76_a_partner_is_found_by_the_name_of_the_day(city: City) -> None:
    with city_after("agreement.sign") as other:
        other.at("2020-03-02")
        other.do("organisation.rename", "sari", {"name": "Nusantara Digital"}, id="$telkom")

        assert things(other, "nusantara") == [("agreement", "A4")]
        assert things(other, "nusantara", as_of="2020-03-01") == []
        before = things(other, "telkom perusahaan", as_of="2020-03-01")
        assert before in ([], [("agreement", "A4")])
        assert things(other, "telkom", as_of="2020-03-01") == [("agreement", "A4")]


# --- who may look, and who is gone ------------------------------------------------------------


def test_r86_a_search_goes_through_the_same_authority_check(city: City) -> None:
    assert things(city, "rina", by="rina-asn") == [("placement", "P2")]
    assert things(city, "rina", by="dewi-asn") == []
    assert things(city, "surat", by="tel") == []
    assert [i["thing"] for i in found(city, "magang", by="tel")] == ["agreement", "agreement"]
    assert city.not_answered("search", fields={"text": "magang"}, by="root") == ("OUT_OF_SCOPE",)


def test_r97_an_erased_person_is_not_found_and_leaves_no_word_behind(city: City) -> None:
    with city_after("learning-record.recognise-credit") as other:
        other.registers("rina", "198705202012032911", name="Rina Kartika")
        assert things(other, "dewi") == [("placement", "P1")]
        kept = held(other)
        other.store.vault.erase(other.names["dewi"])
        assert things(other, "dewi") == []
        assert "dewi" not in str(kept).casefold()
        assert other.store.search.differences() != []
        other.store.search.begin_anew()
        assert len(held(other)) == len(kept) - 1


def held(city: City) -> list[Any]:
    return list(city.store.search.kept())


def test_no_word_of_a_name_stands_in_the_index(city: City) -> None:
    found(city, "magang")
    assert not {"rina", "kartika", "putri"} & {
        token[1:] for _, _, tokens in held(city) for token in tokens.split()
    }


def test_what_is_looked_for_is_not_kept(city: City) -> None:
    """A question may hold somebody's name, and what is kept is never erased."""
    city.opens_account("insp", {"role": "INSPECTOR"})
    kept = {"title": "T", "question": "search", "parameters": {"text": "Rina"}}
    assert city.refused("question.keep", "insp", kept) == ("MALFORMED:question",)
    drawn = {"population": "search", "size": 1, "seed": "1", "parameters": {"text": "Rina"}}
    assert city.refused("sample.draw", "insp", drawn) == ("MALFORMED:population",)
