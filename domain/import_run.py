"""Import (impor): one stored file that was taken over, row by row (contract §5.8, §7)."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from domain.base import Fact
from domain.enums_learning import ImportKind
from domain.envelope import AnyEnvelope
from domain.shapes import Shape
from domain.thing import Thing


class ImportedRow(Shape):
    """What became of a row, counted from 1 as the file counts its lines.

    `codes` are what refused it or, if it is `ok`, what it broke and was recorded with; `cells` are
    the fields the codes speak of.
    """

    row: int
    ok: bool = True
    codes: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()


class ImportCompleted(Fact):
    """A file was taken over: `recorded` rows now, `repeated` ones before; the rest was refused."""

    topic = "import.completed.v1"
    kind: ImportKind
    document: str
    recorded: int
    repeated: int
    refused: int
    rows: tuple[ImportedRow, ...]
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Import(Thing):
    thing: ClassVar[str] = "import"

    def evolve(self, fact: AnyEnvelope) -> Self:
        return replace(
            self, id=fact.subject, version=fact.version, state="DONE", since=fact.effective_on
        )
