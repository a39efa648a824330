"""The pages on dossiers in a real Chromium, by keyboard alone; papers are dragged by mouse too."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import LimitSettings
from pipeline.review import people
from pipeline.review.settling import Settling
from pipeline.review.web.app import create_app
from pipeline.store import ReviewStore, Store
from pipeline.types import DecidedDocument
from tests.review import shelf
from tests.review.office import PASSWORD, Served
from tests.review.shelf import RECIPE, VERSION

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Office:
    """Served pages over a shelf, or what else it is filled with, and a supervisor who is signed in."""

    def __init__(
        self, folder: Path, browser: Any, fill: Callable[[str, Path], Settling | None] = shelf.fill
    ) -> None:
        self.url = f"sqlite:///{folder}/hoso.db"
        settling = fill(self.url, folder)
        self.store = ReviewStore.open(self.url)
        self.served = Served(create_app(self.store, b"secret", LimitSettings(), settling))
        self.at = self.served.at
        people.add(self.store, "dung", "Dung", "supervisor", PASSWORD)
        self.page = browser.new_page(viewport={"width": 1366, "height": 768})
        self.page.goto(self.at)
        self.page.fill("input[name=login]", "dung")
        self.page.fill("input[name=password]", PASSWORD)
        self.keys("Enter")
        self.page.wait_for_selector("#work[data-mode]")

    def close(self) -> None:
        self.page.close()
        self.served.close()
        self.store.close()

    def keys(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def arrive(self, selector: str) -> None:
        """Wait for a page that keys have led to, and for its scripts, which run after its text is there."""
        self.page.wait_for_selector(selector)
        self.page.wait_for_load_state()

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.textContent.trim()"))

    def until(self, condition: str) -> None:
        """Wait for a condition; the pages' own policy forbids Playwright's way of it."""
        for _ in range(300):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(condition)

    def decisions(self) -> tuple[DecidedDocument, ...]:
        with Store.open(self.url) as store:
            assert store.unsettled(RECIPE, VERSION) == ()
            return store.decisions("H-01")


@pytest.fixture
def office(tmp_path: Path, browser: Any) -> Iterator[Office]:
    opened = Office(tmp_path, browser)
    yield opened
    opened.close()


def test_from_a_name_without_marks_to_the_place_of_a_value(office: Office) -> None:
    page = office.page
    page.goto(f"{office.at}/dossiers")
    page.wait_for_selector("input[name=q]:focus")
    page.keyboard.type("thuan")
    office.keys("Enter")
    office.arrive("table tbody tr:nth-child(2)")
    assert "H-03" not in page.inner_text("table")
    office.keys("ArrowDown", "ArrowDown", "ArrowUp")
    assert office.focused() == "H-01"
    office.keys("Enter")
    office.arrive("[data-places]")
    office.keys("ArrowDown")
    assert office.focused() == "Lê Văn Thuận"
    office.keys("Enter")
    office.until("document.getElementById('whole').naturalWidth > 100")
    office.until("document.getElementById('close').naturalWidth > 50")
    office.keys("ArrowDown", "Enter")
    office.until("document.getElementById('whole').src.includes('box=60,')")
    assert page.url.endswith("/dossiers/1"), "the record stays where it is"


def test_from_a_conflict_to_its_task(office: Office) -> None:
    page = office.page
    page.goto(f"{office.at}/conflicts")
    office.keys("ArrowDown")
    assert office.focused() == "H-01"
    office.keys("ArrowDown", "ArrowDown", "Enter")
    office.arrive(".conflict")
    assert page.url.endswith("/dossiers/3/conflicts")
    sides = page.inner_text(".sides")
    assert "Nông dân" in sides
    assert "Giáo viên" in sides
    page.focus(".conflict button")
    office.keys("Enter")
    page.wait_for_selector('#work[data-mode="dossier"]')
    task = next(t for t in _tasks(office, 3) if t.field.key == "occupation")
    assert f"/picture/{task.id}/" in page.get_attribute("#field", "src")
    page.wait_for_timeout(400)
    office.keys("Enter")
    office.until(f"!document.getElementById('field').src.includes('/picture/{task.id}/')")


def _tasks(office: Office, number: int) -> Any:
    opened = office.store.library.opened(number)
    assert opened is not None
    return opened.tasks


def _documents(page: Any) -> list[list[int]]:
    found: list[list[int]] = page.evaluate(
        "[...document.querySelectorAll('[data-paper]')].map(s => [...s.querySelectorAll('.thumb')]"
        ".map(li => Number(li.dataset.page)))"
    )
    return found


def test_documents_are_split_named_moved_and_kept_by_keys(office: Office) -> None:
    page = office.page
    page.goto(f"{office.at}/dossiers/1/documents")
    page.wait_for_selector(".thumb:focus")
    assert _documents(page) == [[1, 2], [3]]
    office.keys("ArrowRight", "Enter")
    assert _documents(page) == [[1], [2], [3]]
    office.keys("Shift+ArrowRight")
    assert _documents(page) == [[1], [2, 3]]
    office.keys("Shift+ArrowRight")
    assert _documents(page) == [[1], [3, 2]]
    office.keys("Control+z")
    assert _documents(page) == [[1], [2, 3]]
    office.keys("F4")
    page.keyboard.type("19")
    office.keys("Control+Enter")
    page.wait_for_selector("#papers[data-kept]")
    assert _documents(page) == [[1], [2, 3]]
    assert office.decisions() == (DecidedDocument(3, (1,)), DecidedDocument(19, (2, 3)))


def test_joining_looking_and_taking_everything_back(office: Office) -> None:
    page = office.page
    page.goto(f"{office.at}/dossiers/1/documents")
    page.wait_for_selector(".thumb:focus")
    office.keys("Space")
    office.until("document.querySelector('#look img').naturalWidth > 100")
    office.keys("Space", "ArrowDown", "Enter")
    assert _documents(page) == [[1, 2, 3]]
    office.keys("Control+z")
    assert _documents(page) == [[1, 2], [3]]
    assert page.inner_text("#message") == ""


def test_a_page_is_dragged_into_another_document(office: Office) -> None:
    page = office.page
    page.goto(f"{office.at}/dossiers/1/documents")
    page.wait_for_selector(".thumb:focus")
    right_half = {"x": 90, "y": 60}
    page.drag_and_drop('[data-page="2"]', '[data-page="3"]', target_position=right_half)
    assert _documents(page) == [[1], [3, 2]]
    page.click("#keep")
    page.wait_for_selector("#papers[data-kept]")
    assert office.decisions() == (DecidedDocument(3, (1,)), DecidedDocument(5, (3, 2)))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_whole_at_the_clerks_screen_and_names_its_controls(office: Office, theme: str) -> None:
    page, faults = office.page, []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.emulate_media(color_scheme=theme)
    for path in ("/dossiers", "/dossiers/1", "/dossiers/1/conflicts", "/dossiers/1/documents",
                 "/dossiers/1/history", "/conflicts", "/rereads", "/rescans",
                 "/progress", "/people"):  # fmt: skip
        page.goto(office.at + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 1366, path
        controls = "[...document.querySelectorAll('input:not([type=hidden]), select')]"
        unnamed = page.evaluate(f"{controls}.filter(each => !each.labels.length).length")
        assert unnamed == 0, path
        assert page.locator("h1").count() == 1, path
        assert page.get_attribute("html", "lang") == "vi"
    assert faults == []
