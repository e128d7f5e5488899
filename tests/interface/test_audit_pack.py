"""An audit pack: what is in it, that it is proven, and that it is the same bytes twice."""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import jsonschema
import pytest
from click.testing import CliRunner, Result

from infrastructure.ledger.signing import SigningKey
from interface.bootstrap import Store, StoreKind, open_store
from interface.cli import verifier
from interface.cli.main import main
from interface.journal import Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from tests.http_server import serving, token_of
from tests.interface.conftest import JOURNALS
from tests.kept_store import LETTER
from tests.signed_store import act, announce

ORIGIN = "kota.example/buku"
STORY = JOURNALS / "smoke.jsonl"
SEED = 20_261_125
PERSONAL = ("Dewi S.", "198705202012032901", "Sari P.", "Irma I.")
"""Names and a number that are in the vault."""
DIGEST = sha256(LETTER.encode()).hexdigest()


@dataclass
class City:
    """A store with the smoke story and a letter in it, and the key that signs its log."""

    place: Path
    names: dict[str, str]
    key: SigningKey

    def open(self, **given: Any) -> Store:
        return open_store(
            str(self.place / "store"), origin=ORIGIN, signing=self.place / "keys", **given
        )

    def run(self, *arguments: str | Path, **also: str | None) -> Result:
        environment: dict[str, str | None] = {
            "JEJAK_STORE": str(self.place / "store"),
            "JEJAK_ORIGIN": ORIGIN,
            "JEJAK_SIGNING": str(self.place / "keys"),
            **also,
        }
        return CliRunner().invoke(main, [str(part) for part in arguments], env=environment)

    def pack(self, name: str = "pack.zip", login: str = "insp", *clocks: str, **asked: Any) -> Path:
        path = self.place / name
        fields = self.place / "fields.json"
        fields.write_text(json.dumps(asked))
        words = ["export", "audit-pack", "--as", login, "--with", fields, "-o", path, *clocks]
        done = self.run(*words)
        assert done.exit_code == 0, done.output
        return path

    def verdict(self, path: Path, *earlier: Path) -> int:
        return verifier.verify(path, key=[str(self.key.verifier)], earlier=earlier)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> City:
    place = tmp_path_factory.mktemp("city")
    lines = read_lines(STORY)
    store = open_store(
        str(place / "store"), kind=StoreKind.SANDBOX, at=first_instant_of(lines), origin=ORIGIN
    )
    runner = Runner(DoorTransport(store))
    assert runner.run(lines).failures == []
    act(store, "document.store", text=LETTER, title="Surat tugas")
    decree = {"number": "SK-009/2020", "date": "2020-01-02"}
    role = {"role": "INSPECTOR", "from": "2020-01-01", "decree": decree}
    act(store, "account.open", login="insp", name="Irma I.", roles=[role])
    city = City(place, runner.names, SigningKey.made(ORIGIN))
    announce(store, city.key)
    store.close()
    keys = place / "keys"
    keys.mkdir(mode=0o700)
    file = keys / f"{city.key.verifier.key_id.hex()}.key"
    file.write_text(f"{city.key.secret_text()}\n")
    file.chmod(0o600)
    return city


@pytest.fixture
def city(template: City, tmp_path: Path) -> City:
    shutil.copytree(template.place, tmp_path / "city")
    return City(tmp_path / "city", template.names, template.key)


def unpacked(path: Path) -> Path:
    """Unpacked by a foreign tool."""
    folder = path.with_suffix("")
    subprocess.run(["unzip", "-q", path, "-d", folder], check=True)
    return folder


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def table(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / name).read_text(encoding="utf-8"))))


# --- what is in it ---


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
    folder = unpacked(city.pack("pack.zip", "insp", "--as-of", "2020-03-01"))
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
    without = read(unpacked(city.pack("without.zip", documents=False)), "manifest.json")
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
    path = city.pack(subject=city.names["A4"])
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
    path = city.pack(**{"from": "2020-02-18", "until": "2020-02-19"})
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
    path = city.pack("pack.zip", "insp", "--known-at", "40")
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
    path = city.pack(**asked)
    assert city.verdict(path, kept) == 0
    assert city.verdict(city.pack("all.zip"), kept) == 0
    assert city.verdict(city.pack("bare.zip", subject=city.names["A4"]), kept) == 2
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
    first = city.pack("first.zip", "insp", *clocks, **question).read_bytes()
    store = city.open()
    act(store, "document.store", text="surat kedua", title="Surat")
    store.close()
    rebuilt = city.run("rebuild")
    assert rebuilt.exit_code == 0
    assert city.pack("second.zip", "insp", *clocks, **question).read_bytes() == first


def test_every_bit_of_a_pack_counts(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    """Sampled by a seed, which is printed with the bit that was missed."""
    path = city.pack(subject=city.names["A4"])
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


# --- who may, and what is noted ---


def test_names_and_nips_are_masked_unless_a_purpose_is_given_and_noted(city: City) -> None:
    masked = unpacked(city.pack())
    named = unpacked(city.pack("named.zip", purpose="pemeriksaan tahunan"))

    def people(folder: Path) -> set[str]:
        return {item["name"] for item in read(folder, "views/placements.json")["items"]}

    everything = b"".join(one.read_bytes() for one in masked.rglob("*") if one.is_file())
    assert [value for value in PERSONAL if value.encode() in everything] == []
    assert people(masked) == {"•••"}
    assert people(named) == {"Dewi S."}
    left_out = read(masked, "manifest.json")["left_out"]
    assert {"name": "names, NIPs", "why": "MASKED"} in left_out
    asked = city.run("ask", "access-log", "--as", "insp")
    noted = [
        (item["kind"], item["purpose"])
        for item in json.loads(asked.stdout)["items"]
        if item["name"] == "audit-pack"
    ]
    assert noted == [("READ", None), ("READ", None), ("REVEAL", "pemeriksaan tahunan")]


@pytest.mark.parametrize(
    ("login", "asked", "code"),
    [
        ("tel", {}, "OUT_OF_SCOPE"),
        ("dewi-asn", {}, "OUT_OF_SCOPE"),
        ("root", {}, "OUT_OF_SCOPE"),
        ("lina", {"purpose": "ingin tahu"}, "OUT_OF_SCOPE"),
        ("insp", {"subject": "nobody"}, "NOT_FOUND"),
        ("insp", {"from": "2031-01-01"}, "NOT_FOUND"),
        ("insp", {"subject": "A4", "from": "2020-01-01"}, "MALFORMED"),
        ("insp", {"first_size": 9999}, "MALFORMED"),
        ("insp", {"more": 1}, "MALFORMED"),
    ],
)
def test_who_may_not_have_it_is_refused_and_nothing_is_written(
    city: City, login: str, asked: dict[str, Any], code: str
) -> None:
    fields = city.place / "fields.json"
    fields.write_text(json.dumps({n: city.names.get(v, v) for n, v in asked.items()}))
    before = sorted(city.place.iterdir())
    done = city.run(
        "export", "audit-pack", "--as", login, "--with", fields, "-o", city.place / "pack.zip"
    )
    assert done.exit_code == 1, done.output
    assert json.loads(done.stdout)["code"] == code
    assert sorted(city.place.iterdir()) == before
    noted = json.loads(city.run("ask", "access-log", "--as", "insp").stdout)["items"]
    assert noted[-1]["kind"] == "READ" or (noted[-1]["kind"], noted[-1]["code"]) == (
        "REFUSED",
        code,
    )


def test_who_reads_the_programme_may_have_it_without_being_an_inspector(city: City) -> None:
    assert city.verdict(city.pack("pack.zip", "lina")) == 0


# --- without keys, and where the log must not be signed ---


def test_a_store_without_keys_gives_a_pack_that_is_whole_but_that_nobody_vouches_for(
    city: City,
) -> None:
    path = city.place / "pack.zip"
    done = city.run("export", "audit-pack", "--as", "insp", "-o", path, JEJAK_SIGNING=None)
    assert done.exit_code == 0, done.output
    assert "JEJAK_SIGNING is not set" in done.stderr
    assert verifier.verify(path) == 3
    assert city.verdict(path) == 4


def test_a_log_that_must_not_be_signed_is_not_packed(city: City) -> None:
    """An older copy was put in its place: the publisher says so, and no pack is made of it."""
    older = city.place / "older"
    shutil.copytree(city.place / "store", older)
    store = city.open()
    act(store, "document.store", text="surat kedua", title="Surat")
    store.close()
    assert city.run("checkpoint", "--sign").exit_code == 0
    path = city.place / "pack.zip"
    done = city.run("export", "audit-pack", "--as", "insp", "-o", path, JEJAK_STORE=str(older))
    assert (done.exit_code, path.exists()) == (4, False)
    assert "an older copy of the log" in done.stderr


def test_a_name_that_is_no_export_and_a_place_that_cannot_be_written(city: City) -> None:
    assert city.run("export", "audit-pak", "-o", city.place / "x").exit_code == 2
    gone = city.place / "gone" / "pack.zip"
    done = city.run("export", "audit-pack", "--as", "insp", "-o", gone)
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr


# --- over HTTP ---


@pytest.fixture
def client(city: City) -> Iterator[tuple[httpx2.Client, Store]]:
    store = city.open()
    with serving(store) as url, httpx2.Client(base_url=url, timeout=60) as client:
        yield client, store
    store.close()


def test_over_http_it_is_the_same_file(
    city: City, client: tuple[httpx2.Client, Store], tmp_path: Path
) -> None:
    asker, store = client
    token = {"Authorization": f"Bearer {token_of(store)('insp')}"}
    asked = {"subject": city.names["A4"], "as_of": "2021-01-01", "known_at": "60"}
    done = asker.get("/v1/exports/audit-pack", params=asked, headers=token)
    assert done.status_code == 200, done.text
    assert done.headers["content-type"] == "application/zip"
    assert done.headers["etag"] == f'"{sha256(done.content).hexdigest()}"'
    assert done.headers["last-event-position"] == "60"
    assert done.headers["cache-control"] == "private, no-store"
    clocks = ("--as-of", "2021-01-01", "--known-at", "60")
    path = city.pack("same.zip", "insp", *clocks, subject=city.names["A4"])
    assert path.read_bytes() == done.content
    assert city.verdict(path) == 0


def test_over_http_it_is_refused_as_every_other_question_is(
    city: City, client: tuple[httpx2.Client, Store]
) -> None:
    asker, store = client
    issue = token_of(store)

    def status(login: str | None, name: str = "audit-pack", **asked: str) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {issue(login)}"} if login else {}
        done = asker.get(f"/v1/exports/{name}", params=asked, headers=headers)
        return done.status_code, done.json()["code"]

    assert status(None) == (401, "UNAUTHENTICATED")
    assert status("tel") == (403, "OUT_OF_SCOPE")
    assert status("insp", "other") == (404, "NOT_FOUND")
    assert status("insp", subject="nobody") == (404, "NOT_FOUND")
    assert status("insp", first_size="x") == (422, "MALFORMED")
    assert status("insp", documents="maybe") == (422, "MALFORMED")
