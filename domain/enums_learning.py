"""Enumerations of people, placements, learning and oversight, values as in the contract (§3)."""

from enum import StrEnum


class EmploymentKind(StrEnum):
    """The kind of civil servant (jenis ASN)."""

    PNS = "PNS"
    CPNS = "CPNS"
    PPPK = "PPPK"


class PostKind(StrEnum):
    """The kind of post (jenis jabatan)."""

    JPT = "JPT"
    ADMINISTRATOR = "ADMINISTRATOR"
    PENGAWAS = "PENGAWAS"
    FUNGSIONAL = "FUNGSIONAL"
    PELAKSANA = "PELAKSANA"


class EmployeeStatus(StrEnum):
    """The service status of an employee (status kepegawaian)."""

    ACTIVE = "ACTIVE"
    LEAVE = "LEAVE"
    STUDY = "STUDY"
    SUSPENDED = "SUSPENDED"
    RETIRED = "RETIRED"


class SanctionGrade(StrEnum):
    """The weight of a disciplinary sanction (tingkat hukuman disiplin)."""

    LIGHT = "LIGHT"
    MEDIUM = "MEDIUM"
    SEVERE = "SEVERE"


class EligibilityItem(StrEnum):
    """One condition a participant must meet (syarat peserta)."""

    STATUS = "STATUS"
    DISCIPLINE = "DISCIPLINE"
    RETIREMENT = "RETIREMENT"
    LEAVE = "LEAVE"
    STUDY = "STUDY"
    SERVICE = "SERVICE"


class PlacementActivity(StrEnum):
    """An internship (magang) or an exchange (pertukaran)."""

    INTERNSHIP = "INTERNSHIP"
    EXCHANGE = "EXCHANGE"


class IfFull(StrEnum):
    """What to do when no seat is free: refuse, or wait (daftar tunggu)."""

    REFUSE = "REFUSE"
    WAITLIST = "WAITLIST"


class PauseReason(StrEnum):
    """Why a placement pauses (alasan penundaan)."""

    PUBLIC_HEALTH_ORDER = "PUBLIC_HEALTH_ORDER"
    HOST_CLOSED = "HOST_CLOSED"
    SERVICE_NEED = "SERVICE_NEED"
    COVER_DECISION = "COVER_DECISION"
    NO_LEGAL_COVER = "NO_LEGAL_COVER"
    AGREEMENT_SUSPENDED = "AGREEMENT_SUSPENDED"
    CODED_PERSONAL = "CODED_PERSONAL"


class StopReason(StrEnum):
    """Why a placement ends early or never begins (alasan penghentian)."""

    DISCIPLINE = "DISCIPLINE"
    CONDUCT = "CONDUCT"
    EMPLOYEE_REQUEST = "EMPLOYEE_REQUEST"
    OPD_REQUEST = "OPD_REQUEST"
    HOST_REQUEST = "HOST_REQUEST"
    SERVICE_NEED = "SERVICE_NEED"
    NO_SHOW = "NO_SHOW"
    LAPSED = "LAPSED"
    AGREEMENT_ENDED = "AGREEMENT_ENDED"
    INELIGIBLE = "INELIGIBLE"
    CODED_PERSONAL = "CODED_PERSONAL"


class DecidedBy(StrEnum):
    """Who decided that a placement is withdrawn (pemutus)."""

    EMPLOYEE = "EMPLOYEE"
    OPD = "OPD"
    HOST = "HOST"
    PROGRAMME = "PROGRAMME"


class Question(StrEnum):
    """What the head must decide about a placement."""

    COVER = "COVER"
    DISCIPLINE = "DISCIPLINE"


class Answer(StrEnum):
    """What the head decided about a placement (keputusan)."""

    CONTINUE = "CONTINUE"
    SUSPEND = "SUSPEND"
    STOP = "STOP"
    MOVE = "MOVE"


class ActivityCode(StrEnum):
    """A form of learning in the JP table (bentuk pengembangan kompetensi, PerLAN 10/2018)."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    B3 = "B3"
    B4 = "B4"
    B5 = "B5"
    B6 = "B6"
    B7 = "B7"
    B8 = "B8"
    B9 = "B9"
    B10 = "B10"
    B11 = "B11"
    C1 = "C1"
    C2 = "C2"
    C3 = "C3"
    C4 = "C4"
    C5 = "C5"
    C6 = "C6"
    C7 = "C7"
    C8 = "C8"
    C9 = "C9"
    C10 = "C10"
    C11 = "C11"


class CreditRefusal(StrEnum):
    """Why a credit was refused (alasan penolakan JP)."""

    NO_COVER = "NO_COVER"
    NOT_PASSED = "NOT_PASSED"
    EVIDENCE = "EVIDENCE"
    DUPLICATE = "DUPLICATE"
    OTHER = "OTHER"


class SiasnResult(StrEnum):
    """What the national system answered (hasil SIASN)."""

    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    CORRECTED = "CORRECTED"
    DELETED = "DELETED"


class CostKind(StrEnum):
    """The kind of a cost (jenis biaya)."""

    TRAVEL = "TRAVEL"
    CERTIFICATE = "CERTIFICATE"
    ALLOWANCE = "ALLOWANCE"
    OTHER = "OTHER"


class FindingStatus(StrEnum):
    """How far a recommendation was followed (status tindak lanjut)."""

    RESOLVED = "RESOLVED"
    PARTIAL = "PARTIAL"
    UNADDRESSED = "UNADDRESSED"
    INFEASIBLE = "INFEASIBLE"


class InfeasibleReason(StrEnum):
    """Why a recommendation cannot be followed (tidak dapat ditindaklanjuti)."""

    FORCE_MAJEURE = "FORCE_MAJEURE"
    IN_COURT = "IN_COURT"
    NOT_EFFECTIVE = "NOT_EFFECTIVE"


class CheckResult(StrEnum):
    """What the check of the evidence found (hasil pemeriksaan bukti)."""

    SUFFICIENT = "SUFFICIENT"
    INSUFFICIENT = "INSUFFICIENT"


class Mark(StrEnum):
    """What the inspector noted at a sampled item (tanda uji petik)."""

    SEEN = "SEEN"
    EXCEPTION = "EXCEPTION"
    CLEARED = "CLEARED"


class RequestKind(StrEnum):
    """What a data subject asks for (permintaan subjek data)."""

    INFORMATION = "INFORMATION"
    ACCESS = "ACCESS"
    CORRECTION = "CORRECTION"
    ERASURE = "ERASURE"
    OBJECTION = "OBJECTION"
    PORTABILITY = "PORTABILITY"


class Outcome(StrEnum):
    """How a request of a data subject ended."""

    DONE = "DONE"
    REFUSED = "REFUSED"


class Ground(StrEnum):
    """The ground on which a request may be refused (dasar penolakan)."""

    PUBLIC_INTEREST = "PUBLIC_INTEREST"
    LAW_ENFORCEMENT = "LAW_ENFORCEMENT"
    FINANCIAL_SUPERVISION = "FINANCIAL_SUPERVISION"
    STATISTICS = "STATISTICS"
    DEFENCE = "DEFENCE"
    RETENTION = "RETENTION"


class NoticeTo(StrEnum):
    """Who is told of a breach (penerima pemberitahuan)."""

    SUBJECTS = "SUBJECTS"
    AUTHORITY = "AUTHORITY"
    PUBLIC = "PUBLIC"


class ImportKind(StrEnum):
    """What an imported file holds."""

    AGREEMENTS = "AGREEMENTS"
    EMPLOYEES = "EMPLOYEES"
    EXTERNAL_LEARNING = "EXTERNAL_LEARNING"
    JOURNAL = "JOURNAL"


class Component(StrEnum):
    """A part of the rules that is published in dated versions (komponen aturan)."""

    INSTRUMENTS = "instruments"
    AGREEMENT_POLICY = "agreement-policy"
    PLACEMENT_POLICY = "placement-policy"
    DUTY = "duty"
    PPPK_CAP = "pppk-cap"
    JP_CONVERSION = "jp-conversion"
    RUBRIC = "rubric"
    DISCIPLINE = "discipline"
    WORKING_TIME = "working-time"
    PRIVACY = "privacy"
    FINDINGS = "findings"
    RETENTION = "retention"
    IMPORT = "import"
    SIASN = "siasn"
