"""A stored file is taken over, row by row (contract §5.8, §7)."""

from typing import TYPE_CHECKING

from application.commands.base import Flaw, Malformed, Reasoned
from application.journal_lines import lines_of
from domain.enums_learning import ImportKind
from domain.import_run import ImportCompleted
from domain.states import EvidenceState
from domain.values import Sha256

if TYPE_CHECKING:
    from application.desk import Desk


class RunImport(Reasoned):
    """Take over a stored file; unless told otherwise only say what would become of each row.

    The rows are carried out before this is recorded, each as an act of its own; what became of
    them comes with the context (see `application.importing`).
    """

    act = "import.run"
    creates = True
    takes_long = True

    kind: ImportKind
    document: Sha256
    dry_run: bool = True

    def misfits(self, desk: "Desk") -> tuple[str, ...]:
        if self.kind is not ImportKind.JOURNAL:
            raise Malformed((Flaw("/kind", kind="not_imported_yet", limit=ImportKind.JOURNAL),))
        content = desk.evidence.get(self.document)
        return ("document",) if content is not None and not lines_of("", content) else ()

    def missing(self, desk: "Desk") -> tuple[str, ...]:
        stored = desk.evidence.state(self.document) is EvidenceState.PRESENT
        return () if stored else ("document",)

    def decide(self, desk: "Desk") -> None:
        rows = desk.context.rows
        recorded = sum(row.ok for row in rows) - desk.context.repeated_rows
        desk.record(
            ImportCompleted(
                kind=self.kind,
                document=self.document,
                recorded=recorded,
                repeated=desk.context.repeated_rows,
                refused=sum(not row.ok for row in rows),
                rows=rows,
                ref=desk.context.ref,
            )
        )
