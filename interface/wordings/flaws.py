"""What is wrong with one field, by the kind of flaw; `{limit}` is what would have been right."""

import re
from collections.abc import Mapping

from interface.wordings.items import Words

FLAWS: Mapping[str, Words] = {
    "missing": ("wajib diisi", "is required"),
    "extra_forbidden": ("tidak dikenal di sini", "is not known here"),
    "json_invalid": ("bukan JSON yang sah", "is not valid JSON"),
    "model_type": ("harus berupa objek JSON", "must be a JSON object"),
    "string_type": ("harus berupa teks", "must be a text"),
    "string_too_short": ("tidak boleh kosong", "must not be empty"),
    "string_pattern_mismatch": ("harus cocok dengan {limit}", "must match {limit}"),
    "int_type": ("harus berupa bilangan bulat", "must be a whole number"),
    "bool_type": ("harus true atau false", "must be true or false"),
    "tuple_type": ("harus berupa daftar", "must be a list"),
    "dict_type": ("harus berupa objek JSON", "must be a JSON object"),
    "enum": ("harus salah satu dari {limit}", "must be one of {limit}"),
    "date_parsing": ("harus tanggal YYYY-MM-DD", "must be a date YYYY-MM-DD"),
    "year_out_of_range": ("harus dalam tahun {limit}", "must lie in the years {limit}"),
    "datetime_parsing": ("harus saat menurut RFC 3339", "must be an RFC 3339 instant"),
    "greater_than_equal": ("paling sedikit {limit}", "must be at least {limit}"),
    "less_than_equal": ("paling banyak {limit}", "must be at most {limit}"),
    "less_than": ("harus kurang dari {limit}", "must be less than {limit}"),
}
"""Kind of flaw -> (Indonesian, English)."""

SAID: Mapping[str, str] = {
    "text must be in Unicode normal form C": "teks harus dalam bentuk normal Unicode C",
    "text must not be empty": "teks tidak boleh kosong",
    "text must not hold a NUL": "teks tidak boleh memuat NUL",
    "numbers must be whole": "bilangan harus bulat",
    "numbers must lie within 2^53 - 1": "bilangan harus dalam batas 2^53 - 1",
    "an instant needs an offset": "saat memerlukan selisih waktu (offset)",
    "an instant lies in the years {} to {}": "saat harus dalam tahun {} sampai {}",
    "stands twice": "tertulis dua kali",
    "is not UTF-8": "bukan UTF-8",
    "is not percent-encoded UTF-8": "bukan UTF-8 yang ditulis dengan persen",
    "holds a NUL": "memuat NUL",
    "is longer than {} characters": "lebih panjang dari {} huruf",
    "begins as the keys of imported rows do": "berawal seperti kunci baris yang diimpor",
    "is larger than {} bytes": "lebih besar dari {} bita",
    "must be {}": "harus {}",
    "is empty": "kosong",
    "is not of the kind it is said to be, or of none that is taken in":
        "bukan jenis yang disebut, atau bukan jenis yang diterima",
    "leads to a pack that is too large; ask for a shorter period":
        "menghasilkan paket yang terlalu besar; minta masa yang lebih pendek",
    "ends before the form does": "berakhir sebelum formulirnya selesai",
    "takes exactly one file, every other field once":
        "memerlukan tepat satu berkas, isian lain masing-masing satu kali",
    'takes one entity tag, such as "v3"': 'memerlukan satu penanda versi, misalnya "v3"',
    "there is no such account": "tidak ada akun itu",
    "only a sandbox takes its time from a request":
        "hanya bak pasir yang mengambil waktu dari permintaan",
    "takes a position of the log": "memerlukan sebuah posisi di buku",
    "the log has the positions 0 to {}": "buku memiliki posisi 0 sampai {}",
    "is no whole number from 1 to {}": "bukan bilangan bulat dari 1 sampai {}",
    "is not the `next` of a page": "bukan `next` dari sebuah halaman",
    "is not a field of this form": "bukan isian formulir ini",
    "cannot be recorded: {}": "tidak dapat dicatat: {}",
    "{} is not an instant": "{} bukan saat",
    "{} has no offset": "{} tanpa selisih waktu (offset)",
    "{} is not a date": "{} bukan tanggal",
    "{} is not written YYYY-MM-DD": "{} tidak ditulis YYYY-MM-DD",
    "{} lies outside the years {} to {}": "{} di luar tahun {} sampai {}",
    "{} is before {}": "{} lebih awal dari {}",
}  # fmt: skip
"""What is said of one field without a kind: the English of it -> the Indonesian."""


def indonesian(english: str) -> str:
    """The same in Indonesian; what has no words here stays as it is."""
    for pattern, said in _PATTERNS:
        found = pattern.fullmatch(english)
        if found is not None:
            return said.format(*found.groups())
    return english


_PATTERNS = [
    (re.compile(re.escape(english).replace(r"\{\}", "(.+?)"), re.DOTALL), said)
    for english, said in SAID.items()
]
