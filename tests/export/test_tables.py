"""CSV and workbook, read back as another program would read them."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FileAccess
from pipeline.export.records import headings
from pipeline.export.table_csv import harmless, write_csv
from pipeline.export.table_xlsx import write_xlsx
from pipeline.text import nfc
from pipeline.types import DossierRead
from tests.export.dossiers import BOTH, FULL, SECRET, reading

OPEN = "FFFFF2CC"


def csv_rows(*dossiers: DossierRead) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    write_csv(dossiers, out)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def book(path: Path, *dossiers: DossierRead) -> Any:
    write_xlsx(dossiers, path)
    return openpyxl.load_workbook(path)


def column(sheet: Any, heading: str) -> Any:
    """The cell under a heading in the first row of values."""
    return next(sheet.cell(2, cell.column) for cell in sheet[1] if cell.value == heading)


# --- CSV ---------------------------------------------------------------------------------------------


def test_csv_has_a_row_a_dossier_under_vietnamese_headings() -> None:
    first, second = csv_rows(*BOTH)
    assert tuple(first) == headings()
    assert (first["Hồ sơ"], second["Hồ sơ"]) == ("D1", "D2")
    assert first["Họ và tên đang dùng"] == "Nguyễn Văn Mẫu"
    assert first["Sinh ngày"] == "15/08/1976"
    assert first["Huy hiệu Đảng đã được tặng"] == "30, 40"
    assert first["Số trường chờ kiểm tra"] == "2"
    assert not any(second[heading] for heading in headings()[1:-1])


def test_csv_keeps_dates_that_are_cut_short_and_those_no_calendar_has() -> None:
    (row,) = csv_rows(FULL)
    assert (row["Ngày vào Đảng"], row["Ngày nhập ngũ"]) == ("11/1996", "31/02/1976")


def test_csv_lines_end_as_rfc_4180_says() -> None:
    out = io.StringIO(newline="")
    write_csv(BOTH, out)
    assert out.getvalue().count("\r\n") == 3


def test_csv_runs_no_formula() -> None:
    (row,) = csv_rows(FULL)
    assert row["Nghề nghiệp hiện nay"] == '\'=HYPERLINK("x")'
    assert row["Danh hiệu được phong"] == "'-1\u2028+2"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12))
def test_csv_gives_back_any_text(text: str) -> None:
    dossier = replace(FULL, dossier="D", member=(reading("titles", text),))
    assert csv_rows(dossier)[0]["Danh hiệu được phong"] == harmless(nfc(text))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_what_starts_a_formula_is_made_harmless(start: str) -> None:
    assert harmless(f"{start}1") == f"'{start}1"
    assert harmless(f"1{start}") == f"1{start}"


# --- workbook ----------------------------------------------------------------------------------------


def test_the_workbook_has_the_records_their_tables_and_the_documents(tmp_path: Path) -> None:
    made = book(tmp_path / "r.xlsx", *BOTH)
    assert made.sheetnames == [
        "Đảng viên",
        "Quá trình hoạt động và công tác",
        "Đào tạo, bồi dưỡng",
        "Quan hệ gia đình",
        "Tài liệu",
    ]
    assert tuple(cell.value for cell in made["Đảng viên"][1]) == headings()
    assert [row[0].value for row in made["Đảng viên"]] == ["Hồ sơ", "D1", "D2"]
    assert [[cell.value for cell in row[:3]] for row in made["Quan hệ gia đình"]] == [
        ["Hồ sơ", "Quan hệ", "Họ và tên"],
        ["D1", "Vợ", "Lê Thị Mẫu"],
    ]
    assert [[cell.value for cell in row] for row in made["Tài liệu"]][1] == [
        "D1", "1", "3", "Tài liệu 1", "1, 2", "x",
    ]  # fmt: skip


def test_identifiers_are_text_and_whole_dates_are_dates(tmp_path: Path) -> None:
    sheet = book(tmp_path / "r.xlsx", FULL)["Đảng viên"]
    identifier, born = column(sheet, "Số CMND hoặc số căn cước"), column(sheet, "Sinh ngày")
    assert (identifier.value, identifier.data_type, identifier.number_format) == ("040076123456", "s", "@")
    assert (born.value, born.number_format) == (datetime(1976, 8, 15), "dd/mm/yyyy")


def test_what_is_no_day_of_a_spreadsheet_stays_text(tmp_path: Path) -> None:
    sheet = book(tmp_path / "r.xlsx", FULL)["Đảng viên"]
    told = [column(sheet, name).value for name in ("Ngày vào Đảng", "Ngày chính thức", "Ngày nhập ngũ")]
    assert told == ["11/1996", "02/01/1850", "31/02/1976"]


def test_values_that_wait_for_a_person_are_marked(tmp_path: Path) -> None:
    sheet = book(tmp_path / "r.xlsx", FULL)["Đảng viên"]
    assert column(sheet, "Sinh ngày").fill.fgColor.rgb == OPEN
    assert column(sheet, "Họ và tên đang dùng").fill.fgColor.rgb != OPEN
    assert column(sheet, "Số trường chờ kiểm tra").value == 2


def test_the_workbook_runs_no_formula(tmp_path: Path) -> None:
    cell = column(book(tmp_path / "r.xlsx", FULL)["Đảng viên"], "Nghề nghiệp hiện nay")
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")


def test_nothing_of_a_withheld_paper_is_in_the_tables(tmp_path: Path) -> None:
    made = book(tmp_path / "r.xlsx", FULL)
    cells = [str(cell.value) for sheet in made for row in sheet for cell in row]
    assert not any(SECRET in cell for cell in (*cells, *map(str, csv_rows(FULL))))


def test_two_workbooks_are_the_same_bytes(tmp_path: Path) -> None:
    write_xlsx(BOTH, tmp_path / "one.xlsx")
    write_xlsx(BOTH, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_text_too_long_for_a_cell_is_said_and_not_cut(tmp_path: Path) -> None:
    long = "".join(random.Random(1).choices("ab", k=40_000))
    with pytest.raises(FileAccess, match="jsonl"):
        write_xlsx([replace(FULL, member=(reading("titles", long),))], tmp_path / "r.xlsx")
