"""A server that can listen nowhere says so before it opens, makes or announces anything."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kept_store import jejak


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def test_a_port_that_is_taken_is_said_in_one_sentence_before_anything_is_made(
    here: Path, taken: int
) -> None:
    done = jejak("serve", "--port", str(taken), "--store", "new")
    assert done.exit_code == 2
    assert done.stderr == (
        f"Error: Server tidak dapat mendengar di 127.0.0.1:{taken}: Address already in use. "
        "Pilih yang lain dengan --port.\n"
        f"The server cannot listen on 127.0.0.1:{taken}: Address already in use. "
        "Choose another with --port.\n"
    )
    assert list(here.iterdir()) == []


def test_the_demo_announces_no_address_it_cannot_listen_on(here: Path, taken: int) -> None:
    done = jejak("demo", "--port", str(taken), "--serve")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert f"The server cannot listen on 127.0.0.1:{taken}: " in done.stderr
    assert list(here.iterdir()) == []
