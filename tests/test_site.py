"""What a reader meets in a browser: pages opened from the disk, on a phone, by keyboard, on paper.

Chromium does the reading; where there is none the tests skip.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
REPORTS = ("binh-thuan/2022", "binh-thuan/2022-en", "national/2022")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


class Visit:
    """A page, and what went wrong or left the machine while it was open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._check)

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.faults.append(f"{kind}: {text}")

    def _check(self, request) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.faults.append(f"request: {request.url}")


@pytest.fixture
def visit(browser):
    """Opens a context of a given size, with or without scripts; no fault at the end."""
    visits, contexts = [], []

    def go(path: Path, *, size=DESK, scripts=True) -> Page:
        contexts.append(browser.new_context(viewport=size, java_script_enabled=scripts))
        visits.append(Visit(contexts[-1].new_page()))
        visits[-1].page.goto(path.as_uri())
        return visits[-1].page

    yield go
    for context in contexts:
        context.close()
    assert [fault for one in visits for fault in one.faults] == []


def is_across(page: Page) -> bool:
    """Whether the page is wider than the window, so that one has to scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_a_reader_goes_from_the_index_to_a_province_and_to_its_pdf(site, visit):
    page = visit(site / "index.html")
    page.get_by_role("searchbox").fill("binh thuan")
    expect(page.locator("#count")).to_have_text("1")
    page.get_by_role("link", name="Bình Thuận", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bình Thuận")
    page.go_back()
    page.get_by_role("link", name="tiếng Anh: Bình Thuận").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Community-safety models in")
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("place", [".", *REPORTS])
def test_every_link_of_a_page_leads_to_a_file_or_a_place_on_it(site, visit, place):
    page = visit(site / place / "index.html")
    links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    assert links
    for link in links:
        file, _, part = link.partition("#")
        assert (site / place / file).exists() if file else page.locator(f"[id='{part}']").count()


@pytest.mark.parametrize("place", [".", *REPORTS])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_has_to_be_scrolled_sideways(site, visit, place, size):
    assert not is_across(visit(site / place / "index.html", size=size))


@pytest.mark.parametrize("place", REPORTS)
def test_no_table_has_to_be_scrolled_sideways_at_a_desk(site, visit, place):
    page = visit(site / place / "index.html")
    too_wide = """all => all.filter(one => one.scrollWidth > one.clientWidth + 1)
        .map(one => one.textContent.trim().slice(0, 60))"""
    assert page.eval_on_selector_all(".scroll", too_wide) == []


@pytest.mark.parametrize("place", [".", *REPORTS])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_no_serious_fault(site, visit, place, size):
    found = Axe().run(visit(site / place / "index.html", size=size)).response["violations"]
    grave = {one["id"]: len(one["nodes"]) for one in found if one["impact"] in GRAVE}
    assert grave == {}


GRAVE = ("serious", "critical")


@pytest.mark.parametrize("place", [".", *REPORTS])
def test_without_scripts_a_page_says_all_it_has_to_say(site, visit, place):
    page = visit(site / place / "index.html", scripts=False)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if place == ".":
        expect(page.get_by_role("row", name=re.compile("Bình Thuận"))).to_be_visible()
        expect(page.get_by_role("searchbox")).to_be_hidden()
    else:
        assert page.locator("figure img").count() > 0


def test_the_map_switches_layer_and_year_and_tells_of_a_commune(site, visit):
    page = visit(site / "binh-thuan/2022/index.html")
    legend, card = page.locator("#atlas-legend li"), page.locator("#atlas-card")
    expect(legend.last).to_contain_text("có nơi chưa rõ")
    before = page.locator("#atlas-map path[data-c]").first.get_attribute("fill")
    page.get_by_role("radio", name="Hộ ở nơi chưa có mô hình").check()
    expect(page.locator("#atlas-subtitle")).to_contain_text("hộ", ignore_case=True)
    page.get_by_role("radio", name="Độ phủ của mô hình").check()
    assert page.locator("#atlas-map path[data-c]").first.get_attribute("fill") == before
    page.locator("#atlas-when").fill("0")
    expect(page.locator("#atlas-subtitle")).to_contain_text("năm 2017")
    page.locator("#atlas-map path[data-c='22960']").click()
    expect(card).to_contain_text("%")
    expect(card).to_contain_text("năm 2017")


def test_a_commune_is_found_by_a_name_without_diacritics(site, visit):
    page = visit(site / "binh-thuan/2022/index.html")
    finder, found = page.locator("#atlas-find"), page.locator("#atlas-found li")
    finder.fill("phan thiet")
    expect(found.first).to_contain_text("Phan Thiết")
    expect(found.last).to_contain_text(re.compile(r"Còn \d+ nơi nữa"))
    finder.press("Enter")
    expect(page.locator("#atlas-region")).to_contain_text("Phan Thiết")
    finder.fill("khong co noi nay")
    expect(found).to_have_count(1)
    expect(found.locator("button")).to_have_count(0)


def test_the_map_is_read_on_a_phone_by_touch(site, browser):
    seen = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = seen.new_page()
    page.goto((site / "binh-thuan/2022/index.html").as_uri())
    page.locator("#atlas-map path[data-c='22960']").tap()
    expect(page.locator("#atlas-name")).not_to_be_empty()
    assert not is_across(page)
    seen.close()


def test_without_scripts_the_map_leads_to_the_pictures(site, visit):
    page = visit(site / "binh-thuan/2022/index.html", scripts=False)
    expect(page.locator("#atlas-live")).to_be_hidden()
    expect(page.locator("#atlas-static a").first).to_be_visible()


def test_a_report_is_walked_through_by_keyboard(site, visit):
    page = visit(site / "binh-thuan/2022/index.html")
    for _ in range(2):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "A"
    page.keyboard.press("Enter")
    assert "#20_coverage" in page.url
    page.locator("#atlas-map").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#atlas-name")).not_to_be_empty()


def test_a_page_prints_with_its_words_and_without_its_buttons(site, visit, tmp_path):
    page = visit(site / "binh-thuan/2022/index.html")
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    text = "".join(one.extract_text() for one in pypdf.PdfReader(tmp_path / "page.pdf").pages)
    words = "".join(text.split())
    assert "Nhữngđiềuchính" in words
    assert "Vềđầutrang" not in words


def test_the_index_of_63_provinces_is_there_in_two_seconds(site, visit):
    began = time.monotonic()
    page = visit(site / "index.html")
    assert page.locator("tr[data-name]").count() == 63
    assert time.monotonic() - began < 2


# --- JupyterLab ------------------------------------------------------------------------------


@pytest.fixture
def lab(tmp_path) -> Iterator[str]:
    """JupyterLab over a copy of the notebooks; its address."""
    copied, port = tmp_path / "notebooks", free_port()
    shutil.copytree(ROOT / "notebooks", copied)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
        "--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={copied}",
        "--ServerApp.websocket_ping_interval=30000",
    ]  # fmt: skip
    places = {name: str(tmp_path / name) for name in PLACES}
    for name, setting in SETTINGS.items():
        file = tmp_path / "JUPYTERLAB_SETTINGS_DIR" / "@jupyterlab" / name
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(setting), encoding="utf-8")
    server = subprocess.Popen(
        command, env=os.environ | places, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield wait_for(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait(20)


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


# Every cell is on the page, not only those in sight; no news are asked for.
SETTINGS = {
    "notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
    "apputils-extension/notification.jupyterlab-settings": {
        "fetchNews": "false", "checkForUpdates": False,
    },
}  # fmt: skip
PLACES = ("JUPYTER_CONFIG_DIR", "JUPYTERLAB_WORKSPACES_DIR", "JUPYTERLAB_SETTINGS_DIR")


def wait_for(address: str, server: subprocess.Popen) -> str:
    for _ in range(240):
        assert server.poll() is None, "JupyterLab has ended"
        try:
            with urllib.request.urlopen(f"{address}/api/status", timeout=2):
                return address
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(f"no JupyterLab at {address} after a minute")


def test_in_jupyterlab_a_researcher_changes_the_province_and_runs_all(lab, browser):
    page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    page.goto(f"{lab}/lab/tree/20_coverage.ipynb")
    cell = page.locator(".jp-CodeCell", has_text="province = ").first
    line = cell.locator(".cm-line", has_text="province = ").first
    line.click(timeout=60_000)
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.type('province = "Kon Tum"')
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    given = page.locator(".jp-OutputArea-output", has_text="kon-tum.xlsx").first
    expect(given).to_be_visible(timeout=120_000)
    maps = page.locator(".jp-RenderedImage img")
    expect(maps.first).to_be_visible(timeout=120_000)
    last = page.locator(".jp-CodeCell", has_text="section.close()").locator(".jp-InputPrompt")
    expect(last).to_have_text(re.compile(r"\[\d+\]:"), timeout=180_000)
    assert page.locator(".jp-RenderedText[data-mime-type*='stderr']").count() == 0
    assert page.locator("text=Traceback").count() == 0
