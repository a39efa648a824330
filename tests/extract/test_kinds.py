"""Kinds: values as the contract says, doubts where a reading does not fit, never a repair of digits."""

from __future__ import annotations

import pytest

from pipeline.extract.kinds import is_empty, meaning, normalise, reading_case, tidy


@pytest.mark.parametrize("raw", ["", "......", " / / ", "…… _ …", "  .  . - "])
def test_leaders_and_printed_slashes_are_empty(raw: str) -> None:
    assert is_empty(raw)


@pytest.mark.parametrize("raw", ["\ufffd", "~*", "§ . ."])
def test_writing_that_was_not_read_is_illegible_and_not_empty(raw: str) -> None:
    assert not is_empty(raw)
    found = normalise("text", raw)
    assert (found.value, found.fit, found.doubts) == (None, 0, ("illegible",))


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (" Cán bộ ........", "Cán bộ"),
        ("P. Nghi Thuỷ, TX Cửa Lò ___", "P. Nghi Thuỷ, TX Cửa Lò"),
        ("a\nb", "a b"),
        ("xã Phú Nghĩa,, huyện Quỳnh Lưu, , tỉnh Nghệ An", "xã Phú Nghĩa, huyện Quỳnh Lưu, tỉnh Nghệ An"),
    ],
)
def test_tidy_drops_leaders_and_keeps_signs_inside(raw: str, clean: str) -> None:
    assert tidy(raw) == clean


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("person_name", "TRẦN XUÂN LÂM", "Trần Xuân Lâm"),
        ("money", "96.000.000 đồng/năm", "96000000"),
        ("money", "7,5 triệu", "7500000"),
        (
            "place",
            "Xóm 1 xã Nam Anh huyện Nam Đàn tỉnh Nghệ An",
            "Xóm 1, xã Nam Anh, huyện Nam Đàn, tỉnh Nghệ An",
        ),
        ("place", "xã, Nam Anh, thị xã, Thái Hoà", "xã Nam Anh, thị xã Thái Hoà"),
        ("place", "thị, trấn Nam Giang, thành, phố Nam Định", "thị trấn Nam Giang, thành phố Nam Định"),
        (
            "place",
            "xã Quang, Thành, huyện Yên Thành, tỉnh Nghệ An",
            "xã Quang Thành, huyện Yên Thành, tỉnh Nghệ An",
        ),
        (
            "place",
            "xã Lăng, tỉnh Quảng Nam (nay là xã Tây Giang, thành phố Đà Nẵng)",
            "xã Lăng, tỉnh Quảng Nam (nay là xã Tây Giang, thành phố Đà Nẵng)",
        ),
        ("place", "Trạm Y tế xã Nam Anh, huyện Nam Đàn", "Trạm Y tế xã Nam Anh, huyện Nam Đàn"),
        ("place", "Quỳnh Xuân Thị xã Hoàng Mai, Nghệ An", "Quỳnh Xuân, Thị xã Hoàng Mai, Nghệ An"),
        ("place", "xã Nam Anh - huyện Nam Đàn", "xã Nam Anh - huyện Nam Đàn"),
        ("place", "đường Quang Trung phường 3, TP Vinh", "đường Quang Trung, phường 3, TP Vinh"),
        ("person_name", "LƯƠNG. MẠNH CƯỜNG", "Lương Mạnh Cường"),
        ("date", " 20 / 10 / 1975", "1975-10-20"),
        ("national_id", "040 075 423 271", "040075423271"),
        ("profile_number", "5 5 0 9 0 4 N", "550904N"),
        ("card_number", "40.783.052", "40783052"),
        ("ethnicity", "kinh", "Kinh"),
        ("religion", "đạo Phật", "Phật giáo"),
        ("sex", "NỮ", "Nữ"),
        ("place", "NGHỆ AN", "Nghệ An"),
        ("place", "Xã Ia Ka H Chư Păh Gia Lai", "Xã Ia Ka, H. Chư Păh, Gia Lai"),
        (
            "place",
            "xã Hải Giang, huyện Hải Hậu, -tỉnh Nam Định",
            "xã Hải Giang, huyện Hải Hậu, tỉnh Nam Định",
        ),
        ("place", "tỉnh Hải Hưng (nay là tỉnh Hưng Yên)", "tỉnh Hải Hưng (nay là tỉnh Hưng Yên)"),
        ("place", "Xã Ia Ka H. Chư Păh Gia Lai", "Xã Ia Ka, H. Chư Păh, Gia Lai"),
        ("place", "Tổ 4 P. Thạch Quý TP Hà Tĩnh", "Tổ 4, P. Thạch Quý, TP Hà Tĩnh"),
        ("place", "X. Thanh Mỹ, H Thanh Chương, T Nghệ An", "X. Thanh Mỹ, H. Thanh Chương, T. Nghệ An"),
        ("place", "xã Tam Hợp, huyện Ba; tỉnh Nghệ An", "xã Tam Hợp, huyện Ba, tỉnh Nghệ An"),
        ("place", "Xuân Hòa - Hà Quảng Cao Bằng", "Xuân Hòa - Hà Quảng Cao Bằng"),
        ("organisation", "UBND", "UBND"),
        ("organisation", "Trạm y tế xã", "Trạm y tế xã"),
        ("text", "Trung Quốc, tham quan,. 2018", "Trung Quốc, tham quan, 2018"),
        ("text", "ThS Luật, PTNT", "ThS Luật, PTNT"),
        ("person_name", "Đặng Thị Văn", "Đặng Thị Văn"),
        ("general_education", "12/12", "12/12"),
    ],
)
def test_clean_readings_fit_fully(kind: str, raw: str, value: str) -> None:
    found = normalise(kind, raw)
    assert found.value == value
    assert found.fit == 1
    assert not found.doubts


@pytest.mark.parametrize("raw", ["H'Wen Niê", "RƠ CHÂM HYÊN", "KSOR Y THIÊN"])
def test_a_name_that_is_not_spelt_as_vietnamese_is_kept_and_doubted(raw: str) -> None:
    found = normalise("person_name", raw)
    assert (found.value or "").casefold() == raw.casefold()
    assert found.doubts == ("unusual_name",)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("national_id", "04OO75423271"),
        ("national_id", "04007542327"),
        ("card_number", "4078305"),
        ("profile_number", "5509O4N"),
        ("person_name", "TRẦN 7UÂN"),
        ("date", "20/10/1975 3"),
        ("date", "31/02/1990"),
        ("ethnicity", "Xyzzyx"),
        ("text", "Cán bộ ¬ §"),
        ("text", "Khiển trách (sinh con thứ ba"),
        ("date", "2O/10/1975"),
        ("sex", "Nữ VÀ"),
        ("person_name", "Phạm Thị"),
        ("place", "Xã Môn Sơn, huyện"),
        ("text", "Tiếng Anh trình độ"),
        ("organisation", "TTỵT huyện Quế Phong"),
        ("money", "1"),
    ],
)
def test_what_does_not_fit_is_doubted_and_letters_never_become_digits(kind: str, raw: str) -> None:
    found = normalise(kind, raw)
    assert found.doubts
    assert found.fit < 0.5
    digits = [letter for letter in found.value or "" if letter.isdigit()]
    assert len(digits) <= sum(map(str.isdigit, raw))


def test_a_word_between_two_words_of_the_vocabulary_is_not_chosen_for_sure() -> None:
    found = normalise("ethnicity", "Thâi")
    assert found.value in ("Thái", "Thâi")
    assert found.fit <= 0.5


def test_reading_case_leaves_mixed_case_alone() -> None:
    assert reading_case("Ban Chính sách") == "Ban Chính sách"
    assert reading_case("ĐẶNG THỊ Ý-NHI") == "Đặng Thị Ý-Nhi"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("SỞ NÔNG NGHIỆP VÀ PTNT", "Sở Nông Nghiệp Và PTNT"),
        ("UBND XÃ HƯNG LĨNH", "UBND Xã Hưng Lĩnh"),
        ("TX. CỬA LÒ, NGHỆ AN", "TX. Cửa Lò, Nghệ An"),
        ("UBND xã", "UBND xã"),
    ],
)
def test_abbreviations_in_organisations_keep_their_capitals(raw: str, value: str) -> None:
    assert normalise("organisation", raw).value == value


@pytest.mark.parametrize(
    ("kind", "one", "other", "alike"),
    [
        ("place", "X. Châu Lý, H. Quỳ Hợp, Nghệ An", "xã Châu Lý - huyện Quỳ Hợp - tỉnh Nghệ An", True),
        ("place", "Phường 5, Quận 3", "Phường 3, Quận 5", False),
        ("place", "Quảng Trị", "uảng Trị", False),
        ("text", "X. Châu Lý", "Xã Châu Lý", False),
        ("text", "Hoà", "HÒA.", True),
    ],
)
def test_what_two_writings_have_in_common(kind: str, one: str, other: str, alike: bool) -> None:
    assert (meaning(kind, one) == meaning(kind, other)) is alike


def test_of_an_old_number_and_a_new_one_the_new_one_is_proposed() -> None:
    found = normalise("national_id", "thay cho số CMND 186017342: 040179006251")
    assert (found.value, found.doubts) == ("040179006251", ("wrong_shape",))
    assert normalise("national_id", "040 179 006 251").value == "040179006251"
