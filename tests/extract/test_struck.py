"""Words that were struck out: they are no part of a value, and nobody accepts it unseen."""

from __future__ import annotations

import pytest

from pipeline.extract.draft import Draft
from pipeline.extract.fields import extract
from pipeline.forms.form import built_in_forms
from pipeline.geometry import Box
from tests.paper import LETTER_WIDTH, LINE_HEIGHT, page

FORMS = [form for form in built_in_forms() if form.name == "2-HSĐV"]
LABEL = "06) Quê quán: "
VALUE = "xã Nam Kim, xã Nam Anh, huyện Nam Đàn, tỉnh Nghệ An"


def read(*struck: str, at: float = 0.45, reach: float = 16.0) -> Draft:
    """The home town of a paper on which these words are struck, at this share of their row's height."""
    row = LABEL + VALUE
    strikes = []
    for words in struck:
        left = 100 + row.index(words) * LETTER_WIDTH
        middle = 150 + at * LINE_HEIGHT
        strikes.append(Box(left - 2, middle - 3, left + len(words) * LETTER_WIDTH + reach, middle + 3))
    whole = page(["05) Nơi sinh: Xã A", row, "08) Dân tộc: Kinh"], strikes=tuple(strikes))
    return next(draft for draft in extract(FORMS, [whole]).drafts if draft.key == "hometown")


def test_what_was_struck_before_the_answer_is_left_out_and_the_answer_waits_for_a_person() -> None:
    found = read("xã Nam Kim")
    assert found.value == "xã Nam Anh, huyện Nam Đàn, tỉnh Nghệ An"
    assert found.doubts == ("struck_word",)


def test_what_was_struck_behind_the_answer_is_left_out() -> None:
    assert read("tỉnh Nghệ An").value == "xã Nam Kim, xã Nam Anh, huyện Nam Đàn"


@pytest.mark.parametrize("words", ["xã Nam Anh", VALUE])
def test_struck_words_within_an_answer_or_all_of_it_stay_and_are_told(words: str) -> None:
    found = read(words)
    assert found.value == VALUE
    assert "struck_word" in found.doubts


@pytest.mark.parametrize(("words", "at", "reach"), [("xã Nam Kim", 0.85, 16.0), ("xã", 0.45, -8.0)])
def test_an_underline_or_the_bar_of_a_letter_strikes_nothing(words: str, at: float, reach: float) -> None:
    found = read(words, at=at, reach=reach)
    assert found.value == VALUE
    assert found.doubts == ()
