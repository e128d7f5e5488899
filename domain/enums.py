"""Enumerations of the registers and of agreements, values as in the contract (§3, §4.1)."""

from enum import StrEnum


class Role(StrEnum):
    """A role a person acts under (peran); granted by decree, for a period and a scope."""

    ADMIN = "ADMIN"
    OFFICER = "OFFICER"
    HEAD = "HEAD"
    OPD = "OPD"
    TKKSD = "TKKSD"
    LEGAL = "LEGAL"
    HOST_PIC = "HOST_PIC"
    MENTOR = "MENTOR"
    EVALUATOR = "EVALUATOR"
    PARTICIPANT = "PARTICIPANT"
    INSPECTOR = "INSPECTOR"
    AUDITOR = "AUDITOR"
    DPO = "DPO"
    SYSTEM = "SYSTEM"
    ANY = "ANY"


class Channel(StrEnum):
    """The door an act came through (kanal)."""

    API = "api"
    CONSOLE = "console"
    CLI = "cli"
    IMPORT = "import"
    SYSTEM = "system"


class OrgCategory(StrEnum):
    """What kind of body an organisation is (kategori instansi)."""

    CITY = "CITY"
    CENTRAL_VERTICAL = "CENTRAL_VERTICAL"
    STATE_UNIVERSITY = "STATE_UNIVERSITY"
    BUMN = "BUMN"
    BUMD = "BUMD"
    PRIVATE = "PRIVATE"
    REGIONAL_GOVERNMENT = "REGIONAL_GOVERNMENT"
    AUDIT_BOARD = "AUDIT_BOARD"


class UnitKind(StrEnum):
    """What kind of unit of the city (jenis perangkat daerah)."""

    OPD = "OPD"
    SECRETARIAT = "SECRETARIAT"
    INSPECTORATE = "INSPECTORATE"
    KECAMATAN = "KECAMATAN"
    KELURAHAN = "KELURAHAN"


class Field(StrEnum):
    """A field of learning and of cooperation (bidang)."""

    ASSET = "ASSET"
    TECHNOLOGY = "TECHNOLOGY"
    SERVICE = "SERVICE"
    CIVIL_SERVICE = "CIVIL_SERVICE"
    CHARACTER = "CHARACTER"


class Mode(StrEnum):
    """Where the days are spent: at the host or from afar (luring, daring)."""

    ON_SITE = "ON_SITE"
    REMOTE = "REMOTE"


class InstrumentKind(StrEnum):
    """The instrument of cooperation (naskah): MoU, kesepakatan bersama, PKS, nota kesepakatan."""

    MOU = "MOU"
    JOINT_AGREEMENT = "JOINT_AGREEMENT"
    COOPERATION_AGREEMENT = "COOPERATION_AGREEMENT"
    SYNERGY_ACCORD = "SYNERGY_ACCORD"


class Signable(StrEnum):
    """What an office may sign: every instrument, and the letter of assignment (surat tugas)."""

    MOU = "MOU"
    JOINT_AGREEMENT = "JOINT_AGREEMENT"
    COOPERATION_AGREEMENT = "COOPERATION_AGREEMENT"
    SYNERGY_ACCORD = "SYNERGY_ACCORD"
    ASSIGNMENT_LETTER = "ASSIGNMENT_LETTER"


class PartyRole(StrEnum):
    """The place of a party in the text (pihak kesatu, kedua, ...)."""

    FIRST = "FIRST"
    SECOND = "SECOND"
    THIRD = "THIRD"
    FOURTH = "FOURTH"


class ClauseKind(StrEnum):
    """A clause of an agreement (klausul)."""

    PARTIES = "PARTIES"
    PURPOSE = "PURPOSE"
    OBJECT = "OBJECT"
    SCOPE = "SCOPE"
    IMPLEMENTATION = "IMPLEMENTATION"
    RIGHTS_DUTIES = "RIGHTS_DUTIES"
    TERM = "TERM"
    FUNDING = "FUNDING"
    FORCE_MAJEURE = "FORCE_MAJEURE"
    DISPUTE = "DISPUTE"
    TERMINATION = "TERMINATION"
    AMENDMENT = "AMENDMENT"
    CONTACTS = "CONTACTS"
    DATA_PROTECTION = "DATA_PROTECTION"
    MONITORING = "MONITORING"


class AnnexKind(StrEnum):
    """A paper that goes with an agreement (lampiran)."""

    WORK_PLAN = "WORK_PLAN"
    COST_BENEFIT = "COST_BENEFIT"
    OFFER = "OFFER"
    REPLY = "REPLY"
    TERMS_OF_REFERENCE = "TERMS_OF_REFERENCE"
    LEGAL_OPINION = "LEGAL_OPINION"
    MINUTES = "MINUTES"
    OTHER = "OTHER"


class OpinionBody(StrEnum):
    """Who gives an opinion before approval (pemberi pertimbangan)."""

    TKKSD = "TKKSD"
    LEGAL = "LEGAL"
    INSPECTORATE = "INSPECTORATE"


class Opinion(StrEnum):
    """What the body says (pertimbangan)."""

    AGREE = "AGREE"
    AGREE_WITH_NOTES = "AGREE_WITH_NOTES"
    RETURN = "RETURN"


class CouncilDecision(StrEnum):
    """What the city council decided (persetujuan DPRD)."""

    GRANTED = "GRANTED"
    NOT_REQUIRED = "NOT_REQUIRED"


class SignatureMethod(StrEnum):
    """How a text was signed (tanda tangan basah, tersertifikasi BSrE, PSrE lain)."""

    WET_INK_SCANNED = "WET_INK_SCANNED"
    BSRE_CERTIFIED = "BSRE_CERTIFIED"
    OTHER_PSRE = "OTHER_PSRE"
    UNCERTIFIED = "UNCERTIFIED"


class RunOffPolicy(StrEnum):
    """What becomes of running placements when the agreement ends (masa peralihan)."""

    NONE = "NONE"
    UNTIL_PLACEMENT_END = "UNTIL_PLACEMENT_END"
    UNTIL_DATE = "UNTIL_DATE"


class EndReason(StrEnum):
    """Why an agreement ends before its time (alasan pengakhiran)."""

    PURPOSE_REACHED = "PURPOSE_REACHED"
    MUTUAL_CONSENT = "MUTUAL_CONSENT"
    BREACH = "BREACH"
    REPLACED = "REPLACED"
    OBJECT_LOST = "OBJECT_LOST"
    CONTRARY_TO_LAW = "CONTRARY_TO_LAW"
    FORCE_MAJEURE = "FORCE_MAJEURE"
    COURT_RULING = "COURT_RULING"


class HaltReason(StrEnum):
    """Why an agreement is suspended (alasan penangguhan)."""

    DISPUTE = "DISPUTE"
    BREACH = "BREACH"
    FORCE_MAJEURE = "FORCE_MAJEURE"
    REVIEW = "REVIEW"
    PUBLIC_HEALTH_ORDER = "PUBLIC_HEALTH_ORDER"


class RunningPlacements(StrEnum):
    """What running placements do while the agreement is suspended."""

    CONTINUE = "CONTINUE"
    SUSPEND = "SUSPEND"


class AmendmentKind(StrEnum):
    """A change of the text (adendum) or a longer term (perpanjangan)."""

    CHANGE = "CHANGE"
    EXTENSION = "EXTENSION"


class Acting(StrEnum):
    """An acting holder of an office (pelaksana tugas, pelaksana harian)."""

    PLT = "PLT"
    PLH = "PLH"


class TieKind(StrEnum):
    """A tie between an account and an employee (hubungan, benturan kepentingan)."""

    HOUSEHOLD = "HOUSEHOLD"
    FAMILY = "FAMILY"
    BUSINESS = "BUSINESS"
    SAME_UNIT = "SAME_UNIT"
