"""Dates: every written shape, the precision kept, nothing made up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.dates import find_date

YEAR = 2030


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("20/10/1975", "1975-10-20"),
        ("20 / 10 / 1975", "1975-10-20"),
        ("4.11.96", "1996-11-04"),
        ("20-10-1975", "1975-10-20"),
        ("ngày 20 tháng 10 năm 1975", "1975-10-20"),
        ("Nghệ An, ngày 04 tháng 03 năm 1998", "1998-03-04"),
        ("20 tháng 10\nnăm 1975", "1975-10-20"),
        ("......./ 11 / 1999 ....", "1999-11"),
        ("/12/1992", "1992-12"),
        ("tháng 12 năm 1992", "1992-12"),
        ("6/2005", "2005-06"),
        ("28/II/1979", "1979-02-28"),
        ("III-1976", "1976-03"),
        ("1. XII. 64", "1964-12-01"),
        ("năm 1960", "1960"),
        ("18/9/64", "1964-09-18"),
        ("1/2/05", "2005-02-01"),
        ("09. /12. /1988. N2", "1988-12-09"),
        ("20/10/1975, vào Đoàn tháng 3 năm 1991", "1975-10-20"),
        ("03..../06..../2012", "2012-06-03"),
    ],
)
def test_written_shapes(written: str, value: str) -> None:
    found = find_date(written, YEAR)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "written", ["", "/ /", "31/2/1990", "20/13/1975", "5/5/1875", "không rõ", "32/1/1990", "5/76"]
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert find_date(written, YEAR) is None


@given(st.dates(date(1900, 1, 1), date(2029, 12, 31)), st.sampled_from(["/", ".", "-", " / "]), st.booleans())
def test_every_day_is_read_back(day: date, sign: str, padded: bool) -> None:
    pattern = "{0:02d}{3}{1:02d}{3}{2}" if padded else "{0}{3}{1}{3}{2}"
    found = find_date(pattern.format(day.day, day.month, day.year, sign), YEAR)
    assert found is not None
    assert found.value == day.isoformat()


@given(st.text(alphabet="0123456789/.- ngàythángnăm", max_size=25))
def test_no_text_gives_an_impossible_date_or_more_precision_than_digits(text: str) -> None:
    found = find_date(text, YEAR)
    if found is not None:
        date.fromisoformat((found.value + "-01-01")[:10])
        assert sum(map(str.isdigit, text[found.start : found.end])) >= len(found.value.split("-")) + 1
