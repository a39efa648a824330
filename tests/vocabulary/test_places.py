"""Places as people write them, held against the registers."""

from __future__ import annotations

import pytest

from pipeline.vocabulary.places import ends_in_province, is_known


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("xã Yên Tĩnh, huyện Tương Dương, tỉnh Nghệ An", True),
        ("Xóm 3, Châu Lý, Quỳ Hợp, Nghệ An", True),
        ("Khối 2, P. Hưng Dũng, TP Vinh, Nghệ An", True),
        ("Khối Tân Hoà, Nam Đàn, Nghệ An", True),
        ("xã Yên Thành, tỉnh Nghệ An", True),
        ("xã Yên Tỉnh, huyện Tương Dương, tỉnh Nghệ An", False),
        ("thị trần Nam Đàn, huyện Nam Đàn, tỉnh Nghệ An", False),
        ("huyện Tương Dưng, tỉnh Nghệ An", False),
        ("Vinh", False),
    ],
)
def test_a_place_is_known_down_to_the_commune_where_one_is_written(text: str, known: bool) -> None:
    assert is_known(text) == known


@pytest.mark.parametrize(
    ("text", "ends"),
    [("huyện Nam Đn, tỉnh Nghệ An", True), ("thành phố Hải Dương", False), ("xã Nghệ An", False)],
)
def test_only_a_province_that_is_called_one_ends_a_place(text: str, ends: bool) -> None:
    assert ends_in_province(text) == ends
