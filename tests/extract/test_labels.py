"""Labels: where each one ends, whatever was misread of it."""

from __future__ import annotations

import pytest

from pipeline.extract.labels import candidates, find_labels
from pipeline.forms.form import Field, built_in_forms
from pipeline.reading.stream import stream
from tests.paper import page


def values(row: str, *labels: str, item: str | None = None) -> list[str]:
    """What stands behind each place where the label is found, best first."""
    letters = stream((page([row]),))
    field = Field("hometown", "place", item, labels)
    found = sorted(candidates(0, field, letters), key=lambda place: -place.score)
    return [letters.text[place.end :].strip() for place in found]


@pytest.mark.parametrize("row", ["Quê quán: Tân Ninh", "Quê quản Tân Ninh", "Qué quám: Tân Ninh"])
def test_a_value_begins_right_behind_its_label(row: str) -> None:
    assert values(row, "Quê quán")[0] == "Tân Ninh"


def test_a_misread_end_of_a_label_takes_nothing_of_the_value() -> None:
    """By letters alone the label could as well end with the D: four mistakes either way."""
    assert values("Chứng nhận đóng ch;: DOÃN THỊ ÁNH", "Chứng nhận đồng chí")[0].startswith("DOÃN")


@pytest.mark.parametrize("colon", [":", '"'])
def test_a_label_goes_on_to_its_colon_also_where_that_was_misread(colon: str) -> None:
    row = f"Nghề nghiệp, chức vụ, đơn vị công tác mới{colon} Kiểm lâm viên"
    assert values(row, "Nghề nghiệp, chức vụ, đơn vị công tác")[0] == "Kiểm lâm viên"


@pytest.mark.parametrize("sign", [")", ".", "/", "-", ":"])
def test_an_item_number_belongs_to_its_label(sign: str) -> None:
    letters = stream((page(["Nghề nghiệp: Kiểm lâm viên", f"12{sign} Ngày vào Đảng: 4/11/1996"]),))
    field = Field("admission_date", "date", "12", ("Ngày vào Đảng",))
    found = max(candidates(0, field, letters), key=lambda place: place.score)
    assert letters.text[: found.start].endswith("viên\n")


def test_a_short_label_that_is_all_of_a_piece_is_one_wherever_the_form_has_it() -> None:
    """Boxes of a form are read one after the other: nothing but their walls parts label and answer."""
    form = next(form for form in built_in_forms() if 3 in form.document_types)
    rows = [
        [(100.0, "Học vị"), (500.0, "Tiến sĩ"), (900.0, "Tin học"), (1200.0, "Trình độ B")],
        "Lý luận chính trị: Sơ cấp",
    ]
    found = {form.fields[label.order].key for label in find_labels(form, stream((page(rows),)))}
    assert {"academic_degree", "informatics", "political_theory"} <= found
    table = [[(100.0, "Tên trường"), (500.0, "Thời gian"), (900.0, "Văn bằng")], "Đại học Vinh"]
    assert not any(label.marked for label in find_labels(form, stream((page(table),)))), "a table's heading"


def test_a_label_without_a_number_begins_a_row_wherever_the_form_has_it() -> None:
    """Supplements set their items in an order of their own."""
    form = next(form for form in built_in_forms() if 4 in form.document_types)
    rows = [
        "1. Khen thưởng: Giấy khen của UBND xã năm 2015",
        "2. Số CMND hoặc số căn cước: 022072008344",
        "3. Nơi thường trú: xã Kim Liên, Nghệ An",
        "4. Nghề nghiệp, chức vụ: Trạm trưởng",
    ]
    found = {form.fields[label.order].key for label in find_labels(form, stream((page(rows),)))}
    assert {"awards", "national_id", "permanent_address", "occupation"} <= found


def test_a_bracket_that_was_not_read_closed_does_not_end_with_the_next_item() -> None:
    rows = ["a) Đã đi nước ngoài (nước nào, lý do 1: Lào, tháng 3/2019", "b) Tham gia: Không"]
    letters = stream((page(rows),))
    field = Field("foreign_travel", "text", None, ("Đã đi nước ngoài (nước nào, lý do)",))
    found = max(candidates(0, field, letters), key=lambda place: place.score)
    assert "Lào" in letters.text[found.end :]
