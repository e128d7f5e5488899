"""What is said about audit packs, and what is written in each."""

from interface.wordings.items import Words

PACKED: Words = (
    "{facts} fakta, {documents} dokumen, {left_out} tidak disertakan: {where}. SHA-256 {sha256}.",
    "{facts} facts, {documents} documents, {left_out} left out: {where}. SHA-256 {sha256}.",
)
NOT_SEALED: Words = (
    "Perhatian, tanpa tanda tangan: JEJAK_SIGNING belum ditetapkan. Paket ini tidak membuktikan "
    "apa pun kepada orang lain.",
    "Mind, it is not signed: JEJAK_SIGNING is not set. To others this pack proves nothing.",
)
TOO_LARGE: Words = (
    "Terlalu besar untuk satu paket ({why}). Persempit masa atau pilih satu berkas.",
    "Too large for one pack ({why}). Narrow the period, or ask about one thing.",
)
NO_PLACE: Words = (
    "Paket tidak dapat ditulis: {why}.",
    "The pack cannot be written: {why}.",
)

README = """PAKET AUDIT JEJAK / JEJAK AUDIT PACK

ISI / WHAT IS HERE
  manifest.json      pertanyaan, penanya, posisi, daftar file dengan SHA-256, dan apa yang tidak
                     disertakan
                     the question, who asked, the position, every file with its SHA-256, and what
                     was left out
  manifest.note      segel: tanda tangan buku atas manifest / the log's signature over the manifest
  checkpoint         titik periksa bertanda tangan, dengan kosignatur para saksi
                     the signed checkpoint, with the cosignatures of witnesses
  events.jsonl       fakta, tepat seperti tersimpan; satu baris satu fakta
                     the facts, byte for byte as they are stored; a line each
  proofs, frontier   bukti setiap fakta, atau pohon fakta sebelum yang pertama
                     the proof of every fact, or the tree of the facts before the first
  consistency/       bukti bahwa buku melanjutkan keadaan lama / proofs that the log continues
  facts.csv          fakta sebagai tabel / the facts as a table
  facts.schema.json  bentuk fakta (JSON Schema) / the form of the facts
  rules.json         semua versi aturan yang diketahui / every version of the rules that is known
  views/             jawaban sebagai JSON dan CSV / answers as JSON and CSV
  documents/         dokumen, dinamai dengan SHA-256 isinya / documents, named by their SHA-256
  verify.py          pemeriksa / the verifier

MEMERIKSA / HOW TO VERIFY
  python3 -I verify.py PAKET.zip --key KUNCI

  Kunci buku dan verify.py sebaiknya didapat dari orang yang dipercaya, bukan dari paket ini.
  Take the log's key and verify.py from somebody you trust, not out of this pack.

  0 terbukti / proven    2 tidak ada yang dapat diperiksa / nothing to verify
  3 utuh tanpa penjamin / whole, nobody vouches    4 tidak terbukti / not proven

YANG TIDAK DIBUKTIKAN / WHAT IS NOT PROVEN
  Bahwa suatu fakta benar. Dan, bila hanya sebagian fakta disertakan, bahwa tidak ada fakta lain.
  That a fact is true. And, where only some facts are here, that there are no others.
"""
"""Goes into every pack, so it depends on nothing."""
