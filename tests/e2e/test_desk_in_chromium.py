"""An inspector at the desk in a real browser: searches, asks why, keeps, draws and marks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from interface.bootstrap import Store
from tests.e2e.test_console_in_chromium import browser
from tests.http_server import serving, token_of
from tests.stories import before_and_ahead

__all__ = ["browser"]


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with before_and_ahead() as store:
        yield store


@pytest.fixture(scope="module")
def address(store: Store) -> Iterator[str]:
    with serving(store) as base:
        yield base


@pytest.fixture
def desk(browser: BrowserContext, address: str, store: Store) -> Iterator[Page]:
    """A page of an inspector who has signed in. Afterwards: no error on the console."""
    page, errors = browser.new_page(), []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(f"{address}/sign-in")
    page.get_by_label("Kunci akun").fill(token_of(store)("insp"))
    page.get_by_role("button", name="Masuk").click()
    yield page
    page.close()
    assert errors == []


def test_a_name_leads_to_the_placement_and_its_figure_to_the_facts(desk: Page) -> None:
    desk.get_by_label("Cari:").fill("dewi")
    desk.get_by_role("button", name="Cari").click()
    expect(desk.locator("tbody tr")).to_have_count(1)
    desk.locator("tbody th a").click()
    desk.locator(".strong a.why").click()
    expect(desk.locator("h1")).to_contain_text("Mengapa angka ini?")
    expect(desk.locator(".figures .strong dd")).to_have_text("20")
    desk.locator("tbody .proof a").last.click()
    expect(desk.locator("h1")).to_contain_text("JP diakui")
    expect(desk.locator("#changes + .scroll")).to_contain_text("CREDIT_RECOGNISED")


def test_a_question_is_kept_where_it_was_asked_and_answers_the_same_bytes(desk: Page) -> None:
    desk.get_by_role("link", name="Pengawasan", exact=True).click()
    desk.locator("input[name=as_of]").fill("2020-06-30")
    desk.get_by_role("button", name="Tampilkan").click()
    desk.get_by_role("link", name="Magang dengan hari tanpa dasar hukum").click()
    desk.get_by_text("Simpan pertanyaan ini").click()
    desk.get_by_role("button", name="Simpan").click()
    expect(desk.locator("h1 .chip")).to_have_text("sama persis")
    expect(desk.locator("dl.envelope")).to_contain_text("30 Juni 2020")
    expect(desk.locator("pre")).to_contain_text("uncovered_days")


def test_r95_a_sample_is_drawn_from_a_list_and_an_item_marked(desk: Page) -> None:
    desk.get_by_role("link", name="Pengawasan", exact=True).click()
    desk.get_by_role("link", name="Fakta yang direkam terlambat").click()
    desk.get_by_text("Tarik sampel dari daftar ini").click()
    desk.get_by_label("Ukuran").fill("1")
    desk.get_by_label("Benih").fill("2020")
    desk.get_by_role("button", name="Tarik", exact=True).click()
    expect(desk.locator("h1 .chip")).to_have_text("Tarik ulang: sama")
    desk.locator("select[name=mark]").first.select_option("EXCEPTION")
    desk.locator("input[name=note]").first.fill("berkas tidak ada")
    desk.get_by_role("button", name="Catat").first.click()
    expect(desk.locator("tbody .chip").first).to_have_text("Penyimpangan")
    desk.get_by_role("link", name="Meja pemeriksa").first.click()
    expect(desk.locator("#samples + .scroll")).to_contain_text("late-records")


def test_the_desk_fits_a_phone(desk: Page, address: str) -> None:
    desk.set_viewport_size({"width": 320, "height": 700})
    for path in ("/desk", "/activity", "/controls/limit-breaches", "/search?text=telkom"):
        desk.goto(address + path)
        assert desk.evaluate("document.documentElement.scrollWidth") <= 320, path
    samples = desk.goto(address + "/desk") and desk.locator("#samples + .scroll tbody th a")
    assert samples
    samples.first.click()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 320
