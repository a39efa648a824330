"""Which way text runs, and the resolution of scans without a tag."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cleanup import text_axis
from pipeline.cleanup.resolution import estimate_dpi
from tests import sheet as draw


def _table() -> draw.Pixels:
    sheet = draw.blank()
    draw.grid(sheet, [150, 500, 1500], list(range(300, 2100, 120)))
    for row in range(14):
        draw.write(sheet, f"{row + 1}/1999", 170, 380 + 120 * row)
        draw.write(sheet, "Hoc sinh truong pho thong", 530, 380 + 120 * row)
    return sheet


def _framed() -> draw.Pixels:
    sheet = draw.blank(2339, 1654)
    cv2.rectangle(sheet, (60, 60), (2280, 1590), 20, 12)
    for row, text in enumerate(("GIAY CHUNG NHAN", "Chung nhan dong chi Nguyen Van", "Da hoc lop boi duong")):
        draw.write(sheet, text, 700, 500 + 160 * row, 1.6)
    return sheet


@pytest.mark.parametrize("sheet", [draw.letter()[0], draw.letter(3)[0], _table(), _framed()])
def test_text_axis_follows_the_scan(sheet: draw.Pixels) -> None:
    assert text_axis(sheet) == 0
    assert text_axis(np.ascontiguousarray(np.rot90(sheet))) == 90
    assert text_axis(np.ascontiguousarray(np.rot90(sheet, 2))) == 0


@given(st.sampled_from([150, 200, 240, 300, 400, 600]), st.booleans(), st.integers(-6, 6))
def test_an_a4_scan_without_a_tag_is_known_by_its_size(dpi: int, lying: bool, off: int) -> None:
    size = round(8.27 * dpi) + off, round(11.69 * dpi) - off
    assert estimate_dpi(*(size[::-1] if lying else size), None) == dpi


def test_a_sane_tag_is_believed_and_a_wild_one_is_not() -> None:
    assert estimate_dpi(1654, 2339, 200.0) == 200.0
    assert estimate_dpi(1654, 2339, 72.0) == 200.0
    assert estimate_dpi(1654, 2339, 0.0) == 200.0
