"""Tables without upright rules: found by their headings, parted where nothing stands, up to the next item."""

from __future__ import annotations

from pipeline.extract.tables import read_tables
from pipeline.reading.align import fold
from pipeline.types import PageRead
from tests.extract.test_tables import GRIDS, family_head
from tests.paper import page

LEFTS = (100.0, 300.0, 640.0, 780.0)


def row(*texts: str) -> list[tuple[float, str]]:
    return [(left, text) for left, text in zip(LEFTS, texts, strict=True) if text]


def family(*below: str | list[tuple[float, str]]) -> PageRead:
    head = [(left + 20, text) for left, text in zip(LEFTS, family_head(), strict=True)]
    return page(["29. QUAN HỆ GIA ĐÌNH", head, *below])


def values(read: PageRead) -> list[tuple[str, ...]]:
    return [tuple(cell.value or "" for cell in found.cells) for found in read_tables(GRIDS, [read]).rows]


def test_rows_are_read_under_headings_alone_until_the_next_item() -> None:
    read = family(
        row("Cha đẻ", "LÊ VĂN AN", "1950", "Xã A, Nghệ An; làm ruộng"),
        row("Vợ", "Trần Thị Bình", "1980", "giáo viên"),
        "30. HOÀN CẢNH KINH TẾ CỦA BẢN THÂN VÀ GIA ĐÌNH",
    )
    assert values(read) == [
        ("Cha đẻ", "Lê Văn An", "1950", "Xã A, Nghệ An; làm ruộng"),
        ("Vợ", "Trần Thị Bình", "1980", "giáo viên"),
    ]
    left = [line.box.top for line in read_tables(GRIDS, [read]).pages[0].lines]
    assert max(left) == max(line.box.top for line in read.lines), "the next item is still looked for"


def test_a_label_of_the_form_ends_a_table_where_items_bear_no_numbers() -> None:
    read = family(
        row("Cha đẻ", "LÊ VĂN AN", "1950", "Xã A, Nghệ An; làm ruộng"),
        "- Tổng thu nhập của hộ: 90.000.000 đồng",
        "bình quân 1 người/hộ: 24.000.000 đồng",
    )
    found = read_tables(GRIDS, [read], [fold("Tổng thu nhập của hộ"), fold("Vợ")])
    assert [row.cells[0].value for row in found.rows] == ["Cha đẻ"]
    assert found.pages[0].lines[-2:] == read.lines[-2:], "what stands below the table is still looked for"


def test_other_headings_are_no_table() -> None:
    head = [(120.0, "Số"), (320.0, "Nội dung"), (660.0, "Ngày"), (800.0, "Ghi chú")]
    assert values(page([head, row("1", "Lê Văn An", "1950", "làm ruộng")])) == []


def test_columns_that_ran_together_are_parted_where_no_word_gap_is_so_wide() -> None:
    """Headings and rows as one line each: the columns stand three letters apart."""
    head = "Từ tháng, năm đến tháng, năm   Làm gì, chức vụ, đơn vị công tác (Đảng, chính quyền, đoàn thể)"
    read = page(
        [
            "21. TÓM TẮT QUÁ TRÌNH",
            head,
            "Từ 09/1985 đến 05/1997         Học sinh phổ thông tại xã Môn Sơn, huyện Con Cuông",
        ]
    )
    assert values(read) == [("Từ 09/1985 đến 05/1997", "Học sinh phổ thông tại xã Môn Sơn, huyện Con Cuông")]


def test_a_small_part_of_a_long_line_is_not_lost() -> None:
    """The last two columns of a row that ran together are each less than a fifth of it."""
    read = family(f"{'Cha đẻ':17}{'Nguyễn Hoàng Anh Thư':28}{'1950':12}Xã A, huyện B")
    assert values(read) == [("Cha đẻ", "Nguyễn Hoàng Anh Thư", "1950", "Xã A, huyện B")]


def test_running_print_below_ends_a_table() -> None:
    text = "Tôi xin cam đoan những lời khai trên đây là đúng sự thật và xin chịu trách nhiệm"
    read = family(row("Vợ", "Trần Thị Bình", "1980", "giáo viên"), text)
    assert [found[0] for found in values(read)] == ["Vợ"]
