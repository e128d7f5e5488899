"""Questions about the log itself: is it whole, where does it end, how is it proved (§8.4, R77)."""

from application.queries.base import Query, Reading, Reply
from application.queries.evidence import DocumentsQuery
from domain.base import refuse
from domain.codes import Code
from domain.states import EvidenceState
from domain.values import Count

PROBLEMS_SHOWN = 100


class VerifyResult(Reply):
    ok: bool
    size: int
    first_bad_position: int | None
    problems: list[str]
    documents_missing: int


class VerifyQuery(Query):
    """Recompute everything from the stored bytes and name the first place that is wrong."""

    asks = "verify"
    path = "/verify"
    Result = VerifyResult

    def answer(self, reading: Reading, subject: str | None) -> VerifyResult:
        reading.must_see_programme()
        faults = list(reading.log.faults(reading.moment.position))
        missing = DocumentsQuery(state=EvidenceState.MISSING).answer(reading, None)
        return VerifyResult(
            ok=not faults,
            size=reading.moment.position,
            first_bad_position=min((fault.position for fault in faults), default=None),
            problems=[f"{fault.position}: {fault.problem}" for fault in faults[:PROBLEMS_SHOWN]],
            documents_missing=len(missing.items),
        )


class CheckpointResult(Reply):
    origin: str
    size: int
    root: str
    signatures: list[str]


class CheckpointQuery(Query):
    """The size and root of the log, with the signatures if just this size was published."""

    asks = "checkpoint"
    path = "/checkpoint"
    Result = CheckpointResult

    def answer(self, reading: Reading, subject: str | None) -> CheckpointResult:
        reading.must_see_programme()
        size, ledger = reading.moment.position, reading.ledger
        return CheckpointResult(
            origin=ledger.origin,
            size=size,
            root=ledger.root(size).hex(),
            signatures=list(ledger.signatures(size)),
        )


class ProofResult(Reply):
    size: int
    root: str
    leaf: str | None
    path: list[str]


class ProofQuery(Query):
    """That a fact stands in the log (`at`), or that a smaller log is its beginning (`first_size`).

    Hashes are hex, as RFC 6962 has them; without either parameter just size and root.
    """

    asks = "proof"
    path = "/proof"
    Result = ProofResult

    at: Count | None = None
    first_size: Count | None = None

    def answer(self, reading: Reading, subject: str | None) -> ProofResult:
        reading.must_see_programme()
        size = reading.moment.position
        for name, asked in (("at", self.at), ("first_size", self.first_size)):
            if asked is not None and not 1 <= asked <= size:
                refuse(Code.MALFORMED, name)
        if self.at is not None and self.first_size is not None:
            refuse(Code.MALFORMED, "first_size")
        if self.at is not None:
            proof = reading.ledger.prove_inclusion(self.at, size)
        else:
            proof = reading.ledger.prove_consistency(self.first_size or size, size)
        return ProofResult(
            size=proof.size,
            root=proof.root.hex(),
            leaf=proof.leaf.hex() if proof.leaf is not None else None,
            path=[node.hex() for node in proof.path],
        )
