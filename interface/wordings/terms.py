"""The words of screens and print-outs: facts, states, roles, fields, in both languages.

A value that has no word is shown as it is.
"""

from collections.abc import Mapping
from datetime import date

from domain.dates import jakarta
from domain.envelope import Instant
from interface.wordings.control_terms import CONTROL_TERMS
from interface.wordings.fact_titles import FACTS
from interface.wordings.items import Words
from interface.wordings.wording import Language

STATES: Mapping[str, Words] = {
    "DRAFT": ("Rancangan", "Draft"),
    "UNDER_REVIEW": ("Ditelaah", "Under review"),
    "APPROVED": ("Disetujui", "Approved"),
    "PARTIALLY_SIGNED": ("Sebagian ditandatangani", "Partially signed"),
    "SIGNED": ("Ditandatangani", "Signed"),
    "IN_FORCE": ("Berlaku", "In force"),
    "SUSPENDED": ("Ditangguhkan", "Suspended"),
    "EXPIRED": ("Berakhir", "Expired"),
    "TERMINATED": ("Diakhiri", "Terminated"),
    "SUPERSEDED": ("Digantikan", "Superseded"),
    "WITHDRAWN": ("Ditarik", "Withdrawn"),
    "NOMINATED": ("Diusulkan", "Nominated"),
    "VERIFIED": ("Terverifikasi", "Verified"),
    "WAITLISTED": ("Daftar tunggu", "Waitlisted"),
    "REJECTED": ("Ditolak", "Rejected"),
    "ASSIGNED": ("Ditempatkan", "Assigned"),
    "CANCELLED": ("Dibatalkan", "Cancelled"),
    "STARTED": ("Berjalan", "Under way"),
    "COMPLETED": ("Selesai", "Completed"),
    "EVALUATED": ("Dinilai", "Evaluated"),
    "CLOSED": ("Ditutup", "Closed"),
    "OPEN": ("Terbuka", "Open"),
    "SUBMITTED": ("Diserahkan", "Submitted"),
    "SCORED": ("Diberi nilai", "Scored"),
    "CERTIFIED": ("Bersertifikat", "Certified"),
    "CREDIT_PROPOSED": ("JP diusulkan", "Credit proposed"),
    "CREDIT_VERIFIED": ("JP diperiksa", "Credit verified"),
    "CREDIT_RECOGNISED": ("JP diakui", "Credit recognised"),
    "CREDIT_REJECTED": ("JP ditolak", "Credit rejected"),
    "CREDIT_REVOKED": ("JP dicabut", "Credit revoked"),
    "REPORTED": ("Dilaporkan", "Reported"),
    "LOGGED": ("Dicatat", "Logged"),
    "HALF_APPROVED": ("Disetujui sebagian", "Half approved"),
    "MET": ("Terpenuhi", "Met"),
    "BELOW": ("Kurang", "Below"),
    "WITHIN_CAP": ("Dalam batas", "Within cap"),
    "AT_CAP": ("Mencapai batas", "At cap"),
    "ACTIVE": ("Aktif", "Active"),
    "RECORDED": ("Dicatat", "Recorded"),
    "CONFIRMED": ("Ditetapkan", "Confirmed"),
    "RETURNED": ("Dikembalikan", "Returned"),
    "EFFECTIVE": ("Berlaku", "Effective"),
    "ANNULLED": ("Dibatalkan", "Annulled"),
    "CREDITED": ("JP diakui", "Credited"),
    "REVOKED": ("Dicabut", "Revoked"),
    "ISSUED": ("Diterbitkan", "Issued"),
    "ANSWERED": ("Dijawab", "Answered"),
    "PUBLISHED": ("Diterbitkan", "Published"),
    "STORED": ("Disimpan", "Stored"),
    "ERASED": ("Dihapus", "Erased"),
}

TERMS: Mapping[str, Words] = {
    "ADMIN": ("Admin sistem", "Administrator"),
    "OFFICER": ("Staf BKPSDM", "Officer"),
    "HEAD": ("Kepala BKPSDM", "Head"),
    "OPD": ("Kepala perangkat daerah", "Head of unit"),
    "TKKSD": ("TKKSD", "Cooperation team"),
    "LEGAL": ("Bagian Hukum", "Legal division"),
    "HOST_PIC": ("Narahubung mitra", "Host contact"),
    "MENTOR": ("Pembimbing", "Mentor"),
    "EVALUATOR": ("Penilai", "Evaluator"),
    "PARTICIPANT": ("Peserta", "Participant"),
    "INSPECTOR": ("Inspektorat", "Inspector"),
    "AUDITOR": ("BPK", "Auditor"),
    "DPO": ("Pejabat pelindungan data", "Data protection officer"),
    "ANY": ("Pemegang akun", "Account holder"),
    "SYSTEM": ("Sistem", "System"),
    "ASSET": ("Aset", "Assets"),
    "TECHNOLOGY": ("Teknologi", "Technology"),
    "SERVICE": ("Pelayanan", "Service"),
    "CIVIL_SERVICE": ("Kepegawaian", "Civil service"),
    "CHARACTER": ("Karakter", "Character"),
    "ON_SITE": ("Luring", "On site"),
    "REMOTE": ("Daring", "Remote"),
    "MOU": ("Nota kesepahaman (MoU)", "Memorandum (MoU)"),
    "JOINT_AGREEMENT": ("Kesepakatan bersama", "Joint agreement"),
    "COOPERATION_AGREEMENT": ("Perjanjian kerja sama", "Cooperation agreement"),
    "SYNERGY_ACCORD": ("Nota kesepakatan sinergi", "Synergy accord"),
    "FIRST": ("Pihak kesatu", "First party"),
    "SECOND": ("Pihak kedua", "Second party"),
    "THIRD": ("Pihak ketiga", "Third party"),
    "FOURTH": ("Pihak keempat", "Fourth party"),
    "WET_INK_SCANNED": ("Tanda tangan basah, dipindai", "Wet ink, scanned"),
    "BSRE_CERTIFIED": ("Elektronik tersertifikasi BSrE", "Electronic, BSrE certified"),
    "OTHER_PSRE": ("Elektronik, PSrE lain", "Electronic, other provider"),
    "UNCERTIFIED": ("Elektronik tak tersertifikasi", "Electronic, uncertified"),
    **CONTROL_TERMS,
}

_MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "en": "January February March April May June July August September October November December",
}
_BRIEF = {"id": "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
          "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"}  # fmt: skip


def fact_in_words(topic: str, language: Language) -> str:
    return _said(FACTS, topic.rpartition(".")[0], language, topic)


def state_in_words(state: str, language: Language) -> str:
    return _said(STATES, state, language, state)


def term(value: str, language: Language) -> str:
    return _said(TERMS, value, language, value)


def day_in_words(day: date, language: Language, *, brief: bool = False) -> str:
    """`18 Februari 2020`, or `18 Feb 2020`."""
    months = (_BRIEF if brief else _MONTHS)[language].split()
    return f"{day.day} {months[day.month - 1]} {day.year}"


def moment_in_words(recorded: Instant, language: Language) -> str:
    """`18 Feb 2020 10.00 WIB`: as a clock in Jakarta shows it."""
    local = jakarta(recorded)
    mark = "." if language == "id" else ":"
    clock = f"{local.hour:02}{mark}{local.minute:02}"
    return f"{day_in_words(local.date(), language, brief=True)} {clock} WIB"


def hours_in_words(quarters: int, language: Language) -> str:
    """`60 jam` of 240 quarter hours; `1 jam 15 menit` of 5."""
    hours, rest = divmod(quarters, 4)
    hour, minute = ("jam", "menit") if language == "id" else ("h", "min")
    minutes = f" {rest * 15} {minute}" if rest else ""
    return f"{hours} {hour}{minutes}"


def centi_in_words(centi: int, language: Language) -> str:
    """`79,00` of 7900 hundredths."""
    mark = "," if language == "id" else "."
    return f"{centi // 100}{mark}{centi % 100:02}"


def _said(words: Mapping[str, Words], value: str, language: Language, otherwise: str) -> str:
    found = words.get(value)
    return otherwise if found is None else found[1 if language == "en" else 0]
