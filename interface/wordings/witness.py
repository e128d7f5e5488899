"""What is said about witnesses: those that are asked, and the one that is run here."""

from interface.wordings.items import Words

NO_POLICY: Words = (
    "Kebijakan saksi {where} tidak terbaca: {why}.",
    "The policy of witnesses {where} cannot be read: {why}.",
)
NOT_WITNESSED: Words = (
    "Perhatian, saksi tidak cukup: {why}. Titik periksa diterbitkan tanpa mereka; mereka diminta "
    "lagi pada yang berikut.",
    "Mind, too few witnesses: {why}. The checkpoint is published without them; they are asked "
    "again with the next one.",
)
TOO_FEW_WITNESSES: Words = (
    "Tidak diterbitkan, saksi tidak cukup: {why}. Hubungi mereka, lalu jalankan lagi.",
    "Not published, too few witnesses: {why}. Get in touch with them, then run this again.",
)
NO_POLICY_SET: Words = (
    "JEJAK_WITNESSES belum ditetapkan. Tetapkan berkas kebijakan yang menyebut para saksi.",
    "JEJAK_WITNESSES is not set. Set it to a policy file that names the witnesses.",
)
KEY_MADE: Words = (
    "Kunci saksi dibuat di {where}. Berikan baris berikut kepada pengelola buku.",
    "The witness's key was made in {where}. Give the following line to the keeper of the log.",
)
NO_WITNESS: Words = (
    "Tidak ada kunci saksi di {why}. Jalankan jejak witness new.",
    "No key of a witness lies in {why}. Run jejak witness new.",
)
NO_REQUEST: Words = (
    "Bukan permintaan kosignatur: {why}.",
    "Not a request to cosign: {why}.",
)
NOT_COSIGNED: Words = (
    "Tidak dikosignatur: {why}.",
    "Not cosigned: {why}.",
)
OTHER_SIZE: Words = (
    "Tidak dikosignatur: saksi ini terakhir melihat {size} fakta. Minta bukti dari ukuran itu: "
    "jejak cosign ask --old {size}.",
    "Not cosigned: this witness last saw {size} facts. Ask for a proof from that size: "
    "jejak cosign ask --old {size}.",
)
ASKED: Words = (
    "Permintaan ditulis ke {where}: dari {old} ke {size} fakta.",
    "The request is written to {where}: from {old} to {size} facts.",
)
NOT_THAT_OLD: Words = ("Tidak dapat diminta: {why}.", "Cannot be asked: {why}.")
NOT_PUBLISHED: Words = (
    "Buku ini tidak menerbitkan titik periksa itu: {why}.",
    "This log has published no such checkpoint: {why}.",
)
NO_NOTE: Words = (
    "Bukan titik periksa bertanda tangan: {why}.",
    "Not a signed checkpoint: {why}.",
)
TAKEN_IN: Words = (
    "Kosignatur ditambahkan: {who}.",
    "Cosignatures were added: {who}.",
)
NOTHING_NEW: Words = (
    "Tidak ada kosignatur baru dari saksi dalam kebijakan.",
    "No new cosignature of a witness in the policy.",
)
