"""Tables without upright rules: found by their headings, parted where nothing stands, up to the next item."""

from __future__ import annotations

from pipeline.extract.tables import read_tables
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


def test_other_headings_are_no_table() -> None:
    head = [(120.0, "Số"), (320.0, "Nội dung"), (660.0, "Ngày"), (800.0, "Ghi chú")]
    assert values(page([head, row("1", "Lê Văn An", "1950", "làm ruộng")])) == []
