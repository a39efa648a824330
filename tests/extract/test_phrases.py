"""Values in running text: names, places in full, and what must follow words that may be a label."""

from __future__ import annotations

import pytest

from pipeline.extract.phrases import followed, named, phrase
from pipeline.forms.form import Field


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" Đặng Quốc Ẩn, sinh ngày 20/10/1975", "Đặng Quốc Ẩn"),
        (" ông (bà): PHẠM PHÚC HOÃN\nsinh ngày", "PHẠM PHÚC HOÃN"),
        (" cho Ông Hà Minh Tường hiện công tác", "Hà Minh Tường"),
        (" đồng chí Bàn Phúc Thuyết; quê quán", "Bàn Phúc Thuyết"),
        (" H'Yam Bkrông\n(bí danh Mai)", "H'Yam Bkrông"),
        (" …….., sinh ngày", ""),
        (" LÊ VĂN MẪU Nhận xét", "LÊ VĂN MẪU"),
        (" Lê Văn Mẫu\nNhận xét: tốt", "Lê Văn Mẫu"),
        (" Lê Thị\nMẫu, sinh ngày", "Lê Thị\nMẫu"),
    ],
)
def test_a_name_in_running_text_is_its_words_with_capitals(text: str, name: str) -> None:
    start, end = named(text)
    assert text[start:end] == name


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            " xã Nam Anh, huyện Nam Đàn, tỉnh Nghệ An\n1. Ý kiến của",
            "xã Nam Anh, huyện Nam Đàn, tỉnh Nghệ An",
        ),
        (" xã Xa Lạ, TP. Vinh; công tác tại", "xã Xa Lạ, TP. Vinh"),
        (
            " xã Yên Sơn, huyện Đồ Lưng, tỉnh Nghệ An, với những điểm",
            "xã Yên Sơn, huyện Đồ Lưng, tỉnh Nghệ An",
        ),
        (" thôn Đông: làm ruộng", "thôn Đông"),
    ],
)
def test_a_place_ends_behind_its_province_or_at_a_sign(text: str, place: str) -> None:
    start, end = phrase(Field("hometown", "place", None, ("quê quán",)), text, 0)
    assert text[start:end].strip() == place


@pytest.mark.parametrize(
    ("kind", "text", "follows"),
    [
        ("person_name", " Lê Văn Mẫu, sinh ngày", True),
        ("person_name", " ông (bà): LÊ VĂN MẪU", True),
        ("person_name", " ưu tú vào Đảng\nCăn cứ", False),
        ("person_name", " Bí thư chi bộ", False),
        ("date", ": 5/1990", True),
        ("date", " ngày 5 tháng 3", True),
        ("date", " hoạt tại chi bộ ngày 5", False),
        ("text", " gì cũng được", True),
    ],
)
def test_words_are_a_label_where_a_value_of_the_kind_follows(kind: str, text: str, follows: bool) -> None:
    assert followed(kind, text) == follows
