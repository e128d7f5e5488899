"""Whom one trusts to vouch for a log, and how many of them it takes (C2SP tlog-policy).

The same file serves whoever asks witnesses, whoever verifies, and a witness, for which logs it
cosigns.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from infrastructure.ledger.signing import Algorithm, BadKey, VerifierKey

NOBODY = "none"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BLANKS = re.compile(r"[ \t]+")
_THRESHOLD = re.compile(r"[1-9][0-9]{0,3}")
_OF_LOGS = frozenset({Algorithm.ED25519, Algorithm.ML_DSA_44})
_OF_WITNESSES = frozenset({Algorithm.ED25519_COSIGNATURE, Algorithm.ML_DSA_44})


class BadPolicy(ValueError):
    """The text is no policy; the message names the line and says why."""


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A witness: what the policy calls it, its key, and where it is asked, if anywhere."""

    name: str
    key: VerifierKey
    url: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Counts as one witness when at least so many of its members have cosigned."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Logs, witnesses, groups, and the witness or group that must have cosigned; None asks none."""

    logs: tuple[VerifierKey, ...]
    witnesses: tuple[Cosigner, ...]
    groups: Mapping[str, Group]
    quorum: str | None

    def keys_of(self, origin: str) -> tuple[VerifierKey, ...]:
        """The keys a log signs with; none if it is not a known one."""
        return tuple(key for key in self.logs if key.name == origin)

    def is_met(self, cosigned: Collection[str]) -> bool:
        """Whether the witnesses of these names are enough."""
        return self.quorum is None or self._counts(self.quorum, cosigned)

    def _counts(self, name: str, cosigned: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned
        return sum(self._counts(member, cosigned) for member in group.members) >= group.least

    @classmethod
    def of_text(cls, text: str) -> "Policy":
        """Read a policy. Raises `BadPolicy`."""
        reader = _Reader()
        for number, line in enumerate(text.split("\n"), start=1):
            words = _BLANKS.split(line.strip(" \t"))
            try:
                if _CONTROL.search(line):
                    raise BadPolicy("a control character")
                if words[0] and not words[0].startswith("#"):
                    reader.read(*words)
            except (BadPolicy, BadKey) as error:
                raise BadPolicy(f"line {number}: {error}") from error
        return reader.policy()


class _Reader:
    """A policy on the way from its first line to its last: names must be known when used."""

    def __init__(self) -> None:
        self._logs: list[VerifierKey] = []
        self._witnesses: dict[str, Cosigner] = {}
        self._groups: dict[str, Group] = {}
        self._quorums: list[str] = []
        self._members: set[str] = set()
        self._keys: set[bytes] = set()

    def read(self, kind: str, *words: str) -> None:
        match kind, *words:
            case ["log", vkey] | ["log", vkey, _]:
                self._logs.append(self._key(vkey, _OF_LOGS))
            case ["witness", name, vkey]:
                self._witnesses[self._new(name)] = Cosigner(
                    name, self._key(vkey, _OF_WITNESSES), None
                )
            case ["witness", name, vkey, url]:
                self._witnesses[self._new(name)] = Cosigner(
                    name, self._key(vkey, _OF_WITNESSES), url
                )
            case ["group", name, least, *members] if members:
                self._groups[self._new(name)] = self._group(least, members)
            case ["quorum", name]:
                if name != NOBODY:
                    self._must_be_known(name)
                self._quorums.append(name)
            case _:
                raise BadPolicy(f"{kind} with {len(words)} words is no line of a policy")

    def policy(self) -> Policy:
        if len(self._quorums) != 1:
            raise BadPolicy(f"a policy has one quorum line, this one {len(self._quorums)}")
        [quorum] = self._quorums
        return Policy(
            tuple(self._logs),
            tuple(self._witnesses.values()),
            self._groups,
            None if quorum == NOBODY else quorum,
        )

    def _group(self, least: str, members: list[str]) -> Group:
        for member in members:
            self._must_be_known(member)
            if member in self._members:
                raise BadPolicy(f"{member} is a member already")
            self._members.add(member)
        written = {"any": "1", "all": str(len(members))}.get(least, least)
        if not _THRESHOLD.fullmatch(written) or int(written) > len(members):
            raise BadPolicy(f"{least!r} of {len(members)} members")
        return Group(int(written), tuple(members))

    def _new(self, name: str) -> str:
        if name == NOBODY or name in self._witnesses or name in self._groups:
            raise BadPolicy(f"the name {name} is taken")
        return name

    def _must_be_known(self, name: str) -> None:
        if name not in self._witnesses and name not in self._groups:
            raise BadPolicy(f"nobody is called {name} above")

    def _key(self, vkey: str, kinds: frozenset[Algorithm]) -> VerifierKey:
        key = VerifierKey.of_text(vkey)
        if key.algorithm not in kinds:
            raise BadPolicy(f"the key of {key.name} is of another kind: {key.algorithm.name}")
        if key.public in self._keys:
            raise BadPolicy(f"the key of {key.name} stands here twice")
        self._keys.add(key.public)
        return key
