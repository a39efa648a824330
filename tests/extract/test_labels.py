"""Labels: where each one ends, whatever was misread of it."""

from __future__ import annotations

import pytest

from pipeline.extract.labels import candidates
from pipeline.forms.form import Field
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
