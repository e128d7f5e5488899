"""An inspector in a real browser: the past is one date away, every figure cites its facts."""

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
from tests.http_server import serving

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
    page.locator("input[name=as_of]").fill("2022-02-18")
    page.locator("form:has(input[name=as_of]) button").first.click()
    expect(page.locator(".chip").first).to_have_text("Berakhir")
    page.locator("input[name=as_of]").fill("2020-02-17")
    page.locator("form:has(input[name=as_of]) button").first.click()
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
