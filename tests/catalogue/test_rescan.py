"""The re-scan list: what is wrong with a scan is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.catalogue.rescan import faults
from pipeline.types import Fault, Quality
from tests.paper import page

GOOD = Quality(200.0, 0.8, 200.0, 0)


def test_a_good_scan_and_a_blank_page_are_not_listed() -> None:
    bad = replace(GOOD, sharpness=0.1)
    assert faults(page(["x"], quality=GOOD)) == faults(page(["x"], blank=True, quality=bad)) == ()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"dpi": 96.0}, Fault.COARSE),
        ({"sharpness": 0.4}, Fault.BLURRED),
        ({"contrast": 60.0}, Fault.FAINT),
        ({"cut": 9}, Fault.CUT),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, float], fault: Fault) -> None:
    assert faults(page(["x"], quality=replace(GOOD, **changes))) == (fault,)


def test_a_sheet_that_lay_askew_is_listed_whichever_way_it_leans() -> None:
    for lean in (-6.0, 6.0):
        assert faults(page(["x"], quality=GOOD, skew_degrees=lean)) == (Fault.SKEWED,)


def test_a_page_with_hardly_any_writing_is_not_judged_by_its_ink() -> None:
    assert faults(page([], quality=Quality(200.0, None, None, 0))) == ()
