"""A stored journal is taken over row by row: rehearsed first, then recorded (§5.8, §7)."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

from application.commands.base import Command
from application.commands.documents import StoreDocument
from application.commands.placements import AssignPlacement
from application.context import Context, Receipt
from application.views.things import EMPLOYEES
from domain.base import broken_name
from domain.enums import Channel
from domain.envelope import AnyEnvelope, Source
from domain.states import EvidenceState
from tests.acts import nomination, seat
from tests.city import City, city_after, folder_of

SIGNED = "agreement.sign"
NOMINATE, VERIFY, ASSIGN = "placement.nominate", "placement.verify", "placement.assign"


class PowerCut(Exception):
    """The machine stops in the middle."""


def store(city: City, *lines: Any) -> str:
    """Put a journal away; answers its SHA-256. A line that is a text stands as it is."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return str(city.do("document.store", "sari", {"text": text})["id"])


def run(city: City, document: str, *, apply: bool = False, by: str = "sari", **line: Any) -> Any:
    fields = {"kind": "JOURNAL", "document": document, "dry_run": not apply}
    return city.do("import.run", by, fields, **line)


def rows(receipt: Any) -> list[tuple[int, bool, list[str]]]:
    return [(row["row"], row["ok"], row["codes"]) for row in receipt["rows"]]


def filled_in(city: City, fields: dict[str, Any]) -> dict[str, Any]:
    """The names of the smoke journal as ids, as somebody outside would write them."""
    text = json.dumps(fields)
    for name, subject in sorted(city.names.items(), key=lambda pair: -len(pair[0])):
        text = text.replace(f'"${name}"', json.dumps(subject))
    return dict(json.loads(text))


def internship(city: City) -> list[dict[str, Any]]:
    """A placement nominated, verified and assigned on paper; each line builds on the one before."""
    city.registers("asep", "198805202012031902")
    city.at("2020-04-01")
    on = {"on": "2020-02-20"}
    return [
        {
            "do": NOMINATE,
            "ref": "P",
            "for": "opd",
            "with": filled_in(city, nomination("$asep", **on)),
        },
        {"do": VERIFY, "id": "$P", "with": on},
        {"do": ASSIGN, "id": "$P", "with": filled_in(city, seat(**on))},
    ]


def recorded(city: City, after: int) -> list[AnyEnvelope]:
    return list(city.store.log.tail(after))


@pytest.fixture
def city() -> Iterator[City]:
    with city_after(SIGNED) as made:
        yield made


# --- rehearsing ---------------------------------------------------------------------------------


def test_a_dry_run_records_nothing_and_answers_every_row(city: City) -> None:
    document = store(city, *internship(city))
    before = city.store.log.head()
    receipt = run(city, document)

    assert rows(receipt) == [(1, True, []), (2, True, []), (3, True, [])]
    assert (receipt["thing"], receipt["positions"], receipt["topics"]) == ("import", [], [])
    assert city.store.log.head() == before
    assert city.ask("placements")["items"] == []


def test_a_dry_run_sees_what_the_rows_before_it_did(city: City) -> None:
    lines = internship(city)
    double = {**lines[0], "ref": "Q"}
    document = store(city, *lines, double, {**lines[1], "id": "$Q"})

    assert rows(run(city, document))[3:] == [(4, True, []), (5, True, ["OVERLAP"])]
    assert rows(run(city, document, apply=True))[3:] == [(4, True, []), (5, True, ["OVERLAP"])]


def test_a_dry_run_says_what_the_recording_will_say(city: City) -> None:
    lines = [
        *internship(city),
        {"do": "placement.start", "id": "$P", "with": {"on": "2020-04-01"}},
        {"do": "placement.complete", "id": "$P"},
        {"do": "placement.reject", "id": "$P", "with": {"cause": "NO_SHOW"}},
    ]
    document = store(city, *lines)
    said = rows(run(city, document))

    assert [ok for _, ok, _ in said] == [True, True, True, True, True, False]
    assert said[5][2] == ["WRONG_STATE"]
    assert rows(run(city, document, apply=True)) == said


def test_a_dry_run_keeps_neither_persons_nor_documents(city: City) -> None:
    person = {
        "kind": "PNS",
        "name": "Asep",
        "nip": "198805202012031902",
        "unit": city.names["kominfo"],
        "post": "Analis",
        "post_kind": "PELAKSANA",
        "grade": "III/a",
        "service_from": "2012-03-01",
        "retires_on": "2045-01-01",
    }
    document = store(
        city,
        {"do": "employee.register", "ref": "e", "with": person},
        {"do": "employee.register", "with": person},
        {"do": "document.store", "with": {"text": "surat"}},
    )

    for _ in range(2):
        first, second, third = rows(run(city, document))
        assert (first, second) == ((1, True, []), (2, False, ["NIP_TAKEN"]))
        assert third[1]
    assert len(city.store.views.current(EMPLOYEES)) == 1
    letter = sha256(b"surat").hexdigest()
    assert city.store.evidence.state(letter) is EvidenceState.MISSING


# --- recording ----------------------------------------------------------------------------------


def test_every_row_is_an_act_of_its_own_on_the_import_channel(city: City) -> None:
    document = store(city, *internship(city))
    before = city.store.log.head().position
    receipt = run(city, document, apply=True)
    facts = recorded(city, before)
    completed = facts[-1]

    assert receipt["topics"] == ["import.completed.v1"]
    assert (receipt["state"], receipt["version"]) == ("DONE", 1)
    assert [fact.topic for fact in facts if fact.channel == "import"] == [
        "placement.nominated.v1",
        "placement.eligibility-checked.v1",
        "placement.verified.v1",
        "placement.assigned.v1",
        "placement.mentor-assigned.v1",
    ]
    sources = {(f.source.import_, f.source.row) for f in facts[:-1] if f.source}
    assert sources == {(receipt["id"], 1), (receipt["id"], 2), (receipt["id"], 3)}
    assert (facts[0].actor, facts[0].on_behalf_of) == (city.names["sari"], city.names["opd"])
    assert completed.channel == "api"
    assert completed.stream == f"import:{receipt['id']}"
    counts = ("recorded", "repeated", "refused")
    assert [getattr(completed.data, name) for name in counts] == [3, 0, 0]
    assert len(city.ask("placements")["items"]) == 1


def test_a_row_imported_before_adds_nothing_whoever_imports_the_file_again(city: City) -> None:
    city.opens_account("rudi", {"role": "OFFICER"})
    lines = internship(city)
    document = store(city, *lines)
    run(city, document, apply=True)
    before = city.store.log.head().position
    again = run(city, document, apply=True, by="rudi")
    [completed] = recorded(city, before)

    assert rows(again) == [(1, True, []), (2, True, []), (3, True, [])]
    assert [getattr(completed.data, name) for name in ("recorded", "repeated")] == [0, 3]


def test_the_keys_of_imported_rows_are_nobody_elses(city: City) -> None:
    """They follow from the file, so that whoever knows the file could take them for a row."""
    document = store(city, *internship(city))
    fields = {"text": "milik orang lain", "title": "Surat"}
    key = f"import {document} 1"
    assert city.refused("document.store", "opd", fields, key=key) == ("MALFORMED:key",)
    other = store(city, {"do": "document.store", "key": key, "with": fields})
    assert rows(run(city, other, apply=True)) == [(1, False, ["MALFORMED:key"])]

    assert all(ok for _, ok, _ in rows(run(city, document, apply=True)))


@pytest.mark.parametrize("row", [None, 1, 2])
def test_a_row_whose_key_was_taken_for_something_else_does_not_vanish(
    city: City, row: int | None
) -> None:
    """Be it by a live act, or by the same or another row of another file."""
    document = store(city, *internship(city))
    other = run(city, store(city, {"do": "document.store", "with": {"text": "a"}}), apply=True)
    taken = StoreDocument.parse(json.dumps({"text": "milik orang lain"}).encode())
    context = Context(
        actor=city.names["sari"],
        at=city.store.clock.now(),
        new_id=city.store.new_id(),
        key=f"import {document} 1",
        channel=Channel.API if row is None else Channel.IMPORT,
        source=None if row is None else Source(import_=other["id"], row=row),
    )
    city.store.office.execute(taken, context)

    receipt = run(city, document, apply=True)

    assert rows(receipt)[0] == (1, False, ["KEY_REUSED"])
    assert city.ask("placements")["items"] == []


def test_a_file_whose_import_was_cut_short_is_taken_over_from_where_it_ended(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows that were recorded say so, though nothing says that the import was completed."""
    document = store(city, *internship(city))
    before = city.store.log.head().position
    execute = city.store.office.execute

    def cut_short(command: Command, context: Context, **line: Any) -> Receipt:
        if isinstance(command, AssignPlacement):
            raise PowerCut
        return execute(command, context, **line)

    monkeypatch.setattr(city.store.office, "execute", cut_short)
    with pytest.raises(PowerCut):
        run(city, document, apply=True)
    monkeypatch.undo()
    receipt = run(city, document, apply=True)

    assert rows(receipt) == [(1, True, []), (2, True, []), (3, True, [])]
    completed = recorded(city, before)[-1]
    assert [getattr(completed.data, name) for name in ("recorded", "repeated")] == [1, 2]


def test_a_row_refused_before_is_recorded_once_it_can_be(city: City) -> None:
    ids = {"organisation": city.names["kota"], "title": "Sekda", "signs": []}
    document = store(
        city,
        {"do": "office.create", "ref": "o", "with": ids},
        {"do": "office.appoint", "id": "$o", "with": {"holder": "A", "from": "2019-01-01"}},
        {"do": "account.declare-tie", "id": city.names["sari"], "with": {"employee": "x"}},
    )
    first = run(city, document, apply=True)
    before = city.store.log.head().position
    second = run(city, document, apply=True)

    assert rows(first)[2] == rows(second)[2] == (3, False, ["MALFORMED:kind"])
    assert first["rows"][2]["cells"] == ["kind"]
    assert [fact.topic for fact in recorded(city, before)] == ["import.completed.v1"]


def test_a_repeated_import_under_its_key_is_answered_by_its_first_receipt(city: City) -> None:
    document = store(city, *internship(city))
    first = run(city, document, apply=True, key="k")
    before = city.store.log.head()

    assert run(city, document, apply=True, key="k") == first
    assert city.store.log.head() == before
    fields = {"kind": "JOURNAL", "document": document}
    assert city.refused("import.run", "sari", fields, key="k") == ("KEY_REUSED",)


def test_four_eyes_need_no_proposal_and_the_second_person_is_named(city: City) -> None:
    ralat = {
        "subject": city.names["A4"],
        "topic": "agreement.drafted.v1",
        "field": "title",
        "old": "Magang ASN di PT Telkom",
        "new": "Magang",
        "reason": "salah ketik",
    }
    document = store(
        city,
        {"do": "correction.record", "ref": "c", "second": "budi", "with": ralat},
        {
            "do": "correction.record",
            "with": {**ralat, "old": "Magang", "new": "Magang ASN"},
        },
    )
    said = [(1, True, []), (2, True, ["SECOND_PERSON_REQUIRED"])]

    assert rows(run(city, document)) == said
    assert rows(run(city, document, apply=True)) == said
    assert city.ask("agreement", "$A4")["title"] == "Magang ASN"


# --- what is not imported -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code", "cell"),
    [
        ("{not json", "MALFORMED:line", "line"),
        ({"with": {}}, "MALFORMED:line", "line"),
        ({"do": "organisation.register", "tea": 1}, "MALFORMED:line", "line"),
        ({"ask": "agreements"}, "MALFORMED:ask", "ask"),
        ({"do": "agreement.explode"}, "MALFORMED:do", "do"),
        ({"do": "import.run", "with": {}}, "MALFORMED:do", "do"),
        ({"do": VERIFY, "id": "$nobody"}, "NOT_FOUND", "$nobody"),
        ({"do": VERIFY, "id": "p", "by": "budi"}, "MALFORMED:by", "by"),
        ({"do": VERIFY, "id": "p", "channel": "api"}, "MALFORMED:channel", "channel"),
        ({"do": VERIFY, "id": "p", "at": "2020-02-18T09:00:00Z"}, "MALFORMED:at", "at"),
        ({"do": VERIFY, "id": "p", "expect": "ok"}, "MALFORMED:expect", "expect"),
        ({"do": VERIFY, "id": "p\x00"}, "MALFORMED:id", "id"),
        ({"do": VERIFY, "id": "p"}, "NOT_FOUND", None),
        ({"do": VERIFY, "id": "p", "for": "nobody"}, "UNAUTHENTICATED", None),
        ({"do": "document.store", "with": {"text": "\ud800"}}, "MALFORMED:body", "body"),
        ({"do": "document.store", "with": {"tex": 1.5}}, "MALFORMED:tex", "tex"),
    ],
)
def test_a_row_that_cannot_be_says_why_and_stops_no_other(
    city: City, line: Any, code: str, cell: str | None
) -> None:
    other = {"do": "organisation.register", "with": {"name": "BJB", "category": "BUMD"}}
    document = store(city, {"note": "judul"}, "", line, other)
    for apply in (False, True):
        first, second = run(city, document, apply=apply)["rows"]

        assert (first["row"], first["ok"], first["codes"][0]) == (3, False, code)
        assert first["cells"] == ([] if cell is None else [cell])
        assert (second["row"], second["ok"]) == (4, True)


def test_a_file_without_data_rows_is_malformed(city: City) -> None:
    document = store(city, {"note": "kosong"}, "")
    fields = {"kind": "JOURNAL", "document": document}
    assert city.refused("import.run", "sari", fields) == ("MALFORMED:document",)


def test_the_file_must_be_stored_and_of_a_kind_that_is_read(city: City) -> None:
    unknown = {"kind": "JOURNAL", "document": "0" * 64}
    assert city.refused("import.run", "sari", unknown) == ("NOT_FOUND:document",)
    document = store(city, {"do": VERIFY, "id": "p"})
    for kind in ("AGREEMENTS", "EMPLOYEES", "EXTERNAL_LEARNING"):
        fields = {"kind": kind, "document": document}
        assert city.refused("import.run", "sari", fields) == ("MALFORMED:kind",)


def test_only_an_officer_imports_and_is_told_before_any_row_is_looked_at(city: City) -> None:
    document = store(city, *internship(city))
    for apply in (False, True):
        fields = {"kind": "JOURNAL", "document": document, "dry_run": not apply}
        assert city.refused("import.run", "budi", fields) == ("ROLE_REQUIRED",)


def test_a_file_that_was_altered_is_not_read(city: City) -> None:
    document = store(city, *internship(city))
    path = folder_of(city.store) / "evidence" / document[:2] / document[2:]
    path.chmod(0o600)
    path.write_bytes(b'{"do":"system.tick"}')
    fields = {"kind": "JOURNAL", "document": document}
    assert city.refused("import.run", "sari", fields) == ("NOT_FOUND:document",)


def test_what_was_broken_and_recorded_is_told_again_when_the_row_comes_again(city: City) -> None:
    late = {"name": "Lain", "category": "BUMD"}
    document = store(
        city,
        {"do": "account.grant-role", "id": "root", "with": {}},
        {"do": "organisation.register", "for": "budi", "with": late},
    )
    first = rows(run(city, document, apply=True))

    assert first[1] == (2, True, ["ROLE_REQUIRED"])
    assert rows(run(city, document, apply=True)) == first
    [fact] = [f for f in recorded(city, 0) if f.topic == "organisation.registered.v1"][-1:]
    assert [broken_name(v) for v in fact.violations] == ["ROLE_REQUIRED"]
