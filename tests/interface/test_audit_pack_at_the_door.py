"""Who is given an audit pack, what is noted of it, and when none is made."""

import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest

from interface.bootstrap import Store
from interface.cli import verifier
from tests.http_server import serving, token_of
from tests.packed_city import PERSONAL, City, read, unpacked
from tests.signed_store import act


def test_names_and_nips_are_masked_unless_a_purpose_is_given_and_noted(city: City) -> None:
    masked = unpacked(city.pack())
    named = unpacked(city.pack({"purpose": "pemeriksaan tahunan"}, name="named.zip"))

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
    assert city.verdict(city.pack(login="lina")) == 0


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
    path = city.pack({"subject": city.names["A4"]}, *clocks)
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
