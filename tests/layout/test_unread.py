"""What was left out: words in no line, and ink of a line from which no letter was read."""

from __future__ import annotations

from pipeline.cleanup import flatten
from pipeline.geometry import Box
from pipeline.layout.unread import left_out, unclaimed
from tests import sheet as draw

WORDS = ("Van", "phong", "So")


def _line() -> tuple[draw.Pixels, list[Box], Box]:
    sheet = draw.blank()
    boxes = [draw.write(sheet, word, left, 400) for word, left in zip(WORDS, (200, 290, 420), strict=True)]
    return sheet, boxes, Box(190, 370, 480, 412)


def _letters(box: Box, word: str) -> list[float]:
    return [box.left + (place + 0.3) * box.width / len(word) for place in range(len(word))]


def test_a_line_read_to_its_end_leaves_nothing_out() -> None:
    sheet, boxes, line = _line()
    read = [x for box, word in zip(boxes, WORDS, strict=True) for x in _letters(box, word)]
    assert left_out(flatten(sheet, 200, 0), line, read) == ()


def test_a_word_of_which_no_letter_was_read_is_told() -> None:
    sheet, boxes, line = _line()
    for lost, (box, word) in enumerate(zip(boxes, WORDS, strict=True)):
        others = [pair for n, pair in enumerate(zip(boxes, WORDS, strict=True)) if n != lost]
        read = [x for other, others_word in others for x in _letters(other, others_word)]
        (found,) = left_out(flatten(sheet, 200, 0), line, read)
        assert box.left <= found.centre[0] <= box.right, word


def test_tails_of_the_rows_around_are_not_left_out_of_a_line() -> None:
    sheet, boxes, line = _line()
    draw.write(sheet, "gggggggggggg", 200, 366)
    read = [x for box, word in zip(boxes, WORDS, strict=True) for x in _letters(box, word)]
    assert left_out(flatten(sheet, 200, 0), line, read[:-2] + read[-2:]) == ()


def test_words_in_no_line_are_told_and_specks_are_not() -> None:
    sheet, _, line = _line()
    word = draw.write(sheet, "tinh", 700, 400)
    sheet[900:904, 900:904] = 30
    flat = flatten(sheet, 200, 0)
    assert unclaimed(flat, [line, word.grown(3, 3)]) == ()
    (found,) = unclaimed(flat, [line])
    common = found.intersection(word)
    assert common is not None
    assert common.area > 0.8 * word.area
