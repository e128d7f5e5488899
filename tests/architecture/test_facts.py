"""Facts outlive the program: the catalogue is complete, shapes and stored lines are kept."""

import json
import re
from typing import Any, get_type_hints

import msgspec
import pytest

from domain.base import Fact
from domain.catalogue import CATALOGUE
from domain.things import BLANK, THINGS
from domain.upcasters import UPCASTERS
from infrastructure.canonical import Canon
from tests.golden import FOLDER, golden
from tests.sample_facts import envelope_of, sample

CANON = Canon(CATALOGUE, UPCASTERS)
TOPIC = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*\.v[1-9][0-9]*")


def kinds_of(kind: type[Fact]) -> set[type[Fact]]:
    """The kind's subclasses that belong to the domain."""
    below = {sub for one in kind.__subclasses__() for sub in kinds_of(one) | {one}}
    return {one for one in below if one.__module__.startswith("domain.")}


def test_every_fact_of_the_domain_stands_in_the_catalogue_once() -> None:
    assert kinds_of(Fact) == set(CATALOGUE.values())
    assert len(CATALOGUE) == len(set(CATALOGUE.values()))


@pytest.mark.parametrize("topic", CATALOGUE)
def test_a_topic_names_its_thing_and_its_version_and_no_module(topic: str) -> None:
    assert TOPIC.fullmatch(topic)
    assert topic.partition(".")[0] in THINGS


@pytest.mark.parametrize("topic", CATALOGUE)
def test_a_fact_read_back_is_the_fact_and_its_bytes_are_the_bytes(topic: str) -> None:
    envelope = envelope_of(sample(CATALOGUE[topic]))
    stored = CANON.encode(envelope)
    assert CANON.decode(topic, stored) == envelope
    assert CANON.encode(CANON.decode(topic, stored)) == stored


ON_ANOTHERS_STREAM = "correction.recorded.v1"
"""Folded by the thing it corrects, where it has what is corrected (decision 21)."""


@pytest.mark.parametrize("topic", [topic for topic in CATALOGUE if topic != ON_ANOTHERS_STREAM])
def test_a_fold_believes_every_fact_of_its_thing(topic: str) -> None:
    envelope = envelope_of(sample(CATALOGUE[topic]))
    state = BLANK[topic.partition(".")[0]].evolve(envelope)
    assert state.version == envelope.version


def shape(kind: type[Any]) -> dict[str, str]:
    """Field by field: its stored name, its type, and whether it must be there."""
    hints = get_type_hints(kind)
    return {
        item.encode_name: f"{_named(hints[item.name])}{'' if item.required else ' (optional)'}"
        for item in msgspec.structs.fields(kind)
    }


def _named(hint: Any) -> str:
    return re.sub(r"\b(?:[a-z_]+\.)+", "", hint.__name__ if isinstance(hint, type) else str(hint))


def test_the_shape_of_every_fact_is_the_one_promised() -> None:
    shapes = {topic: shape(kind) for topic, kind in sorted(CATALOGUE.items())}
    golden("fact_shapes.json", json.dumps(shapes, indent=1, ensure_ascii=False) + "\n")


def stored_lines() -> list[str]:
    file = FOLDER / "facts.jsonl"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def test_one_stored_line_of_every_topic_is_kept_and_lines_only_come() -> None:
    kept = stored_lines()
    made = [CANON.encode(envelope_of(sample(kind))).decode() for kind in CATALOGUE.values()]
    new = [line for line in made if line not in kept]
    golden("facts.jsonl", "".join(f"{line}\n" for line in [*kept, *new]))


@pytest.mark.parametrize("line", stored_lines())
def test_every_line_ever_stored_is_still_read(line: str) -> None:
    topic = json.loads(line)["topic"]
    envelope = CANON.decode(topic, line.encode())
    if topic in CATALOGUE:
        assert CANON.encode(envelope) == line.encode()
