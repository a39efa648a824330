"""Where places of papers lie today: what is surely known, what is not, and never a guess."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.vocabulary import places
from pipeline.vocabulary.places import bare, successors
from pipeline.vocabulary.present import present, same_place


def rows(name: str) -> list[dict[str, str]]:
    path = Path(places.__file__).parent / "places" / f"{name}.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


THEN, NOW = rows("until-2025"), {row["code"]: row for row in rows("since-2025")}


def names(row: dict[str, str]) -> list[str]:
    return [row[level] for level in ("commune", "district", "province") if row.get(level)]


def today(row: dict[str, str]) -> set[str]:
    return {", ".join(names(NOW[code])) for code in successors()[row["code"]]}


def test_every_unit_of_before_became_units_of_today_and_these_are_all_there_are() -> None:
    assert set(successors()) == {row["code"] for row in THEN}
    assert {code for codes in successors().values() for code in codes} == set(NOW)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Tỉnh Nghệ An", "Tỉnh Nghệ An"),
        ("Tỉnh Hải Dương", "Thành phố Hải Phòng"),
        ("Tỉnh Bình Dương", "Thành phố Hồ Chí Minh"),
        ("Tỉnh Quảng Nam", "Thành phố Đà Nẵng"),
        ("Tỉnh Nam Định", "Tỉnh Ninh Bình"),
        ("Tỉnh Kon Tum", "Tỉnh Quảng Ngãi"),
    ],
)
def test_a_province_went_into_another_with_all_its_communes(before: str, after: str) -> None:
    codes = {code for row in THEN if row["province"] == before for code in successors()[row["code"]]}
    assert {NOW[code]["province"] for code in codes} == {after}
    found = present(before)
    assert found is not None
    assert (found.units, found.reason) == ((after,), "province")


@given(st.sampled_from(THEN), st.sampled_from([", ", " - ", ",", "; "]), st.booleans())
def test_a_place_written_in_full_leads_to_what_its_commune_became(
    row: dict[str, str], between: str, small: bool
) -> None:
    text = between.join(["xóm 3", *names(row)])
    found = present(text.lower() if small else text)
    assert found is not None
    assert (set(found.units), found.reason == "") == (today(row), len(today(row)) == 1)
    assert (found.below, found.current) == ("xóm 3", False)


@given(st.sampled_from(THEN))
def test_without_ranks_a_place_leads_to_the_same_or_is_not_sure(row: dict[str, str]) -> None:
    found = present(", ".join(map(bare, names(row))))
    assert found is not None
    assert found.reason or set(found.units) == today(row)


@given(st.sampled_from(list(NOW.values())))
def test_a_place_written_as_today_is_itself_or_shares_its_name(row: dict[str, str]) -> None:
    found, text = present(", ".join(names(row))), ", ".join(names(row))
    assert found is not None
    assert text in found.units
    assert found.current
    assert found.reason == ("" if found.units == (text,) else "same_name")


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("xóm 3, xã Quỳnh Lộc, thị xã Hoàng Mai, tỉnh Nghệ An", "Phường Tân Mai, Tỉnh Nghệ An"),
        ("xóm 3 xã Quỳnh Lộc thị xã Hoàng Mai tỉnh Nghệ An", "Phường Tân Mai, Tỉnh Nghệ An"),
        ("TT. Cầu Giát - H. Quỳnh Lưu - Nghệ An", "Xã Quỳnh Lưu, Tỉnh Nghệ An"),
        ("P.1, Q3, TP.HCM", "Phường Bàn Cờ, Thành phố Hồ Chí Minh"),
        ("Phường 1, Vũng Tàu, Bà Rịa - Vũng Tàu", "Phường Vũng Tàu, Thành phố Hồ Chí Minh"),
        ("Lý Sơn, Quảng Ngãi", "Đặc khu Lý Sơn, Tỉnh Quảng Ngãi"),
        ("Xã Chân Mây - Lăng Cô, Huế", "Xã Chân Mây - Lăng Cô, Thành phố Huế"),
        ("xã Tân Thành, tỉnh Nghệ An", "Xã Bình Minh, Tỉnh Nghệ An"),
    ],
)
def test_abbreviations_names_of_two_parts_and_missing_commas_are_understood(written: str, unit: str) -> None:
    found = present(written)
    assert found is not None
    assert (found.units, found.reason) == ((unit,), "")


@pytest.mark.parametrize(
    "written",
    [
        "Hoàng Mai, Nghệ An",  # The town until 2025, or the ward since.
        "xã Mễ Trì, Từ Liêm, Hà Nội",  # A district abolished in 2013, and a ward since 2025.
        "P. Nghi Thuỷ, TX Cửa Lò, Nghệ An",  # The town was abolished in 2024.
        "huyện Yên Thành, Nghệ An",
        "xã Không Có, huyện Yên Thành, Nghệ An",
        "12 Lê Lợi, Nghệ An",
    ],
)
def test_where_no_commune_is_surely_named_only_the_province_is(written: str) -> None:
    found = present(written)
    assert found is not None
    assert (len(found.units), found.reason) == (1, "province")


def test_a_divided_commune_leads_to_all_its_parts_the_chief_one_first() -> None:
    found = present("Phường Đại Mỗ, quận Nam Từ Liêm, Hà Nội")
    assert found is not None
    assert (found.units[0], len(found.units)) == ("Phường Đại Mỗ, Thành phố Hà Nội", 5)
    assert found.reason == "divided"


@pytest.mark.parametrize("written", ["", "Paris", "Đắk Đoa, Gia Lai - Kon Tum", "Quỳnh Lộc, Hoàng Mai"])
def test_what_ends_in_no_one_province_is_not_known(written: str) -> None:
    assert present(written) is None


@given(st.text("xã huyện tỉnh,.-Nghệ An Hà Nội 1", max_size=40))
def test_any_text_has_an_answer(text: str) -> None:
    found = present(text)
    assert found is None or found.units


OLD = "xóm 3, xã Quỳnh Lộc, TX Hoàng Mai, Nghệ An"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("Xóm 3, phường Tân Mai, tỉnh Nghệ An", True),
        ("xóm 4, phường Tân Mai, tỉnh Nghệ An", False),
        ("phường Tân Mai, tỉnh Nghệ An", False),
        ("xóm 3, phường Hoàng Mai, tỉnh Nghệ An", False),
        ("xóm 3, xã Quỳnh Lập, TX Hoàng Mai, Nghệ An", False),  # Another commune, though one with it today.
        ("Nghệ An", False),
        ("Paris", False),
    ],
)
def test_one_place_has_a_name_until_2025_and_one_since(other: str, same: bool) -> None:
    assert same_place(OLD, other) is same
    assert same_place(other, OLD) is same


def test_a_province_that_took_in_another_is_not_the_same_place() -> None:
    assert not same_place("Hải Dương", "Hải Phòng")
