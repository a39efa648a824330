"""Separation: documents by their headings, forms continued by item order, strangers kept apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalogue.separate import second_scans, separate
from pipeline.forms.form import built_in_forms
from pipeline.types import PageRead
from tests.paper import page

FORM = (
    [
        [(100.0, "ĐẢNG BỘ TỈNH:"), (900.0, "PHIẾU")],
        [(100.0, "NGHỆ AN"), (900.0, "ĐẢNG VIÊN")],
        "01) Họ và tên: A",
    ],
    ["21) TÓM TẮT QUÁ TRÌNH HOẠT ĐỘNG VÀ CÔNG TÁC", "9/1990 đến nay"],
    ["27) ĐẶC ĐIỂM LỊCH SỬ BẢN THÂN:", "29) QUAN HỆ GIA ĐÌNH"],
    ["30) HOÀN CẢNH KINH TẾ CỦA BẢN THÂN VÀ GIA ĐÌNH:"],
)
ADMISSION = ["TỈNH UỶ", "QUYẾT ĐỊNH", "kết nạp đảng viên", "Điều 1. Kết nạp đồng chí A, sinh ngày"]
OFFICIAL = ["ĐẢNG UỶ", "QUYẾT ĐỊNH", "Về việc công nhận đảng viên chính thức", "Điều 1."]
LETTER = ["Kính gửi", "Tôi viết thư này", "về việc khác"]


def kinds(*pages: PageRead) -> list[tuple[int | None, tuple[int, ...]]]:
    return [(group.type, group.pages) for group in separate(pages, built_in_forms())]


def numbered(*contents: list[object]) -> list[PageRead]:
    return [page(rows, number) for number, rows in enumerate(contents, start=1)]  # type: ignore[arg-type]


def test_a_form_of_four_pages_and_two_decisions() -> None:
    pages = numbered(*FORM, ADMISSION, OFFICIAL, LETTER)
    assert kinds(*pages) == [(3, (1, 2, 3, 4)), (5, (5,)), (7, (6,)), (None, (7,))]


def test_a_blank_back_inside_a_form_does_not_cut_it_and_belongs_to_nothing() -> None:
    pages = [page(FORM[0], 1), page([], 2, blank=True), page(FORM[1], 3), page(FORM[2], 4)]
    assert kinds(*pages) == [(3, (1, 3, 4))]


@pytest.mark.parametrize(
    "heading",
    [
        ["NGHỊ QUYẾT", "đề nghị kết nạp đảng viên"],
        ["QUYẾT ĐỊNH", "kết nạp lại người vào Đảng"],
        ["QUYẾT ĐỊNH", "phát thẻ đảng viên"],
        ["PHIẾU BỔ SUNG", "HỒ SƠ ĐẢNG VIÊN"],
        ["PHIẾU BÁO", "đảng viên được công nhận chính thức"],
    ],
)
def test_papers_of_the_same_look_stay_unknown(heading: list[str]) -> None:
    assert kinds(page([*heading, "Điều 1."])) == [(None, (1,))]


def test_a_misread_heading_is_still_known() -> None:
    assert kinds(page(["QUYÊT ĐINH", "kết nap đang viên", "Điều 1."])) == [(5, (1,))]


def test_an_earlier_item_begins_nothing_it_belongs_to() -> None:
    """Two members' forms shuffled: a page with lower items does not continue the form before it."""
    pages = [page(FORM[0], 1), page(FORM[3], 2), page(FORM[1], 3)]
    assert kinds(*pages) == [(3, (1, 2)), (None, (3,))]


def test_a_second_scan_is_found_and_kept_with_the_first() -> None:
    first, other = page(ADMISSION, 1), page(OFFICIAL, 2)
    again = page(ADMISSION, 3, fingerprint=first.fingerprint ^ 0b101)
    assert second_scans([first, other, again]) == {3: 1}
    assert kinds(first, other, again) == [(5, (1, 3)), (7, (2,))]


def test_a_form_whose_every_sheet_was_scanned_twice_stays_whole() -> None:
    once = [page(rows, 2 * n + 1) for n, rows in enumerate(FORM)]  # type: ignore[arg-type]
    twice = [replace(each, job=replace(each.job, number=each.job.number + 1)) for each in once]
    pages = [each for pair in zip(once, twice, strict=True) for each in pair]
    assert kinds(*pages) == [(3, tuple(range(1, 9)))]


def test_two_pages_that_could_not_be_read_are_not_one_sheet() -> None:
    assert second_scans([page([], 1), page([], 2, fingerprint=page([], 1).fingerprint)]) == {}


def test_two_filled_forms_of_one_print_are_two_papers() -> None:
    first = page(["Họ tên: NGUYỄN VĂN AN", "sinh 1970 tại Vinh"], 1)
    other = page(["Họ tên: TRẦN THỊ BÌNH", "sinh 1985 ở Hà Nội"], 2, fingerprint=first.fingerprint)
    assert second_scans([first, other]) == {}


def test_a_withheld_page_is_a_document_of_its_own() -> None:
    pages = [page(FORM[0], 1), page(FORM[1], 2, withheld=True, lines=()), page(FORM[2], 3)]
    assert kinds(*pages)[1] == (None, (2,))


@given(st.lists(st.sampled_from([*FORM, ADMISSION, OFFICIAL, LETTER, []]), max_size=9))
def test_every_page_with_content_is_in_exactly_one_document(contents: list[list[object]]) -> None:
    pages = [
        page(rows, number, blank=not rows)  # type: ignore[arg-type]
        for number, rows in enumerate(contents, start=1)
    ]
    placed = list(chain.from_iterable(numbers for _, numbers in kinds(*pages)))
    assert sorted(placed) == [number for number, rows in enumerate(contents, start=1) if rows]
