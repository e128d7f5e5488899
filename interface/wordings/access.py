"""What is said about requests, roles, persons and registers (contract §3.2)."""

from domain.codes import Code, Warn
from interface.wordings.wording import Wording

ACCESS: dict[Code | Warn, Wording] = {
    Code.UNAUTHENTICATED: Wording(
        "Belum dikenali",
        "Anda belum dikenali atau akun Anda sudah ditutup. Masuklah dengan akun yang terbuka.",
        "Not signed in",
        "You are not known here or your account is closed. Sign in with an open account.",
    ),
    Code.MALFORMED: Wording(
        "Isian tidak sesuai",
        "Isian {item} tidak dikenal, kosong, atau salah bentuk. Perbaiki lalu kirim lagi.",
        "Malformed request",
        "The field {item} is unknown, missing or of the wrong form. Correct it and send again.",
    ),
    Code.NOT_FOUND: Wording(
        "Tidak ditemukan",
        "Data {item} tidak ada atau tidak boleh Anda lihat. Periksa kembali rujukannya.",
        "Not found",
        "There is no {item}, or you may not see it. Check the reference.",
    ),
    Code.KEY_REUSED: Wording(
        "Kunci perintah terpakai",
        "Kunci perintah ini sudah dipakai untuk isi yang lain. Kirim dengan kunci baru.",
        "Key used before",
        "This command key was used for other content. Send again with a fresh key.",
    ),
    Code.PRECONDITION_REQUIRED: Wording(
        "Prasyarat belum disebut",
        "Header {item} belum disebut. Sertakan, lalu kirim lagi.",
        "Precondition required",
        "The header {item} is missing. Add it and send again.",
    ),
    Code.CONFLICT: Wording(
        "Data sudah berubah",
        "Data ini sudah diubah orang lain sejak Anda membacanya. Baca lagi, lalu ulangi.",
        "Changed in the meantime",
        "Somebody changed this since you read it. Read it again, then repeat.",
    ),
    Code.DUPLICATE_REF: Wording(
        "Rujukan terpakai",
        "Nama rujukan ini sudah dipakai untuk jenis data yang sama. Pilih nama lain.",
        "Reference in use",
        "This reference is already used for a thing of this kind. Choose another.",
    ),
    Code.ROLE_REQUIRED: Wording(
        "Peran tidak dimiliki",
        "Anda tidak memegang peran untuk tindakan ini. Minta pemegang peran melakukannya.",
        "Role required",
        "You do not hold a role for this act. Ask somebody who holds it.",
    ),
    Code.ROLE_EXPIRED: Wording(
        "Peran tidak berlaku",
        "Peran Anda sudah berakhir atau belum mulai berlaku. Mintalah penetapan yang baru.",
        "Role not valid",
        "Your role has ended or has not begun. Ask for a new grant.",
    ),
    Code.OUT_OF_SCOPE: Wording(
        "Di luar kewenangan",
        "Peran Anda tidak mencakup instansi, unit, atau orang ini. Serahkan kepada yang berwenang.",
        "Out of scope",
        "Your role does not reach this organisation, unit or person. Leave it to its holder.",
    ),
    Code.ON_BEHALF_NOT_ALLOWED: Wording(
        "Tidak boleh atas nama orang lain",
        "Tindakan ini tidak dapat dilakukan atas nama orang lain. Lakukan atas nama sendiri.",
        "Not on behalf of others",
        "This act cannot be done on behalf of somebody else. Do it in your own name.",
    ),
    Code.SECOND_PERSON_REQUIRED: Wording(
        "Perlu orang kedua",
        "Pengusul tidak boleh menyetujui usulannya sendiri. Mintalah persetujuan orang lain.",
        "Second person required",
        "The proposer cannot approve the own proposal. Ask another person to approve.",
    ),
    Code.NOT_OVERRIDABLE: Wording(
        "Tidak dapat dikesampingkan",
        "Aturan ini tidak dapat dikesampingkan untuk tindakan ini. Hapus dari pengecualian.",
        "Cannot be overridden",
        "This rule cannot be set aside for this act. Remove it from the override.",
    ),
    Code.SOD_VIOLATION: Wording(
        "Pemisahan tugas",
        "Satu orang memegang tugas yang harus terpisah: {item}. Serahkan kepada orang lain.",
        "Separation of duties",
        "One person holds duties that must be apart: {item}. Leave it to another person.",
    ),
    Code.SELF_APPROVAL: Wording(
        "Persetujuan atas diri sendiri",
        "Anda peserta atau penulis catatan ini. Mintalah persetujuan orang lain.",
        "Self approval",
        "You are the participant or wrote this yourself. Ask another person to approve.",
    ),
    Code.CONFLICT_OF_INTEREST: Wording(
        "Benturan kepentingan",
        "Anda mempunyai hubungan dengan peserta ini. Serahkan keputusan kepada orang lain.",
        "Conflict of interest",
        "You have a tie with this participant. Leave the decision to somebody else.",
    ),
    Code.WRONG_STATE: Wording(
        "Belum atau tidak lagi mungkin",
        "Tindakan ini tidak ada pada keadaan sekarang. Lihat langkah yang tersedia.",
        "Wrong state",
        "This act does not exist in the present state. See which steps are open.",
    ),
    Code.CLOSED_STREAM: Wording(
        "Sudah berakhir",
        "Hal ini sudah berakhir dan tidak menerima tindakan lagi. Buat yang baru bila perlu.",
        "Already ended",
        "This has ended and takes no further acts. Create a new one if needed.",
    ),
    Code.IMMUTABLE: Wording(
        "Naskah sudah beku",
        "Naskah yang disetujui tidak dapat diubah langsung. Buatlah adendum.",
        "Text is frozen",
        "An approved text cannot be edited. Draft an amendment.",
    ),
    Code.FUTURE_DATE: Wording(
        "Tanggal belum tiba",
        "Tanggal yang dinyatakan terletak setelah hari ini. Isi tanggal yang sudah terjadi.",
        "Date in the future",
        "The claimed date lies after today. Enter the day it happened.",
    ),
    Code.REASON_REQUIRED: Wording(
        "Alasan wajib diisi",
        "Tindakan ini terlambat atau khusus sehingga perlu alasan. Isi alasannya.",
        "Reason required",
        "This act is late or special and needs a reason. State the reason.",
    ),
    Code.ACCOUNT_EXISTS: Wording(
        "Akun sudah ada",
        "Nama masuk atau pegawai ini sudah mempunyai akun. Pakailah akun itu.",
        "Account exists",
        "This login or employee already has an account. Use that account.",
    ),
    Code.NIP_INVALID: Wording(
        "NIP tidak sah",
        "NIP tidak sesuai bentuk: {item}. Cocokkan dengan surat keputusan pengangkatan.",
        "Invalid NIP",
        "The NIP is not well formed: {item}. Compare it with the decree of appointment.",
    ),
    Code.NIP_TAKEN: Wording(
        "NIP terpakai",
        "NIP ini milik pegawai lain yang sudah terdaftar. Periksa nomor atau cari pegawainya.",
        "NIP in use",
        "This NIP belongs to another registered employee. Check it or look the person up.",
    ),
    Code.RULE_INVALID: Wording(
        "Nilai aturan tidak sah",
        "Nilai {item} pada aturan ini tidak lengkap atau tidak masuk akal. Perbaiki nilainya.",
        "Invalid rule",
        "The value {item} of this rule is incomplete or makes no sense. Correct it.",
    ),
}
