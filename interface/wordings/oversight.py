"""What is said about reporting, findings, personal data and corrections, and the warnings."""

from domain.codes import Code, Warn
from interface.wordings.wording import Wording

OVERSIGHT: dict[Code | Warn, Wording] = {
    Code.NOT_RECOGNISED: Wording(
        "JP belum diakui",
        "JP ini belum diakui sehingga tidak dapat dilaporkan. Selesaikan pengakuannya.",
        "Not recognised",
        "This credit is not recognised and cannot be reported. Have it recognised first.",
    ),
    Code.ALREADY_REPORTED: Wording(
        "Sudah dilaporkan",
        "Versi JP ini sudah dilaporkan ke SIASN. Tunggu atau catat jawabannya.",
        "Already reported",
        "This credit version was reported to SIASN. Wait for the reply or record it.",
    ),
    Code.PAYLOAD_INVALID: Wording(
        "Data SIASN belum lengkap",
        "Isian SIASN {item} kosong atau tidak sah. Lengkapi data asalnya.",
        "SIASN data incomplete",
        "The SIASN field {item} is empty or not valid. Complete the source data.",
    ),
    Code.COST_DUPLICATE: Wording(
        "Biaya ganda",
        "Biaya sejenis dengan dokumen dan penempatan ini sudah dicatat. Periksa catatannya.",
        "Duplicate cost",
        "A cost of this kind, document and placement is recorded. Look at that record.",
    ),
    Code.FINDING_INCOMPLETE: Wording(
        "Temuan belum lengkap",
        "Unsur temuan belum diisi: {item}. Lengkapi unsurnya.",
        "Finding incomplete",
        "A part of the finding is missing: {item}. Fill it in.",
    ),
    Code.NOT_VERIFIED: Wording(
        "Belum diverifikasi",
        "Bukti terakhir belum dinyatakan memadai. Verifikasi bukti dahulu.",
        "Not verified",
        "The latest evidence has not been found sufficient. Verify it first.",
    ),
    Code.REASON_NOT_VALID: Wording(
        "Alasan tidak termasuk daftar",
        "Status ini memerlukan alasan yang termasuk daftar. Pilih salah satu alasannya.",
        "Reason not valid",
        "This status needs one of the listed reasons. Choose one.",
    ),
    Code.GROUND_REQUIRED: Wording(
        "Dasar penolakan",
        "Penolakan permintaan harus menyebut dasarnya. Pilih dasar penolakan.",
        "Ground required",
        "A refusal of the request must name its ground. Choose the ground.",
    ),
    Code.RETENTION_RUNNING: Wording(
        "Masa simpan berjalan",
        "Masa simpan belum berakhir atau belum ditetapkan. Tunggu sampai berakhir.",
        "Retention running",
        "The retention period has not ended or is not set. Wait until it has ended.",
    ),
    Code.FATE_NOT_DESTROY: Wording(
        "Bukan untuk dimusnahkan",
        "JRA tidak menetapkan data ini untuk dimusnahkan. Simpan datanya.",
        "Not to be destroyed",
        "The retention schedule does not let this be destroyed. Keep it.",
    ),
    Code.LEGAL_HOLD: Wording(
        "Ditahan untuk pemeriksaan",
        "Ada penahanan atau temuan terbuka atas data ini. Tunggu sampai dilepas.",
        "Legal hold",
        "A hold or an open finding rests on this data. Wait until it is released.",
    ),
    Code.PURPOSE_REQUIRED: Wording(
        "Tujuan wajib disebut",
        "Data pribadi lengkap hanya dibuka dengan tujuan. Sebutkan tujuannya.",
        "Purpose required",
        "Full personal data is opened for a purpose only. State the purpose.",
    ),
    Code.NOT_CORRECTABLE: Wording(
        "Tidak dapat diralat",
        "Isian ini tidak dapat diralat. Pakai tindakan yang mengubahnya.",
        "Not correctable",
        "This field cannot be corrected. Use the act that changes it.",
    ),
    Code.OLD_VALUE_MISMATCH: Wording(
        "Nilai lama tidak cocok",
        "Nilai lama yang disebut bukan nilai sekarang. Baca lagi, lalu ulangi.",
        "Old value mismatch",
        "The old value given is not the present one. Read it again, then repeat.",
    ),
}

WARNINGS: dict[Code | Warn, Wording] = {
    Warn.INSTRUMENT_TRANSITIONAL: Wording(
        "Jenis naskah peralihan",
        "Jenis ini diterima menurut aturan lama. Pakai jenis baru untuk naskah berikutnya.",
        "Transitional instrument",
        "This kind is accepted under the old rules. Use a new kind next time.",
    ),
    Warn.OUTLIVES_UMBRELLA: Wording(
        "Melampaui naskah induk",
        "Masa berlaku melampaui naskah induknya. Perpanjang naskah induk pada waktunya.",
        "Outlives its umbrella",
        "The term runs beyond the umbrella agreement. Extend the umbrella in time.",
    ),
    Warn.LATE_RECORDED: Wording(
        "Terlambat dicatat",
        "Peristiwa ini dicatat lebih lambat dari kebijakan. Catat segera lain kali.",
        "Recorded late",
        "This was recorded later than the policy allows. Record it at once next time.",
    ),
    Warn.LATE_ENTRY: Wording(
        "Catatan jam terlambat",
        "Jam ini dicatat terlambat dan perlu dua persetujuan. Mintalah keduanya.",
        "Late entry",
        "These hours were logged late and need two approvals. Ask for both.",
    ),
    Warn.EXCESS_JP: Wording(
        "JP melebihi batas",
        "Sebagian JP melampaui batas tahun kontrak PPPK. Bagian itu dicatat tanpa diakui.",
        "JP above the cap",
        "Some JP exceed the cap of the PPPK contract year. They are noted, not credited.",
    ),
    Warn.NIP_AGE: Wording(
        "Umur pengangkatan tidak lazim",
        "Umur saat diangkat di bawah 18 atau di atas 40 tahun. Cocokkan NIP-nya.",
        "Unusual age",
        "The age at appointment is under 18 or over 40. Check the NIP.",
    ),
    Warn.DOCUMENT_MISSING: Wording(
        "Berkas belum tersimpan",
        "Berkas yang dirujuk belum tersimpan. Simpan berkasnya.",
        "Document missing",
        "The document cited is not stored yet. Store it.",
    ),
    Warn.REPEATED_FINDING: Wording(
        "Temuan berulang",
        "Temuan serupa sudah pernah dicatat. Bandingkan dengan temuan sebelumnya.",
        "Repeated finding",
        "A finding like this was recorded before. Compare it with the earlier one.",
    ),
    Warn.ANSWERED_LATE: Wording(
        "Terlambat dijawab",
        "Jawaban diberikan setelah batas waktunya. Catat sebab keterlambatannya.",
        "Answered late",
        "The answer came after its due time. Note why it was late.",
    ),
}
