from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.synthesis.training.alphabet import CLASSES, LETTERS, decode, encode, steps_needed
from pipeline.text import ACCENTED_LETTERS, squeeze
from pipeline.types import BLANK


def test_the_blank_comes_first_and_no_letter_twice() -> None:
    assert CLASSES[0] == BLANK
    assert len(set(CLASSES)) == len(CLASSES)
    assert set(ACCENTED_LETTERS) <= set(LETTERS)


@given(st.text(LETTERS, max_size=30))
def test_a_text_comes_back_when_blanks_part_its_letters(text: str) -> None:
    steps = [number for letter in encode(text) for number in (letter, 0)]
    assert decode(steps) == squeeze(text)
    assert steps_needed(text) <= max(0, len(steps))


def test_repeats_are_one_letter_unless_a_blank_parts_them() -> None:
    first, second = encode("ab")
    assert decode([0, first, first, 0, first, second, second, 0]) == "aab"


def test_curly_single_quotes_are_apostrophes() -> None:
    assert decode(encode("H‘Mông")) == "H'Mông"
