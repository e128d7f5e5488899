"""A small log made by hand, and everything that can be handed out of it.

Nothing of the product is used: hashes are recomputed from RFC 6962 §2.1 as it is written down, by
recursion over all leaves, and notes are put together as text. What the verifier accepts here is
what the formats say, not what the product happens to write.
"""

import json
import zipfile
from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "contoh.example/buku"
WHEN = 1_790_000_000
WIDTH = 256


@dataclass(frozen=True)
class Signer:
    """A name and a key made of a number; kind 1 signs as a log, kind 4 as a witness."""

    name: str
    kind: int
    number: int

    @property
    def secret(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.number.to_bytes(32, "big"))

    @property
    def material(self) -> bytes:
        return bytes([self.kind]) + self.secret.public_key().public_bytes_raw()

    @property
    def id(self) -> bytes:
        return sha256(f"{self.name}\n".encode() + self.material).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(self.material).decode()}"

    def line(self, text: str) -> str:
        """The signature line over a note's text."""
        stamp = b""
        if self.kind == 4:
            stamp = WHEN.to_bytes(8, "big")
            text = f"cosignature/v1\ntime {WHEN}\n{text}"
        signed = self.id + stamp + self.secret.sign(text.encode())
        return f"\N{EM DASH} {self.name} {b64encode(signed).decode()}\n"


LOG = Signer(ORIGIN, 1, 1)
THIEF = Signer(ORIGIN, 1, 666)
WITNESSES = {name: Signer(f"{name}.example", 4, at) for at, name in enumerate(("a", "b", "c"), 2)}


def leaf(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def tree(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + tree(leaves[:half]) + tree(leaves[half:])).digest()


def path(leaves: list[bytes], index: int) -> list[bytes]:
    """PATH of RFC 6962 §2.1.1."""
    if len(leaves) < 2:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if index < half:
        return [*path(leaves[:half], index), tree(leaves[half:])]
    return [*path(leaves[half:], index - half), tree(leaves[:half])]


def consistency(leaves: list[bytes], first: int, whole: bool = True) -> list[bytes]:
    """PROOF of RFC 6962 §2.1.2."""
    if first in (0, len(leaves)):
        return [] if whole else [tree(leaves)]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if first <= half:
        return [*consistency(leaves[:half], first, whole), tree(leaves[half:])]
    return [*consistency(leaves[half:], first - half, False), tree(leaves[:half])]


def entry(position: int, stream: str, version: int, minute: int | None = None) -> bytes:
    """A fact with what the verifier reads of one."""
    at = f"2026-01-01T{(minute or position) // 60:02}:{(minute or position) % 60:02}:00.000000Z"
    fact = {"position": position, "recorded_at": at, "stream": stream, "topic": "t.v1"}
    return json.dumps({**fact, "version": version}, separators=(",", ":")).encode()


def facts(size: int) -> list[bytes]:
    """Facts of three things in turn."""
    return [entry(at + 1, f"thing:{at % 3}", at // 3 + 1) for at in range(size)]


@dataclass
class Book:
    """The log, who signs it, and what is handed out of it."""

    entries: list[bytes]
    signers: tuple[Signer, ...] = (LOG, *WITNESSES.values())
    leaves: list[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.leaves = [leaf(one) for one in self.entries]

    def checkpoint(self, size: int | None = None) -> str:
        leaves = self.leaves[:size]
        text = f"{ORIGIN}\n{len(leaves)}\n{b64encode(tree(leaves)).decode()}\n"
        return text + "\n" + "".join(one.line(text) for one in self.signers)

    def proof(self, position: int, *, carried: bool = True) -> str:
        extra = f"extra {b64encode(self.entries[position - 1]).decode()}\n" if carried else ""
        hashes = path(self.leaves, position - 1)
        return (
            f"c2sp.org/tlog-proof@v1\n{extra}index {position - 1}\n{lines(hashes)}\n"
            f"{self.checkpoint()}"
        )

    def continued(self, old: int) -> str:
        return f"old {old}\n{lines(consistency(self.leaves, old))}\n{self.checkpoint()}"

    def tiles(self, folder: Path) -> Path:
        """The log as a folder of tiles; partial ones only at the end."""
        keep(folder / "checkpoint", self.checkpoint().encode())
        hashes, level = self.leaves, 0
        for at in range(0, len(hashes), WIDTH):
            bundle = self.entries[at : at + WIDTH]
            packed = b"".join(spelled(len(one)) + one for one in bundle)
            keep(folder / tile("entries", at // WIDTH, len(bundle)), packed)
        while hashes:
            for at in range(0, len(hashes), WIDTH):
                row = hashes[at : at + WIDTH]
                keep(folder / tile(str(level), at // WIDTH, len(row)), b"".join(row))
            whole = range(0, len(hashes) // WIDTH * WIDTH, WIDTH)
            hashes, level = [tree(hashes[at : at + WIDTH]) for at in whole], level + 1
        return folder

    def pack(
        self,
        place: Path,
        *,
        only: list[int] | None = None,
        span: tuple[int, int] | None = None,
        size: int | None = None,
        more: dict[str, str] | None = None,
    ) -> Path:
        """An audit pack of the first `size` facts, or of some of them, as a zip.

        `only` are single positions, `span` the first and last of those in between.
        """
        size = size or len(self.entries)
        leaves = self.leaves[:size]
        first, last = span or (1, size)
        chosen = only or list(range(first, last + 1))
        files = {"checkpoint": self.checkpoint(), "verify.py": "", **(more or {})}
        files["events.jsonl"] = "".join(f"{self.entries[at - 1].decode()}\n" for at in chosen)
        if only:
            proofs = ([str(at), *lines(path(leaves, at - 1)).split()] for at in only)
            files["proofs"] = "".join(" ".join(one) + "\n" for one in proofs)
        if first > 1:
            before = path(leaves[:first], first - 1)[::-1]
            files["frontier"] = f"{first - 1}\n{lines(before)}"
        for end in {size, last} - {len(self.entries)}:
            files[f"consistency/{end}"] = self.continued(end)
        manifest: dict[str, Any] = {"question": {"subject": None}, "left_out": []}
        manifest |= {"position": size, "root": tree(leaves).hex(), "rows": len(chosen)}
        return write_pack(place, files, manifest)


def write_pack(place: Path, files: dict[str, str], manifest: dict[str, Any]) -> Path:
    """Put files, their manifest and its seal into a zip, in its one form."""
    manifest["files"] = [
        {"name": name, "sha256": sha256(text.encode()).hexdigest(), "bytes": len(text.encode())}
        for name, text in sorted(files.items())
    ]
    said = json.dumps(manifest)
    sealed = f"jejak audit pack\n{ORIGIN}\n{sha256(said.encode()).hexdigest()}\n"
    files = files | {"manifest.json": said, "manifest.note": f"{sealed}\n{LOG.line(sealed)}"}
    with zipfile.ZipFile(place, "w") as packed:
        for name, text in sorted(files.items()):
            member = zipfile.ZipInfo(name)
            member.create_system, member.external_attr = 3, 0o100644 << 16
            packed.writestr(member, text)
    return place


def policy(quorum: str = "all-of-them") -> str:
    """A policy that knows the log and three witnesses."""
    witnesses = "".join(f"witness {name} {one.vkey}\n" for name, one in WITNESSES.items())
    groups = "group two 2 a b\ngroup all-of-them all two c\n"
    return f"# whom we trust\nlog {LOG.vkey}\n\n{witnesses}{groups}quorum {quorum}\n"


def spelled(length: int) -> bytes:
    """The length of an entry in a bundle: 16 bits, or 16 ones and 32 bits."""
    if length < 0xFFFF:
        return length.to_bytes(2, "big")
    return b"\xff\xff" + length.to_bytes(4, "big")


def lines(hashes: list[bytes]) -> str:
    return "".join(f"{b64encode(one).decode()}\n" for one in hashes)


def tile(kind: str, number: int, width: int) -> str:
    """The name of a tile of fewer than a million."""
    name = f"{number:03}" if number < 1000 else f"x{number // 1000:03}/{number % 1000:03}"
    return f"tile/{kind}/{name}" + ("" if width == WIDTH else f".p/{width}")


def keep(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
