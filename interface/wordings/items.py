"""What exactly is wrong, in words: the items of codes that have them (contract §3.2).

An item that is not listed (a field, a rubric criterion, a key) is shown as it is.
"""

from domain.codes import Code

Words = tuple[str, str]
"""Indonesian, English."""

_DUTIES: dict[str, Words] = {
    "PARTICIPANT": ("peserta", "participant"),
    "MENTOR": ("pembimbing", "mentor"),
    "EVALUATOR": ("penilai", "evaluator"),
    "CREDIT_VERIFIER": ("pemeriksa JP", "credit verifier"),
    "CREDIT_RECOGNISER": ("pengaku JP", "credit recogniser"),
    "DRAFTER": ("penyusun", "drafter"),
    "APPROVER": ("penyetuju", "approver"),
    "LEGAL_REVIEWER": ("penelaah hukum", "legal reviewer"),
    "SIGNING_RECORDER": ("pencatat tanda tangan", "recorder of the signing"),
}

_CLAUSES: dict[str, Words] = {
    "PARTIES": ("para pihak", "parties"),
    "PURPOSE": ("maksud dan tujuan", "purpose"),
    "OBJECT": ("objek", "object"),
    "SCOPE": ("ruang lingkup", "scope"),
    "IMPLEMENTATION": ("pelaksanaan", "implementation"),
    "RIGHTS_DUTIES": ("hak dan kewajiban", "rights and duties"),
    "TERM": ("jangka waktu", "term"),
    "FUNDING": ("pembiayaan", "funding"),
    "FORCE_MAJEURE": ("keadaan memaksa", "force majeure"),
    "DISPUTE": ("penyelesaian perselisihan", "disputes"),
    "TERMINATION": ("pengakhiran", "termination"),
    "AMENDMENT": ("perubahan", "amendment"),
    "CONTACTS": ("korespondensi", "contacts"),
    "DATA_PROTECTION": ("pelindungan data pribadi", "data protection"),
    "MONITORING": ("monitoring dan evaluasi", "monitoring"),
}

WORDS_OF_ITEMS: dict[Code, dict[str, Words]] = {
    Code.SOD_VIOLATION: _DUTIES,
    Code.CLAUSE_MISSING: _CLAUSES,
    Code.NIP_INVALID: {
        "LENGTH": ("panjangnya bukan 18 angka", "it does not have 18 digits"),
        "DIGITS": ("tidak hanya angka", "it is not digits only"),
        "BIRTH_DATE": ("tanggal lahir tidak ada", "no such birth date"),
        "MONTH": ("bulan pengangkatan tidak ada", "no such month of appointment"),
        "FUTURE": ("bulan pengangkatan belum tiba", "the appointment lies ahead"),
        "SEX": ("angka jenis kelamin bukan 1 atau 2", "the digit of the sex is not 1 or 2"),
        "SERIAL": ("nomor urut 000", "the serial number is 000"),
    },
    Code.OPINION_MISSING: {
        "TKKSD": ("TKKSD", "the cooperation team (TKKSD)"),
        "LEGAL": ("Bagian Hukum", "the legal division"),
        "INSPECTORATE": ("Inspektorat", "the inspectorate"),
    },
    Code.NOT_ELIGIBLE: {
        "STATUS": ("status aktif", "active service"),
        "DISCIPLINE": ("bebas hukuman disiplin berat", "no severe sanction"),
        "RETIREMENT": ("jarak ke batas usia pensiun", "time left before retirement"),
        "LEAVE": ("tidak sedang cuti", "not on leave"),
        "STUDY": ("tidak sedang tugas belajar", "not on study leave"),
        "SERVICE": ("masa kerja minimum", "minimum length of service"),
    },
    Code.INCOMPLETE: {
        "END_DATE": ("tanggal akhir belum tiba", "the end date has not come"),
        "REPORT": ("laporan akhir", "the final report"),
        "OPEN_HOURS": ("jam yang belum diputus", "hours not decided"),
        "EVALUATION": ("penilaian", "the evaluation"),
        "CREDIT": ("keputusan JP", "the decision on the credit"),
    },
    Code.FINDING_INCOMPLETE: {
        "CONDITION": ("kondisi", "condition"),
        "CRITERION": ("kriteria", "criterion"),
        "CAUSE": ("sebab", "cause"),
        "EFFECT": ("akibat", "effect"),
        "RECOMMENDATION": ("rekomendasi", "recommendation"),
        "LINK": ("tautan ke peristiwa atau dokumen", "a link to an event or document"),
    },
}
