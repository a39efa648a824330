"""Marks of secrecy: never missed for a worn letter, not seen in words that merely hold one."""

from __future__ import annotations

import pytest

from pipeline.catalogue.secrecy import is_mark, is_mark_line


@pytest.mark.parametrize(
    "stamped", ["MẬT", "MÂT", "MẬI", "M Ậ T", "|MẬT|", "TỐI MẬT", "TÔI MAT", "TUYỆT MẬT", "TUYẾT MẠT"]
)
def test_worn_stamps_are_marks(stamped: str) -> None:
    assert is_mark(stamped)


@pytest.mark.parametrize("stamped", ["", "CHỨNG THỰC", "550904N", "CÔNG VĂN ĐẾN", "SỐ", "Nam"])
def test_other_stamps_are_not(stamped: str) -> None:
    assert not is_mark(stamped)


def test_a_line_must_be_the_mark_alone_and_in_capitals() -> None:
    assert is_mark_line("MẬT")
    assert is_mark_line("TUYỆT MẬT.")
    assert is_mark_line("TỐT MÂT")
    assert not is_mark_line("ĐẠT")
    assert not is_mark_line("MẪU")
    assert not is_mark_line("Mật")
    assert not is_mark_line("BÍ MẬT NHÀ NƯỚC")
