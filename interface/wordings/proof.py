"""What is said about signing, proving and publishing the log."""

from interface.wordings.items import Words

NO_FOLDER: Words = (
    "Tidak ada kunci tanda tangan: JEJAK_SIGNING belum ditetapkan. Tetapkan sebuah folder di luar "
    "buku, lalu jalankan jejak signing-key new.",
    "There is no key to sign with: JEJAK_SIGNING is not set. Set it to a folder outside the store, "
    "then run jejak signing-key new.",
)
NO_KEY: Words = (
    "Tidak ada kunci Ed25519 yang diumumkan di folder kunci ({why}). Jalankan jejak signing-key "
    "new.",
    "No announced Ed25519 key lies in the folder of keys ({why}). Run jejak signing-key new.",
)
OTHER_LOG: Words = (
    "Kunci itu milik buku lain: {why}. Periksa JEJAK_ORIGIN dan JEJAK_SIGNING.",
    "Those keys belong to another log: {why}. Look at JEJAK_ORIGIN and JEJAK_SIGNING.",
)
REWOUND: Words = (
    "Tidak ditandatangani, buku ini salinan lama: {why}. Pulihkan fakta yang hilang; bila tidak "
    "ada lagi, mulai asal baru seperti diuraikan dalam docs/proof.md.",
    "Not signed, this is an older copy of the log: {why}. Bring back the facts that are missing; "
    "if they are gone, begin a new origin as docs/proof.md describes.",
)
FORKED: Words = (
    "Tidak ditandatangani, isi buku berubah sejak tanda tangan terakhir: {why}. Jalankan jejak "
    "verify, simpan buktinya, dan beri tahu inspektorat.",
    "Not signed, the log was changed since it was last signed: {why}. Run jejak verify, keep what "
    "it says, and tell the inspectorate.",
)
WRONG_TREE: Words = (
    "Tidak ditandatangani, pohon yang tersimpan tidak cocok dengan buku: {why}. Jalankan jejak "
    "verify; bila hanya pohonnya yang disebut, jejak rebuild membuatnya baru.",
    "Not signed, the kept tree does not lead to the head: {why}. Run jejak verify; if only the "
    "tree is named, jejak rebuild makes it anew.",
)
MEMORY_GONE: Words = (
    "Tidak ditandatangani, catatan tanda tangan terakhir hilang: {why}. Letakkan kembali titik "
    "periksa terakhir yang pernah diberikan kepada siapa pun sebagai berkas itu.",
    "Not signed, the memory of what was signed last is gone: {why}. Put the newest checkpoint that "
    "anybody was ever given back as that file.",
)
KEYS_UNFIT: Words = (
    "Kunci tidak dapat dipakai: {why}.",
    "The keys cannot be used: {why}.",
)
KEY_MADE: Words = (
    "Kunci dibuat di {where} dan diumumkan dalam buku. Berikan baris berikut kepada siapa pun yang "
    "akan memeriksa buku ini.",
    "The key was made in {where} and announced in the log. Give the following line to everybody "
    "who is to check this log.",
)
KEY_NOT_ANNOUNCED: Words = (
    "Kunci dibuat di {where}, tetapi belum diumumkan. Umumkan dengan jejak do "
    "system.announce-signing-key.",
    "The key was made in {where} but is not announced. Announce it with jejak do "
    "system.announce-signing-key.",
)
NO_SUCH_KEY: Words = (
    "Tidak ada kunci {key} yang sedang berlaku. Lihat jejak signing-key list.",
    "No key {key} is in use. See jejak signing-key list.",
)
NO_KEYS: Words = ("Belum ada kunci yang diumumkan.", "No key has been announced.")
NOT_PUBLISHED: Words = (
    "Belum ada titik periksa bertanda tangan. Jalankan jejak checkpoint --sign.",
    "There is no signed checkpoint yet. Run jejak checkpoint --sign.",
)
NOT_COVERED: Words = (
    "Tidak ada fakta {position} di bawah titik periksa bertanda tangan. Jalankan jejak checkpoint "
    "--sign bila fakta itu baru.",
    "No fact {position} lies under a signed checkpoint. Run jejak checkpoint --sign if the fact is "
    "new.",
)
NO_COMMAND: Words = (
    "Tidak ada perintah dengan kunci {key}.",
    "No command was recorded under the key {key}.",
)
OTHER_TREE: Words = (
    "Folder itu berisi pohon lain, tidak ada yang ditulis: {why}.",
    "That folder holds another tree, nothing was written: {why}.",
)
TREE_WRITTEN: Words = (
    "{size} fakta di {where}, {files} berkas baru.",
    "{size} facts in {where}, {files} new files.",
)
