"""What is said about agreements, their signing and their amendments (contract §3.2)."""

from domain.codes import Code, Warn
from interface.wordings.wording import Wording

AGREEMENTS: dict[Code | Warn, Wording] = {
    Code.PARTY_COUNT: Wording(
        "Susunan pihak",
        "Perlu paling sedikit dua pihak, tepat satu Pemerintah Kota, urutan berbeda. Perbaiki.",
        "Parties",
        "There must be two parties or more, exactly one city, no place twice. Correct the parties.",
    ),
    Code.INSTRUMENT_NOT_ALLOWED: Wording(
        "Jenis naskah tidak sesuai",
        "Jenis naskah ini tidak diperbolehkan untuk golongan mitra ini. Pilih jenis lain.",
        "Instrument not allowed",
        "This kind of instrument is not allowed for this kind of partner. Choose another.",
    ),
    Code.TERM_INVALID: Wording(
        "Jangka waktu tidak sah",
        "Jangka waktu terbalik, terlalu panjang, atau tidak memperpanjang. Perbaiki tanggalnya.",
        "Invalid term",
        "The term is reversed, too long, or extends nothing. Correct the dates.",
    ),
    Code.CLAUSE_MISSING: Wording(
        "Klausul belum diisi",
        "Klausul wajib belum diisi: {item}. Lengkapi sebelum diajukan.",
        "Clause missing",
        "A mandatory clause is empty: {item}. Fill it in before submitting.",
    ),
    Code.WORKPLAN_MISSING: Wording(
        "Rencana kerja belum ada",
        "Nota kesepakatan ini belum mempunyai lampiran rencana kerja. Lampirkan dahulu.",
        "Work plan missing",
        "This accord has no work plan attached. Attach it first.",
    ),
    Code.OPINION_MISSING: Wording(
        "Pertimbangan belum ada",
        "Pertimbangan belum diberikan oleh {item}. Mintalah pertimbangannya.",
        "Opinion missing",
        "No opinion has been given by {item}. Ask for it.",
    ),
    Code.COUNCIL_DECISION_MISSING: Wording(
        "Keputusan DPRD belum ada",
        "Persetujuan DPRD, atau alasan tidak perlu, belum tercatat. Catat salah satunya.",
        "Council decision missing",
        "Neither a council decision nor the reason for having none is recorded. Record one.",
    ),
    Code.OVERLAP: Wording(
        "Tumpang tindih",
        "Masa ini bertumpang tindih dengan kerja sama atau penempatan lain. Ubah tanggalnya.",
        "Overlap",
        "These days overlap another agreement or placement. Change the dates.",
    ),
    Code.TEXT_CHANGED_AFTER_APPROVAL: Wording(
        "Naskah berubah",
        "Naskah yang ditandatangani bukan naskah yang disetujui. Tandatangani naskah itu.",
        "Text changed",
        "The text signed is not the text approved. Sign the approved text.",
    ),
    Code.ALREADY_SIGNED: Wording(
        "Sudah ditandatangani",
        "Pihak ini sudah menandatangani naskah ini. Lanjutkan dengan pihak berikutnya.",
        "Already signed",
        "This party has signed this text. Go on with the next party.",
    ),
    Code.NO_AUTHORITY: Wording(
        "Tidak berwenang menandatangani",
        "Jabatan ini tidak berwenang menandatangani pada tanggal itu. Pakai surat kuasa.",
        "No authority to sign",
        "This office had no authority to sign on that date. Use a mandate.",
    ),
    Code.MANDATE_INVALID: Wording(
        "Surat kuasa tidak berlaku",
        "Surat kuasa ini tidak mencakup pihak, jenis, bidang, atau tanggalnya. Pakai yang lain.",
        "Mandate not valid",
        "This mandate does not cover party, kind, field or date. Use another one.",
    ),
    Code.ACTING_RESTRICTED: Wording(
        "Plt/Plh dibatasi",
        "Plt atau Plh tidak boleh menandatangani jenis ini. Lampirkan pendapat hukum.",
        "Acting holder restricted",
        "An acting holder may not sign this kind. Attach a legal opinion.",
    ),
    Code.UMBRELLA_REQUIRED: Wording(
        "Naskah induk diperlukan",
        "Jenis ini memerlukan naskah induk yang berlaku pada tanggal tanda tangan. Sebutkan.",
        "Umbrella required",
        "This kind needs an umbrella agreement in force on the signing date. Name it.",
    ),
    Code.NUMBER_TAKEN: Wording(
        "Nomor terpakai",
        "Nomor ini sudah dipakai pihak yang sama pada tahun itu. Isi nomor yang benar.",
        "Number in use",
        "This party used the number in that year. Enter the right number.",
    ),
    Code.RETROACTIVE_AMENDMENT: Wording(
        "Adendum berlaku surut",
        "Adendum berlaku sebelum tanda tangan terakhir. Nyatakan surut dan lampirkan pendapat.",
        "Retroactive amendment",
        "The amendment takes effect before its last signature. Declare it, with a legal opinion.",
    ),
    Code.ALREADY_EXPIRED: Wording(
        "Sudah lewat masa berlaku",
        "Hari terakhir kerja sama ini sudah lewat. Buatlah kerja sama pengganti.",
        "Already expired",
        "The last day of this agreement is past. Draft a successor.",
    ),
    Code.NOTICE_TOO_SHORT: Wording(
        "Pemberitahuan terlalu singkat",
        "Tenggat pemberitahuan belum terpenuhi. Undurkan tanggal akhir atau lampirkan mufakat.",
        "Notice too short",
        "The notice period is not kept. Move the end or attach the mutual consent.",
    ),
}
