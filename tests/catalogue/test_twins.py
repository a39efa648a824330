"""Second scans: found through noise and shifts, never seen in two filled forms of one print."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalogue.twins import second_scans
from pipeline.types import InkGrid
from tests.paper import ink, line, page


def shifted(grid: InkGrid, cells: int) -> InkGrid:
    """The same page laid a little further to the right on the glass."""
    rows = [grid.levels[at : at + grid.columns] for at in range(0, len(grid.levels), grid.columns)]
    return InkGrid(grid.columns, "".join("0" * cells + row[:-cells] for row in rows))


@settings(max_examples=15)
@given(st.integers(1, 4), st.integers(0, 150))
def test_a_shift_and_noise_hide_no_second_scan(cells: int, changed: int) -> None:
    again = page(["A"], 2, ink_grid=shifted(ink(1, changed=changed), cells))
    assert second_scans([page(["A"], 1), again]) == {2: 1}


def test_other_sheets_are_no_second_scans() -> None:
    assert second_scans([page(["A"], number) for number in range(1, 9)]) == {}


def test_two_filled_forms_of_one_print_are_two_papers() -> None:
    first = page(["Họ tên: NGUYỄN VĂN AN", "sinh 1970 tại Vinh"], 1)
    other = page(["Họ tên: TRẦN THỊ BÌNH", "sinh 1985 ở Hà Nội"], 2, ink_grid=ink(1, changed=900))
    assert second_scans([first, other]) == {}


def test_two_papers_set_alike_by_one_shop_with_the_same_words_are_two_papers() -> None:
    """The curricula of one who asks to join and of the member: in doubt no page is set aside."""
    words = ["LÝ LỊCH", "Họ và tên đang dùng: CAO VĂN MẪU", "Họ và tên khai sinh: CAO VĂN MẪU"]
    assert second_scans([page(words, 1), page(words, 2, ink_grid=ink(1, changed=800))]) == {}


def test_pages_with_next_to_nothing_on_them_are_not_one_sheet() -> None:
    nothing = InkGrid(40, "0" * 2240)
    assert second_scans([page([], 1, ink_grid=nothing), page([], 2, ink_grid=nothing)]) == {}


def test_withheld_and_blank_pages_are_compared_with_nothing() -> None:
    pages = [page([], n, ink_grid=ink(1), blank=n == 2, withheld=n == 3) for n in (1, 2, 3)]
    assert second_scans(pages) == {}


def test_papers_of_one_wording_and_other_years_are_two_papers() -> None:
    """Typed by one machine they look alike; a digit that was read poorly tells nothing."""
    first = page(["QUYẾT ĐỊNH khen thưởng", "ngày 3/2/1998, số 17"], 1)
    other = page(["QUYẾT ĐỊNH khen thưởng", "ngày 3/2/1999, số 17"], 2, ink_grid=ink(1))
    poorly = replace(other, lines=(other.lines[0], line("ngày 3/2/1999, số 17", top=140.0, probability=0.9)))
    assert second_scans([first, other]) == {}
    assert second_scans([first, poorly]) == {2: 1}


def test_two_papers_that_look_alike_and_say_other_things_are_two() -> None:
    decision = [
        "QUYẾT ĐỊNH",
        "công nhận đảng viên chính thức đối với đồng chí Lê Văn Mẫu",
        "Điều 1. Công nhận",
    ]
    penalty = ["QUYẾT ĐỊNH", "thi hành kỷ luật khiển trách vì vi phạm chính sách dân số", "Xét bản tự kiểm"]
    again = ["công nhận đảng viên chính thức: đồng chí Lê Văn Mau", "QUYẾT ĐỊNH", "Diêu 1. Công nhận"]
    first = page(decision, 1)
    assert second_scans([first, page(penalty, 2, ink_grid=ink(1))]) == {}
    assert second_scans([first, page(again, 2, ink_grid=ink(1))]) == {2: 1}, "whatever the order of its lines"
