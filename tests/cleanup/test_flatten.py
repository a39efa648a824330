"""Flattening: places lead back to the scan, light and lean are taken out, marks are told apart."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cleanup import crop, flatten, measure
from pipeline.geometry import Box
from tests import sheet as draw


def _found_back(scan: draw.Pixels, dpi: float, rotation: int) -> tuple[float, float]:
    """Where in the scan the frame's lone black square lies, taken back by `to_scan`."""
    flat = flatten(scan, dpi, rotation)
    ys, xs = np.nonzero(flat.grey < 128)
    return flat.to_scan.point(float(xs.mean()) + 0.5, float(ys.mean()) + 0.5)


@settings(max_examples=12)
@given(
    st.sampled_from([0, 90, 180, 270]),
    st.sampled_from([150.0, 200.0, 300.0]),
    st.floats(0.2, 0.8),
    st.floats(0.2, 0.8),
)
def test_a_place_in_the_frame_leads_back_to_the_scan(
    rotation: int, dpi: float, across: float, down: float
) -> None:
    width, height = round(8.27 * dpi), round(11.69 * dpi)
    scan = draw.blank(width, height)
    x, y, half = round(width * across), round(height * down), round(dpi / 25)
    scan[y - half : y + half, x - half : x + half] = 0
    back = _found_back(scan, dpi, rotation)
    assert back == pytest.approx((x, y), abs=1.0 * dpi / 200)


@settings(max_examples=6)
@given(st.floats(-5, 5))
def test_lean_is_measured_and_taken_out(degrees: float) -> None:
    sheet, boxes = draw.letter()
    scan, matrix = draw.turned(sheet, degrees)
    flat = flatten(scan, 200, 0)
    assert flat.skew_degrees == pytest.approx(-degrees, abs=0.15)
    middle = np.array([*boxes[5].centre, 1.0])
    x, y = flat.to_scan.inverse().point(*(matrix @ middle))
    assert flat.ink[round(y) - 12 : round(y) + 12, round(x) - 60 : round(x) + 60].any()


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_a_scan_lying_on_its_side_gives_the_same_page(quarter: int) -> None:
    sheet, _ = draw.letter()
    upright = flatten(sheet, 200, 0)
    lying = flatten(np.ascontiguousarray(np.rot90(sheet, quarter)), 200, 90 * quarter)
    assert (lying.width, lying.height) == (upright.width, upright.height)
    assert np.mean(np.abs(lying.grey.astype(int) - upright.grey)) < 1.5


def test_uneven_light_is_divided_out() -> None:
    sheet, _ = draw.letter()
    shade = np.linspace(0.55, 1.0, draw.WIDTH)[None, :]
    flat = flatten((sheet * shade).astype(np.uint8), 200, 0)
    assert np.percentile(flat.grey[1800:2200], 5) > 240


def test_seals_go_red_print_and_blue_ink_stay() -> None:
    scan = np.full((draw.HEIGHT, draw.WIDTH, 3), 240, np.uint8)
    cv2.circle(scan, (1000, 1500), 140, (215, 60, 60), 6)
    cv2.putText(scan, "BAN", (950, 1510), cv2.FONT_HERSHEY_SIMPLEX, 1, (215, 60, 60), 3)
    cv2.putText(scan, "TUYET MAT", (300, 300), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (215, 60, 60), 4)
    cv2.putText(scan, "Nguyen", (300, 600), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (40, 50, 150), 3)
    flat = flatten(scan, 200, 0)
    assert not flat.ink[1340:1660, 840:1160].any()
    assert flat.ink[250:310, 290:600].any()
    assert flat.ink[560:610, 290:500].any()
    assert flat.seal[1340:1660, 840:1160].any()


def test_lid_and_punch_holes_are_no_ink() -> None:
    sheet, _ = draw.letter()
    sheet[:, :50] = 10
    cv2.circle(sheet, (110, 1700), 24, 5, -1)
    flat = flatten(sheet, 200, 0)
    assert not flat.ink[:, :60].any()
    assert not flat.ink[1660:1740, 70:150].any()


def test_rules_and_leaders_are_erased_and_tone_dots_kept() -> None:
    sheet = draw.blank()
    draw.write(sheet, "Ho va ten", 200, 400)
    leader = draw.dots(sheet, 420, 1300, 402)
    draw.write(sheet, "Nguyen Thi", 500, 398)
    cv2.circle(sheet, (540, 412), 4, 30, -1)
    draw.grid(sheet, [200, 1400], [600, 700])
    flat = flatten(sheet, 200, 0)
    found = [box for box in flat.leaders if box.intersection(leader)]
    assert sum(box.width for box in found) > 0.5 * leader.width
    assert (flat.clean[398:404, 900:1290] > 200).all()
    assert (flat.clean[410:415, 538:541] < 128).all()
    assert (flat.clean[590:710, 198:204] > 200).mean() > 0.95
    assert any(rule.width > 1100 for rule in flat.rules)
    assert any(rule.height > 90 for rule in flat.rules)


def test_swollen_dots_are_a_leader_and_small_letters_are_not() -> None:
    """As a copy of a copy has them: dots of the height of small letters."""
    sheet = draw.blank()
    draw.write(sheet, "Ho va ten", 200, 400)
    for x in range(420, 1300, 11):
        cv2.circle(sheet, (x, 400), 4, 30, -1)
    small = "con nao cung co ma em ra xa vao nam ay"
    for place, letter in enumerate(small):
        cv2.putText(sheet, letter, (420 + 13 * place, 700), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 30, 1)
    flat = flatten(sheet, 200, 0)
    assert (flat.clean[395:406, 430:1290] > 200).all()
    assert sum(box.width for box in flat.leaders) > 800
    assert not flat.erased[680:710].any()
    assert flat.ink[685:705, 420:900].any(axis=0).mean() > 0.4


def test_faint_writing_is_seen_as_well_as_dark_and_what_shows_through_is_not() -> None:
    sheet, _ = draw.letter()
    dark = flatten(sheet, 200, 0)
    faint = flatten((237 - (255.0 - sheet) * 0.3).astype(np.uint8), 200, 0)
    seen, all_of_it = np.count_nonzero(faint.ink), np.count_nonzero(dark.ink)
    assert 0.9 < seen / all_of_it < 1.1
    assert faint.grey[dark.ink > 0].mean() < 150
    assert measure(faint).contrast == pytest.approx(0.3 * (measure(dark).contrast or 0), rel=0.2)
    back = cv2.GaussianBlur((245 - (255.0 - sheet[:, ::-1]) * 0.14).astype(np.uint8), (0, 0), 2)
    assert not flatten(back, 200, 0).ink.any()


def test_blurred_writing_is_seen_whole() -> None:
    sheet, boxes = draw.letter()
    pale = (255 - (255.0 - sheet) * 0.4).astype(np.uint8)
    blurred = flatten(cv2.GaussianBlur(pale, (0, 0), 2.2), 200, 0)
    assert (blurred.blurred, flatten(pale, 200, 0).blurred) == (True, False)
    letters = flatten(sheet, 200, 0).ink > 0
    assert (blurred.ink[letters] > 0).mean() > 0.95
    left, top, right, bottom = boxes[3].rounded()
    seen = crop(blurred, boxes[3], bottom - top, clean=False)
    assert seen.min() < blurred.grey[top:bottom, left:right].min() - 20


def test_a_stroke_that_crosses_a_rule_is_kept() -> None:
    sheet = draw.blank()
    cv2.line(sheet, (200, 500), (1400, 500), 20, 3)
    cv2.line(sheet, (700, 480), (700, 520), 20, 4)
    flat = flatten(sheet, 200, 0)
    assert (flat.clean[498:503, 699:701] < 128).all()
    assert (flat.clean[498:503, 900:1000] > 200).all()


@settings(max_examples=10)
@given(st.integers(16, 64), st.floats(0, 1600), st.floats(0, 2300), st.floats(0, 900), st.floats(0, 200))
def test_a_crop_has_the_height_asked_for(
    height: int, left: float, top: float, width: float, tall: float
) -> None:
    picture = crop(_FLAT, Box(left, top, left + width, top + tall), height, clean=True)
    assert picture.shape[0] == height
    assert picture.shape[1] >= 1
    assert picture.dtype == np.uint8


def test_a_crop_shows_its_line_and_hides_rules_only_when_clean() -> None:
    sheet = draw.blank()
    box = draw.write(sheet, "Nghe An", 300, 500)
    cv2.line(sheet, (200, 508), (1400, 508), 20, 3)
    flat = flatten(sheet, 200, 0)
    around = Box(box.left - 100, box.top - 6, box.right + 100, box.bottom + 12)
    raw, clean = (crop(flat, around, 40, clean=flag) for flag in (False, True))
    assert (raw[:, :80] < 128).any()
    assert not (clean[:, :80] < 128).any()
    assert (clean[:, 110:200] < 128).any()


_FLAT = flatten(draw.letter()[0], 200, 0)
