"""Rows in reading order: columns of items one after the other, boxes, labels with what is below each."""

from __future__ import annotations

import pytest

from pipeline.geometry import Box
from pipeline.reading.align import fold
from pipeline.reading.lattice import text
from pipeline.reading.rows import page_rows
from pipeline.types import Cell, PageRead, Table
from tests.paper import page

LABELS = tuple(
    map(
        fold,
        (
            *("Ngày được tuyển dụng", "Cơ quan tuyển dụng", "Người giới thiệu thứ 1", "Chức vụ, đơn vị"),
            *("Ngày chính thức", "Tại Chi bộ", "Ngoại ngữ", "Tin học", "Dân tộc", "Tôn giáo"),
        ),
    )
)
AGENCY = "Cơ quan tuyển dụng UBND huyện Nghi Lộc, phòng Nội vụ, tỉnh Nghệ An"


Row = str | list[tuple[float, str]]


def read(paper: PageRead, labels: tuple[str, ...] = ()) -> list[str]:
    return [" ".join(text(line.lattice) for line in row) for _, row in page_rows(paper, labels)]


TWO_COLUMNS = [
    "ĐẢNG BỘ TỈNH: Hà Tĩnh, một dòng dài chạy qua cả hai cột của tờ giấy này",
    [(100.0, "01/ Họ và tên: Trần Khắc"), (840.0, "05/ Ngày vào Đoàn: 2/9/1995")],
    [(100.0, "Ngưỡng"), (840.0, "06/ Ngày nhập ngũ:")],
    [(100.0, "02/ Nam nữ: Nam"), (840.0, "Ngày xuất ngũ:")],
    [(100.0, "03/ Sinh ngày: 6/7/1979"), (832.0, "07/ Trình độ hiện nay")],
    [(100.0, "04/ Nơi sinh: Kỳ Anh"), (840.0, "08/ Sức khoẻ: Tốt")],
]


def test_two_columns_of_items_are_read_one_after_the_other() -> None:
    rows = read(page(TWO_COLUMNS))
    assert rows[0].startswith("ĐẢNG BỘ")
    assert [row[:2] for row in rows[1:]] == ["01", "Ng", "02", "03", "04", "05", "06", "Ng", "07", "08"]
    blocks = [block for block, _ in page_rows(page(TWO_COLUMNS))]
    assert blocks[1].right == blocks[6].left < 840


def test_a_line_that_ran_from_column_to_column_is_cut() -> None:
    joined = "04/ Nơi ở: Kỳ Anh, Hà Tĩnh" + " " * 35 + "12/ Sức khoẻ: Tốt"
    rows = read(page([*TWO_COLUMNS, joined]))
    assert rows[6].strip() == "04/ Nơi ở: Kỳ Anh, Hà Tĩnh"
    assert rows[-1].strip() == "12/ Sức khoẻ: Tốt"


def test_two_items_of_one_row_are_no_columns() -> None:
    rows = [[(100.0, f"{n}) Họ và tên: A"), (840.0, f"{n + 1}) Nam nữ: B")] for n in range(1, 13, 2)]
    assert [row[:2] for row in read(page(rows))] == ["1)", "3)", "5)", "7)", "9)", "11"]


def test_a_row_of_labels_is_read_with_what_stands_below_each() -> None:
    one, other = "Người giới thiệu thứ 1 Võ Thị Minh", "Chức vụ, đơn vị Bí thư Chi bộ, Hiệu trưởng"
    rows = [[(100.0, one), (800.0, other)], [(100.0, "Nguyệt"), (800.0, "Trường Nghi Phong")]]
    assert read(page(rows), LABELS) == [f"{one} Nguyệt {other} Trường Nghi Phong"]
    assert len(read(page(rows))) == 2, "without the form nobody knows its labels"


def test_the_rest_of_a_label_is_read_with_it_and_before_the_label_beside_it() -> None:
    rows = [[(100.0, "13) Ngày được tuyển"), (600.0, AGENCY)], "dụng 01/09/2009"]
    assert read(page(rows), LABELS) == [f"13) Ngày được tuyển dụng 01/09/2009 {AGENCY}"]


@pytest.mark.parametrize("below", [[(100.0, "Ngày chính thức"), (600.0, "Tại Chi bộ")], "và các xã"])
def test_the_next_labels_and_the_rest_of_a_full_row_go_on_as_they_stand(below: Row) -> None:
    row: Row = [(100.0, "Ngày được tuyển dụng 01/09/2009"), (600.0, AGENCY)]
    assert len(read(page([row, below]), LABELS)) == 2


def test_an_answer_may_take_its_label_up() -> None:
    rows = [[(100.0, "Ngoại ngữ"), (600.0, "Tin học")], [(100.0, "Anh văn B"), (600.0, "Tin học B")]]
    assert read(page(rows), LABELS) == ["Ngoại ngữ Anh văn B Tin học Tin học B"]


def test_what_stands_between_two_rules_is_read_box_by_box() -> None:
    rows = [[(120.0, "08) Dân tộc"), (820.0, "09) Tôn giáo")], [(120.0, "Kinh"), (820.0, "Phật giáo")]]
    boxes = tuple(Cell(0, n, Box(left, 90, left + 700, 200)) for n, left in enumerate((100.0, 800.0)))
    table = Table(Box(100, 90, 1500, 200), boxes)
    assert read(page(rows, tables=(table,))) == ["08) Dân tộc Kinh 09) Tôn giáo Phật giáo"]
