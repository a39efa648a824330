"""What differs from a common word in its marks alone."""

from __future__ import annotations

import pytest

from pipeline.extract.kinds import normalise
from pipeline.extract.spelt import like_another_word, without_stray_dots


@pytest.mark.parametrize(
    "value",
    [
        "Kỹ sự công nghệ thông tin",
        "Thạc sĩ quản lý độ thị",
        "Nhật Bản, đào tạo ngăn hạn",
        "Huận chương",
        "Khôn",
        "Khong có",
    ],
)
def test_a_word_with_one_mark_that_no_word_has_is_like_another(value: str) -> None:
    assert like_another_word(value)
    assert normalise("text", value).doubts == ("like_another_word",)


@pytest.mark.parametrize(
    "value",
    [
        "Kỹ sư công nghệ thông tin",
        "Trường THPT Mường Quạ",
        "Thôn Nước Lá",
        "UBND huyện Nghĩa Đàn",
        "Phòng Kiểm soát chi",
        "Hợp tác xã mua bán",
        "Tin học A",
        "",
    ],
)
def test_words_and_places_as_they_are_written_are_like_no_other(value: str) -> None:
    assert not like_another_word(value)


def test_names_are_words_of_their_own() -> None:
    assert normalise("person_name", "Lê Độ Thiện").doubts == ()


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Kỹ sự lậm nghiệp", "Kỹ sư lâm nghiệp"),
        ("KỸ SỰ", "KỸ SƯ"),
        ("Toà Dân sư, Vinh", "Toà Dân sự, Vinh"),
        ("Trưởng phòng, Phòng Xây dựng  độ thị, 12/3", "Trưởng phòng, Phòng Xây dựng  đô thị, 12/3"),
        ("Cán bộ kỹ thuật", "Cán bộ kỹ thuật"),
        ("Khối Phạn xưởng", "Khối Phạn xưởng"),
    ],
)
def test_a_stray_dot_below_is_taken_out_and_a_lost_one_put_back(read: str, meant: str) -> None:
    """Only where one known word alone is meant; what is corrected still waits for a person."""
    assert without_stray_dots(read) == meant
    found = normalise("text", read)
    assert found.value == meant.replace("  ", " ")
    assert found.doubts == (() if read == "Cán bộ kỹ thuật" else ("like_another_word",))
