"""An audit pack: what is in it, that it is proven, and that it is the same bytes twice."""

import json
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from application.laying import in_memory
from infrastructure.laying import on_disk
from interface import exports
from interface.cli import verifier
from tests.kept_store import LETTER
from tests.packed_city import DIGEST, City, read, table, unpacked
from tests.signed_store import act

SEED = 20_261_125


def test_a_pack_of_everything_is_the_whole_log_and_is_proven(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    path = city.pack()
    assert city.verdict(path) == 0
    store = city.open()
    size, root = store.log.head().position, store.log.head().root.hex()
    entries = [stored for _, stored in store.log.stored(0)]
    store.close()
    assert f"Fakta / Facts: 1–{size}, seluruh buku / the whole log\n" in capsys.readouterr().out
    folder = unpacked(path)
    assert (folder / "events.jsonl").read_bytes() == b"".join(one + b"\n" for one in entries)
    facts = table(folder, "facts.csv")
    assert [int(fact["position"]) for fact in facts] == list(range(1, size + 1))
    assert [json.loads(fact["data"]) for fact in facts] == [json.loads(e)["data"] for e in entries]
    manifest = read(folder, "manifest.json")
    assert list(manifest) == [
        "export", "question", "requested_by", "as_of", "known_at", "time_zone", "position", "root",
        "rows", "control_totals", "files", "left_out", "rule_set", "software",
    ]  # fmt: skip
    assert (manifest["position"], manifest["root"], manifest["rows"]) == (size, root, size)
    assert (manifest["export"], manifest["time_zone"]) == ("audit-pack", "Asia/Jakarta")
    assert manifest["control_totals"]["facts"] == size
    assert (folder / "verify.py").read_bytes() == Path(verifier.__file__).read_bytes()


def test_the_manifest_names_every_file_and_its_digest(city: City) -> None:
    folder = unpacked(city.pack())
    files = {file["name"]: file for file in read(folder, "manifest.json")["files"]}
    there = {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }
    assert set(there) == {*files, "manifest.json", "manifest.note"}
    for name, file in files.items():
        assert (file["bytes"], file["sha256"]) == (
            len(there[name]),
            sha256(there[name]).hexdigest(),
        )


def test_every_fact_fits_the_schema_that_goes_with_it_and_a_changed_one_does_not(
    city: City,
) -> None:
    folder = unpacked(city.pack())
    schema = jsonschema.Draft202012Validator(read(folder, "facts.schema.json"))
    facts = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    assert [list(schema.iter_errors(fact)) for fact in facts] == [[]] * len(facts)
    for fact in facts:
        assert not schema.is_valid({**fact, "data": {**fact["data"], "more": 1}})
        assert not schema.is_valid({**fact, "topic": "agreement.invented.v1"})


def test_the_tables_are_the_answers_of_the_questions_they_are_named_by(city: City) -> None:
    folder = unpacked(city.pack({}, "--as-of", "2020-03-01"))
    fields = city.place / "fields.json"
    fields.write_text('{"limit": 200}')
    asked = city.run("ask", "register", "--as", "insp", "--as-of", "2020-03-01", "--with", fields)
    answer, kept = json.loads(asked.stdout), read(folder, "views/register.json")
    assert kept["items"] == answer["items"] != []
    assert (kept["as_of"], kept["position"]) == (answer["as_of"], answer["position"])
    rows = table(folder, "views/register.csv")
    assert [row["agreement"] for row in rows] == [item["agreement"] for item in kept["items"]]
    assert [row["title"] for row in rows] == [item["title"] for item in kept["items"]]
    assert read(folder, "rules.json")["items"]
    for name in ("controls", "coverage", "jp-standings", "placements"):
        assert len(table(folder, f"views/{name}.csv")) == len(
            read(folder, f"views/{name}.json")["items"]
        )


def test_documents_go_along_under_their_digest_and_what_is_missing_is_named(city: City) -> None:
    folder = unpacked(city.pack())
    assert (folder / "documents" / DIGEST).read_text() == LETTER
    left_out = {one["name"]: one["why"] for one in read(folder, "manifest.json")["left_out"]}
    asked = json.loads(city.run("ask", "documents", "--as", "insp").stdout)["items"]
    missing = {f"documents/{one['sha256']}" for one in asked if one["state"] == "MISSING"}
    assert missing
    assert {name for name, why in left_out.items() if why == "MISSING"} == missing
    without = read(unpacked(city.pack({"documents": False}, name="without.zip")), "manifest.json")
    assert {"name": f"documents/{DIGEST}", "why": "NOT_ASKED"} in without["left_out"]
    assert without["control_totals"]["documents"] == 0


def test_a_document_that_was_altered_is_left_out_and_named(city: City) -> None:
    [file] = [one for one in (city.place / "store" / "evidence").rglob("*") if one.is_file()]
    file.write_text("surat palsu")
    path = city.pack()
    left_out = read(unpacked(path), "manifest.json")["left_out"]
    assert {"name": f"documents/{DIGEST}", "why": "CHANGED"} in left_out
    assert city.verdict(path) == 0


# --- one thing, one period ---


def test_a_pack_about_one_thing_holds_it_and_what_belongs_to_it_each_fact_proven(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    path = city.pack({"subject": city.names["A4"]})
    assert city.verdict(path) == 0
    folder = unpacked(path)
    facts = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    things = {fact["stream"].partition(":")[0] for fact in facts}
    assert things == {"agreement", "placement", "learning-record"}
    asked = {"subject": city.names["A4"], "related": True, "limit": 200}
    (city.place / "fields.json").write_text(json.dumps(asked))
    done = city.run("ask", "audit-trail", "--as", "insp", "--with", city.place / "fields.json")
    assert [fact["position"] for fact in facts] == [
        item["position"] for item in json.loads(done.stdout)["items"]
    ]
    assert f"{len(facts)} dari / of " in capsys.readouterr().out
    agreement = read(folder, f"views/agreement/{city.names['A4']}.json")
    assert agreement["agreement"] == city.names["A4"]
    assert (folder / f"views/placement/{city.names['P1']}.json").is_file()
    assert read(folder, "views/coverage.json")["items"]
    assert not (folder / "views/register.json").exists()


def test_a_pack_of_a_period_holds_every_fact_recorded_in_it(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    path = city.pack({"from": "2020-02-18", "until": "2020-02-19"})
    assert city.verdict(path) == 0
    folder = unpacked(path)
    facts = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    positions = [fact["position"] for fact in facts]
    assert positions == list(range(positions[0], positions[-1] + 1))
    assert positions[0] > 1
    assert f"Fakta / Facts: {positions[0]}–{positions[-1]}\n" in capsys.readouterr().out
    store = city.open()
    beside = [next(store.log.tail(at - 1, upto=at)) for at in (positions[0] - 1, positions[-1] + 1)]
    store.close()
    assert beside[0].recorded_at < "2020-02-17T17" <= facts[0]["recorded_at"]
    assert facts[-1]["recorded_at"] < "2020-02-19T17" <= beside[1].recorded_at


def test_a_pack_at_an_earlier_position_holds_what_was_known_then(city: City) -> None:
    path = city.pack({}, "--known-at", "40")
    assert city.verdict(path) == 0
    folder = unpacked(path)
    manifest = read(folder, "manifest.json")
    assert (manifest["position"], manifest["rows"]) == (40, 40)
    assert (folder / "consistency/40").is_file()
    assert read(folder, "views/register.json")["position"] == 40


def test_a_pack_shows_that_the_log_continues_the_checkpoint_somebody_kept(city: City) -> None:
    kept = city.place / "kept"
    kept.write_text(city.run("checkpoint", "--sign").stdout)
    size = int(kept.read_text().split("\n")[1])
    store = city.open()
    act(store, "document.store", text="surat kedua", title="Surat")
    store.close()
    asked = {"subject": city.names["A4"], "first_size": size}
    path = city.pack(asked)
    assert city.verdict(path, kept) == 0
    assert city.verdict(city.pack(name="all.zip"), kept) == 0
    assert city.verdict(city.pack({"subject": city.names["A4"]}, name="bare.zip"), kept) == 2
    other = city.place / "other"
    other.write_text(kept.read_text().replace(kept.read_text().split("\n")[2], "A" * 43 + "="))
    assert city.verdict(path, other) == 4


# --- the same bytes ---


@pytest.mark.parametrize(
    "asked",
    [{}, {"subject": "A4"}, {"from": "2020-02-18"}, {"first_size": 12}, {"purpose": "audit"}],
    ids=str,
)
def test_the_same_question_at_the_same_position_is_the_same_bytes(
    city: City, asked: dict[str, Any]
) -> None:
    question = {name: city.names.get(value, value) for name, value in asked.items()}
    clocks = ("--as-of", "2021-01-01", "--known-at", "60")
    first = city.pack(question, *clocks).read_bytes()
    store = city.open()
    act(store, "document.store", text="surat kedua", title="Surat")
    store.close()
    rebuilt = city.run("rebuild")
    assert rebuilt.exit_code == 0
    assert city.pack(question, *clocks, name="second.zip").read_bytes() == first


def test_every_bit_of_a_pack_counts(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    """Sampled by a seed, which is printed with the bit that was missed."""
    path = city.pack({"subject": city.names["A4"]})
    content = path.read_bytes()
    with path.open("r+b", buffering=0) as disk:
        for bit in Random(SEED).sample(range(8 * len(content)), 250):
            disk.seek(bit // 8)
            disk.write(bytes([content[bit // 8] ^ 1 << bit % 8]))
            code = city.verdict(path)
            disk.seek(bit // 8)
            disk.write(content[bit // 8 :][:1])
            assert code == 4, f"seed {SEED}, bit {bit}"
    assert "NOT PROVEN: " in capsys.readouterr().out
    assert city.verdict(path) == 0


def test_a_pack_is_the_same_bytes_wherever_its_rows_lay(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs = []
    for number, lay in enumerate((in_memory, on_disk(few=0))):
        monkeypatch.setattr(exports, "on_disk", lambda lay=lay: lay)
        packs.append(city.pack(name=f"{number}.zip").read_bytes())

    assert packs[0] == packs[1]
