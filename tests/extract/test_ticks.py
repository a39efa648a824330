"""Answers that are marks: ticked boxes by the number printed before them, the word left unstruck."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.extract.draft import Draft
from pipeline.extract.fields import extract
from pipeline.forms.form import built_in_forms
from pipeline.geometry import Box
from pipeline.types import PageRead, Tick
from tests.paper import LETTER_WIDTH, page

FORMS = [form for form in built_in_forms() if form.name == "2-HSĐV"]
YEARS = ("30", "40", "45", "50", "55", "60", "65", "70", "75", "80", "85", "90")


def read(whole: PageRead) -> dict[str, Draft]:
    return {draft.key: draft for draft in extract(FORMS, [whole]).drafts}


def badges(*chosen: str) -> PageRead:
    row = "24. Đã được tặng HH Đảng: " + "".join(f"{year} n  " for year in YEARS)
    ticks = []
    for year in YEARS:
        left = 100 + (row.index(f"{year} n") + 4) * LETTER_WIDTH
        ticks.append(Tick(Box(left, 105, left + 20, 125), year in chosen))
    return page([row, "25. Danh hiệu được phong: Không"], ticks=tuple(ticks))


def test_the_ticked_years_are_told() -> None:
    assert read(badges("30", "45"))["party_badges"].value == "30, 45"


def test_a_row_without_a_tick_is_blank_and_one_without_boxes_tells_nothing() -> None:
    assert not read(badges())["party_badges"].written
    assert "party_badges" not in read(page(["24. Đã được tặng HH Đảng: 30 năm 40 năm"]))


def test_a_box_that_was_not_found_may_be_the_ticked_one() -> None:
    whole = badges()
    found = read(replace(whole, ticks=whole.ticks[1:]))["party_badges"]
    assert (found.value, found.written, found.doubts) == (None, True, ("option_not_read",))


@pytest.mark.parametrize(("struck", "value"), [("Nam", "Nữ"), ("nữ", "Nam"), (None, None)])
def test_the_word_that_is_not_struck_is_the_answer(struck: str | None, value: str | None) -> None:
    row = "02) Nam, nữ:"
    left = 100 + row.index(struck or "N") * LETTER_WIDTH
    strike = Box(left - 4, 116, left + LETTER_WIDTH * len(struck or "") + 4, 119)
    whole = page(
        ["01) Họ và tên đang dùng: LÊ AN", row, "05) Nơi sinh: Xã A"], strikes=(strike,) if struck else ()
    )
    moved = tuple(Box(s.left, s.top + 50, s.right, s.bottom + 50) for s in whole.strikes)
    found = read(page(["01) Họ và tên đang dùng: LÊ AN", row, "05) Nơi sinh: Xã A"], strikes=moved))["sex"]
    assert (found.value, found.written) == (value, True), "what was not seen is no blank"
    assert ("illegible" in found.doubts) == (value is None)
