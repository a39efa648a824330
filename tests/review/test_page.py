"""The review page in a real Chromium, by keyboard alone, with the key streams that Unikey makes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import LimitSettings
from pipeline.review import people
from pipeline.review.web.app import create_app
from pipeline.store import ReviewStore, Store
from pipeline.types import Status
from tests.review.office import PASSWORD, VALUES, Served, family_row, fill, readings

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")
ISO_NAME = "full_name"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Office:
    """A served review and its database."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.url = folder, f"sqlite:///{folder}/hoso.db"
        self.store = ReviewStore.open(self.url)
        self.served = Served(create_app(self.store, b"secret", LimitSettings()))
        self.at = self.served.at

    def rows(self) -> list[tuple[tuple[object, ...], Status]]:
        """The cells of each row, and the state of its first."""
        with Store.open(self.url) as store:
            (read,) = store.dossiers()
        return [(tuple(cell.value for cell in row.cells), row.cells[0].status) for row in read.rows]

    def record(self, dossier: str = "D0") -> dict[str, tuple[object, Status]]:
        with Store.open(self.url) as store:
            read = next(read for read in store.dossiers() if read.dossier == dossier)
            return {reading.key: (reading.value, reading.status) for reading in read.member}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = Office(tmp_path)
    yield opened
    opened.served.close()
    opened.store.close()


def signed_in(office: Office, browser: Any, login: str, role: str = "keyer") -> Any:
    people.add(office.store, login, login.capitalize(), role, PASSWORD)
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(office.at)
    page.wait_for_selector("input[name=login]:focus")
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#work[data-mode]")
    return page


def ready(page: Any, mode: str) -> None:
    page.wait_for_selector(f'#work[data-mode="{mode}"]')
    page.wait_for_timeout(400)  # An accept faster than a person can look is held back once.


def until(page: Any, condition: str) -> None:
    """Wait for a condition; the page's own policy forbids Playwright's way, which evaluates text in it."""
    for _ in range(300):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


def unikey(page: Any, *edits: tuple[int, str]) -> None:
    """What Unikey sends: so many Backspaces, then letters, as untouched key and text events."""
    for backspaces, letters in edits:
        for _ in range(backspaces):
            page.keyboard.press("Backspace")
        for letter in letters:
            page.keyboard.press(letter) if letter.isascii() else page.keyboard.insert_text(letter)


TELEX = [
    ((0, "Le"), (1, "ê"), (0, " Van"), (2, "ăn"), (0, " Thua"), (1, "â"), (0, "n"), (2, "ận")),
    ((0, "L"), (0, "e"), (1, "ê"), (0, " Va"), (1, "ă"), (0, "n Thuan"), (2, "ân"), (2, "ận")),
]
"""`Lee Vawn Thuaanj` (Telex) and `Le6 Va8n Thuan65` (VNI) as the input method turns them into edits."""


@pytest.mark.parametrize("edits", TELEX, ids=["telex", "vni"])
def test_a_name_typed_with_unikey_arrives_whole(
    edits: Any, office: Office, browser: Any, tmp_path: Path
) -> None:
    fill(office.url, tmp_path, {"D0": readings({ISO_NAME: VALUES[ISO_NAME]})})
    page = signed_in(office, browser, "an")
    ready(page, "blind")
    assert page.input_value("#value") == "", "the machine's value is hidden"
    assert VALUES[ISO_NAME] not in page.content()
    unikey(page, *edits)
    assert page.input_value("#value") == "Lê Văn Thuận"
    page.keyboard.press("Enter")
    ready(page, "nothing")
    assert office.record()[ISO_NAME] == ("Lê Văn Thuận", Status.VERIFIED)


def test_enter_within_a_composition_accepts_nothing(office: Office, browser: Any, tmp_path: Path) -> None:
    fill(office.url, tmp_path, {"D0": readings({ISO_NAME: VALUES[ISO_NAME]})})
    page = signed_in(office, browser, "an")
    ready(page, "blind")
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "Lê", "selectionStart": 2, "selectionEnd": 2})
    page.evaluate(
        "document.getElementById('value').dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    page.wait_for_timeout(200)
    assert page.get_attribute("#work", "data-mode") == "blind"
    assert page.input_value("#value") == "Lê"


def test_shown_values_are_accepted_corrected_and_taken_back(
    office: Office, browser: Any, tmp_path: Path
) -> None:
    fill(office.url, tmp_path, {"D0": readings({"occupation": "Nông dân", "ethnicity": "Kinh"})})
    page = signed_in(office, browser, "an")
    ready(page, "confirm")
    assert page.input_value("#value") == "Kinh"
    page.keyboard.press("Enter")
    until(page, "document.getElementById('value').value !== 'Kinh'")
    ready(page, "confirm")
    page.keyboard.type(" gioi")
    page.keyboard.press("Enter")
    ready(page, "nothing")
    assert office.record() == {
        "occupation": ("Nông dân gioi", Status.VERIFIED),
        "ethnicity": ("Kinh", Status.VERIFIED),
    }
    page.keyboard.press("Control+z")
    ready(page, "confirm")
    assert office.record()["occupation"] == ("Nông dân", Status.REVIEW)
    page.keyboard.press("F8")
    ready(page, "nothing")
    assert office.record()["occupation"][1] is Status.BLANK


def test_what_is_no_date_comes_back_with_a_sentence(office: Office, browser: Any, tmp_path: Path) -> None:
    fill(office.url, tmp_path, {"D0": readings({"birth_date": "1962-03-15"})})
    page = signed_in(office, browser, "an")
    ready(page, "blind")
    page.keyboard.type("mai")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('message').textContent !== ''")
    assert page.input_value("#value") == "mai"
    page.keyboard.press("Control+a")
    page.keyboard.type("15/03/1962")
    page.keyboard.press("Enter")
    ready(page, "nothing")
    assert office.record()["birth_date"] == ("1962-03-15", Status.VERIFIED)


def test_a_grid_is_accepted_at_once_but_for_the_odd_one(office: Office, browser: Any, tmp_path: Path) -> None:
    fill(office.url, tmp_path, {f"D{n}": readings({"ethnicity": "Kinh"}) for n in range(7)})
    page = signed_in(office, browser, "an")
    ready(page, "grid")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    ready(page, "blind")
    page.keyboard.type("Tày")
    page.keyboard.press("Enter")
    ready(page, "nothing")
    assert office.record("D0")["ethnicity"] == ("Kinh", Status.VERIFIED)
    assert office.record("D1")["ethnicity"] == ("Kinh", Status.REVIEW), "another person reads it too"


def test_two_who_differ_are_decided_by_a_senior_who_sees_both_and_the_page(
    office: Office, browser: Any, tmp_path: Path
) -> None:
    fill(office.url, tmp_path, {"D0": readings({ISO_NAME: VALUES[ISO_NAME]})})
    for login, text in (("an", "Lê Văn Thuần"), ("binh", "Lê Văn Thuân")):
        page = signed_in(office, browser, login)
        ready(page, "blind" if login == "an" else "double")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        ready(page, "nothing")
        assert page.request.get(f"{office.at}/picture/1/page").status == 404, "a keyer sees no page"
        page.close()
    page = signed_in(office, browser, "chi", "senior")
    ready(page, "arbiter")
    shown = page.inner_text("#candidates")
    assert "Lê Văn Thuần" in shown
    assert "Lê Văn Thuân" in shown
    page.keyboard.down("PageUp")
    assert page.is_visible("#page")
    page.keyboard.up("PageUp")
    assert not page.is_visible("#page")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    ready(page, "nothing")
    assert office.record()[ISO_NAME][1] is Status.VERIFIED


def test_forged_and_foreign_requests_are_refused(office: Office, browser: Any, tmp_path: Path) -> None:
    fill(office.url, tmp_path, {"D0": readings({ISO_NAME: VALUES[ISO_NAME]})})
    page = signed_in(office, browser, "an")
    assert page.request.post(f"{office.at}/api/next", data={"have": []}).status == 400
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    people.disable(office.store, "an")
    assert (
        page.request.get(f"{office.at}/picture/1/field").status != 200
        or "login" in page.request.get(office.at).text()
    )


WIFE = ("Vợ", "Trần Thị Bưởi", "1964", "Làm ruộng")
SON = ("Con", "Le Van Cam", "1988", "")
CELLS = "[...document.querySelectorAll('#cells textarea')].map(each => each.value)"


def test_a_row_is_looked_at_as_a_whole_and_its_cells_are_typed_with_unikey(
    office: Office, browser: Any, tmp_path: Path
) -> None:
    fill(office.url, tmp_path, {"D0": ()}, rows=(family_row(100, *WIFE), family_row(130, *SON)))
    page = signed_in(office, browser, "an")
    ready(page, "confirm")
    assert page.evaluate(CELLS) == list(WIFE)
    page.keyboard.press("Enter")
    until(page, f"{CELLS}[0] === 'Con'")
    ready(page, "confirm")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    unikey(page, *TELEX[1])
    page.keyboard.press("Tab")
    page.keyboard.press("F9")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.querySelector('#cells textarea')")
    page.keyboard.press("Enter")
    ready(page, "nothing")
    son = ("Con", "Lê Văn Thuận", None, None)
    assert office.rows() == [(WIFE, Status.VERIFIED), (son, Status.VERIFIED)]
    page.keyboard.press("Control+z")
    ready(page, "confirm")
    page.keyboard.press("F8")
    ready(page, "nothing")
    assert office.rows() == [(WIFE, Status.VERIFIED)]


def test_a_cell_in_which_something_stands_is_not_passed_over(
    office: Office, browser: Any, tmp_path: Path
) -> None:
    row = family_row(100, *WIFE)
    unread = replace(row, cells=tuple(replace(c, value=None) if c.key == "name" else c for c in row.cells))
    fill(office.url, tmp_path, {"D0": ()}, rows=(unread,))
    page = signed_in(office, browser, "an")
    ready(page, "confirm")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('message').textContent !== ''")
    assert "Họ và tên" in page.inner_text("#message")
    page.keyboard.type("Tran Thi Buoi")
    page.keyboard.press("Enter")
    ready(page, "nothing")
    assert office.rows()[0][0][1] == "Tran Thi Buoi"


def test_a_missing_row_is_called_for_and_typed_next(office: Office, browser: Any, tmp_path: Path) -> None:
    fill(office.url, tmp_path, {"D0": ()}, rows=(family_row(100, *WIFE),))
    page = signed_in(office, browser, "an")
    ready(page, "confirm")
    page.keyboard.press("Control+Enter")
    until(page, "document.getElementById('message').textContent !== ''")
    page.keyboard.press("Enter")
    ready(page, "blind")
    assert page.evaluate(CELLS) == [""] * 4
    page.keyboard.press("Enter")
    until(page, "document.getElementById('message').textContent.includes('F8')")
    page.keyboard.type("Con")
    page.keyboard.press("Tab")
    page.keyboard.type("Le Van Cam")
    page.keyboard.press("Enter")
    ready(page, "nothing")
    assert office.rows() == [(WIFE, Status.VERIFIED)], "another person reads it too"
    page.close()
    page = signed_in(office, browser, "binh")
    ready(page, "double")
    for text in ("con", "Le van cam"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    ready(page, "nothing")
    assert office.rows()[1] == (("Con", "Le Van Cam", None, None), Status.VERIFIED)


def test_a_senior_decides_between_two_readings_of_a_row(office: Office, browser: Any, tmp_path: Path) -> None:
    fill(office.url, tmp_path, {"D0": ()}, rows=(family_row(100, *WIFE),))
    for login, cells in (("an", ("Con", "Le Van A", "1988")), ("binh", ("Con", "Le Van B", "1988"))):
        page = signed_in(office, browser, login)
        if login == "an":
            ready(page, "confirm")
            page.keyboard.press("Control+Enter")
            page.keyboard.press("Enter")
        ready(page, "blind" if login == "an" else "double")
        for cell in cells:
            page.keyboard.type(cell)
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        ready(page, "nothing")
        page.close()
    page = signed_in(office, browser, "chi", "senior")
    ready(page, "arbiter")
    assert page.evaluate(CELLS) == ["Con", "", "1988", ""], "what both say, and nothing where they differ"
    page.keyboard.press("Tab")
    assert "Le Van A" in page.inner_text("#candidates")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    ready(page, "nothing")
    assert office.rows()[1][0][1] == "Le Van B"


def test_an_answer_given_after_signing_out_elsewhere_is_sent_after_signing_in(
    office: Office, browser: Any, tmp_path: Path
) -> None:
    fill(office.url, tmp_path, {"D0": readings({"occupation": "Nông dân"})})
    page = signed_in(office, browser, "an")
    ready(page, "confirm")
    other = page.context.new_page()
    other.goto(office.at)
    other.get_by_role("button", name="Đăng xuất").click()
    other.wait_for_selector("input[name=login]")
    page.keyboard.type(" gioi")
    page.keyboard.press("Enter")
    page.wait_for_selector("#again:not([hidden])")
    assert office.record()["occupation"][1] is Status.REVIEW
    page.click("#again a")
    page.fill("input[name=login]", "an")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    ready(page, "nothing")
    for _ in range(50):
        if office.record()["occupation"] == ("Nông dân gioi", Status.VERIFIED):
            return
        page.wait_for_timeout(100)
    raise AssertionError(office.record())


def test_two_tabs_of_one_person_settle_each_field_once(office: Office, browser: Any, tmp_path: Path) -> None:
    fill(office.url, tmp_path, {"D0": readings({"occupation": "Nông dân", "ethnicity": "Kinh"})})
    page = signed_in(office, browser, "an")
    ready(page, "confirm")
    other = page.context.new_page()
    other.goto(office.at)
    ready(other, "confirm")
    for tab in (page, other):
        tab.bring_to_front()
        tab.focus("#value")
        for _ in range(2):
            tab.wait_for_timeout(400)
            tab.keyboard.press("Enter")
        ready(tab, "nothing")
    assert office.record() == {
        "occupation": ("Nông dân", Status.VERIFIED),
        "ethnicity": ("Kinh", Status.VERIFIED),
    }
