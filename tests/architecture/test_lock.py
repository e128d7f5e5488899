"""The lock pins everything with hashes and says nothing about where it came from."""

import re

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.house import ROOT, in_git, project

LOCK = ROOT / "requirements.lock"


def pinned() -> dict[str, str]:
    """Distribution -> version, as the lock has them."""
    text = LOCK.read_text(encoding="utf-8")
    found = re.findall(r"^([\w.-]+)==([\w.+!-]+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def wanted() -> list[Requirement]:
    declared = project()
    extras = declared["project"]["optional-dependencies"].values()
    return [
        Requirement(line)
        for lines in (
            declared["build-system"]["requires"],
            declared["project"]["dependencies"],
            *extras,
        )
        for line in lines
    ]


def test_everything_the_project_declares_is_pinned_within_its_bounds() -> None:
    pins = pinned()
    loose = [
        str(need)
        for need in wanted()
        if not need.specifier.contains(pins.get(canonicalize_name(need.name), "0.dev0"))
    ]
    assert loose == []


def test_every_pin_carries_a_hash() -> None:
    entries = re.split(r"^(?=\S)", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert len(entries) == len(pinned())
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_holds_no_address() -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert re.findall(r"://|file:|\bindex-url\b|--find-links|@ ", text) == []


def test_no_lock_that_records_addresses_is_kept() -> None:
    recording = {"uv" + ".lock", "pylock" + ".toml"}
    assert [name for name in in_git() if name.rpartition("/")[2] in recording] == []
