"""Documents come as files: streamed, counted, looked at; what is no document is refused."""

import json
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from hashlib import sha256
from http.client import HTTPConnection
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from interface.api.app import create_app
from interface.bootstrap import Store
from tests.city import city_after, folder_of
from tests.http_server import serving, token_of

DOCUMENTS = "/v1/documents"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
LIMIT = 64 * 1024


@pytest.fixture
def store() -> Iterator[Store]:
    with city_after("need.confirm") as city:
        yield city.store


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    app = create_app(store, upload_limit=LIMIT)
    headers = {"Authorization": f"Bearer {token_of(store)('sari')}"}
    with TestClient(app, headers=headers, raise_server_exceptions=False) as client:
        yield client


def sent(
    client: TestClient,
    content: bytes = PDF,
    kind: str = "application/pdf",
    key: str = "k",
    **fields: str,
) -> httpx2.Response:
    return client.post(
        DOCUMENTS,
        headers={"Idempotency-Key": key},
        data=fields,
        files={"file": ("surat tugas.pdf", content, kind)},
    )


def head(store: Store) -> int:
    return store.log.head().position


def test_a_file_becomes_a_document_under_the_hash_of_its_bytes(
    client: TestClient, store: Store
) -> None:
    answer = sent(client, title="Surat tugas")
    assert answer.status_code == 201, answer.text
    digest = sha256(PDF).hexdigest()
    assert answer.json()["id"] == digest
    [fact] = store.log.tail(head(store) - 1)
    assert json.loads(next(stored for _, stored in store.log.stored(head(store) - 1)))["data"] == {
        "media_type": "application/pdf",
        "size": len(PDF),
        "title": "Surat tugas",
    }
    assert fact.topic == "document.stored.v1"
    assert store.evidence.get(digest) == PDF


def test_the_same_file_again_adds_nothing_and_the_same_key_answers_the_first_receipt(
    client: TestClient, store: Store
) -> None:
    first = sent(client)
    before = head(store)
    assert sent(client).json() == first.json()
    assert sent(client, key="other").json() == {"id": first.json()["id"], "state": "STORED"}
    assert sent(client, PDF + b"x").json()["code"] == "KEY_REUSED"
    assert head(store) == before


def test_a_document_given_as_base64_may_come_again_as_a_file(
    client: TestClient, store: Store
) -> None:
    given = {"text": "isi surat"}
    client.post(DOCUMENTS, headers={"Idempotency-Key": "a"}, json=given).raise_for_status()
    again = sent(client, b"isi surat", "text/plain", key="b")
    assert again.json() == {"id": sha256(b"isi surat").hexdigest(), "state": "STORED"}


# --- who, and how much ---


@contextmanager
def line_to(store: Store) -> Iterator[HTTPConnection]:
    """A connection to a real server over the store."""
    with serving(store) as address, closing(HTTPConnection(address[7:], timeout=60)) as line:
        yield line


FORM = "multipart/form-data; boundary=b"
START = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n%PDF-'
END = b"\r\n--b--\r\n"


@pytest.mark.parametrize(("login", "status"), [(None, 401), ("sari", 413)])
def test_who_may_not_or_sends_too_much_is_told_so_before_a_byte_of_the_file_is_sent(
    store: Store, login: str | None, status: int
) -> None:
    with line_to(store) as line:
        line.putrequest("POST", DOCUMENTS)
        line.putheader("Content-Type", FORM)
        line.putheader("Content-Length", str(1 << 40))
        if login is not None:
            line.putheader("Authorization", f"Bearer {token_of(store)(login)}")
        line.endheaders()
        assert line.getresponse().status == status


def test_a_file_of_many_blocks_is_taken_in_and_handed_out_without_lying_in_memory(
    store: Store,
) -> None:
    block, blocks = bytes(range(256)) * 256, 480
    digest = sha256(b"%PDF-")
    for _ in range(blocks):
        digest.update(block)
    headers = {
        "Content-Type": FORM,
        "Idempotency-Key": "k",
        "Authorization": f"Bearer {token_of(store)('sari')}",
    }
    again, count = sha256(), 0
    with line_to(store) as line:
        tracemalloc.start()
        try:
            body = chain([START], repeat(block, blocks), [END])
            line.request("POST", DOCUMENTS, body, headers, encode_chunked=True)
            answer = line.getresponse()
            assert answer.status == 201, answer.read()
            assert json.loads(answer.read())["id"] == digest.hexdigest()
            line.request("GET", f"{DOCUMENTS}/{digest.hexdigest()}", headers=headers)
            answer = line.getresponse()
            while part := answer.read(1 << 16):
                again.update(part)
                count += len(part)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert again.digest() == digest.digest()
    assert count == blocks * len(block) + 5
    assert peak < count / 2


@pytest.mark.parametrize("declared", [True, False])
def test_a_file_beyond_the_limit_is_refused_and_leaves_nothing(
    client: TestClient, store: Store, declared: bool
) -> None:
    before, content = head(store), b"%PDF-" + b"x" * LIMIT
    if declared:
        answer = sent(client, content)
    else:
        parts = iter([START, *(content[n : n + 1000] for n in range(0, len(content), 1000))])
        headers = {"Content-Type": FORM, "Idempotency-Key": "k"}
        answer = client.post(DOCUMENTS, headers=headers, content=parts)
    assert answer.status_code == 413
    assert head(store) == before
    assert store.evidence.digests() == []


def test_a_file_of_exactly_the_limit_less_its_envelope_is_taken(client: TestClient) -> None:
    assert sent(client, b"%PDF-" + b"x" * (LIMIT - 1000)).status_code == 201


# --- what it is ---


@pytest.mark.parametrize(
    ("content", "kind", "recorded"),
    [
        (PDF, "application/octet-stream", "application/pdf"),
        (PDF, "", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png", "image/png"),
        (b"\xff\xd8\xff\xe0....", "IMAGE/JPEG; x=y", "image/jpeg"),
        (b"II*\x00....", "application/octet-stream", "image/tiff"),
        (b"PK\x03\x04....", "application/zip", "application/zip"),
        ("Surat édaran\n".encode(), "text/plain; charset=utf-8", "text/plain"),
        (b'{"do":"x"}\n', "application/x-ndjson", "application/x-ndjson"),
        ("nama;jam\r\n\tÜ;1".encode(), "application/octet-stream", "text/plain"),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_bytes(
    client: TestClient, store: Store, content: bytes, kind: str, recorded: str
) -> None:
    answer = sent(client, content, kind)
    assert answer.status_code == 201, answer.text
    [fact] = store.log.tail(head(store) - 1)
    assert fact.data.media_type == recorded  # type: ignore[attr-defined]


HOSTILE: dict[str, tuple[bytes, str]] = {
    "a program": (b"MZ\x90\x00\x03" + bytes(64), "application/octet-stream"),
    "a program of another kind": (b"\x7fELF\x02\x01\x01" + bytes(64), "application/pdf"),
    "a page that says it is a PDF": (b"<html><script>alert(1)</script>", "application/pdf"),
    "a page": (b"<html><script>alert(1)</script>", "text/html"),
    "a drawing with a script": (b"<svg onload='alert(1)'/>", "image/svg+xml"),
    "a PDF that says it is a picture": (PDF, "image/png"),
    "a picture that says it is text": (b"\x89PNG\r\n\x1a\n\x00\x01", "text/plain"),
    "a PDF behind other bytes": (b"GIF89a" + PDF, "application/pdf"),
    "text with a NUL": (b"surat\x00tugas", "text/plain"),
    "text with an escape": (b"surat \x1b[2J", "text/plain"),
    "text that is none at its end": (b"surat" + b"a" * 5000 + b"\xff", "text/csv"),
    "text cut off in a letter": ("surat édaran é".encode()[:-1], "text/plain"),
    "text in another encoding": ("surat".encode("utf-16"), "text/plain"),
    "an unknown kind": (b"GIF89a", "image/gif"),
    "less than a signature": (b"%PD", "application/pdf"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_what_it_says_or_no_document_is_refused_and_leaves_nothing(
    client: TestClient, store: Store, name: str
) -> None:
    before, (content, kind) = head(store), HOSTILE[name]
    answer = sent(client, content, kind)
    assert answer.status_code == 415
    assert answer.json()["errors"][0]["item"] == "file"
    assert head(store) == before
    assert store.evidence.digests() == []


def form(*parts: tuple[str, bytes]) -> bytes:
    start = "--b\r\nContent-Disposition: form-data; "
    body = (f"{start}{named}\r\n\r\n".encode() + content + b"\r\n" for named, content in parts)
    return b"".join(body) + b"--b--\r\n"


ONE = ('name="file"; filename="a.pdf"', PDF)
BROKEN: dict[str, bytes] = {
    "no file": form(('name="title"', b"x")),
    "an empty file": form(('name="file"; filename="a.pdf"', b"")),
    "two files": form(ONE, ONE),
    "a file under another name": form(('name="lampiran"; filename="a.pdf"', PDF)),
    "a field twice": form(ONE, ('name="title"', b"x"), ('name="title"', b"y")),
    "an unknown field": form(ONE, ('name="text"', b"x"), ('name="sha256"', b"0")),
    "text beside the file": form(ONE, ('name="text"', b"x")),
    "a field too many": form(ONE, *((f'name="f{number}"', b"") for number in range(30))),
    "a part without a name": form(("", b"x"), ONE),
    "nothing": b"",
    "no end": form(ONE)[:-4000],
    "no form": b"just bytes",
    "a header without end": b"--b\r\nContent-Disposition: " + b"x" * 40_000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_form_that_is_none_is_malformed_and_leaves_nothing(
    client: TestClient, store: Store, name: str
) -> None:
    before = head(store)
    headers = {"Content-Type": FORM, "Idempotency-Key": "k"}
    answer = client.post(DOCUMENTS, headers=headers, content=BROKEN[name])
    assert answer.status_code in {400, 422}, answer.text
    assert answer.json()["code"] == "MALFORMED"
    assert head(store) == before
    assert store.evidence.digests() == []


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary="])
def test_a_form_without_a_boundary_is_malformed(client: TestClient, content_type: str) -> None:
    headers = {"Content-Type": content_type, "Idempotency-Key": "k"}
    assert client.post(DOCUMENTS, headers=headers, content=form(ONE)).json()["code"] == "MALFORMED"


def test_a_name_of_a_file_is_no_path(client: TestClient, store: Store, tmp_path: Path) -> None:
    """What the sender calls a file is nowhere used."""
    body = form(('name="file"; filename="../../../../etc/passwd"', PDF))
    headers = {"Content-Type": FORM, "Idempotency-Key": "k"}
    assert client.post(DOCUMENTS, headers=headers, content=body).status_code == 201
    assert not list(tmp_path.rglob("passwd"))


def test_eight_at_once_put_the_same_file_away_once(client: TestClient, store: Store) -> None:
    before = head(store)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: sent(client, key=f"k{n}"), range(8)))
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    assert head(store) == before + 1
    assert store.evidence.digests() == [sha256(PDF).hexdigest()]


# --- reading it again ---


def told_by(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.headers["content-type"]


def test_a_document_is_read_as_it_was_handed_in_and_never_run_by_a_browser(
    client: TestClient,
) -> None:
    digest = sent(client).json()["id"]
    answer = client.get(f"{DOCUMENTS}/{digest}")
    assert told_by(answer) == (200, "application/pdf")
    assert answer.content == PDF
    assert answer.headers["content-disposition"] == f'attachment; filename="{digest}.pdf"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["etag"] == f'"{digest}"'


def test_an_altered_or_lost_document_is_not_handed_out(client: TestClient, store: Store) -> None:
    digest = sent(client).json()["id"]
    [file] = folder_of(store).rglob(digest[2:])
    file.write_bytes(PDF[:-1] + b"x")
    altered = client.get(f"{DOCUMENTS}/{digest}")
    assert altered.status_code == 410
    assert "bukan lagi yang dicatat" in altered.json()["detail"]
    file.unlink()
    assert client.get(f"{DOCUMENTS}/{digest}").status_code == 410


@pytest.mark.parametrize("digest", ["0" * 64, "..", "%2e%2e%2fvault.db", "x"])
def test_what_was_never_stored_is_not_found(client: TestClient, digest: str) -> None:
    answer = client.get(f"{DOCUMENTS}/{digest}")
    assert answer.status_code == 404


def test_r86_only_who_sees_what_rests_on_a_document_reads_it(
    client: TestClient, store: Store
) -> None:
    digest = sent(client).json()["id"]

    def read_by(login: str) -> int:
        headers = {"Authorization": f"Bearer {token_of(store)(login)}"}
        return client.get(f"{DOCUMENTS}/{digest}", headers=headers).status_code

    assert read_by("sari") == 200
    assert read_by("dewi-asn") == 403
    assert client.get(f"{DOCUMENTS}/{digest}", headers={"Authorization": ""}).status_code == 401
