"""An inspector in a real browser: the past is one date away, every figure cites its facts."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from domain.envelope import Instant
from interface.bootstrap import StoreKind, open_store
from interface.journal import Runner
from interface.journal_lines import read_lines
from interface.transports import DoorTransport
from tests.http_server import serving, token_of

SMOKE = Path(__file__).parents[1] / "journals" / "smoke.jsonl"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A served sandbox with the smoke story in it."""
    store = open_store(None, kind=StoreKind.SANDBOX, at=Instant("2020-01-06T02:00:00.000000Z"))
    report = Runner(DoorTransport(store)).run(read_lines(SMOKE))
    assert report.failures == []
    with serving(store) as base:
        yield base
    store.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    chromium = shutil.which("chromium")
    assert chromium is not None, "Chromium is not installed; `make test` installs it"
    with sync_playwright() as playwright, TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, headless=True, args=list(FLAGS), locale="id-ID"
        )
        yield context
        context.close()


@pytest.fixture
def page(browser: BrowserContext, address: str) -> Iterator[Page]:
    """A page at the register. Afterwards: no error on the console, no other host asked."""
    opened, errors, hosts = browser.new_page(), [], set()
    opened.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    opened.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    opened.goto(address)
    yield opened
    opened.close()
    assert errors == []
    assert hosts == {urlsplit(address).netloc}


def test_dragging_the_date_back_shows_the_agreement_as_it_stood(page: Page) -> None:
    chip = page.locator(".chip").first
    expect(chip).to_have_text("Berlaku")
    page.locator(".clocks input[name=as_of]").fill("2022-02-18")
    page.locator(".clocks button").first.click()
    expect(page.locator(".chip").first).to_have_text("Berakhir")
    page.locator(".clocks input[name=as_of]").fill("2020-02-17")
    page.locator(".clocks button").first.click()
    expect(page.locator(".chip").first).to_have_text("Disetujui")


def test_a_click_on_a_figure_leads_to_the_fact_behind_it(page: Page) -> None:
    page.get_by_role("link", name="Magang ASN di PT Telkom").first.click()
    expect(page.locator("h1")).to_contain_text("Magang ASN di PT Telkom")
    cited = page.locator("a[href^='/facts/']").first
    position = (cited.get_attribute("href") or "").rpartition("/")[2].partition("?")[0]
    cited.click()
    expect(page.locator("body")).to_contain_text(f"#{position}")
    expect(page.locator("body")).to_contain_text("agreement.")


def test_the_page_speaks_english_when_asked(page: Page) -> None:
    page.get_by_role("link", name="EN", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".chip").first).to_have_text("In force")


PAGES = (
    "/",
    "/work",
    "/controls",
    "/controls/cover",
    "/controls/internship-share",
    "/search?text=magang",
    "/desk",
    "/activity",
    "/why?question=programme&figure=/met&parameters=%7B%22year%22:2020%7D",
    "/facts",
    "/facts/37",
    "/sign-in",
)


def test_every_page_has_the_two_clocks_and_the_root_of_the_log(page: Page, address: str) -> None:
    links = [page.locator("tbody th a").first.get_attribute("href") or ""]
    for path in (*PAGES[:-1], *links):
        page.goto(address + path)
        expect(page.locator("form.clocks input[name=as_of]")).to_be_visible()
        expect(page.locator("form.clocks input[name=known_at]")).to_be_visible()
        expect(page.locator("footer code")).to_have_text(re.compile("^[0-9a-f]{64}$"))


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_no_page_is_wider_than_the_screen(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    agreement = page.locator("tbody th a").first.get_attribute("href") or ""
    page.goto(address + agreement)
    placement = page.locator("#placements + .scroll tbody th a").get_attribute("href") or ""
    for path in (*PAGES, agreement, placement):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_on_a_phone_every_cell_says_which_column_it_belongs_to(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    cell = page.locator("td[data-label=Keadaan]").first
    box = cell.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
    said = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert said == '"Keadaan"'


def test_an_agreement_leads_to_its_placement_and_that_to_the_jp_of_the_person(page: Page) -> None:
    page.get_by_role("link", name="Magang ASN di PT Telkom").first.click()
    expect(page.locator("#terms + dl")).to_contain_text("Teknologi")
    page.get_by_role("link", name="Dewi S.").click()
    expect(page.locator("ul.checks li.ok")).to_have_count(6)
    expect(page.locator("ol.strip li.covered")).to_have_count(10)
    expect(page.locator("#logbook + .scroll tbody tr")).to_have_count(10)
    page.get_by_role("link", name="20 JP").click()
    expect(page.locator("h1")).to_contain_text("Terpenuhi")
    expect(page.locator(".figures .strong dd")).to_have_text("20")


def test_a_control_leads_to_what_it_found(page: Page) -> None:
    page.get_by_role("link", name="Pengawasan").click()
    expect(page.locator(".tiles").first.locator("li")).to_have_count(9)
    expect(page.locator("#further + .tiles li")).to_have_count(6)
    page.get_by_role("link", name="Dua tugas yang tidak boleh dirangkap").click()
    expect(page.locator("h1")).to_contain_text("Dua tugas yang tidak boleh dirangkap")
    expect(page.locator(".empty")).to_have_text("Tidak ada penyimpangan.")


def test_the_audit_trail_is_filtered_by_person_and_keeps_the_clocks(page: Page) -> None:
    page.get_by_role("link", name="Jejak audit").click()
    page.get_by_label("Pelaku").fill("dewi-asn")
    page.get_by_role("button", name="Saring").click()
    lines = page.locator(".timeline li")
    assert lines.count() > 10
    assert lines.count() == page.locator(".timeline li", has_text="dewi-asn").count()
    page.locator("input[name=as_of]").fill("2020-02-26")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_label("Pelaku")).to_have_value("dewi-asn")
    expect(page.get_by_role("status")).to_contain_text("26 Februari 2020")


def test_the_chosen_language_and_day_go_along_from_page_to_page(page: Page) -> None:
    page.get_by_role("link", name="EN", exact=True).click()
    page.locator("input[name=as_of]").fill("2020-02-20")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Work").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_contain_text("20 February 2020")


def test_everything_is_reached_by_keyboard_and_the_first_stop_skips_to_the_content(
    page: Page,
) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.closest('main') !== null")
    assert focused


def test_every_field_has_a_label_and_every_page_one_heading(page: Page, address: str) -> None:
    for path in PAGES:
        page.goto(address + path)
        unnamed = page.locator("input:not([type=hidden]), select").evaluate_all(
            "fields => fields.filter(field => !field.labels.length).length"
        )
        assert (unnamed, page.locator("h1").count()) == (0, 1), path


def test_words_stand_out_from_what_they_are_written_on(page: Page, address: str) -> None:
    """WCAG 2.2 AA asks for 4.5 to 1."""
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate(FAINT) == [], path


FAINT = """() => {
  const light = text => {
    const [r, g, b] = text.match(/[0-9.]+/g).slice(0, 3).map(part => {
      const c = part / 255;
      return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = node => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!colour.endsWith(', 0)')) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const faint = [];
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some(part => part.nodeType === 3 && part.data.trim());
    if (!own || !node.getClientRects().length) continue;
    const pair = [light(getComputedStyle(node).color), light(ground(node))].sort((a, b) => b - a);
    if ((pair[0] + 0.05) / (pair[1] + 0.05) < 4.5) faint.push(node.outerHTML.slice(0, 80));
  }
  return faint;
}"""


def test_a_reader_of_an_official_store_signs_in_and_sees_what_is_theirs(
    browser: BrowserContext, tmp_path: Path
) -> None:
    store = open_store(str(tmp_path / "official"), kind=StoreKind.PRODUCTION)
    key = token_of(store)("root")
    with serving(store) as base:
        page = browser.new_page()
        page.goto(base)
        expect(page.locator("h1")).to_have_text("Perlu masuk")
        page.get_by_label("Kunci akun").fill("jjk_salah")
        page.get_by_role("button", name="Masuk").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("Kunci akun").fill(key)
        page.get_by_role("button", name="Masuk").click()
        expect(page.locator(".notice")).to_contain_text("root")
        assert key not in page.content()
        assert page.evaluate("document.cookie") == ""
        page.get_by_role("link", name="Pengawasan").click()
        expect(page.locator("h1")).to_have_text("Bukan hak Anda")
        page.goto(base)
        page.get_by_role("button", name="Keluar").click()
        expect(page.locator("h1")).to_have_text("Perlu masuk")
        page.close()
    store.close()
