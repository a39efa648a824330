"""Reading order: pages and leaves of one form by the headings that stand on them."""

from __future__ import annotations

from dataclasses import replace

from pipeline.catalogue.catalogue import catalogue
from pipeline.catalogue.order import in_reading_order
from pipeline.geometry import Box
from pipeline.reading.stream import stream
from pipeline.types import PageRead
from tests.catalogue.test_separate import ADMISSION, FORM
from tests.paper import HEIGHT, page

CARD = catalogue().kinds[2]


def opened(left: int, right: int, number: int) -> PageRead:
    """An A3 sheet scanned open: two pages of the form side by side."""
    wide = 3308.0
    one, other = page(FORM[left], number), page(FORM[right], number)
    moved = (
        replace(line, box=replace(line.box, left=line.box.left + wide / 2, right=line.box.right + wide / 2))
        for line in other.lines
    )
    leaves = (Box(0.0, 0.0, wide / 2, HEIGHT), Box(wide / 2, 0.0, wide, HEIGHT))
    return replace(one, frame_width=int(wide), leaves=leaves, lines=(*one.lines, *moved))


def first_words(pages: tuple[PageRead, ...]) -> list[str]:
    return [stream((each,)).text[:6] for each in pages]


def test_pages_in_order_stay_as_they_are() -> None:
    pages = tuple(page(rows, number) for number, rows in enumerate(FORM, start=1))
    assert in_reading_order(pages, CARD) == pages


def test_a_heading_repeated_on_a_later_page_puts_no_page_before_its_place() -> None:
    last = ["Họ và tên", "Năm sinh", *FORM[3], "XÁC NHẬN CỦA CẤP UỶ CƠ SỞ"]
    pages = tuple(page(rows, number) for number, rows in enumerate((*FORM[:3], last), start=1))
    assert in_reading_order(pages, CARD) == pages


def test_a_columns_head_weighs_less_than_a_heading() -> None:
    pages = (page(FORM[0], 1), page([*FORM[1], *FORM[2]], 2), page(["Họ và tên", *FORM[3]], 3))
    assert in_reading_order(pages, CARD) == pages


def test_pages_scanned_backwards_are_turned_round() -> None:
    pages = tuple(page(rows, number) for number, rows in enumerate(reversed(FORM), start=1))
    assert in_reading_order(pages, CARD) == pages[::-1]


def test_a_folded_sheet_scanned_open_is_read_leaf_by_leaf() -> None:
    pages = in_reading_order((opened(3, 0, 1), opened(1, 2, 2)), CARD)
    assert [each.job.number for each in pages] == [1, 2, 2, 1]
    assert first_words(pages) == ["ĐẢNG C", "21) TÓ", "27) ĐẶ", "30) HO"]


def test_papers_without_parts_of_their_own_keep_the_order_of_the_scan() -> None:
    pages = (page(["Điều 2."], 1), page(ADMISSION, 2))
    assert in_reading_order(pages, catalogue().kinds[4]) == pages
    assert in_reading_order(pages, None) == pages
