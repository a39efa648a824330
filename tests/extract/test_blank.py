"""Told apart: what a person wrote, what was printed, and marks that are nothing."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest

from pipeline.extract.draft import Draft
from pipeline.extract.fields import extract
from pipeline.forms.form import built_in_forms
from pipeline.geometry import Box
from pipeline.types import BLANK, Lattice, Line, PageRead, Step
from tests.extract.test_tables import table
from tests.paper import page


def read(whole: PageRead, document_type: int = 3) -> dict[str, Draft]:
    forms = [form for form in built_in_forms() if document_type in form.document_types]
    return {draft.key: draft for draft in extract(forms, [whole]).drafts}


def test_a_printed_hint_in_brackets_is_no_value() -> None:
    hint = "25) Danh hiệu được phong (Chiến sĩ thi đua, Anh hùng (lao động), nhà giáo)"
    found = read(page([hint, "26) Kỷ luật (Đảng, chính quyền, pháp luật): Không"]))
    assert not found["titles"].written
    assert found["discipline"].value == "Không"


def test_a_value_begins_behind_the_bracket_its_label_ends_in_however_that_was_read() -> None:
    rows = [
        "d) Bị xử lý theo pháp luật (ngày, tháng, năm; chính quyền nào xử lý; hình thức xử lý, nơi thi",
        "hành án...): Khiển trách 1998",
        "c) Có người thân ở nước ngoài (tên người, quan hệ gì, ở nước nào 2): Con gái ở Nhật Bản",
    ]
    found = read(page(rows))
    assert found["legal_record"].value == "Khiển trách 1998"
    assert found["foreign_relatives"].value == "Con gái ở Nhật Bản"


def test_the_number_of_one_label_is_not_the_item_of_the_next() -> None:
    rows = [
        "Người giới thiệu thứ 1: Lê Văn Mẫu Chức vụ, đơn vị: Bí thư",
        "Người giới thiệu thứ 2: Chức vụ, đơn vị:",
    ]
    found = read(page(rows))
    assert found["referrer_1"].value == "Lê Văn Mẫu"
    assert not found["referrer_2"].written
    assert not found["referrer_2_position"].written


def test_a_value_does_not_go_on_into_a_table() -> None:
    rows = ["26) Kỷ luật (Đảng, chính quyền, pháp luật):", "Tháng năm", "Lý do"]
    ruled = page(rows, tables=(table([90.0, 400.0, 900.0], [140.0, 300.0]),))
    assert not read(ruled)["discipline"].written
    assert read(page(rows))["discipline"].written


def test_a_label_over_a_table_is_answered_there() -> None:
    rows = ["20) KHEN THƯỞNG", "Tháng năm Lý do và hình thức Cấp quyết định", "21) KỶ LUẬT: Không"]
    found = read(page(rows), document_type=2)
    assert "awards" not in found
    assert found["discipline"].value == "Không"


@pytest.mark.parametrize("answer", ["Không có gì thay đổi", "không thay đối", "Khòng"])
def test_a_supplement_that_says_nothing_changed_tells_nothing(answer: str) -> None:
    rows = ["01. Họ và tên đang dùng: LÊ VĂN MẪU", f"07. Khen thưởng: {answer}", "08. Kỷ luật: Khiển trách"]
    assert set(read(page(rows), document_type=4)) == {"full_name", "discipline"}
    assert "awards" in read(page([f"23) Khen thưởng (Huân chương, huy chương, bằng khen): {answer}"]))


def test_labels_within_the_bracket_of_another_label_are_none() -> None:
    row = "06. Trình độ (chuyên môn, lý luận chính trị, ngoại ngữ, tin học): Tiếng Anh B"
    assert set(read(page(["01. Họ và tên: LÊ VĂN MẪU", row]), document_type=4)) == {"full_name"}


def test_a_printed_unit_ends_a_value() -> None:
    rows = [
        "Tổng thu nhập của hộ gia đình (trong 1 năm): 96.000.000 đồng, bình quân 1 người/hộ: đồng",
        "ngày 9 tháng 5",
    ]
    found = read(page(rows))
    assert found["household_income"].value == "96000000"
    assert not found["income_per_head"].written


def test_a_unit_that_ends_a_label_does_not_end_the_value() -> None:
    rows = [
        "Tổng thu nhập của hộ gia đình (trong 1 năm), đồng 150.000.000 bình quân 1 người/hộ, đồng 37 500 000"
    ]
    found = read(page(rows))
    assert (found["household_income"].value, found["income_per_head"].value) == ("150000000", "37500000")


def unread(letters: str, left: float, top: float) -> Line:
    """A piece of which the reader made nothing, with the letters it was about to read."""
    steps = (Step(left + 20 * n, BLANK + letter, (log(0.7), log(0.3))) for n, letter in enumerate(letters))
    return Line(Box(left, top, left + 90, top + 29), Lattice(tuple(steps)))


@pytest.mark.parametrize(("letters", "written"), [("//", False), ("1/", False), ("12/3", True), ("", True)])
def test_the_printed_strokes_of_an_empty_date_are_not_writing(letters: str, written: bool) -> None:
    whole = page(["16) Ngày nhập ngũ:", "Ngày xuất ngũ, chuyển ngành: 5/1990"])
    stroked = replace(whole, lines=(*whole.lines, unread(letters, 420, 100)))
    assert read(stroked)["enlistment_date"].written == written


def test_a_word_left_out_within_a_read_value_is_a_doubt() -> None:
    whole = page(["26) Kỷ luật (Đảng, chính quyền, pháp luật): Khiển trách", "16) Ngày nhập ngũ:"])
    first = whole.lines[0]
    for x in (first.box.right - 30, first.box.right - 1):
        torn = replace(whole, lines=(replace(first, unread=(x,)), *whole.lines[1:]))
        assert "illegible" in read(torn)["discipline"].doubts
    assert "illegible" not in read(whole)["discipline"].doubts


def test_what_was_not_read_within_a_value_is_a_doubt() -> None:
    whole = page(["26) Kỷ luật (Đảng, chính quyền, pháp luật):", "16) Ngày nhập ngũ:"])
    torn = replace(whole, lines=(*whole.lines, unread("r", 800, 100)))
    value = read(torn)["discipline"]
    assert value.written
    assert "illegible" in value.doubts
    assert value.whole == 0.0


def test_figures_right_below_their_label_are_no_blank() -> None:
    """A sheet that curls, or a machine that sets them lower: the next label stands in their row."""
    rows = ["19- Số Căn cước:", [(520.0, "025169737037"), (900.0, "20- Miễn công tác và SHĐ ngày:")]]
    found = read(page(["18- Tình trạng sức khoẻ: Tốt", *rows]))
    assert found["national_id"].value == "025169737037"
    assert "under_its_label" in found["national_id"].doubts
    assert not found["exemption_date"].written
