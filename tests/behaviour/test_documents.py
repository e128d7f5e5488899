"""Evidence is stored once under its hash; what cites it says whether it is there (R82, D16)."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.city import City, city_after, folder_of

CONTENT = "Naskah perjanjian"
DIGEST = sha256(CONTENT.encode()).hexdigest()


def store(city: City, content: str, **fields: Any) -> Any:
    return city.do("document.store", "dewi-asn", {"text": content, **fields})


def file_of(city: City, digest: str) -> Path:
    [file] = folder_of(city.store).rglob(digest[2:])
    return file


def test_r82_the_id_of_a_document_is_the_hash_of_its_bytes() -> None:
    with city_after("need.confirm") as city:
        receipt = store(city, CONTENT, title="Naskah", media_type="text/plain")

        assert (receipt["id"], receipt["state"]) == (DIGEST, "STORED")
        assert receipt["topics"] == ["document.stored.v1"]
        assert city.store.evidence.get(DIGEST) == CONTENT.encode()


def test_r82_text_and_base64_of_the_same_bytes_are_one_document() -> None:
    with city_after("need.confirm") as city:
        first = store(city, CONTENT)
        before = city.store.log.head().position

        again = {"base64": b64encode(CONTENT.encode()).decode()}
        receipt = city.do("document.store", "sari", again, key="kedua")

        assert receipt == {"id": DIGEST, "state": "STORED"}
        assert city.store.log.head().position == before
        assert first["version"] == 1


@pytest.mark.parametrize(
    ("fields", "items"),
    [
        ({}, ("text", "base64")),
        ({"text": "a", "base64": "YQ=="}, ("text", "base64")),
        ({"base64": "%%%"}, ("base64",)),
        ({"base64": "YQ"}, ("base64",)),
    ],
)
def test_a_document_is_given_as_text_or_as_base64_exactly_one(
    fields: dict[str, Any], items: tuple[str, ...]
) -> None:
    with city_after("need.confirm") as city:
        refused = city.refused("document.store", "sari", fields)
        assert refused == tuple(f"MALFORMED:{item}" for item in items)


def attach(city: City, digest: str, **fields: Any) -> Any:
    return city.do(
        "agreement.attach", "sari", {"kind": "OTHER", "document": digest, **fields}, id="$A4"
    )


def test_r82_citing_a_document_not_stored_yet_is_warned_of() -> None:
    with city_after("agreement.draft") as city:
        assert attach(city, DIGEST)["warnings"] == ["DOCUMENT_MISSING"]
        store(city, CONTENT)
        assert attach(city, DIGEST)["warnings"] == []
        basis = [{"kind": "SK", "sha256": "0" * 64}]
        assert attach(city, DIGEST, basis=basis)["warnings"] == ["DOCUMENT_MISSING"]


def test_r82_history_is_warned_of_as_well() -> None:
    with city_after("agreement.draft") as city:
        fields = {"kind": "OTHER", "document": DIGEST}
        receipt = city.do("agreement.attach", "sari", fields, id="$A4", channel="import")
        assert receipt["warnings"] == ["DOCUMENT_MISSING"]


def evidence(city: City, **when: Any) -> str:
    found: str = city.ask("agreement", "$A4", **when)["evidence"]
    return found


def test_r82_a_view_turns_red_when_a_file_is_missing_or_altered() -> None:
    with city_after("agreement.draft") as city:
        assert evidence(city) == "PRESENT"
        attach(city, DIGEST)
        assert evidence(city) == "MISSING"
        stored = store(city, CONTENT)["positions"][0]
        assert evidence(city) == "PRESENT"
        assert evidence(city, known_at=stored - 1) == "MISSING"

        file_of(city, DIGEST).write_text("Naskah perjanjiaN")
        assert evidence(city) == "CHANGED"
        file_of(city, DIGEST).unlink()
        assert evidence(city) == "MISSING"

        store(city, CONTENT)
        assert evidence(city) == "PRESENT"


def test_r82_a_placement_relies_on_its_letter() -> None:
    with city_after("placement.assign") as city:
        assert city.ask("placement", "$P1")["evidence"] == "MISSING"

        assert city.ask("placement", "$P1")["letter"]["document"] == store(city, LETTER)["id"]
        assert city.ask("placement", "$P1")["evidence"] == "PRESENT"


LETTER = "surat tugas 800/ST.001-BKPP"


def test_r82_documents_lists_what_is_stored_or_cited_and_by_which_facts() -> None:
    with city_after("need.confirm") as city:
        need = {"area": "ASSET", "competence": "aset", "people": 1}
        basis = [{"sha256": DIGEST}, {"sha256": "0" * 64}]
        [first] = city.do("need.record", "sari", {**need, "basis": basis})["positions"]
        store(city, CONTENT, title="Naskah")
        store(city, "tak dikutip")
        [second] = city.do("need.record", "sari", {**need, "basis": basis[:1]})["positions"]

        items = {item["sha256"]: item for item in city.ask("documents")["items"]}
        unread = sha256(b"tak dikutip").hexdigest()
        assert items["0" * 64] == {
            "sha256": "0" * 64,
            "title": None,
            "state": "MISSING",
            "cited_by": [first],
        }
        assert (items[DIGEST]["title"], items[DIGEST]["state"]) == ("Naskah", "PRESENT")
        assert items[DIGEST]["cited_by"] == [first, second]
        assert items[unread]["cited_by"] == []
        missing = city.ask("documents", fields={"state": "MISSING"})["items"]
        assert [item["sha256"] for item in missing] == ["0" * 64]


def test_documents_are_cut_by_the_day_only_if_one_is_asked_about() -> None:
    """Contract §1.9"""
    with city_after("need.confirm") as city:
        need = {"area": "ASSET", "competence": "aset", "people": 1, "basis": [{"sha256": DIGEST}]}
        [position] = city.do("need.record", "sari", need)["positions"]

        def cited(**when: Any) -> list[list[int]]:
            return [item["cited_by"] for item in city.ask("documents", **when)["items"]]

        assert cited() == [[position]]
        assert cited(known_at=position - 1) == []
        assert cited(as_of="2020-01-05") == []
        assert cited(as_of="2020-01-06") == [[position]]
