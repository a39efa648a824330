"""`hoso review --terminal`: driven line by line through the whole command, on a real workspace."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from pipeline.cli import main
from pipeline.config import open_workspace
from pipeline.errors import BadArguments
from pipeline.review import braille, people
from pipeline.store import ReviewStore, Store
from pipeline.types import Reading, Row, Status
from tests.review.office import PASSWORD, VALUES, family_row, fill, readings

OCCUPATION = {"occupation": VALUES["occupation"]}


class Desk:
    """A workspace with dossiers, and somebody who sits down at its terminal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = open_workspace(folder / "w", create=True).database_url

    def hold(self, dossiers: dict[str, tuple[Reading, ...]], *rows: Row) -> None:
        fill(self.url, self.folder / "scans", dossiers, rows=rows)
        with ReviewStore.open(self.url) as store:
            people.add(store, "lan", "Lan", "keyer", PASSWORD)
            people.add(store, "chi", "Chi", "senior", PASSWORD)

    def sit(self, login: str, *lines: str, password: str = PASSWORD) -> str:
        """Everything the person sees, with what they type line by line and then the end of the input."""
        typed = "\n".join([login, password, *lines, ""])
        command = ["review", "--terminal", "-w", str(self.folder / "w")]
        environment = {"LANGUAGE": "en", "LC_ALL": "C.UTF-8"}
        result = CliRunner().invoke(main, command, input=typed, env=environment)
        assert result.stdout == ""
        self.code = result.exit_code
        return result.stderr

    def record(self, dossier: str) -> dict[str, Reading]:
        with Store.open(self.url) as store:
            (read,) = (read for read in store.dossiers() if read.dossier == dossier)
        return {reading.key: reading for reading in read.member}

    def rows(self) -> list[tuple[object, ...]]:
        with Store.open(self.url) as store:
            (read,) = store.dossiers()
        return [tuple(cell.value for cell in row.cells) for row in read.rows]

    def held(self) -> int:
        with ReviewStore.open(self.url) as store:
            return sum(each.tasks for each in store.held())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_enter_accepts_what_is_shown_and_typing_replaces_it(desk: Desk) -> None:
    desk.hold({"D1": readings(OCCUPATION), "D2": readings(OCCUPATION)})
    seen = desk.sit("lan", "", "Giáo viên")
    settled = {desk.record(name)["occupation"].value for name in ("D1", "D2")}
    assert settled == {"Nông dân", "Giáo viên"}
    assert seen.count("= Nông dân") == 2
    assert "Settled here: 2." in seen
    assert desk.code == 0


def test_a_blind_field_shows_no_value_and_takes_no_empty_line(desk: Desk) -> None:
    desk.hold({"D1": readings({"full_name": VALUES["full_name"]})})
    seen = desk.sit("lan", "", VALUES["full_name"])
    assert "Nothing is typed." in seen
    assert seen.count("Thuận") == 1  # What was typed, as the terminal echoes it.
    assert desk.record("D1")["full_name"].status is Status.VERIFIED


def test_words_are_acts_and_letters_never(desk: Desk) -> None:
    both = readings({"occupation": "b", "ethnicity": "Kinh"})
    desk.hold({"D1": both})
    seen = desk.sit("lan", ":nonsense", ":h", ":b", "b")
    assert "There is no such word" in seen
    assert "illegible" in seen
    record = desk.record("D1")
    assert sorted((each.status, each.value) for each in record.values()) == [
        (Status.BLANK, None),
        (Status.VERIFIED, "b"),
    ]


def test_a_reading_is_taken_by_its_number(desk: Desk) -> None:
    (job,) = readings(OCCUPATION)
    desk.hold({"D1": (replace(job, candidates=("Nông dân", "Công nhân")),)})
    seen = desk.sit("lan", ":9", ":2")
    assert ":2 Công nhân" in seen
    assert desk.record("D1")["occupation"].value == "Công nhân"


def test_what_cannot_be_a_date_is_refused_with_a_sentence(desk: Desk) -> None:
    desk.hold({"D1": readings({"birth_date": "1962-03-15"})})
    assert "This is no date." in desk.sit("lan", "31/31/1962", "15/3/1962")
    assert desk.record("D1")["birth_date"].status is Status.VERIFIED


def test_the_last_answer_can_be_taken_back(desk: Desk) -> None:
    desk.hold({f"D{n}": readings(OCCUPATION) for n in (1, 2)})
    seen = desk.sit("lan", ":u", "Thợ may", ":u", "Thợ mộc", "Thợ hàn")
    assert "There is nothing to take back." in seen
    assert {desk.record(name)["occupation"].value for name in ("D1", "D2")} == {"Thợ mộc", "Thợ hàn"}
    assert "Settled here: 2." in seen


def test_the_end_of_the_input_gives_everything_back_and_leaves_no_picture(desk: Desk) -> None:
    desk.hold({f"D{n}": readings(OCCUPATION) for n in range(4)})
    seen = desk.sit("lan", "")
    assert "Settled here: 1." in seen
    assert "field.jpg" in seen
    assert desk.held() == 0
    assert not list((desk.folder / "w" / "terminal").iterdir())


def test_the_page_is_for_seniors_and_a_wrong_password_for_nobody(desk: Desk) -> None:
    desk.hold({"D1": readings(OCCUPATION)})
    assert "Only a senior" in desk.sit("lan", ":p", ":q")
    assert "page.jpg" in desk.sit("chi", ":p", ":q")
    assert "= Nông dân" not in desk.sit("lan", "", password="not this one")
    assert desk.code == BadArguments.exit_code


def test_a_picture_becomes_dots_where_its_ink_is() -> None:
    picture = Image.new("L", (100, 40), 240)
    ImageDraw.Draw(picture).rectangle((10, 8, 39, 31), fill=20)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95)
    rows = braille.as_text(out.getvalue(), 50).split("\n")
    empty, full = "\u2800", "\u28ff"
    assert rows == [""] * 2 + [empty * 5 + full * 15] * 6 + [""] * 2
    assert max(map(len, braille.as_text(out.getvalue(), 12).split("\n"))) <= 12


def test_a_row_is_asked_cell_by_cell(desk: Desk) -> None:
    wife, junk = family_row(100, "Vợ", "Trần Thị Bưởi", "1964", ""), family_row(130, "Quan hệ", "x", "y", "z")
    desk.hold({"D1": ()}, wife, junk)
    seen = desk.sit("lan", "", "Trần Thị Bười", ":i", "", ":n", ":x", ":b", ":b", ":b", ":b")
    assert "Họ và tên [Trần Thị Bưởi] >" in seen
    assert desk.rows() == [("Vợ", "Trần Thị Bười", None, None)]
    assert "Settled here: 2." in seen


def test_a_missing_row_is_asked_before_going_on(desk: Desk) -> None:
    desk.hold({"D1": ()}, family_row(100, "Vợ", "Trần Thị Bưởi", "1964", ""))
    desk.sit("chi", ":m", "Con", "Lê Văn Cam", "1988", "", "", "", "", "")
    assert desk.rows() == [("Vợ", "Trần Thị Bưởi", "1964", None), ("Con", "Lê Văn Cam", "1988", None)]


def test_a_field_is_never_said_to_be_no_row(desk: Desk) -> None:
    desk.hold({"D1": readings(OCCUPATION)})
    seen = desk.sit("lan", ":n", ":m", "")
    assert "This is no row of a table." in seen
    assert desk.record("D1")["occupation"].status is Status.VERIFIED
