"""A store with a story in it whose log is signed, and the packs that are made of it."""

import csv
import io
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from infrastructure.ledger.signing import SigningKey
from interface.bootstrap import Store, StoreKind, open_store
from interface.cli import verifier
from interface.cli.main import main
from interface.journal import Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from tests.kept_store import LETTER, SMOKE
from tests.signed_store import act, announce

ORIGIN = "kota.example/buku"
PERSONAL = ("Dewi S.", "198705202012032901", "Sari P.", "Irma I.")
"""Names and a number that are in the vault."""
DIGEST = sha256(LETTER.encode()).hexdigest()
"""Of the one document that is stored; the others are cited only."""


@dataclass
class City:
    """A store with the smoke story and a letter in it, and the key that signs its log."""

    place: Path
    names: dict[str, str]
    key: SigningKey

    def open(self, **given: Any) -> Store:
        return open_store(
            str(self.place / "store"), origin=ORIGIN, signing=self.place / "signing", **given
        )

    def run(self, *arguments: str | Path, **also: str | None) -> Result:
        environment: dict[str, str | None] = {
            "JEJAK_STORE": str(self.place / "store"),
            "JEJAK_ORIGIN": ORIGIN,
            "JEJAK_SIGNING": str(self.place / "signing"),
            **also,
        }
        return CliRunner().invoke(main, [str(part) for part in arguments], env=environment)

    def pack(
        self,
        asked: Mapping[str, Any] | None = None,
        *clocks: str,
        name: str = "pack.zip",
        login: str = "insp",
    ) -> Path:
        """The pack that answers a question."""
        path = self.place / name
        fields = self.fields(asked or {})
        done = self.run(
            "export", "audit-pack", "--as", login, "--with", fields, "-o", path, *clocks
        )
        assert done.exit_code == 0, done.output
        return path

    def fields(self, asked: Mapping[str, Any]) -> Path:
        """A file with the fields of a question."""
        file = self.place / "fields.json"
        file.write_text(json.dumps(asked))
        return file

    def verdict(self, path: Path, *earlier: Path) -> int:
        return verifier.verify(path, key=[str(self.key.verifier)], earlier=earlier)


def made_in(place: Path) -> City:
    """Play the story, store a letter, let in an inspector, announce a key."""
    lines = read_lines(SMOKE)
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
    keys = place / "signing"
    keys.mkdir(mode=0o700)
    file = keys / f"{city.key.verifier.key_id.hex()}.key"
    file.write_text(f"{city.key.secret_text()}\n")
    file.chmod(0o600)
    return city


def unpacked(path: Path) -> Path:
    """Unpacked by a foreign tool."""
    folder = path.with_suffix("")
    subprocess.run(["unzip", "-q", path, "-d", folder], check=True)
    return folder


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def table(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / name).read_text(encoding="utf-8"))))
