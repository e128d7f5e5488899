"""What is wrong with one field, header or parameter, by the kind of flaw.

Every door takes its sentences from here; `{limit}` is what would have been right.
"""

from collections.abc import Mapping

from interface.wordings.items import Words
from interface.wordings.wording import Language

FLAWS: Mapping[str, Words] = {
    "missing": ("wajib diisi", "is required"),
    "extra_forbidden": ("tidak dikenal di sini", "is not known here"),
    "json_invalid": ("bukan JSON yang sah", "is not valid JSON"),
    "json_too_deep": (
        "bersarang terlalu dalam untuk dibaca",
        "is nested too deeply to be read",
    ),
    "json_number_too_long": (
        "memuat bilangan dengan terlalu banyak angka",
        "holds a number of too many digits",
    ),
    "model_type": ("harus berupa objek JSON", "must be a JSON object"),
    "string_type": ("harus berupa teks", "must be a text"),
    "string_too_short": ("tidak boleh kosong", "must not be empty"),
    "too_long": ("paling panjang {limit} karakter", "must be at most {limit} characters"),
    "too_short": ("paling sedikit {limit} butir", "must have at least {limit} items"),
    "text_not_composed": (
        "harus teks dalam bentuk normal C Unicode (NFC)",
        "must be text in Unicode normal form C (NFC)",
    ),
    "text_with_nul": ("tidak boleh memuat NUL", "must not hold a NUL"),
    "string_pattern_mismatch": ("harus cocok dengan {limit}", "must match {limit}"),
    "int_type": ("harus berupa bilangan bulat", "must be a whole number"),
    "number_not_whole": ("hanya boleh memuat bilangan bulat", "must hold whole numbers only"),
    "number_too_large": (
        "memuat bilangan di luar ±(2^53 − 1)",
        "holds a number beyond ±(2^53 − 1)",
    ),
    "bool_type": ("harus true atau false", "must be true or false"),
    "tuple_type": ("harus berupa daftar", "must be a list"),
    "dict_type": ("harus berupa objek JSON", "must be a JSON object"),
    "enum": ("harus salah satu dari {limit}", "must be one of {limit}"),
    "date_parsing": (
        "harus tanggal yang ada dalam kalender, ditulis YYYY-MM-DD",
        "must be a date the calendar has, written YYYY-MM-DD",
    ),
    "year_out_of_range": ("harus dalam tahun {limit}", "must lie in the years {limit}"),
    "datetime_parsing": (
        "harus saat menurut RFC 3339, misalnya 2022-02-18T09:00:00+07:00",
        "must be an RFC 3339 instant, such as 2022-02-18T09:00:00+07:00",
    ),
    "instant_without_offset": (
        "harus menyebut selisih waktu, misalnya +07:00",
        "needs an offset, such as +07:00",
    ),
    "greater_than_equal": ("paling sedikit {limit}", "must be at least {limit}"),
    "less_than_equal": ("paling banyak {limit}", "must be at most {limit}"),
    "stands_twice": ("disebut dua kali", "stands twice"),
    "not_utf8": ("bukan UTF-8", "is not UTF-8"),
    "not_percent_encoded": (
        "bukan UTF-8 dengan penulisan persen",
        "is not percent-encoded UTF-8",
    ),
    "no_page_size": (
        "harus bilangan bulat dari 1 sampai {limit}",
        "must be a whole number from 1 to {limit}",
    ),
    "no_page": ("bukan `next` dari sebuah halaman", "is not the `next` of a page"),
    "no_entity_tag": (
        'harus satu penanda versi, misalnya "v3"',
        'takes one entity tag, such as "v3"',
    ),
    "no_account": ("tidak ada akun dengan nama itu", "there is no such account"),
    "no_position": ("harus posisi dalam buku", "takes a position of the log"),
    "time_of_a_sandbox": (
        "hanya kotak pasir mengambil waktunya dari permintaan",
        "only a sandbox takes its time from a request",
    ),
    "time_backwards": (
        "lebih awal daripada waktu buku, {limit}",
        "is before the time of the store, {limit}",
    ),
    "file_empty": ("kosong", "is empty"),
    "one_file": (
        "memerlukan tepat satu berkas, isian lain masing-masing sekali",
        "takes exactly one file, every other field once",
    ),
    "form_cut_off": ("terputus sebelum formulirnya selesai", "ends before the form does"),
    "form_invalid": ("bukan formulir multipart yang sah", "is not a valid multipart form"),
    "form_too_much": (
        "memuat lebih dari satu berkas, lebih dari {limit} isian, atau isian yang terlalu panjang",
        "holds more than one file, more than {limit} fields, or a field that is too long",
    ),
    "too_many_bytes": (
        "lebih dari {limit} bita, batasnya; kirim yang lebih kecil",
        "over the limit of {limit} bytes; send less",
    ),
    "no_media_type": ("harus {limit}", "must be {limit}"),
    "no_kind_of_file": (
        "bukan berkas jenis yang dinyatakannya, atau bukan salah satu dari {limit}",
        "not a file of the kind it says, or none of {limit}",
    ),
    "pack_too_large": (
        "lebih banyak daripada yang dimuat satu zip (4 GiB, 65.535 berkas); persempit",
        "more than one zip holds (4 GiB, 65,535 files); ask for less",
    ),
    "beyond_the_log": (
        "melewati posisi terakhir, {limit}",
        "lies beyond the last position, {limit}",
    ),
    "id_of_a_new_thing": (
        "tidak disebut untuk yang baru dibuat; buku yang memberinya",
        "is not named for what is created; the store gives it",
    ),
    "version_of_a_new_thing": (
        "tidak disebut (If-Match) untuk yang baru dibuat; versinya belum ada",
        "is not named (If-Match) for what is created; it has no version yet",
    ),
    "key_of_a_row": (
        "berawal seperti kunci baris yang diimpor",
        "begins as the keys of imported rows do",
    ),
    "no_field_of_a_form": ("bukan isian formulir ini", "is not a field of this form"),
    "no_question": ("bukan nama sebuah pertanyaan", "is not the name of a question"),
    "no_pointer": (
        "harus penunjuk JSON, misalnya /jp",
        "must be a JSON Pointer, such as /jp",
    ),
    "no_figure": (
        "bukan angka dalam jawaban atas pertanyaan itu",
        "is no figure of the answer to that question",
    ),
    "not_imported_yet": (
        "belum dapat diambil alih; yang dapat: {limit}",
        "cannot be imported yet; what can: {limit}",
    ),
    "unrecordable": (
        "memuat sesuatu yang tidak dapat dicatat",
        "holds something that cannot be recorded",
    ),
}
"""Kind of flaw -> (Indonesian, English)."""

OTHER: Words = ("tidak sesuai", "is not as it should be")
"""What is said of a kind that has no words of its own."""


def flaw_in_words(kind: str, limit: str, language: Language) -> str:
    """What is wrong, in the reader's language."""
    indonesian, english = FLAWS.get(kind, OTHER)
    said = english if language == "en" else indonesian
    return said.replace("{limit}", limit)
