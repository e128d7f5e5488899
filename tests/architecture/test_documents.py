"""The documents do not lie: their links lead somewhere, their words are the contract's."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from domain.states import (
    AgreementState,
    AmendmentState,
    ExternalState,
    FindingState,
    PlacementState,
    RecordState,
)
from tests.architecture.house import ROOT

PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{page.name} -> {target}"
        for page in PAGES
        for target in links_of(page)
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_identifier_of_the_glossary_stands_in_the_contract() -> None:
    pages = (ROOT / "docs" / name for name in ("contract.md", "additions.md"))
    contract = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    rows = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    named = [name for row in rows if row.startswith("|") for name in re.findall(r"`(.+?)`", row)]
    assert len(named) > 80
    assert [name for name in named if not re.search(rf"\b{re.escape(name)}\b", contract)] == []


@pytest.mark.parametrize(
    ("section", "lifecycle"),
    [
        ("5.1", AgreementState),
        ("5.2", AmendmentState),
        ("5.3", PlacementState),
        ("5.4", RecordState),
        ("5.5", ExternalState),
        ("5.6", FindingState),
    ],
)
def test_a_lifecycle_bears_the_indonesian_name_its_section_of_the_contract_gives_it(
    section: str, lifecycle: type[StrEnum]
) -> None:
    contract = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    [names] = re.findall(rf"^### {section} [^(]+\((.+?)[,)]", contract, re.MULTILINE)
    assert f"({names}" in (lifecycle.__doc__ or "")


def test_every_make_target_the_documents_name_exists() -> None:
    targets = re.findall(
        r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    named = {
        name
        for page in PAGES
        for name in re.findall(
            r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert named
    assert named - set(targets) == set()


def links_of(page: Path) -> list[str]:
    """The relative targets of a page's links, without their anchors."""
    found = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    return [link.partition("#")[0] for link in found if not re.match(r"\w+:|#", link)]
