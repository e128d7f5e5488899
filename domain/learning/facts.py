"""What can happen to a learning record (catatan belajar) and its JP credit (contract §5.4)."""

from datetime import date

from domain.base import Fact
from domain.enums_learning import ActivityCode, CreditRefusal, PlacementActivity, SiasnResult
from domain.shapes import Cert


class LearningRecordOpened(Fact):
    """Opened by the start of its placement, whose id it has (R49)."""

    topic = "learning-record.opened.v1"
    employee: str
    host: str
    activity: PlacementActivity


class HoursLogged(Fact):
    """One entry of the logbook, effective on its day; time in quarter hours (R50-R53)."""

    topic = "learning-record.hours-logged.v1"
    entry: int
    day: date
    quarters: int
    activity: str
    output: str | None = None
    document: str | None = None
    late: bool = False


class HoursApproved(Fact):
    """Entries decided in the intern's favour; `half` ones await the second approval (R53, R54)."""

    topic = "learning-record.hours-approved.v1"
    entries: tuple[int, ...] = ()
    half: tuple[int, ...] = ()


class HoursRejected(Fact):
    """Entries that do not count; why stands in the envelope."""

    topic = "learning-record.hours-rejected.v1"
    entries: tuple[int, ...]


class HoursCorrected(Fact):
    """An approved entry has another length: `before` and now, in quarter hours (R55)."""

    topic = "learning-record.hours-corrected.v1"
    entry: int
    before: int
    quarters: int


class ReportSubmitted(Fact):
    topic = "learning-record.report-submitted.v1"
    document: str
    summary: str | None = None


class LearningEvaluated(Fact):
    """The mentor's scores by the rubric of the start day; the total is computed (R58)."""

    topic = "learning-record.evaluated.v1"
    rubric: str
    scores: dict[str, int]
    score_centi: int
    passed: bool
    level_before: int | None = None
    level_after: int | None = None
    note: str | None = None


class EvaluationReplied(Fact):
    """The intern's one reply (R60)."""

    topic = "learning-record.evaluation-replied.v1"
    agrees: bool
    note: str | None = None


class EvaluationConfirmed(Fact):
    topic = "learning-record.evaluation-confirmed.v1"


class CertificateRecorded(Fact):
    topic = "learning-record.certificate-recorded.v1"
    certificate: Cert


class CreditProposed(Fact):
    """The JP figure proposed; policy's, unless an import typed another (R63)."""

    topic = "learning-record.credit-proposed.v1"
    jp: int


class CreditVerified(Fact):
    topic = "learning-record.credit-verified.v1"


class CreditRecognised(Fact):
    """The credit counts: `jp` now, `excess_jp` above a PPPK's cap (R63, R69, R70)."""

    topic = "learning-record.credit-recognised.v1"
    jp: int
    excess_jp: int
    year: int
    activity: ActivityCode
    version: int


class CreditRejected(Fact):
    """The credit is refused, for a coded cause; it may be proposed again."""

    topic = "learning-record.credit-rejected.v1"
    cause: CreditRefusal


class CreditRevoked(Fact):
    """A recognised credit counts no more; why stands in the envelope (R71)."""

    topic = "learning-record.credit-revoked.v1"
    finding: str | None = None


class CreditCorrectionQueued(Fact):
    """The national system still shows a credit that was revoked here (R71)."""

    topic = "learning-record.siasn-correction-queued.v1"
    siasn_id: str | None = None


class ReportedToSiasn(Fact):
    """Handed over to the national system; `payload_sha256` says exactly what (R72)."""

    topic = "learning-record.reported-to-siasn.v1"
    document: str
    payload_sha256: str
    version: int


class CreditReplyRecorded(Fact):
    """What the national system answered about the credit."""

    topic = "learning-record.siasn-reply-recorded.v1"
    result: SiasnResult
    siasn_id: str | None = None
    message: str | None = None


class BackAtWorkReviewed(Fact):
    """Whether the home unit saw the learning applied, some months later (evaluasi pasca)."""

    topic = "learning-record.back-at-work-reviewed.v1"
    months_after: int
    applied: bool
    note: str | None = None


LearningFact = (
    LearningRecordOpened
    | HoursLogged
    | HoursApproved
    | HoursRejected
    | HoursCorrected
    | ReportSubmitted
    | LearningEvaluated
    | EvaluationReplied
    | EvaluationConfirmed
    | CertificateRecorded
    | CreditProposed
    | CreditVerified
    | CreditRecognised
    | CreditRejected
    | CreditRevoked
    | CreditCorrectionQueued
    | ReportedToSiasn
    | CreditReplyRecorded
    | BackAtWorkReviewed
)
