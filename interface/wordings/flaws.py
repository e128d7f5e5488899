"""What is wrong with one field, by the kind of flaw; `{limit}` is what would have been right."""

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
