"""What is said where views stand still or are late."""

from application.stops import ViewStopped
from interface.wordings.items import Words

EVERY_VIEW = "*"

STOPPED: Words = (
    "Tampilan {view} berhenti sebelum fakta {position}. Yang tidak memerlukannya tetap "
    "dilayani; beri tahu pengelola.",
    "The view {view} stopped before fact {position}. All that does not need it is still "
    "served; tell the operator.",
)
ALL_STOPPED: Words = (
    "Fakta {position} tidak terbaca, jadi semua tampilan berhenti sebelumnya. Beri tahu pengelola.",
    "Fact {position} cannot be read, so all views stopped before it. Tell the operator.",
)
NOTHING_RECORDED: Words = ("Tidak ada yang dicatat.", "Nothing was recorded.")
STOPPED_TITLE: Words = ("Tampilan berhenti", "A view has stopped")
LATE_TITLE: Words = ("Tampilan belum sampai", "The views are not there yet")
LATE: Words = (
    "Tampilan belum sampai pada posisi yang diminta. Kirim lagi sebentar lagi.",
    "The views have not reached the position asked for. Send again in a moment.",
)
ROLLED_BACK: Words = (
    "Tabel sebelumnya melayani lagi: {views}.",
    "The earlier tables serve again: {views}.",
)
NOTHING_KEPT: Words = (
    "Tidak ada tabel lama yang disimpan, jadi tidak ada yang dapat dikembalikan.",
    "No earlier tables are kept, so there is nothing to go back to.",
)
DROPPED: Words = ("{n} tabel lama dihapus.", "{n} earlier tables were dropped.")


def stopped_in_words(stopped: ViewStopped) -> Words:
    """One sentence what is, then what to do, in Indonesian and in English."""
    words = ALL_STOPPED if stopped.view == EVERY_VIEW else STOPPED
    indonesian, english = (
        said.format(view=stopped.view, position=stopped.position) for said in words
    )
    return indonesian, english
