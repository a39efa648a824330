"""Values decoded from lattices whose likeliest letters are wrong."""

from __future__ import annotations

from math import log

import pytest

from pipeline.extract.decoded import decoded
from pipeline.extract.grammars import graph
from pipeline.extract.places import place_endings
from pipeline.reading.decode import decode
from pipeline.types import BLANK, Lattice, Step


def seen(text: str, doubts: dict[int, str] | None = None, second: float = 0.2) -> Lattice:
    """A line read as `text`; at each place of `doubts` its letter was seen too, less likely."""
    steps = []
    for place, letter in enumerate(text):
        other = (doubts or {}).get(place, BLANK)
        probability = second if place in (doubts or {}) else 0.001
        steps += [
            Step(2.0 * place, letter + other, (log(0.999 - probability), log(probability))),
            Step(2.0 * place + 1, BLANK + letter, (log(0.999), log(0.001))),
        ]
    return Lattice(tuple(steps))


def value(kind: str, lattice: Lattice) -> str | None:
    found = decoded(kind, lattice)
    return None if found is None else found.value.value


@pytest.mark.parametrize(
    ("kind", "read", "doubts", "true"),
    [
        ("date", "2O/10/1975", {1: "0"}, "1975-10-20"),
        ("date", "32/10/1975", {0: "2", 1: "2"}, "1975-10-22"),
        ("national_id", "04O175000123", {2: "0"}, "040175000123"),
        ("profile_number", "O35226NA", {0: "0"}, "035226NA"),
        ("person_name", "Đậu Hồng Quyêt", {12: "ế"}, "Đậu Hồng Quyết"),
        ("text", "Công doàn", {5: "đ"}, "Công đoàn"),
        ("text", "Liện đoàn Lao động", {2: "ê"}, "Liên đoàn Lao động"),
        ("ethnicity", "Kinn", {3: "h"}, "Kinh"),
        ("text", "Khộng", {2: "ô"}, "Không"),
        ("person_name", "Lim Thị Hảng", {9: "ằ"}, "Lim Thị Hằng"),
        ("text", "Không cá", {7: "ó"}, "Không có"),
        ("organisation", "HUYÊN QUỲNH LƯU", {3: "Ệ"}, "Huyện Quỳnh Lưu"),
        ("organisation", "Xã Yện Thành", {4: "ê"}, "Xã Yên Thành"),
        ("text", "Hội sinh vật cảnh, khoáng sán", {27: "ả"}, "Hội sinh vật cảnh, khoáng sản"),
        ("person_name", "Lò Thi Mẫu", {5: "ị"}, "Lò Thị Mẫu"),
        ("money", "360.000.0QQ", {9: "0", 10: "0"}, "360000000"),
    ],
)
def test_what_the_kind_can_be_decides_between_letters(
    kind: str, read: str, doubts: dict[int, str], true: str
) -> None:
    assert value(kind, seen(read, doubts)) == true


@pytest.mark.parametrize(
    ("read", "doubts"),
    [
        ("Thương tật 61%", {13: "6"}),
        ("nhà xây, 265,32 m2", {16: "n"}),
        ("nhà xây, 80 m²", {13: "2"}),
        ("(đã mất)", {0: "C"}),
        ("giải [3] - lần thứ nhất", {5: "1", 7: "1"}),
        ("ngoại khóa * lớp 2", {11: "a"}),
        ("“Vì sự nghiệp giáo dục”", {0: "v", 22: "7"}),
    ],
)
def test_a_sign_is_not_the_letter_or_figure_it_resembles(read: str, doubts: dict[int, str]) -> None:
    letters = graph("text")
    assert letters is not None
    assert decode(seen(read, doubts, 0.02), letters)[0].text == read


def test_how_common_a_word_is_only_decides_between_what_was_seen() -> None:
    for rare in ("Lim Thị Hảng", "Nguyễn Văn Ngoạch"):
        assert value("person_name", seen(rare, {9: "ạ"}, 0.001)) == rare
    assert value("text", seen("nghều ngoào", {2: "x"}, 0.001)) == "nghều ngoào"


@pytest.mark.parametrize("text", ["H'Yam Bkrông", "Ksor Hiếu", "Rơ Châm Blơn", "Y Moan Ênuôl", "Kpă Y Tuyn"])
def test_names_of_minority_peoples_go_through(text: str) -> None:
    assert value("person_name", seen(text)) == text


def test_no_figure_is_dropped_to_make_a_number_fit() -> None:
    assert decoded("card_number", seen("807790896")) is None


def test_a_reader_without_second_thoughts_is_left_as_it_is() -> None:
    plain = Lattice(tuple(Step(float(x), letter, (-0.1,)) for x, letter in enumerate("Liện đoàn")))
    assert decoded("text", plain) is None


def test_the_margin_tells_how_near_the_next_value_is() -> None:
    near, far = (decoded("date", seen("20/10/1975", {8: "1"}, share)) for share in (0.45, 0.01))
    assert near is not None
    assert far is not None
    assert near.margin < 1 < far.margin
    assert near.heard[1] == ("1915-10-20", -near.margin)


def test_a_place_is_read_under_the_register() -> None:
    read = "xã Chi Khé, huyên Con Cuông, tính Nghê An"
    lattice = seen(read, {9: "ê", 15: "ệ", 31: "ỉ", 37: "ệ"}, 0.02)
    assert value("place", lattice) == "xã Chi Khê, huyện Con Cuông, tỉnh Nghệ An"
    assert place_endings(lattice)[0].names == ("Xã Chi Khê", "Huyện Con Cuông", "Tỉnh Nghệ An")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            "date",
            ("20/10/1975", "ngày 20 tháng 10 năm 1975", "tháng 12/1992", "/ /1999", "1975"),
            ("32/1/1999",),
        ),
        ("national_id", ("040175000123", "040 175 000123", "186543210"), ("12345",)),
        ("profile_number", ("035226NA", "035226 NA"), ("35226NA",)),
    ],
)
def test_graphs_hold_what_forms_hold(kind: str, good: tuple[str, ...], bad: tuple[str, ...]) -> None:
    letters = graph(kind)
    assert letters is not None
    assert all(letters.accepts(text) for text in good)
    assert not any(letters.accepts(text) for text in bad)
