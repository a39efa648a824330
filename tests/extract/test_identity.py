"""Which lines get a second opinion: those with a label of what identifies a person, and the row below."""

from __future__ import annotations

from pipeline.extract.identity import identity_lines
from pipeline.reading.lattice import text
from tests.paper import page


def chosen(*rows: str | list[tuple[float, str]]) -> list[str]:
    return [text(line.lattice) for line in identity_lines(page(rows))]


def test_the_row_of_a_label_and_the_one_below_are_read_twice() -> None:
    rows = ("PHIẾU ĐẢNG VIÊN", "01) Họ và tên khai sinh: LÊ AN", "tức An", "06) Quê quán: xã Kim Liên")
    assert chosen(*rows) == [rows[1], rows[2]]


def test_a_misread_label_is_still_found_and_what_stands_before_it_is_left_out() -> None:
    row = [(100.0, "19) Quê quán:"), (500.0, "Số CMND hoậc số cân cuoc: 040075423271"), (1200.0, "Vinh")]
    assert chosen(row) == [row[1][1], row[2][1]]


def test_a_page_about_nobody_is_read_once() -> None:
    assert chosen("NGHỊ QUYẾT", "Về việc bồi dưỡng lý luận", "Nơi nhận:") == []
