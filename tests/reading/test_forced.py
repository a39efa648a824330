"""A known text laid along a lattice, letter by letter."""

from __future__ import annotations

from math import log

from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.forced import align
from pipeline.types import BLANK, Step


def steps(text: str) -> list[Step]:
    """One sure step a letter; `_` is a blank."""
    return [Step(float(x), letter.replace("_", BLANK), (log(0.98),)) for x, letter in enumerate(text)]


def test_a_text_is_found_among_others() -> None:
    laid = align(steps("xx_nam_yy"), "nam")
    assert laid is not None
    assert laid.spans == ((3, 3), (4, 4), (5, 5))


def test_case_does_not_matter_and_repeats_belong_to_their_letter() -> None:
    laid = align(steps("NNaamm"), "nam", price=-1.0)
    assert laid is not None
    assert laid.spans == ((0, 1), (2, 3), (4, 5))


def test_a_double_letter_needs_a_blank_between() -> None:
    parted, joined = align(steps("n_n"), "nn"), align(steps("nnn"), "nn")
    assert parted is not None
    assert joined is not None
    assert parted.score > joined.score + 5


def test_a_text_longer_than_the_line_has_no_place() -> None:
    assert align(steps("ab"), "abc") is None


@given(st.text("abc_", min_size=1, max_size=8), st.text("abc", min_size=1, max_size=4))
def test_spans_follow_one_another(line: str, text: str) -> None:
    laid = align(steps(line), text)
    if laid is not None:
        flat = [place for span in laid.spans for place in span]
        assert flat == sorted(flat)
        assert flat[0] >= 0
        assert flat[-1] < len(line)
