"""The alphabet of the reader and the way to its classes and back."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.synthesis.training.alphabet import CLASSES, LETTERS, encode, steps_needed
from pipeline.text import ACCENTED_LETTERS
from pipeline.types import BLANK


def test_the_blank_comes_first_and_no_letter_twice() -> None:
    assert CLASSES[0] == BLANK
    assert len(set(CLASSES)) == len(CLASSES)
    assert set(ACCENTED_LETTERS) <= set(LETTERS)


@given(st.text(LETTERS, max_size=30))
def test_each_letter_has_its_class_and_equal_neighbours_need_a_step_more(text: str) -> None:
    classes = encode(text)
    assert "".join(CLASSES[number] for number in classes) == text
    assert steps_needed(text) - len(text) == sum(one == next_ for one, next_ in pairwise(text))


def test_curly_single_quotes_are_apostrophes() -> None:
    assert encode("H‘Mông") == encode("H'Mông")
