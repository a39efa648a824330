"""JSON lines: exactly the contract, the same bytes each time, nothing of withheld papers."""

from __future__ import annotations

import io
import json
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.export.jsonl import write_jsonl
from pipeline.types import DossierRead, Status
from tests.export.dossiers import BOTH, FULL, SECRET, reading

PAGE_KEYS = {"number", "source", "source_page", "rotation", "blank", "withheld"}
VALUE_KEYS = {"value", "raw", "confidence", "status"}


def written(*dossiers: DossierRead) -> str:
    out = io.StringIO()
    write_jsonl(dossiers, out)
    return out.getvalue()


@pytest.fixture
def full() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(written(FULL))
    return loaded


def test_one_line_a_dossier_the_same_each_time() -> None:
    text = written(*BOTH)
    assert [json.loads(line)["dossier"] for line in text.splitlines()] == ["D1", "D2"]
    assert text == written(*BOTH)


def test_a_reading_is_written_as_the_contract_says(full: dict[str, Any]) -> None:
    assert full["member"]["birth_date"] == {
        "value": "1976-08-15",
        "raw": "1976-08-15",
        "confidence": 0.9877,
        "status": "review",
        "document": 0,
        "page": 1,
        "box": [10, 21, 110, 40],
    }
    assert all(type(place) is int for place in full["member"]["birth_date"]["box"])


def test_blank_fields_have_no_value_and_absent_ones_no_entry(full: dict[str, Any]) -> None:
    assert (full["member"]["religion"]["value"], full["member"]["religion"]["status"]) == (None, "blank")
    assert "ethnicity" not in full["member"]


def test_badges_are_a_list(full: dict[str, Any]) -> None:
    assert full["member"]["party_badges"]["value"] == ["30", "40"]


def test_keys_come_in_the_order_of_the_card_form(full: dict[str, Any]) -> None:
    assert list(full["member"])[:3] == ["full_name", "birth_date", "religion"]
    assert written(FULL) == written(replace(FULL, member=FULL.member[::-1]))


@pytest.mark.parametrize(
    ("place", "present"),
    [
        (
            "xóm 3, xã Quỳnh Lộc, TX Hoàng Mai, Nghệ An",
            {"units": ["Phường Tân Mai, Tỉnh Nghệ An"], "reason": None},
        ),
        ("Hải Dương", {"units": ["Thành phố Hải Phòng"], "reason": "province"}),
        ("Paris", None),
        (None, None),
    ],
)
def test_a_place_says_where_it_lies_today(place: str | None, present: dict[str, Any] | None) -> None:
    found = json.loads(
        written(replace(FULL, member=(reading("hometown", place), reading("occupation", place))))
    )
    assert found["member"]["hometown"]["value"] == place
    assert found["member"]["hometown"].get("present") == present
    assert "present" not in found["member"]["occupation"]


def test_tables_and_documents(full: dict[str, Any]) -> None:
    (row,) = full["tables"]["family"]
    assert set(row) == {"relation", "name"}
    assert set(row["name"]) == VALUE_KEYS
    assert list(full["tables"]) == ["career", "family"]
    assert [(d["type"], d["pages"]) for d in full["documents"]] == [(3, [1, 2]), (None, [3]), (None, [5])]
    assert full["documents"][0]["fields"]["full_name"]["value"] == "Nguyễn Văn Mẫu"


def test_pages_tell_what_they_are(full: dict[str, Any]) -> None:
    pages = full["pages"]
    assert [page["number"] for page in pages] == [1, 2, 3, 4, 5]
    assert [set(page) - PAGE_KEYS for page in pages] == [set(), {"duplicate_of"}, set(), set(), {"failed"}]
    assert (pages[1]["rotation"], pages[1]["duplicate_of"], pages[4]["failed"]) == (180, 1, "timed_out")


def test_nothing_of_a_withheld_paper_is_written() -> None:
    text = written(FULL).casefold()
    assert "vô danh" not in text
    assert SECRET.upper().casefold() not in text
    assert "tài liệu 2" not in text
    secret = json.loads(written(FULL))["documents"][1]
    assert (secret["type"], secret["name"], secret["fields"]) == (None, "", {})


def test_how_it_was_made_is_told(full: dict[str, Any]) -> None:
    assert full["made_by"][0] == {"step": "read", "version": "null 1", "settings": "scale=2"}


def test_text_is_composed() -> None:
    text = written(FULL)
    assert unicodedata.is_normalized("NFC", text)
    assert "Nguyễn Văn Mẫu" in text


def test_no_line_end_stands_within_a_line() -> None:
    assert len(written(FULL).splitlines()) == 1
    assert json.loads(written(FULL))["member"]["titles"]["value"] == "-1\u2028+2"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_text_comes_back_composed(text: str) -> None:
    dossier = replace(FULL, member=(reading("titles", text, Status.REVIEW),))
    (line,) = written(dossier).splitlines()
    assert json.loads(line)["member"]["titles"]["value"] == unicodedata.normalize("NFC", text)
