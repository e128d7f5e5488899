"""What is said about keeping a store: what came due, whether it is whole, its copies."""

from collections.abc import Mapping

from application.flaws import Flaw, KeyTrouble, Part
from interface.wordings.items import Words

FLAWS: Mapping[Flaw, Words] = {
    Flaw.UNREADABLE_STORE: ("berkas buku rusak", "the store's files are damaged"),
    Flaw.GAP: ("ada fakta yang hilang", "a fact is missing"),
    Flaw.TAIL_GONE: ("fakta terakhir hilang", "the last facts are missing"),
    Flaw.ALTERED: ("isi fakta diubah sesudah dicatat", "a fact was altered after it was recorded"),
    Flaw.UNREADABLE: ("fakta tidak terbaca", "a fact cannot be read"),
    Flaw.MISPLACED: ("fakta tidak pada tempatnya", "a fact is not in its place"),
    Flaw.NOT_CANONICAL: ("bentuk fakta bukan bentuk baku", "a fact is not in canonical form"),
    Flaw.VERSION: ("urutan fakta satu berkas terputus", "the facts of a thing have a hole"),
    Flaw.TIME: ("waktu pencatatan mundur", "the time of recording goes back"),
    Flaw.KEY: ("fakta tanpa perintah", "a fact that no command recorded"),
    Flaw.TREE: ("fakta tidak cocok dengan pohon bukti", "the facts do not fit the kept tree"),
    Flaw.NODE: (
        "simpul pohon bukti tidak cocok; jejak rebuild membuatnya baru",
        "a node of the tree is not over its facts; jejak rebuild makes it anew",
    ),
    Flaw.CHECKPOINT: (
        "fakta tidak cocok dengan titik periksa",
        "the facts are not the checkpoint's",
    ),
    Flaw.FENCE: ("pagar di sekeliling fakta dibongkar", "the fence around the facts is down"),
    Flaw.STATE: ("keadaan tersimpan tidak sesuai faktanya", "a kept state is not its facts'"),
    Flaw.VIEW: ("tampilan tidak sesuai faktanya", "a view is not what the facts lead to"),
    Flaw.PERSONAL_DATA: ("data pribadi diubah", "personal data were altered"),
    Flaw.KEYS: ("data pribadi tanpa kunci", "personal data without their keys"),
    Flaw.DOCUMENT_GONE: ("dokumen hilang", "a document is missing"),
    Flaw.DOCUMENT_ALTERED: ("isi dokumen diubah", "a document was altered"),
}

KEYS: Mapping[KeyTrouble, Words] = {
    KeyTrouble.OPEN_TO_OTHERS: (
        "Kunci data pribadi terbuka bagi orang lain: {place}. Jalankan chmod go= {place}",
        "A key to personal data is open to others: {place}. Run chmod go= {place}",
    ),
    KeyTrouble.NOT_THERE: (
        "Kunci data pribadi tidak ada di {place}. Taruh salinannya di sana, "
        "atau sebut mapnya dalam JEJAK_KEYS.",
        "The keys to personal data are not at {place}. Put a copy of them there, "
        "or name their folder in JEJAK_KEYS.",
    ),
    KeyTrouble.NO_MASTER: (
        "Kunci induk tidak ada: {place}. Taruh salinannya di sana, "
        "atau sebut mapnya dalam JEJAK_MASTER_KEY.",
        "The master key is not there: {place}. Put a copy of it there, "
        "or name its folder in JEJAK_MASTER_KEY.",
    ),
    KeyTrouble.OF_ANOTHER_STORE: (
        "Kunci di {place} milik buku lain. Sebut map kunci buku ini dalam JEJAK_KEYS.",
        "The keys at {place} belong to another store. Name this store's in JEJAK_KEYS.",
    ),
    KeyTrouble.DAMAGED: (
        "Kunci data pribadi rusak: {place}. Taruh salinannya di sana.",
        "The keys to personal data are damaged: {place}. Put a copy of them there.",
    ),
}

GONE: Mapping[Part, Words] = {
    Part.LOG: (
        "Fakta-fakta buku tidak ada di {place}, padahal masih ada {left}. "
        "Pindahkan sisanya, lalu pulihkan buku dari salinan: jejak restore.",
        "The facts of the store are not at {place}, though {left} is there. "
        "Move what is left aside and restore the store from a backup: jejak restore.",
    ),
    Part.VAULT: (
        "Nama dan NIP buku tidak ada di {place}. Pulihkan buku dari salinan: jejak restore. "
        "Bila tidak ada salinan, pindahkan {left}, lalu jejak keys give-up --all-names-are-lost.",
        "The names and NIPs of the store are not at {place}. Restore it from a backup: "
        "jejak restore. If there is none, move {left} aside, then "
        "jejak keys give-up --all-names-are-lost.",
    ),
}

NOTHING_DUE: Words = ("Tidak ada yang jatuh tempo.", "Nothing is due.")
CAME_DUE: Words = ("{n} hal yang jatuh tempo dicatat.", "What was due is recorded: {n} facts.")
WHOLE: Words = (
    "Utuh: {size} fakta dan {documents} dokumen, akar {root}.",
    "Whole: {size} facts and {documents} documents, root {root}.",
)
NOT_WHOLE: Words = (
    "Tidak utuh: {flaw}, posisi {position}.",
    "Not whole: {flaw}, position {position}.",
)
NO_STORE: Words = ("Tidak ada buku di tempat itu.", "There is no store at that place.")
NO_ADDRESS: Words = (
    "Alamat itu bukan alamat buku. Sebut sebuah map, atau postgresql://… untuk PostgreSQL.",
    "That is not the address of a store. Name a folder, or postgresql://… for PostgreSQL.",
)
NOT_A_STORE: Words = (
    "Di {where} ada berkas, tetapi tidak ada buku. Sebut map buku, atau map kosong untuk buku "
    "baru.",
    "There are files at {where}, but no store. Name a store's folder, or an empty one for a new "
    "store.",
)
NOT_WRITTEN: Words = (
    "Map {where} tidak dapat ditulisi, padahal buku hanya terbuka di tempat yang dapat ditulisi. "
    "Beri izin menulis, atau salin buku ke tempat lain.",
    "The folder {where} cannot be written to, and a store opens only where it can be. "
    "Let it be written to, or copy the store to another place.",
)
NOT_OPENED: Words = (
    "Buku tidak dapat dibuka: {why}",
    "The store cannot be opened: {why}",
)
AWAY: Words = (
    "Basis data tidak menjawab lagi: {why}. Yang sudah dijawab tetap tercatat; "
    "lanjutkan setelah basis data kembali.",
    "The database no longer answers: {why}. What was answered is recorded; go on when it is back.",
)
NO_PORT: Words = (
    "Server tidak dapat mendengar di {host}:{port}: {why}. Pilih yang lain dengan --port.",
    "The server cannot listen on {host}:{port}: {why}. Choose another with --port.",
)
NO_DOCUMENTS: Words = (
    "Penyimpanan dokumen tidak menjawab: {why}. Coba lagi, atau periksa JEJAK_EVIDENCE.",
    "The store of documents does not answer: {why}. Try again, or check JEJAK_EVIDENCE.",
)
DATA_LOST: Words = (
    "Data pribadi tidak terbaca: {why}. Jalankan jejak verify.",
    "Personal data cannot be read: {why}. Run jejak verify.",
)
NO_CHECKPOINT: Words = ("Bukan titik periksa: {why}.", "Not a checkpoint: {why}.")
COPIED: Words = (
    "Disalin dan diperiksa: {size} fakta dan {documents} dokumen, akar {root}.",
    "Copied and checked: {size} facts and {documents} documents, root {root}.",
)
COPIED_NOT_WHOLE: Words = (
    "Disalin apa adanya, tetapi salinan ini tidak akan dapat dipulihkan.",
    "Copied as it is, but this copy will be refused when it is to be restored.",
)
RESTORED: Words = (
    "Dipulihkan dan diperiksa: {size} fakta dan {documents} dokumen, akar {root}.",
    "Restored and checked: {size} facts and {documents} documents, root {root}.",
)
WITHOUT_KEYS: Words = (
    "Kunci data pribadi tidak ikut disalin; kunci ada di {place}.",
    "The keys to personal data are not in the copy; they lie at {place}.",
)
KEYS_TO_COME: Words = (
    "Data pribadi belum diperiksa: taruh kuncinya di {place}, lalu jalankan jejak verify.",
    "Personal data are not checked yet: put their keys at {place}, then run jejak verify.",
)
NEW_MASTER: Words = (
    "Kunci induk diganti, yang lama dimusnahkan: {place}.",
    "The master key was changed and the old one destroyed: {place}.",
)
GIVEN_UP: Words = (
    "Kunci lama dilepas: nama dan NIP {people} orang hilang untuk selamanya. "
    "Kunci baru ada di {place}.",
    "The old keys are given up: names and NIPs of {people} people are lost for good. "
    "New keys are at {place}.",
)
KEYS_UNCHANGED: Words = ("Kunci tidak berubah: {why}.", "The keys are unchanged: {why}.")
KEYS_COPIED: Words = (
    "Kunci disalin ke {place}. Simpan terpisah dari salinan buku; hapus bila ada yang lebih baru.",
    "The keys were copied to {place}. Keep them apart from copies of the store; "
    "delete them once there are newer ones.",
)
TAKEN: Words = ("Tempat itu tidak kosong: {why}.", "That place is not empty: {why}.")
NO_BACKUP: Words = ("Bukan salinan buku: {why}.", "Not a backup: {why}.")
DAMAGED: Words = (
    "Salinan rusak, tidak ada yang dipulihkan: {why}.",
    "The copy is damaged, nothing was restored: {why}.",
)
FAILED: Words = ("Tidak selesai: {why}.", "Not finished: {why}.")


def both(words: Words, **parts: object) -> str:
    """The sentence in Indonesian and in English, a line each."""
    return "\n".join(said.format(**parts) for said in words)
