"""Tables of a form: told by their headings, ruled and open, wrapped rows, over two pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.extract.tables import read_tables
from pipeline.forms.form import built_in_forms
from pipeline.geometry import Box
from pipeline.types import Cell, PageRead, Table
from tests.paper import line, page

GRIDS = next(form.tables for form in built_in_forms() if form.name == "2-HSĐV")
FAMILY = (100.0, 300.0, 600.0, 750.0, 1550.0)
CAREER = (100.0, 500.0, 1550.0)
CAREER_HEAD = ["Từ tháng, năm đến tháng, năm", "Làm gì, chức vụ, đơn vị công tác"]


def table(walls: Sequence[float], edges: Sequence[float]) -> Table:
    cells = tuple(
        Cell(r, c, Box(walls[c], edges[r], walls[c + 1], edges[r + 1]))
        for r in range(len(edges) - 1)
        for c in range(len(walls) - 1)
    )
    return Table(Box(walls[0], edges[0], walls[-1], edges[-1]), cells)


def sheet(
    walls: Sequence[float], edges: Sequence[float], rows: dict[float, Sequence[str]], number: int = 1
) -> PageRead:
    """A page whose only lines stand in the table, by their tops."""
    lines = tuple(
        line(text, left + 8, top)
        for top, texts in rows.items()
        for text, left in zip(texts, walls, strict=False)
        if text
    )
    return page([], number, lines=lines, tables=(table(walls, edges),))


def values(*pages: PageRead) -> list[tuple[str, ...]]:
    return [(row.table, *(cell.value or "" for cell in row.cells)) for row in read_tables(GRIDS, pages).rows]


def family_head() -> list[str]:
    return ["Quan hệ", "HỌ VÀ TÊN", "Năm sinh", "Quê quán, nơi ở hiện nay, nghề nghiệp, chức danh, chức vụ"]


def test_a_ruled_table_gives_a_row_for_each_written_band() -> None:
    edges = [100.0, 160.0, 270.0, 330.0, 390.0]
    rows = {
        110.0: family_head(),
        170.0: ["Cha đẻ", "LÊ VĂN AN", "1950", "Xã A, Nghệ An;"],
        220.0: ["", "", "", "làm ruộng"],
        280.0: ["Vợ", "Trần Thị Bình", "1980", "giáo viên"],
    }
    assert values(sheet(FAMILY, edges, rows)) == [
        ("family", "Cha đẻ", "Lê Văn An", "1950", "Xã A, Nghệ An; làm ruộng"),
        ("family", "Vợ", "Trần Thị Bình", "1980", "giáo viên"),
    ]


def test_rows_of_an_open_table_begin_where_a_period_begins() -> None:
    rows = {
        110.0: CAREER_HEAD,
        170.0: ["9/1972 -", "Học sinh tại xã Dân Quyền,"],
        220.0: ["5/1984", "Thanh Hóa"],
        270.0: ["9/1984 đến nay", "Sinh viên"],
    }
    assert values(sheet(CAREER, [100.0, 160.0, 400.0], rows)) == [
        ("career", "9/1972 - 5/1984", "Học sinh tại xã Dân Quyền, Thanh Hóa"),
        ("career", "9/1984 đến nay", "Sinh viên"),
    ]


@pytest.mark.parametrize(("first", "last"), [("9/2003", "6/2007"), ("9-2003 đến 6", "2007")])
def test_a_broken_period_is_one_row_though_its_dash_was_not_read(first: str, last: str) -> None:
    rows = {
        110.0: [
            "Tên trường",
            "Ngành học",
            "Từ tháng/năm đến tháng/năm",
            "Hình thức học",
            "Văn bằng, chứng chỉ",
        ],
        170.0: ["Đại học Y", "Y đa khoa", first, "Tập trung", "Bằng"],
        220.0: ["Hà Nội", "", last, "", "bác sĩ"],
        270.0: ["Học viện", "Tài chính", "5/2008 - 5/2009", "Tại chức", "Cử nhân"],
    }
    walls = (100.0, 420.0, 720.0, 1020.0, 1300.0, 1550.0)
    read = values(sheet(walls, [100.0, 160.0, 400.0], rows))
    assert [row[1] for row in read] == ["Đại học Y Hà Nội", "Học viện"]


def test_the_periods_of_a_paper_have_one_dash() -> None:
    edges = [100.0, 160.0, 230.0, 300.0, 370.0]
    rows = {
        110.0: CAREER_HEAD,
        170.0: ["09/1990 – 05/1995", "Học sinh"],
        240.0: ["06/1995 – 08/1997", "Bộ đội"],
        310.0: ["09/1997 - nay", "Công nhân"],
    }
    assert [row[1] for row in values(sheet(CAREER, edges, rows))] == [
        "09/1990 – 05/1995",
        "06/1995 – 08/1997",
        "09/1997 – nay",
    ]


def test_a_table_goes_on_at_the_head_of_the_next_page() -> None:
    first = sheet(
        FAMILY, [100.0, 160.0, 220.0], {110.0: family_head(), 170.0: ["Cha", "Lê An", "1950", "xã A"]}
    )
    moved = [wall + 12 for wall in FAMILY]
    second = sheet(moved, [100.0, 160.0], {110.0: ["Mẹ", "Lê Bình", "1952", "xã B"]}, 2)
    assert [row[1] for row in values(first, second)] == ["Cha", "Mẹ"]


def test_a_table_of_other_columns_is_nobodys() -> None:
    rows = {110.0: ["TT", "Tên tài liệu"], 170.0: ["1", "Đơn xin vào Đảng"]}
    assert values(sheet(CAREER, [100.0, 160.0, 220.0], rows)) == []


def test_what_stands_in_a_table_is_not_searched_for_labels() -> None:
    whole = sheet(CAREER, [100.0, 160.0, 220.0], {110.0: CAREER_HEAD, 170.0: ["9/1984 - nay", "Tin học: A"]})
    (left,) = read_tables(GRIDS, [whole]).pages
    assert len(left.lines) == 2


def test_a_word_that_looks_like_the_beginning_of_until_ends_its_row() -> None:
    """ "đẻ" is no "đến": only a period goes on behind it."""
    rows = {
        110.0: family_head(),
        170.0: ["Bố đẻ", "LÊ VĂN AN", "1950", "xã A"],
        220.0: ["Mẹ đẻ", "Trần Thị Bình", "1952", "xã B"],
    }
    assert [row[1] for row in values(sheet(FAMILY, [100.0, 160.0, 300.0], rows))] == ["Bố đẻ", "Mẹ đẻ"]


def test_a_row_begins_only_where_something_stands_beside() -> None:
    rows = {
        110.0: CAREER_HEAD,
        170.0: ["9/1972", "Học sinh tại xã Dân Quyền"],
        220.0: ["5/1984", ""],
        270.0: ["9/1984 đến nay", "Sinh viên"],
    }
    read = values(sheet(CAREER, [100.0, 160.0, 400.0], rows))
    assert [row[2] for row in read] == ["Học sinh tại xã Dân Quyền", "Sinh viên"]


def test_pieces_of_one_row_stay_together_though_the_page_curls() -> None:
    lines = (
        *(line(text, left + 8, 110) for text, left in zip(family_head(), FAMILY, strict=False)),
        *(line(text, left + 8, 170) for text, left in zip(["Cha", "LÊ VĂN AN"], FAMILY, strict=False)),
        *(
            line(text, left + 8, 220 - 6 * n)
            for n, (text, left) in enumerate(zip(["Vợ", "TRẦN THỊ BÌNH", "1980"], FAMILY, strict=False))
        ),
    )
    curled = page([], lines=lines, tables=(table(FAMILY, [100.0, 160.0, 300.0]),))
    assert [row[2] for row in values(curled)] == ["Lê Văn An", "Trần Thị Bình"]


def test_a_fold_of_the_page_is_no_wall() -> None:
    walls, edges = (0.0, *CAREER[:2], 828.0, *CAREER[2:], 1616.0), [100.0, 160.0, 600.0]
    lines = (
        line(CAREER_HEAD[0], 108, 110),
        line(CAREER_HEAD[1], 508, 110),
        line("9/1990 đến 5/1995", 108, 200),
        line("Học sinh phổ thông tại xã Đàm Thuỷ", 508, 200),
    )
    folded = page([], 1, lines=lines, tables=(table(walls, edges),))
    assert values(folded) == [("career", "9/1990 đến 5/1995", "Học sinh phổ thông tại xã Đàm Thuỷ")]


def test_a_row_of_print_that_a_bent_table_reaches_is_not_in_it() -> None:
    edges = [100.0, 160.0, 270.0, 330.0]
    rows = {
        110.0: family_head(),
        170.0: ["Cha đẻ", "LÊ VĂN AN", "1950", "làm ruộng"],
        280.0: [
            "30. Khen thưởng (Huân chương, huy chương, bằng khen): Huân chương Lao động hạng Ba năm 1987"
        ],
    }
    found = read_tables(GRIDS, [sheet(FAMILY, edges, rows)])
    assert [row.cells[0].value for row in found.rows] == ["Cha đẻ"]
    assert 280.0 in {line.box.top for line in found.pages[0].lines}


def test_boxes_below_the_next_item_are_no_rows_of_the_table_they_hang_on_to() -> None:
    rows = {
        110.0: family_head(),
        170.0: ["Cha đẻ", "LÊ VĂN AN", "1950", "làm ruộng"],
        280.0: ["30. HOÀN CẢNH KINH TẾ CỦA BẢN THÂN VÀ GIA ĐÌNH"],
        340.0: ["Tổng thu nhập", "của hộ", "", "276.000.000 đồng"],
    }
    found = read_tables(GRIDS, [sheet(FAMILY, [100.0, 160.0, 270.0, 330.0, 390.0], rows)])
    assert [row.cells[0].value for row in found.rows] == ["Cha đẻ"]
    assert 340.0 in {line.box.top for line in found.pages[0].lines}


def test_headings_may_begin_above_what_was_found_of_the_table() -> None:
    """The uppermost rule was not found, so the first line of the headings stands outside."""
    edges = [150.0, 200.0, 270.0]
    head = ["Quan hệ", "HỌ VÀ TÊN", "Năm sinh", "Quê quán, nơi ở hiện nay, nghề nghiệp,"]
    rest = ["", "", "", "chức danh, chức vụ, đơn vị công tác và học tập"]
    rows = {110.0: head, 158.0: rest, 210.0: ["Vợ", "Trần Thị Bình", "1980", "giáo viên"]}
    assert values(sheet(FAMILY, edges, rows)) == [("family", "Vợ", "Trần Thị Bình", "1980", "giáo viên")]


def test_a_first_row_in_the_band_of_the_headings_is_a_row() -> None:
    rows = {110.0: CAREER_HEAD, 160.0: ["9/1972 - 5/1984", "Học sinh"], 230.0: ["9/1984 - nay", "Sinh viên"]}
    assert [row[2] for row in values(sheet(CAREER, [100.0, 210.0, 280.0], rows))] == ["Học sinh", "Sinh viên"]


def test_a_wall_read_as_a_stroke_is_no_part_of_its_cell() -> None:
    rows = {110.0: CAREER_HEAD, 170.0: ["9/1972 - 5/1984", ""]}
    whole = sheet(CAREER, [100.0, 160.0, 220.0], rows)
    walled = replace(whole, lines=(*whole.lines, line("1 Học sinh", 496, 170)))
    assert values(walled) == [("career", "9/1972 - 5/1984", "Học sinh")]


def test_a_relative_is_one_of_the_words_for_relatives() -> None:
    rows = {110.0: family_head(), 170.0: ["Mẹ đe", "Trần Thị Bình", "1952", "xã B"]}
    assert values(sheet(FAMILY, [100.0, 160.0, 220.0], rows))[0][1] == "Mẹ đẻ"
