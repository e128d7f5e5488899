"""Sample (uji petik): keys drawn from a population so that anyone can draw them again (R95)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, ClassVar, Self, cast

from domain.base import Fact
from domain.enums_learning import Mark
from domain.envelope import AnyEnvelope
from domain.shapes import Shape
from domain.thing import Thing


class SampleDrawn(Fact):
    """What was drawn, and everything that is needed to draw it again.

    The population is the query with its parameters, asked at the log `position`.
    """

    topic = "sample.drawn.v1"
    population: str
    parameters: dict[str, Any]
    stratify_by: str | None = None
    size: int
    seed: str
    position: int
    population_size: int
    population_sha256: str
    keys: tuple[str, ...]
    ref: str | None = None


class SampleMarked(Fact):
    """What the inspector saw of one drawn key."""

    topic = "sample.marked.v1"
    key: str
    mark: Mark
    note: str | None = None


class Marked(Shape):
    """The last mark of a key."""

    key: str
    mark: Mark
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Sample(Thing):
    thing: ClassVar[str] = "sample"

    population: str = ""
    size: int = 0
    seed: str = ""
    position: int = 0
    population_size: int = 0
    population_sha256: str = ""
    keys: tuple[str, ...] = ()
    marks: tuple[Marked, ...] = field(default=())

    def mark_of(self, key: str) -> Marked | None:
        return next((mark for mark in self.marks if mark.key == key), None)

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(SampleDrawn | SampleMarked, fact.data):
            case SampleDrawn() as data:
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="DRAWN",
                    since=fact.effective_on,
                    population=data.population,
                    size=data.size,
                    seed=data.seed,
                    position=data.position,
                    population_size=data.population_size,
                    population_sha256=data.population_sha256,
                    keys=data.keys,
                )
            case SampleMarked(key=key, mark=mark, note=note):
                others = (marked for marked in self.marks if marked.key != key)
                marks = (*others, Marked(key=key, mark=mark, note=note))
                return replace(self, version=fact.version, marks=marks)


# --- drawing ----------------------------------------------------------------------------------


def draw(strata: Mapping[str, str], *, size: int, seed: str) -> tuple[str, ...]:
    """The keys drawn: `size` of them, or all of a smaller population, in drawing order.

    `strata` maps every key of the population to the name of its stratum. Keys stand in the order
    of the SHA-256 of `seed:key`; each stratum gives its first ones, as many as its share is.
    """
    order = sorted(strata, key=lambda key: sha256(f"{seed}:{key}".encode()).hexdigest())
    members: dict[str, list[str]] = {}
    for key in order:
        members.setdefault(strata[key], []).append(key)
    shares = shares_of({name: len(keys) for name, keys in members.items()}, size)
    drawn = {key for name, keys in members.items() for key in keys[: shares[name]]}
    return tuple(key for key in order if key in drawn)


def shares_of(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """How many each stratum gives: in proportion, the rest by largest remainder, then by name."""
    total = sum(counts.values())
    if size >= total:
        return dict(counts)
    shares = {name: count * size // total for name, count in counts.items()}
    by_remainder = sorted(counts, key=lambda name: (-(counts[name] * size % total), name))
    for name in by_remainder[: size - sum(shares.values())]:
        shares[name] += 1
    return shares


def population_sha256(keys: Sequence[str]) -> str:
    """The hash of a population: its keys, sorted, one a line."""
    return sha256("\n".join(sorted(keys)).encode()).hexdigest()
