"""Ticks and strikes on drawn pages: a marked box, a stroke through a word, and none where there is none."""

from __future__ import annotations

import cv2
import pytest

from pipeline.cleanup import flatten
from pipeline.layout import find_lines, find_strikes, find_ticks
from tests.sheet import blank, write


def test_a_box_with_a_mark_is_ticked_and_an_empty_one_is_not() -> None:
    sheet = blank()
    for place in range(3):
        left = 300 + 200 * place
        cv2.rectangle(sheet, (left, 500), (left + 30, 530), 30, 2)
    cv2.line(sheet, (508, 508), (523, 523), 30, 2)
    assert [tick.ticked for tick in find_ticks(flatten(sheet, 200, 0))] == [False, True, False]


@pytest.mark.parametrize("rise", [-30, 0, 30])
def test_a_stroke_through_a_word_is_found_and_an_unstruck_word_has_none(rise: int) -> None:
    sheet = blank()
    write(sheet, "written words of a line", 300, 400)
    box = write(sheet, "another line is struck", 300, 600)
    middle = round(box.centre[1]) + 1
    cv2.line(sheet, (300, middle + rise // 2), (420, middle - rise // 2), 30, 3)
    flat = flatten(sheet, 200, 0)
    strikes = find_strikes(flat, find_lines(flat))
    assert len(strikes) == 1
    assert abs(strikes[0].centre[1] - middle) < 8
