"""The words laid over a page: as read, and as settled where a value stands for what was read."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from pipeline.export.archive.words import page_words
from pipeline.geometry import Box
from pipeline.types import PageRead, Reading, Status
from tests.paper import comb, page

PAGE = page(["Họ và tên: NGUYEN VĂN MẪU", "Sinh ngày: 15.8.1976", [(100.0, "Dân tộc:"), (400.0, "Kính")]])


def texts(read: PageRead, *readings: Reading) -> list[str]:
    return [" ".join(word.text for word in row) for row in page_words(read, readings)]


def reading(key: str, value: str, raw: str, box: Box, status: Status = Status.VERIFIED) -> Reading:
    return Reading(key, value, raw, 1.0, status, 0, 1, box)


NAME_BOX = Box(238.0, 100.0, 400.0, 136.0)


def test_rows_are_read_from_top_to_bottom() -> None:
    assert texts(PAGE) == ["Họ và tên: NGUYEN VĂN MẪU", "Sinh ngày: 15.8.1976", "Dân tộc: Kính"]


def test_a_settled_value_stands_where_it_was_read() -> None:
    name = reading("full_name", "Nguyễn Văn Mẫu", "NGUYEN VĂN MẪU", NAME_BOX)
    people = reading("ethnicity", "Kinh", "Kính", Box(400.0, 200.0, 448.0, 236.0))
    assert texts(PAGE, name, people) == [
        "Họ và tên: Nguyễn Văn Mẫu",
        "Sinh ngày: 15.8.1976",
        "Dân tộc: Kinh",
    ]


def test_an_open_value_changes_nothing() -> None:
    name = reading("full_name", "Nguyễn Văn Mẫu", "NGUYEN VĂN MẪU", NAME_BOX, Status.REVIEW)
    assert texts(PAGE, name) == texts(PAGE)


def test_a_date_that_was_read_right_stays_as_it_is_written() -> None:
    box = Box(240.0, 150.0, 350.0, 186.0)
    right = reading("birth_date", "1976-08-15", "15.8.1976", box)
    other = reading("birth_date", "1976-08-16", "15.8.1976", box)
    assert texts(PAGE, right)[1] == "Sinh ngày: 15.8.1976"
    assert texts(PAGE, other)[1] == "Sinh ngày: 16/08/1976"


def test_the_same_letters_elsewhere_stay_as_they_were_read() -> None:
    twice = page(["Bí thư: NGUYEN VĂN MẪU", "Họ và tên: NGUYEN VĂN MẪU"])
    name = reading("full_name", "Nguyễn Văn Mẫu", "NGUYEN VĂN MẪU", Box(238.0, 150.0, 400.0, 186.0))
    assert texts(twice, name) == ["Bí thư: NGUYEN VĂN MẪU", "Họ và tên: Nguyễn Văn Mẫu"]


def test_a_value_keyed_by_a_person_where_nothing_was_read_is_added() -> None:
    keyed = reading("occupation", "Giáo viên", "", Box(100.0, 800.0, 400.0, 840.0))
    assert texts(PAGE, keyed)[-2:] == ["Giáo", "Viên".lower()]


def test_letters_in_boxes_are_words_too() -> None:
    read = page(["Số CCCD"], combs=[comb("040076123456", 500.0, 400.0)])
    assert texts(read) == ["Số CCCD", "040076123456"]


def test_nothing_of_a_withheld_page() -> None:
    assert page_words(replace(PAGE, withheld=True), ()) == ()


def test_words_never_touch() -> None:
    for row in page_words(PAGE, ()):
        for one, other in pairwise(row):
            assert other.box.left - one.box.right > 0.2 * one.box.height
