"""The lifecycles, and the words in which views answer, values as in the contract (§3)."""

from enum import StrEnum


class AgreementState(StrEnum):
    """The lifecycle of an agreement (kerja sama)."""

    DRAFT = "DRAFT"
    UNDER_REVIEW = "UNDER_REVIEW"
    APPROVED = "APPROVED"
    PARTIALLY_SIGNED = "PARTIALLY_SIGNED"
    SIGNED = "SIGNED"
    IN_FORCE = "IN_FORCE"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    TERMINATED = "TERMINATED"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


class AmendmentState(StrEnum):
    """The lifecycle of an amendment (adendum, perpanjangan)."""

    UNDER_REVIEW = "UNDER_REVIEW"
    RETURNED = "RETURNED"
    APPROVED = "APPROVED"
    PARTIALLY_SIGNED = "PARTIALLY_SIGNED"
    EFFECTIVE = "EFFECTIVE"
    ANNULLED = "ANNULLED"
    WITHDRAWN = "WITHDRAWN"


class PlacementState(StrEnum):
    """The lifecycle of a placement (penempatan)."""

    NOMINATED = "NOMINATED"
    VERIFIED = "VERIFIED"
    WAITLISTED = "WAITLISTED"
    REJECTED = "REJECTED"
    ASSIGNED = "ASSIGNED"
    CANCELLED = "CANCELLED"
    STARTED = "STARTED"
    SUSPENDED = "SUSPENDED"
    WITHDRAWN = "WITHDRAWN"
    TERMINATED = "TERMINATED"
    COMPLETED = "COMPLETED"
    EVALUATED = "EVALUATED"
    CLOSED = "CLOSED"


class RecordState(StrEnum):
    """The lifecycle of a learning record (catatan belajar)."""

    OPEN = "OPEN"
    SUBMITTED = "SUBMITTED"
    SCORED = "SCORED"
    EVALUATED = "EVALUATED"
    CERTIFIED = "CERTIFIED"
    CREDIT_PROPOSED = "CREDIT_PROPOSED"
    CREDIT_VERIFIED = "CREDIT_VERIFIED"
    CREDIT_RECOGNISED = "CREDIT_RECOGNISED"
    REPORTED = "REPORTED"
    CREDIT_REJECTED = "CREDIT_REJECTED"
    CREDIT_REVOKED = "CREDIT_REVOKED"


class EntryState(StrEnum):
    """The lifecycle of one entry of the journal of hours (catatan jam)."""

    LOGGED = "LOGGED"
    HALF_APPROVED = "HALF_APPROVED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


class SiasnState(StrEnum):
    """Where a credit stands with the national system (status SIASN)."""

    NOT_REPORTED = "NOT_REPORTED"
    REPORTED = "REPORTED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    TO_BE_CORRECTED = "TO_BE_CORRECTED"
    CORRECTED = "CORRECTED"


class ExternalState(StrEnum):
    """The lifecycle of learning credited from elsewhere (pengembangan kompetensi lain)."""

    RECORDED = "RECORDED"
    CREDITED = "CREDITED"
    REVOKED = "REVOKED"


class FindingState(StrEnum):
    """The lifecycle of a finding (temuan)."""

    RECORDED = "RECORDED"
    ISSUED = "ISSUED"
    ANSWERED = "ANSWERED"
    CLOSED = "CLOSED"


class CoverStatus(StrEnum):
    """Whether a day of a placement has a legal cover (payung hukum)."""

    COVERED = "COVERED"
    RUN_OFF = "RUN_OFF"
    RETROACTIVE = "RETROACTIVE"
    UNCOVERED = "UNCOVERED"


class LedgerStatus(StrEnum):
    """Where a year's JP stands against the floor or the cap (status JP)."""

    MET = "MET"
    BELOW = "BELOW"
    WITHIN_CAP = "WITHIN_CAP"
    AT_CAP = "AT_CAP"


class WorkKind(StrEnum):
    """A kind of waiting work (pekerjaan yang menunggu)."""

    OPINION = "OPINION"
    SIGNATURE = "SIGNATURE"
    NUMBER_MISSING = "NUMBER_MISSING"
    SECOND_PERSON = "SECOND_PERSON"
    SEAT_OFFER = "SEAT_OFFER"
    COVER_DECISION = "COVER_DECISION"
    DISCIPLINE_REVIEW = "DISCIPLINE_REVIEW"
    REVIEW_CREDIT = "REVIEW_CREDIT"
    HOURS_APPROVAL = "HOURS_APPROVAL"
    EVALUATION_CONFIRM = "EVALUATION_CONFIRM"
    SIASN_CORRECTION = "SIASN_CORRECTION"
    REPORT_DUE = "REPORT_DUE"
    EVALUATION_DUE = "EVALUATION_DUE"
    NO_REALISATION = "NO_REALISATION"
    UMBRELLA_WITHOUT_WORKING = "UMBRELLA_WITHOUT_WORKING"
    FOLLOW_UP = "FOLLOW_UP"
    EVIDENCE_REQUEST = "EVIDENCE_REQUEST"
    SUBJECT_REQUEST = "SUBJECT_REQUEST"
    BREACH_NOTICE = "BREACH_NOTICE"


class JpUnit(StrEnum):
    """What the JP of an activity are counted by (satuan konversi)."""

    PER_ACTIVITY = "PER_ACTIVITY"
    PER_SEMESTER = "PER_SEMESTER"
    PER_DAY = "PER_DAY"
    PER_SESSION = "PER_SESSION"
    PER_LESSON = "PER_LESSON"


class DutyName(StrEnum):
    """A duty in a case that must not meet another in one person (pemisahan tugas)."""

    PARTICIPANT = "PARTICIPANT"
    MENTOR = "MENTOR"
    EVALUATOR = "EVALUATOR"
    CREDIT_VERIFIER = "CREDIT_VERIFIER"
    CREDIT_RECOGNISER = "CREDIT_RECOGNISER"
    DRAFTER = "DRAFTER"
    APPROVER = "APPROVER"
    LEGAL_REVIEWER = "LEGAL_REVIEWER"
    SIGNING_RECORDER = "SIGNING_RECORDER"


class DuplicateBasis(StrEnum):
    """What makes two credits the same (dasar duplikat)."""

    CERTIFICATE_HASH = "CERTIFICATE_HASH"
    CERTIFICATE_NUMBER = "CERTIFICATE_NUMBER"
    SAME_HOST_DATES = "SAME_HOST_DATES"


class HourIssue(StrEnum):
    """What is odd about logged hours (kejanggalan jam)."""

    OVER_CAP = "OVER_CAP"
    NON_WORKING_DAY = "NON_WORKING_DAY"
    ON_LEAVE = "ON_LEAVE"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    IDENTICAL_TEXT = "IDENTICAL_TEXT"


class AccessKind(StrEnum):
    """A kind of access that is itself recorded (catatan akses)."""

    READ = "READ"
    REFUSED = "REFUSED"
    REVEAL = "REVEAL"
    BREAK_GLASS = "BREAK_GLASS"


class Series(StrEnum):
    """A series of serial numbers that may have gaps (deret nomor)."""

    AGREEMENT = "AGREEMENT"
    LETTER = "LETTER"
    CERTIFICATE = "CERTIFICATE"


class Figure(StrEnum):
    """A figure that can be explained by its facts (angka)."""

    JP = "jp"
    VERIFIED_HOURS = "verified-hours"
    SCORE = "score"
    AGREEMENT_STATE = "agreement-state"
    COVER = "cover"


class Dimension(StrEnum):
    """What a statistic is broken down by (dimensi)."""

    UNIT = "UNIT"
    GRADE = "GRADE"
    SEX = "SEX"
    POST_KIND = "POST_KIND"


class EvidenceState(StrEnum):
    """Whether the bytes of a document are there and unaltered (keadaan bukti)."""

    PRESENT = "PRESENT"
    MISSING = "MISSING"
    CHANGED = "CHANGED"


class ControlName(StrEnum):
    """A standing control an inspector reads (pengujian pengendalian)."""

    COVER = "cover"
    DUTIES = "duties"
    DUPLICATES = "duplicates"
    LATE = "late"
    OVERRIDES = "overrides"
    SECOND_PERSON = "second-person"
    HOURS = "hours"
    NUMBERS = "numbers"
    CHAIN = "chain"


class LimitKind(StrEnum):
    """What was used beyond its limit (batas yang dilampaui)."""

    SEATS = "SEATS"
    DAILY_HOURS = "DAILY_HOURS"
    CALENDAR = "CALENDAR"
    PPPK_CAP = "PPPK_CAP"


class ActivityKind(StrEnum):
    """What happened: a fact was recorded, or an access was noted (kegiatan)."""

    FACT = "FACT"
    READ = "READ"
    REFUSED = "REFUSED"
    REVEAL = "REVEAL"
    BREAK_GLASS = "BREAK_GLASS"


class FoundThing(StrEnum):
    """What a search finds (hasil pencarian)."""

    AGREEMENT = "agreement"
    PLACEMENT = "placement"
    DOCUMENT = "document"
