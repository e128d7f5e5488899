#!/usr/bin/env python3
"""Verify what Jejak hands out: one file, Python 3.9 or newer, no network, no Jejak.

    python3 -I verify.py WHAT [--key VKEY] [--policy FILE] [--entry FILE] [--earlier FILE]

WHAT is an audit pack (the zip, or the folder it was unpacked into), a proof (`.tlog-proof`), a
proof of consistency, a checkpoint, or a folder of tiles.

    --key      the log's public key (vkey), or a file with it
    --policy   a file of the logs and witnesses you trust and the quorum you ask for (tlog-policy)
    --entry    the stored bytes of the fact a proof is about, where the proof does not carry them
    --earlier  a checkpoint you kept: the log must continue it; may be given more than once

Exit codes:

    0  proven: everything holds, and those you trust have signed it
    2  there is nothing here to verify, or the key or the policy cannot be read
    3  whole in itself, but no key was given: nobody you trust vouches for it
    4  not proven: the first thing that is wrong is named

What is shown: these bytes were in the log when it was signed, in this place, and nobody changed
them since. What is not shown: that a fact is true; and, of a selection of facts, that nothing
else was recorded. The whole log, as a pack or as tiles, shows that too.

Take this file and the log's key from somebody you trust, not out of the pack you doubt.

The formats: RFC 6962 (tree), RFC 8032 (Ed25519), and of c2sp.org signed-note, tlog-checkpoint,
tlog-cosignature, tlog-witness, tlog-proof, tlog-tiles and tlog-policy.
"""

from __future__ import annotations

import argparse
import json
import re
import struct
import sys
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from hashlib import sha256, sha512
from pathlib import Path
from typing import IO, Any, NamedTuple

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    LIBRARY = False
else:
    LIBRARY = True

PROVEN, NOTHING, UNVOUCHED, NOT_PROVEN = 0, 2, 3, 4

REASONS = {
    "altered": ("isinya diubah", "its bytes were altered"),
    "missing": ("tidak ada", "it is missing"),
    "foreign": ("tidak termasuk di sini", "it does not belong here"),
    "form": ("bentuknya salah", "it is not of the right form"),
    "place": ("tidak pada tempatnya", "it is not in its place"),
    "hole": ("urutan satu berkas terputus", "the facts of a thing have a hole"),
    "time": ("waktu pencatatan mundur", "the time of recording goes back"),
    "count": ("jumlahnya berbeda", "the count is another"),
    "path": ("bukti tidak menuju akar", "the proof does not lead to the root"),
    "tree": ("pohon tidak menuju akar", "the tree does not lead to the root"),
    "line": ("bukan kelanjutan titik periksa lama", "the log does not continue it"),
    "origin": ("dari buku lain", "it is of another log"),
    "unsigned": ("tidak ditandatangani buku itu", "the log has not signed it"),
    "forged": ("tanda tangan palsu", "a signature does not hold"),
    "quorum": ("saksi tidak cukup", "too few witnesses have cosigned it"),
}

Said = list[tuple[str, str, object]]
"""What was found: a word in Indonesian, the word in English, the figure."""


class Wrong(Exception):
    """The first thing that does not hold: where, which of the reasons, and what exactly."""

    def __init__(self, where: str, reason: str, what: object = "") -> None:
        super().__init__(where, reason, what)
        self.where, self.reason, self.what = where, reason, what


class CannotBegin(Exception):
    """There is nothing to verify, or what to verify it by cannot be read."""


# --- Ed25519 (RFC 8032 §5.1) ------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
"""X, Y, Z and T, where x = X/Z, y = Y/Z and T = XY/Z."""
NEUTRAL: Point = (0, 1, 1, 0)


def added(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    result = NEUTRAL
    while number:
        if number & 1:
            result = added(result, point)
        point, number = added(point, point), number >> 1
    return result


def point_of(written: bytes) -> Point | None:
    """The point of 32 bytes; None if they are none, or not the one way to write it."""
    y, odd = int.from_bytes(written, "little") & (1 << 255) - 1, written[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or x * x % P != square or (x == 0 and odd):
        return None
    x = x if x & 1 == odd else P - x
    return x, y, 1, x * y % P


def written_point(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = point_of(bytes.fromhex("58" + "66" * 31)) or NEUTRAL


def ed25519_verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a key signed a message; a key of small order vouches for nothing."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, scalar = point_of(public), int.from_bytes(signature[32:], "little")
    if key is None or scalar >= ORDER or times(8, key)[0] == 0:
        return False
    if LIBRARY:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except InvalidSignature:
            return False
        return True
    number = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % ORDER
    opposite = (P - key[0], key[1], 1, P - key[3])
    due = added(times(scalar, BASE), times(number, opposite))
    return written_point(due) == signature[:32]


# --- notes, checkpoints, keys (signed-note, tlog-checkpoint, tlog-cosignature) -----------------

LOG_KEY, WITNESS_KEY, QUANTUM_KEY = 1, 4, 6
KEY_SIZES = {LOG_KEY: 32, WITNESS_KEY: 32, QUANTUM_KEY: 1312}
DASH = "\N{EM DASH}"


class Note(NamedTuple):
    """A text, and of every signature line below it the name and the bytes."""

    text: str
    signatures: list[tuple[str, bytes]]
    where: str


class Checkpoint(NamedTuple):
    """The first `size` facts of the log `origin` have the tree root `root`."""

    origin: str
    size: int
    root: bytes
    note: Note


class Key(NamedTuple):
    """A public key, as signature lines name it."""

    name: str
    id: bytes
    kind: int
    public: bytes


def note_of(raw: str, where: str) -> Note:
    """Read a note; its signatures are not judged yet. A checkpoint you kept may have none."""
    body, gap, below = raw.rpartition("\n\n")
    if not gap or any(sign < " " and sign != "\n" for sign in raw):
        raise Wrong(where, "form", "a signed note")
    signatures = []
    for line in below.split("\n")[:-1]:
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != DASH or not parts[1] or "+" in parts[1]:
            raise Wrong(where, "form", f"a signature: {line!r}")
        signatures.append((parts[1], unbase64(parts[2], where)))
    if not below.endswith("\n") and below:
        raise Wrong(where, "form", "its last line is cut off")
    return Note(body + "\n", signatures, where)


def checkpoint_of(raw: str, where: str) -> Checkpoint:
    note = note_of(raw, where)
    lines = note.text.split("\n")[:-1]
    if len(lines) < 3 or not all(lines):
        raise Wrong(where, "form", "a checkpoint")
    return Checkpoint(lines[0], number_of(lines[1], where), unbase64(lines[2], where, 32), note)


def number_of(text: str, where: str) -> int:
    if not re.fullmatch("0|[1-9][0-9]{0,18}", text):
        raise Wrong(where, "form", f"a number: {text!r}")
    return int(text)


def unbase64(text: str, where: str, size: int | None = None) -> bytes:
    """The bytes of base64 in its one spelling, of a size if one is due."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        raise Wrong(where, "form", "base64") from None
    if b64encode(raw).decode() != text or size not in (None, len(raw)):
        raise Wrong(where, "form", "base64")
    return raw


def key_of(vkey: str, kind: int) -> Key:
    """Read a key, `name+id+base64`, whose id is SHA-256(name, newline, kind, key)[:4]."""
    try:
        name, identity, material = vkey.strip().split("+", 2)
        raw = b64decode(material, validate=True)
        due = sha256(f"{name}\n".encode() + raw).digest()[:4]
    except ValueError:
        raise CannotBegin(f"not a public key: {vkey!r}") from None
    fits = identity == due.hex() and raw[:1] and len(raw) == KEY_SIZES.get(raw[0], -1) + 1
    if not fits or raw[0] not in (kind, QUANTUM_KEY):
        raise CannotBegin(f"not the key of a {'log' if kind == LOG_KEY else 'witness'}: {vkey!r}")
    return Key(name, due, raw[0], raw[1:])


def signers(note: Note, keys: Iterable[Key]) -> dict[Key, str]:
    """Which of the keys signed a note, and when, if they say so. No forgery is passed over.

    Lines of an ML-DSA-44 key are: nothing here can check them, so they vouch for nothing.
    """
    found = {}
    for name, raw in note.signatures:
        for key in keys:
            if (key.name, key.id) != (name, raw[:4]) or key.kind == QUANTUM_KEY:
                continue
            text, signature, when = note.text, raw[4:], ""
            if key.kind == WITNESS_KEY:
                seconds, signature = int.from_bytes(raw[4:12], "big"), raw[12:]
                text, when = f"cosignature/v1\ntime {seconds}\n{text}", day_and_time(seconds)
            if not ed25519_verifies(key.public, signature, text.encode()):
                raise Wrong(note.where, "forged", name)
            found[key] = when
    return found


def day_and_time(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return str(seconds)


# --- whom you trust (tlog-policy) -------------------------------------------------------------


class Policy(NamedTuple):
    """Logs, witnesses, groups of them (how many of whom), and the quorum; None asks for nobody."""

    logs: list[Key]
    witnesses: dict[str, Key]
    groups: dict[str, tuple[int, list[str]]]
    quorum: str | None

    def met(self, name: str | None, signed: Iterable[str]) -> bool:
        if name is None or name in self.witnesses:
            return name is None or name in signed
        least, members = self.groups[name]
        return sum(self.met(member, signed) for member in members) >= least

    def logs_named(self, origin: str, where: str) -> list[Key]:
        logs = [key for key in self.logs if key.name == origin]
        if not logs:
            raise Wrong(where, "origin", origin)
        return logs


def policy_of(text: str) -> Policy:
    logs, quorums, members = list[Key](), list[str](), list[str]()
    witnesses, groups = dict[str, Key](), dict[str, tuple[int, list[str]]]()
    for line in text.split("\n"):
        words = re.split("[ \t]+", line.strip(" \t"))
        known = {*witnesses, *groups}
        fresh = len(words) > 1 and words[1] not in {*known, "none"}
        if words[0] == "log" and len(words) in (2, 3):
            logs.append(key_of(words[1], LOG_KEY))
        elif words[0] == "witness" and len(words) in (3, 4) and fresh:
            witnesses[words[1]] = key_of(words[2], WITNESS_KEY)
        elif words[0] == "group" and len(words) > 3 and fresh and known.issuperset(words[3:]):
            least = {"any": "1", "all": str(len(words) - 3)}.get(words[2], words[2])
            if not re.fullmatch("[1-9][0-9]{0,3}", least) or int(least) > len(words) - 3:
                raise CannotBegin(f"the policy cannot be read: {line!r}")
            groups[words[1]] = int(least), words[3:]
            members += words[3:]
        elif words[0] == "quorum" and len(words) == 2 and words[1] in {*known, "none"}:
            quorums.append(words[1])
        elif words[0] and words[0][0] != "#":
            raise CannotBegin(f"the policy cannot be read: {line!r}")
    keys = [key.public for key in (*logs, *witnesses.values())]
    if len(quorums) != 1 or any(len(set(once)) != len(once) for once in (keys, members)):
        raise CannotBegin("a policy names one quorum, every key once, and every member once")
    return Policy(logs, witnesses, groups, None if quorums[0] == "none" else quorums[0])


def vouched(checkpoint: Checkpoint, policy: Policy) -> Said:
    """Who signed a checkpoint. Raises `Wrong` unless its log did, and the quorum of witnesses."""
    where = checkpoint.note.where
    logs = policy.logs_named(checkpoint.origin, where)
    found = signers(checkpoint.note, [*logs, *policy.witnesses.values()])
    if not found.keys() & set(logs):
        raise Wrong(where, "unsigned", checkpoint.origin)
    seen = {name: found[key] for name, key in policy.witnesses.items() if key in found}
    if not policy.met(policy.quorum, seen):
        raise Wrong(where, "quorum", f"{policy.quorum}, only {', '.join(seen) or 'nobody'}")
    said: Said = [("Ditandatangani", "Signed by", checkpoint.origin)]
    said += [("Disaksikan", "Witnessed by", f"{name}, {at}") for name, at in seen.items()]
    lines = {(name, raw[:4]) for name, raw in checkpoint.note.signatures}
    for key in (*logs, *policy.witnesses.values()):
        if key.kind == QUANTUM_KEY and key[:2] in lines:
            said.append(("Tidak diperiksa", "Not checked", f"{key.name}, ML-DSA-44"))
    return said


# --- the tree (RFC 6962 §2.1, RFC 9162 §2.1) --------------------------------------------------


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf, kept as the roots of its perfect subtrees."""

    def __init__(self, size: int = 0, roots: Iterable[bytes] = ()) -> None:
        self.size = size
        self._roots = list(roots)

    def push(self, leaf: bytes) -> None:
        full = self.size
        while full & 1:
            leaf, full = node_hash(self._roots.pop(), leaf), full >> 1
        self._roots.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        if not self._roots:
            return sha256(b"").digest()
        *larger, node = self._roots
        for left in reversed(larger):
            node = node_hash(left, node)
        return node


def root_by_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root an inclusion path leads to (RFC 9162 §2.1.3.2); None if it is no such path."""
    number, last = index, size - 1
    for node in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            leaf = node_hash(node, leaf)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            leaf = node_hash(leaf, node)
        number, last = number >> 1, last >> 1
    return leaf if last == 0 and index < size else None


def continues(old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]) -> bool:
    """Whether the tree of `new` leaves begins with that of `old` leaves (RFC 9162 §2.1.4.2)."""
    if old in (0, new):
        return not path and (old == 0 or old_root == new_root)
    if old > new or not path:
        return False
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    first, *rest = path if number else [old_root, *path]
    begun = whole = first
    for node in rest:
        if last == 0:
            return False
        if number & 1 or number == last:
            begun, whole = node_hash(node, begun), node_hash(node, whole)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            whole = node_hash(whole, node)
        number, last = number >> 1, last >> 1
    return last == 0 and (begun, whole) == (old_root, new_root)


# --- facts ------------------------------------------------------------------------------------


class Course:
    """Facts from the first to the last: each in its place, time never back, no thing with a hole.

    With a tree nothing is left out: it grows along, and `earlier` checkpoints are passed on the
    way. If it grows from nothing, every thing begins here too.
    """

    def __init__(self, tree: Tree | None = None, earlier: Iterable[Checkpoint] = ()) -> None:
        self.tree = tree
        self.count = 0
        self._complete = tree is not None and tree.size == 0
        self._earlier = sorted(earlier, key=lambda kept: kept.size)
        self._versions: dict[str, int] = {}
        self._position, self._at = tree.size if tree else 0, ""
        self._pass()

    def next(self, entry: bytes) -> int:
        """The position of the next fact. Raises `Wrong` if it is none, or not the next."""
        due = self._position + 1
        try:
            fact = json.loads(entry)
            position, version = int(fact["position"]), int(fact["version"])
            stream, at = str(fact["stream"]), str(fact["recorded_at"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Wrong(f"position {due}", "form", "a fact") from None
        if position < due or (self.tree and position > due):
            raise Wrong(f"position {due}", "place", f"here stands {position}")
        if at < self._at:
            raise Wrong(f"position {position}", "time", f"{at} after {self._at}")
        due = self._versions.get(stream, 0 if self._complete else version - 1) + 1
        if version != due:
            raise Wrong(f"position {position}", "hole", f"{stream}: {version} where {due} is due")
        self._versions[stream], self._position, self._at = version, position, at
        self.count += 1
        if self.tree:
            self.tree.push(leaf_hash(entry))
            self._pass()
        return position

    def ends(self) -> None:
        """Every earlier checkpoint must lie behind us."""
        for kept in self._earlier:
            raise Wrong(kept.note.where, "line", f"size {kept.size}, here are {self.count}")

    def _pass(self) -> None:
        while self.tree and self._earlier and self._earlier[0].size <= self.tree.size:
            kept = self._earlier.pop(0)
            if kept.size and kept.root != self.tree.root():
                raise Wrong(kept.note.where, "line", f"size {kept.size}")


# --- proofs (tlog-proof, tlog-witness) --------------------------------------------------------

PROOF = "c2sp.org/tlog-proof@v1"


def check_proof(raw: str, where: str, entry: bytes | None) -> tuple[Checkpoint, Said]:
    """That one fact stands in the log; the fact is given, or the proof carries it along."""
    above, gap, note = raw.partition("\n\n")
    lines = above.split("\n")
    if len(lines) > 1 and lines[1].startswith("extra "):
        carried = unbase64(lines.pop(1)[6:], where)
        if entry not in (None, carried):
            raise Wrong(where, "altered", "it carries another fact than the one given")
        entry = carried
    if not gap or len(lines) < 2 or lines[0] != PROOF or not lines[1].startswith("index "):
        raise Wrong(where, "form", "a proof")
    if entry is None:
        raise CannotBegin("the proof does not carry its fact: give the stored bytes with --entry")
    index, checkpoint = number_of(lines[1][6:], where), checkpoint_of(note, where)
    path = [unbase64(line, where, 32) for line in lines[2:]]
    if root_by_path(leaf_hash(entry), index, checkpoint.size, path) != checkpoint.root:
        raise Wrong(f"position {index + 1}", "path")
    if Course().next(entry) != index + 1:
        raise Wrong(f"position {index + 1}", "place")
    fact = json.loads(entry)
    told = (fact["position"], fact.get("topic"), fact["stream"], fact["recorded_at"])
    return checkpoint, [("Fakta", "Fact", ", ".join(map(str, told)))]


def check_consistency(raw: str, where: str, earlier: list[Checkpoint]) -> tuple[Checkpoint, Said]:
    """That a log continues a checkpoint: the text a witness is sent, kept as a file."""
    above, gap, note = raw.partition("\n\n")
    first, *lines = above.split("\n")
    if not gap or not first.startswith("old "):
        raise Wrong(where, "form", "a proof of consistency")
    old, checkpoint = number_of(first[4:], where), checkpoint_of(note, where)
    path = [unbase64(line, where, 32) for line in lines]
    for kept in earlier:
        if kept.size != old:
            raise CannotBegin(f"the proof begins at {old}, {kept.note.where} is of {kept.size}")
        if not continues(old, kept.root, checkpoint.size, checkpoint.root, path):
            raise Wrong(kept.note.where, "line", f"size {old}")
    if not earlier:
        raise CannotBegin(f"the proof begins at {old}: give that checkpoint with --earlier")
    return checkpoint, [("Berlanjut", "Continued", f"{old} → {checkpoint.size}")]


# --- a folder of tiles (tlog-tiles) -----------------------------------------------------------

WIDTH, HASH, LONG = 256, 32, 0xFFFF
TILE = re.compile(
    "(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?"
)


def entries_of(bundle: bytes) -> list[bytes] | None:
    """Entries, each after its length in 16 bits; None if the bundle is none.

    One of 65,535 bytes or more has its length in 32 bits, after 16 bits that are all one.
    """
    entries, at = list[bytes](), 0
    while at < len(bundle):
        length, at = int.from_bytes(bundle[at : at + 2], "big"), at + 2
        if length == LONG:
            length, at = int.from_bytes(bundle[at : at + 4], "big"), at + 4
            if length < LONG:
                return None
        entries.append(bundle[at : at + length])
        at += length
    return entries if at == len(bundle) else None


class Tiles:
    """The files of a folder of tiles: each is compared with what the entries lead to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[tuple[str, str], dict[int, Path]] = {}
        self._rows: list[bytes] = []
        self._full: list[int] = []
        for file in sorted((folder / "tile").rglob("*")):
            name = file.relative_to(folder / "tile").as_posix()
            found = TILE.fullmatch(name)
            if found and file.is_file():
                self._files.setdefault((found[1], found[2]), {})[int(found[3] or WIDTH)] = file
            elif not file.is_dir():
                raise Wrong(f"tile/{name}", "foreign")

    def entries(self, number: int, due: int) -> list[bytes]:
        """The first `due` entries of a bundle; every file of it must say the same."""
        found: list[bytes] = []
        for width, file in sorted(self._taken("entries", number, due).items()):
            entries = entries_of(file.read_bytes())
            if entries is None or len(entries) != width:
                raise Wrong(self._name(file), "form", "a bundle of entries")
            if entries[: len(found)] != found:
                raise Wrong(self._name(file), "altered", "another bundle of it says otherwise")
            found = entries
        return found[:due]

    def grow(self, level: int, hashes: bytes) -> None:
        """Put hashes to the end of a level; a tile that is full is a hash of the next one."""
        if level == len(self._rows):
            self._rows.append(b"")
            self._full.append(0)
        self._rows[level] += hashes
        if len(self._rows[level]) == WIDTH * HASH:
            tile, self._rows[level] = self._rows[level], b""
            self._compare(level, tile)
            self._full[level] += 1
            tree = Tree()
            for at in range(0, len(tile), HASH):
                tree.push(tile[at : at + HASH])
            self.grow(level + 1, tree.root())

    def ends(self) -> int:
        """Compare the last tile of every level; how many files lie beyond the checkpoint."""
        for level, row in enumerate(self._rows):
            if row:
                self._compare(level, row)
        return sum(len(files) for files in self._files.values())

    def _compare(self, level: int, due: bytes) -> None:
        files = self._taken(str(level), self._full[level], len(due) // HASH)
        for width, file in files.items():
            raw = file.read_bytes()
            if len(raw) != width * HASH:
                raise Wrong(self._name(file), "form", "a tile")
            for at in range(0, min(len(raw), len(due)), HASH):
                if raw[at : at + HASH] != due[at : at + HASH]:
                    index = self._full[level] * WIDTH + at // HASH
                    place = f"position {index + 1}, " if level == 0 else ""
                    raise Wrong(place + self._name(file), "altered", "hash and bytes differ")

    def _taken(self, kind: str, number: int, due: int) -> dict[int, Path]:
        """The files of a tile, by their width; one must have all that is due."""
        name = f"{number % 1000:03}"
        while number >= 1000:
            number //= 1000
            name = f"x{number % 1000:03}/{name}"
        files = self._files.pop((kind, name), {})
        if max(files, default=0) < due:
            raise Wrong(f"tile/{kind}/{name}" + (f".p/{due}" if due < WIDTH else ""), "missing")
        return files

    def _name(self, file: Path) -> str:
        return file.relative_to(self._folder).as_posix()


def check_tiles(folder: Path, earlier: list[Checkpoint]) -> tuple[Checkpoint, Said]:
    """The whole log: every entry, every tile and the root, recomputed from the entries."""
    checkpoint = checkpoint_of(
        text_of((folder / "checkpoint").read_bytes(), "checkpoint"), "checkpoint"
    )
    tiles, tree = Tiles(folder), Tree()
    course = Course(tree, earlier)
    for number in range(-(-checkpoint.size // WIDTH)):
        entries = tiles.entries(number, min(WIDTH, checkpoint.size - number * WIDTH))
        tiles.grow(0, b"".join(map(leaf_hash, entries)))
        for entry in entries:
            course.next(entry)
    beyond = tiles.ends()
    if tree.root() != checkpoint.root:
        raise Wrong("checkpoint", "tree", f"size {checkpoint.size}")
    course.ends()
    said: Said = [("Fakta", "Facts", f"{course.count}, seluruh buku / the whole log")]
    if beyond:
        said.append(("File di luar titik periksa", "Files beyond the checkpoint", beyond))
    return checkpoint, said


# --- an audit pack ----------------------------------------------------------------------------

MANIFEST, SEAL = "manifest.json", "manifest.note"
EVENTS, PROOFS, FRONTIER = "events.jsonl", "proofs", "frontier"
SEALED = "jejak audit pack"


class Pack:
    """The files of an audit pack, zipped or unpacked, read and never written."""

    def __init__(self, place: Path) -> None:
        self._folder = place
        self._zip = None if place.is_dir() else zipfile.ZipFile(place)
        if self._zip:
            check_container(place, self._zip.infolist())
            self.names = self._zip.namelist()
        else:
            files = (file for file in sorted(place.rglob("*")) if not file.is_dir())
            self.names = [file.relative_to(place).as_posix() for file in files]

    def open(self, name: str) -> IO[bytes]:
        if name not in self.names:
            raise Wrong(name, "missing")
        return self._zip.open(name) if self._zip else (self._folder / name).open("rb")

    def text(self, name: str) -> str:
        with self.open(name) as file:
            return text_of(file.read(), name)

    def lines(self, name: str) -> Iterator[bytes]:
        with self.open(name) as file:
            for line in file:
                if not line.endswith(b"\n"):
                    raise Wrong(name, "form", "its last line is cut off")
                yield line[:-1]

    def digest(self, name: str) -> tuple[int, str]:
        digest, size = sha256(), 0
        with self.open(name) as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
                size += len(block)
        return size, digest.hexdigest()


def check_container(place: Path, members: list[zipfile.ZipInfo]) -> None:
    """The zip of a pack has one form: its files one after the other, as they are, nothing else."""
    at, directory = 0, b""
    with place.open("rb") as file:
        for one in members:
            name = one.filename.encode()
            told = (0, 0, 0, 33, one.CRC, one.file_size, one.file_size, len(name), 0)
            header = struct.pack("<4s5H3L2H", b"PK\3\4", 20, *told) + name
            file.seek(at)
            if file.read(len(header)) != header:
                raise Wrong(one.filename, "altered", "the zip around it")
            rest = (0, 0, 0, 0o100644 << 16, at)
            directory += struct.pack("<4s2B5H3L5H2L", b"PK\1\2", 20, 3, 20, *told, *rest) + name
            at += len(header) + one.file_size
        ends = (0, 0, len(members), len(members), len(directory), at, 0)
        file.seek(at)
        if file.read() != directory + struct.pack("<4s4H2LH", b"PK\5\6", *ends):
            raise Wrong(place.name, "altered", "the directory of the zip")


def check_pack(place: Path, earlier: list[Checkpoint], policy: Policy) -> tuple[Checkpoint, Said]:
    """Every fact, every file, and that the log has sealed what the manifest says of them."""
    try:
        pack = Pack(place)
        manifest = json.loads(pack.text(MANIFEST))
        checkpoint = checkpoint_of(pack.text("checkpoint"), "checkpoint")
        said = check_facts(pack, manifest, checkpoint, earlier)
        check_files(pack, manifest)
        if policy.logs:
            check_seal(pack, policy.logs_named(checkpoint.origin, "checkpoint"))
        said.append(("Tidak disertakan", "Left out", len(manifest["left_out"])))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Wrong(MANIFEST, "form", repr(error)) from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Wrong(place.name, "form", error) from None
    return checkpoint, said


def check_facts(
    pack: Pack, manifest: Any, checkpoint: Checkpoint, earlier: list[Checkpoint]
) -> Said:
    """The facts lead to roots that the checkpoint continues: each by a proof of its own, or all
    from one position to another, growing from the tree of those before them."""
    size, root = int(manifest["position"]), bytes.fromhex(manifest["root"])
    tree = None if PROOFS in pack.names else tree_before(pack)
    begun = tree.size if tree else 0
    course = Course(tree, [kept for kept in earlier if tree and begun <= kept.size <= size])
    paths = iter(()) if tree else pack.lines(PROOFS)
    for entry in pack.lines(EVENTS):
        position = course.next(entry)
        if not tree:
            number, *hashes = next(paths, b"-").decode("ascii", "replace").split(" ")
            if number != str(position):
                raise Wrong(f"position {position}", "missing", "its proof")
            path = [unbase64(one, f"position {position}", 32) for one in hashes]
            if root_by_path(leaf_hash(entry), position - 1, size, path) != root:
                raise Wrong(f"position {position}", "path")
    if course.count != manifest["rows"] or next(paths, None) is not None:
        raise Wrong(EVENTS, "count", f"{course.count} facts")
    here = Note("", [], MANIFEST)
    heads = [Checkpoint(checkpoint.origin, size, root, here)]
    if tree and (tree.size, tree.root()) != (size, root):
        if tree.size >= size:
            raise Wrong(EVENTS, "tree", f"size {tree.size}")
        heads.append(Checkpoint(checkpoint.origin, tree.size, tree.root(), here))
    course.ends()
    heads += [kept for kept in earlier if not tree or not begun <= kept.size <= tree.size]
    for head in heads:
        name = f"consistency/{head.size}"
        if (head.size, head.root) == (checkpoint.size, checkpoint.root):
            continue
        if name not in pack.names and head.note is not here:
            raise CannotBegin(f"the pack holds no proof that it continues {head.note.where}")
        if check_consistency(pack.text(name), name, [head])[0][:3] != checkpoint[:3]:
            raise Wrong(name, "line", "it leads to another checkpoint")
    told = f"{course.count} dari / of {size}"
    if tree:
        whole = begun == 0 and tree.size == size
        told = f"{begun + 1}–{tree.size}" + (", seluruh buku / the whole log" if whole else "")
    said: Said = [("Pertanyaan", "Question", json.dumps(manifest["question"], sort_keys=True))]
    return [*said, ("Fakta", "Facts", told)]


def tree_before(pack: Pack) -> Tree:
    """The tree of the facts before the first one in the pack: its perfect subtrees, if any."""
    if FRONTIER not in pack.names:
        return Tree()
    size, *roots = pack.text(FRONTIER).split("\n")[:-1]
    tree = Tree(number_of(size, FRONTIER), [unbase64(one, FRONTIER, 32) for one in roots])
    if len(roots) != bin(tree.size).count("1"):
        raise Wrong(FRONTIER, "form", f"{len(roots)} roots of {size} facts")
    return tree


def check_files(pack: Pack, manifest: Any) -> None:
    """The files of the manifest are there, as it says, and no other; documents by their digest."""
    listed = {file["name"]: (file["bytes"], file["sha256"]) for file in manifest["files"]}
    for name in pack.names:
        if name not in {*listed, MANIFEST, SEAL} or pack.names.count(name) > 1:
            raise Wrong(name, "foreign")
    for name, due in listed.items():
        found = pack.digest(name)
        if found != due or (name.startswith("documents/") and name[10:] != found[1]):
            raise Wrong(name, "altered")


def check_seal(pack: Pack, logs: list[Key]) -> None:
    """A key of the log has signed the digest of the manifest."""
    seal = note_of(pack.text(SEAL), SEAL)
    if not signers(seal, logs):
        raise Wrong(SEAL, "unsigned", logs[0].name)
    if seal.text != f"{SEALED}\n{logs[0].name}\n{pack.digest(MANIFEST)[1]}\n":
        raise Wrong(MANIFEST, "altered", "it is not what was sealed")


# --- the command line -------------------------------------------------------------------------


def text_of(raw: bytes, where: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Wrong(where, "form", "UTF-8") from None


def check(
    what: Path, policy: Policy, entry: bytes | None, earlier: list[Checkpoint]
) -> tuple[Checkpoint, Said]:
    """Verify whatever lies there, but for the signatures of its checkpoint."""
    if what.suffix == ".zip" or (what / MANIFEST).is_file():
        return check_pack(what, earlier, policy)
    if (what / "tile").is_dir():
        return check_tiles(what, earlier)
    if what.is_dir():
        raise CannotBegin(f"{what} is neither an audit pack nor a folder of tiles")
    text = text_of(what.read_bytes(), what.name)
    if text.startswith("old "):
        return check_consistency(text, what.name, earlier)
    if text.startswith(PROOF) or what.suffix == ".tlog-proof":
        return check_proof(text, what.name, entry)
    checkpoint = checkpoint_of(text, what.name)
    for kept in earlier:
        if (kept.size, kept.root) != (checkpoint.size, checkpoint.root):
            raise CannotBegin("from one checkpoint to another it takes a proof of consistency")
    return checkpoint, []


def verify(
    what: Path,
    key: Iterable[str] = (),
    policy: Path | None = None,
    entry: Path | None = None,
    earlier: Iterable[Path] = (),
) -> int:
    """Verify and say what was found; the exit code."""
    try:
        trusted = policy_of(policy.read_text("utf-8")) if policy else Policy([], {}, {}, None)
        for one in key:
            vkey = Path(one).read_text("utf-8") if Path(one).is_file() else one
            trusted.logs.append(key_of(vkey, LOG_KEY))
        kept = [checkpoint_of(text_of(one.read_bytes(), str(one)), str(one)) for one in earlier]
        checkpoint, said = check(what, trusted, entry.read_bytes() if entry else None, kept)
        for old in kept:
            if old.origin != checkpoint.origin:
                raise Wrong(old.note.where, "origin", old.origin)
        said += vouched(checkpoint, trusted) if trusted.logs else []
    except Wrong as wrong:
        indonesian, english = REASONS[wrong.reason]
        print(f"TIDAK TERBUKTI: {wrong.where}, {indonesian}.")
        print(f"NOT PROVEN: {wrong.where}, {english}.")
        print(*([f"({wrong.what})"] if wrong.what else []))
        return NOT_PROVEN
    except (CannotBegin, OSError, UnicodeDecodeError) as error:
        print(f"Tidak dapat diperiksa / cannot be verified: {error}", file=sys.stderr)
        return NOTHING
    said = [("Buku", "Log", checkpoint.origin), ("Ukuran", "Size", checkpoint.size), *said]
    for indonesian, english, figure in [*said, ("Akar", "Root", checkpoint.root.hex())]:
        print(f"{indonesian} / {english}: {figure}")
    if not trusted.logs:
        print("Utuh, tetapi tanpa kunci tidak ada yang menjamin. Berikan --key.")
        print("Whole, but without a key nobody vouches for it. Give --key.")
        return UNVOUCHED
    print("Terbukti.\nProven.")
    return PROVEN


def main() -> int:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("verify.py", description=__doc__, formatter_class=form)
    parser.add_argument("what", type=Path, metavar="WHAT")
    parser.add_argument("--key", action="append", default=[], metavar="VKEY")
    parser.add_argument("--policy", type=Path, metavar="FILE")
    parser.add_argument("--entry", type=Path, metavar="FILE")
    parser.add_argument("--earlier", type=Path, action="append", default=[], metavar="FILE")
    return verify(**vars(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
