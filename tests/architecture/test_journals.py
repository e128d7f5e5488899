"""The shared journals speak the contract's vocabulary, and nothing else (contract §9)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.contract_tables import read_contract
from tests.architecture.journal_words import JournalReader

JOURNALS = sorted((Path(__file__).parents[1] / "journals").glob("*.jsonl"))
OPENING: list[dict[str, Any]] = [
    {
        "do": "account.open",
        "at": "2020-01-02T08:00:00+07:00",
        "by": "root",
        "with": {"login": "sari", "name": "Sari"},
    },
    {
        "do": "organisation.register",
        "by": "sari",
        "ref": "kota",
        "with": {"name": "Pemerintah Kota", "category": "CITY"},
    },
]


def findings(*lines: dict[str, Any]) -> list[str]:
    reader = JournalReader(read_contract())
    return list(reader.findings(json.dumps(line) for line in (*OPENING, *lines)))


def test_the_four_journals_are_there() -> None:
    assert [path.name for path in JOURNALS] == [
        "bandung-2020-2022.jsonl",
        "bandung-live.jsonl",
        "runoff.jsonl",
        "smoke.jsonl",
    ]


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: path.stem)
def test_a_journal_speaks_the_contracts_words(path: Path) -> None:
    reader = JournalReader(read_contract())

    assert list(reader.findings(path.read_text(encoding="utf-8").splitlines())) == []


def renamed(given: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    fields = {"name": "Kota"} if given is None else given
    line = {"do": "organisation.rename", "by": "sari", "id": "$kota", "with": fields}
    return {**line, **changes}


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ({"do": "organisation.paint", "by": "sari"}, "unknown command organisation.paint"),
        (renamed(colour="red"), "unknown key colour"),
        (renamed(by="dani"), "by: dani has no account yet"),
        (renamed(id="$desa"), "id: $desa is not bound yet"),
        (renamed(id="kota"), "id: 'kota' is no reference"),
        (renamed(at="2020-01-02T07:59:59+07:00"), "time goes backwards"),
        (renamed(at="2020-01-02T09:00:00"), "at: '2020-01-02T09:00:00' is no instant with"),
        (renamed({"name": ""}), "organisation.rename.name: '' is no Text"),
        (renamed({}), "organisation.rename: name is missing"),
        (renamed({"name": "K", "size": 1}), "organisation.rename has no size"),
        (renamed({"name": "K", "on": "2020-02-30"}), "organisation.rename.on: "),
        (renamed({"name": "K", "override": {}}), "organisation.rename has no override"),
        (renamed(expect="NO_SUCH_CODE"), "unknown code NO_SUCH_CODE"),
        (renamed(expect="CAPACITY_FULL"), "organisation.rename does not refuse with CAPACITY_FULL"),
        (renamed(warns=["LATE"]), "unknown warning LATE"),
        (renamed(state="PAINTED"), "unknown state PAINTED"),
        (renamed(channel="post"), "unknown channel post"),
        (renamed(second="sari"), "a second person is named on the import channel only"),
        (
            {"do": "unit.register", "by": "sari", "with": {"name": "Dinas", "kind": "VILLAGE"}},
            "unit.register.kind: VILLAGE is no UnitKind",
        ),
        ({"ask": "weather", "expect": {}}, "unknown query weather"),
        ({"ask": "organisation", "expect": {}}, "organisation needs an id"),
        ({"ask": "organisation", "id": "$kota"}, "nothing is expected"),
        (
            {"ask": "organisation", "id": "$kota", "expect": {"colour": "red"}},
            "organisation has no colour",
        ),
        (
            {"ask": "organisation", "id": "$kota", "expect": {"category": "VILLAGE"}},
            "organisation.category: VILLAGE is no OrgCategory",
        ),
        (
            {"ask": "organisation", "id": "$kota", "expect": {"fields": {"$some": []}}},
            "organisation.fields: unknown matcher $some",
        ),
        (
            {"ask": "organisation", "id": "$kota", "expect": {"fields": {"$exact": ["ART"]}}},
            "organisation.fields[]: ART is no Field",
        ),
    ],
)
def test_a_word_the_contract_does_not_know_is_found(line: dict[str, Any], finding: str) -> None:
    found = findings(line)

    assert len(found) == 1
    assert found[0].startswith(f"3: {finding}")


def test_a_role_outside_the_contract_is_found() -> None:
    grant = {
        "role": "MAYOR",
        "from": "2020-01-01",
        "decree": {"number": "SK-1", "date": "2020-01-01"},
    }
    opened = {
        "do": "account.open",
        "by": "root",
        "with": {"login": "dani", "name": "Dani", "roles": [grant]},
    }

    assert findings(opened) == ["3: account.open.roles[].role: MAYOR is no Role"]


def test_a_refused_line_binds_nothing() -> None:
    refused = {
        "do": "unit.register",
        "by": "sari",
        "ref": "dinas",
        "with": {"name": "Dinas", "kind": "OPD"},
        "expect": "ROLE_REQUIRED",
    }

    assert findings(refused, {"ask": "unit", "id": "$dinas", "expect": {}}) == [
        "4: id: $dinas is not bound yet"
    ]
    assert findings({**refused, "expect": "ok"}, {**refused, "expect": "ok"}) == [
        "4: dinas is bound twice"
    ]
