"""Layout on drawn sheets: lines, order, tables, combs, blank pages, leaves, ink grids."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalogue.twins import second_scans
from pipeline.cleanup import flatten
from pipeline.flat import FlatPage
from pipeline.geometry import Box
from pipeline.layout import find_combs, find_leaves, find_lines, find_tables, ink_grid, is_blank
from pipeline.layout.grid import CELL
from pipeline.layout.lines import _rows
from tests import paper
from tests import sheet as draw


def _flat(sheet: draw.Pixels) -> FlatPage:
    return flatten(sheet, 200, 0)


def _comb(sheet: draw.Pixels, left: int, top: int, text: str, gap_after: int = 0) -> None:
    for place, letter in enumerate(text):
        x = left + 40 * place + (14 if gap_after and place >= gap_after else 0)
        cv2.rectangle(sheet, (x, top), (x + 40, top + 50), 20, 2)
        if letter != " ":
            cv2.putText(sheet, letter, (x + 9, top + 38), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 30, 2, cv2.LINE_AA)


def test_every_line_of_a_letter_is_found_from_the_top() -> None:
    sheet, boxes = draw.letter()
    lines = find_lines(_flat(sheet))
    assert len(lines) == len(boxes)
    for line, box in zip(lines, boxes, strict=True):
        common = line.intersection(box)
        assert common is not None
        assert common.area > 0.97 * box.area
        assert line.height < 1.9 * box.height


@settings(max_examples=6)
@given(st.floats(-3, 3), st.integers(0, 10))
def test_lines_survive_lean_and_noise(degrees: float, noise: int) -> None:
    sheet, boxes = draw.letter(8)
    grain = np.random.default_rng(7).normal(0, noise, sheet.shape)
    scan, matrix = draw.turned(np.clip(sheet + grain, 0, 255).astype(np.uint8), degrees)
    flat = _flat(scan)
    lines = find_lines(flat)
    for box in boxes:
        place = flat.to_scan.inverse().point(*(matrix @ np.array([*box.centre, 1.0])))
        assert sum(line.contains(*place) for line in lines) == 1


def test_a_mark_beside_a_long_tail_of_the_row_above_joins_no_rows() -> None:
    upper = np.array([[540 + 25 * n, 1178, 20, 25] for n in range(6)])
    lower = np.array([[553 + 30 * n, 1222, 25, 38] for n in range(6)])
    tail, mark = np.array([[605, 1172, 21, 49]]), np.array([[659, 1215, 15, 10]])
    rows = _rows([upper, tail, mark, lower], (), ())
    assert sorted(len(row) for row in rows) == [len(upper) + 1, len(lower) + 1]


def test_words_of_two_rows_that_touch_are_parted_between_the_rows() -> None:
    sheet = draw.blank()
    upper = draw.write(sheet, "Ngay vao Dang: 12/05/1975 tai Vinh", 200, 400)
    lower = draw.write(sheet, "Ngay chinh thuc: 12/05/1976 tai Vinh", 200, 436)
    for x in (330, 470, 610):  # Tails that run into the letters below.
        cv2.line(sheet, (x, 392), (x, 428), 30, 3)
    found = sorted(find_lines(_flat(sheet)), key=lambda line: line.top)
    assert len(found) == 2
    for line, written in zip(found, (upper, lower), strict=True):
        common = line.intersection(written)
        assert common is not None
        assert common.area > 0.9 * written.area
        assert abs(line.centre[1] - written.centre[1]) < 12


def test_two_rows_are_not_joined_by_what_hangs_between_them() -> None:
    upper = np.array([[200 + 25 * n, 400, 20, 25] for n in range(9)])
    lower = np.array([[210 + 25 * n, 440, 20, 25] for n in range(9)])
    hanging = np.array([[430, 408, 20, 50]])
    rows = _rows([upper, hanging, lower], (), ())
    assert sorted(len(row) for row in rows) == [len(upper), len(lower) + 1]


def test_the_tones_of_a_capital_belong_to_it_however_large() -> None:
    capitals = np.array([[200 + 40 * n, 400, 32, 36] for n in range(5)])
    tones = np.array([[285, 376, 20, 20]])
    (row,) = _rows([capitals, tones], (), ())
    assert len(row) == 6


def test_specks_above_a_line_are_no_tones() -> None:
    sheet = draw.blank()
    draw.write(sheet, "LE VAN THANG, sinh ngay nam thang", 200, 400)
    cv2.rectangle(sheet, (420, 347), (423, 350), 30, -1)
    (line,) = find_lines(_flat(sheet))
    assert line.top > 360


def test_a_value_on_a_leader_is_found_and_the_leader_is_not_text() -> None:
    sheet = draw.blank()
    draw.write(sheet, "Ho va ten:", 200, 400)
    draw.dots(sheet, 400, 1400, 402)
    value = draw.write(sheet, "Nguyen Van Binh", 700, 398)
    lines = find_lines(_flat(sheet))
    assert any((box.intersection(value) or Box(0, 0, 0, 0)).area > 0.95 * value.area for box in lines)
    assert all(box.right < 1100 for box in lines)


@pytest.mark.parametrize("foot", [374, 370])
def test_a_tone_above_another_mark_is_not_cut_off(foot: int) -> None:
    """It has grown to its letter, or stands free above it, as typewriters strike it."""
    sheet = draw.blank()
    draw.write(sheet, "LE VAN THANG, sinh ngay nam thang", 200, 400)
    cv2.line(sheet, (352, 372), (366, 372), 30, 2)  # The breve of an Ă …
    cv2.line(sheet, (362, foot), (372, foot - 8), 30, 2)  # … and its acute.
    (line,) = find_lines(_flat(sheet))
    assert line.top < foot - 7


def test_a_hyphen_one_pixel_high_belongs_to_its_line() -> None:
    sheet = draw.blank()
    draw.write(sheet, "9/1965", 200, 400)
    cv2.line(sheet, (345, 391), (355, 391), 30, 1)
    draw.write(sheet, "6/1975", 385, 400)
    assert len(find_lines(_flat(sheet))) == 1


def test_words_far_apart_are_two_pieces_and_near_ones_one() -> None:
    sheet = draw.blank()
    draw.write(sheet, "Ngay vao Dang", 200, 400)
    draw.write(sheet, "Tai Chi bo", 900, 400)
    draw.write(sheet, "Ngay vao", 200, 600)
    draw.write(sheet, "Dang", 360, 600)
    lines = find_lines(_flat(sheet))
    assert [round(line.centre[1] / 100) for line in lines].count(4) == 2
    assert [round(line.centre[1] / 100) for line in lines].count(6) == 1


def test_table_cells_are_found_and_no_line_crosses_a_wall() -> None:
    sheet = draw.blank()
    xs, ys = [150, 500, 760, 1500], [400, 480, 900]
    draw.grid(sheet, xs, ys)
    draw.write(sheet, "Thoi gian", 170, 450)
    draw.write(sheet, "Chuc vu", 520, 450)
    for row in range(4):
        draw.write(sheet, f"0{row + 1}/1991", 300, 540 + 80 * row)
        draw.write(sheet, "Can bo", 510, 540 + 80 * row)
    flat = _flat(sheet)
    (table,) = find_tables(flat)
    assert [(cell.row, cell.column) for cell in table.cells] == [(r, c) for r in range(2) for c in range(3)]
    assert [round(cell.box.left) for cell in table.cells[:3]] == pytest.approx(xs[:3], abs=4)
    for line in find_lines(flat):
        assert not any(line.left + 4 < x < line.right - 4 for x in xs)


def test_a_table_with_broken_rules_is_one_table_with_all_its_columns() -> None:
    sheet = draw.blank()
    xs, ys = [150, 380, 720, 1500], [400, 480, 560, 640, 720]
    draw.grid(sheet, xs, ys)
    sheet[405:445, 700:1520] = 240  # The right walls do not reach the upper bar …
    sheet[500:540, 130:400] = 240  # … nor the left ones the lower part, …
    sheet[470:490, 130:700] = 240  # … and no bar joins them.
    (table,) = find_tables(_flat(sheet))
    assert len({cell.column for cell in table.cells}) == 3
    assert abs(table.box.top - 400) < 6
    assert abs(table.box.bottom - 720) < 6


def test_a_table_open_below_ends_where_its_walls_end() -> None:
    sheet = draw.blank()
    draw.grid(sheet, [150, 500, 1500], [400, 480])
    for x in (150, 500, 1500):
        cv2.line(sheet, (x, 480), (x, 1200), 20, 3)
    (table,) = find_tables(_flat(sheet))
    assert table.box.bottom == pytest.approx(1200, abs=6)
    assert len(table.cells) == 4


def test_a_table_that_goes_on_with_its_walls_alone_has_columns_and_lines_end_at_them() -> None:
    xs = [150, 400, 700, 850, 1500]
    sheet = draw.blank()
    for row in range(6):
        draw.write(sheet, "Con", 165, 240 + 70 * row)
        draw.write(sheet, "Le Thi Mau", 420, 240 + 70 * row)
        draw.write(sheet, "1967", 720, 240 + 70 * row)
        draw.write(sheet, "Vinh, Nghe An", 865, 240 + 70 * row)
    for n, x in enumerate(xs):
        cv2.line(sheet, (x, 190 + 4 * n), (x, 700 + 4 * n), 20, 3)
    flat = _flat(sheet)
    (table,) = find_tables(flat)
    assert [round(cell.box.left) for cell in table.cells] == pytest.approx(xs[:4], abs=4)
    assert not any(line.left + 4 < x < line.right - 4 for line in find_lines(flat) for x in xs)


def test_two_uprights_or_some_that_do_not_end_together_are_no_table() -> None:
    sheet = draw.blank()
    for x, top, bottom in ((150, 200, 900), (1500, 200, 900), (600, 1000, 1300), (900, 1100, 1500)):
        cv2.line(sheet, (x, top), (x, bottom), 20, 3)
    assert find_tables(_flat(sheet)) == ()


@pytest.mark.parametrize(("text", "gap"), [("550904N  ", 6), ("40783052", 0), ("0 1 2 ", 0)])
def test_combs_are_found_with_their_empty_boxes_and_are_no_tables(text: str, gap: int) -> None:
    sheet, _ = draw.letter(4)
    _comb(sheet, 1000, 900, text, gap)
    flat = _flat(sheet)
    (comb,) = find_combs(flat)
    assert len(comb) == len(text)
    assert comb[0].left == pytest.approx(1001, abs=5)
    assert find_tables(flat) == ()
    assert not any(line.top > 880 and line.bottom < 970 for line in find_lines(flat))


@pytest.mark.parametrize("lost", [0, 3, 6, 8])
def test_a_comb_keeps_the_box_whose_walls_are_broken(lost: int) -> None:
    sheet, _ = draw.letter(4)
    for place, digit in enumerate("550904NAN"):
        x = 1000 + 46 * place + (20 if place >= 6 else 0)
        cv2.rectangle(sheet, (x, 900), (x + 40, 944), 20, 2)
        cv2.putText(sheet, digit, (x + 9, 934), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 30, 2, cv2.LINE_AA)
        if place == lost:
            sheet[895:906, x + 12 : x + 22] = 255
            sheet[938:950, x + 18 : x + 28] = 255
    (comb,) = find_combs(_flat(sheet))
    assert len(comb) == 9


def test_a_label_stays_where_the_middle_of_its_row_lies_in_a_comb() -> None:
    sheet, _ = draw.letter(4)
    draw.write(sheet, "SO LY LICH:", 890, 938)
    for place, digit in enumerate("616979ANA"):
        x = 1072 + 43 * place
        cv2.rectangle(sheet, (x, 900), (x + 36, 936), 20, 1)
        cv2.putText(sheet, digit, (x + 6, 930), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 30, 2, cv2.LINE_AA)
    (label,) = (line for line in find_lines(_flat(sheet)) if 880 < line.top < 950)
    assert label.left < 900
    assert label.right < 1080


def test_a_fold_and_a_photograph_are_neither_text_nor_table() -> None:
    sheet = draw.blank()
    draw.write(sheet, "Can cu Dieu le Dang Cong san", 200, 1170)
    cv2.line(sheet, (0, 1150), (draw.WIDTH, 1150), 150, 3)
    cv2.line(sheet, (420, 0), (420, draw.HEIGHT), 150, 3)
    photo = np.random.default_rng(3).integers(20, 130, (320, 240)).astype(np.uint8)
    sheet[300:620, 1300:1540] = cv2.GaussianBlur(photo, (0, 0), 4)
    flat = _flat(sheet)
    lines = find_lines(flat)
    assert find_tables(flat) == ()
    assert not any(line.top < 640 and line.left > 1250 for line in lines)
    assert any(line.left < 210 and line.right > 600 for line in lines)


def test_blank_pages_are_known() -> None:
    paper = draw.blank()
    shown = draw.letter()[0]
    through = cv2.GaussianBlur(shown[:, ::-1], (0, 0), 2).astype(float) * 0.12 + 240 * 0.88
    holes = draw.blank()
    cv2.circle(holes, (90, 800), 26, 10, -1)
    cv2.line(holes, (0, 1100), (draw.WIDTH, 1110), 170, 3)
    number = draw.blank()
    draw.write(number, "42", 1540, 90)
    for sheet in (paper, through.astype(np.uint8), holes, number):
        flat = _flat(sheet)
        assert is_blank(flat, find_lines(flat))
    lone = draw.blank()
    draw.write(lone, "Chi bo Hung Dung", 300, 1400)
    flat = _flat(lone)
    assert not is_blank(flat, find_lines(flat))


def test_an_open_booklet_has_two_leaves_and_a_certificate_one() -> None:
    booklet, certificate = draw.blank(2339, 1654), draw.blank(2339, 1654)
    for row in range(12):
        for left in (120, 1290):
            draw.write(booklet, "Ho va ten cha me de va anh chi em ruot", left, 250 + 90 * row)
        draw.write(certificate, "Chung nhan dong chi da hoc lop boi duong", 700, 250 + 90 * row)
    left, right = find_leaves(_flat(booklet))
    assert left.right == right.left == pytest.approx(2339 / 2, abs=150)
    assert len(find_leaves(_flat(certificate))) == 1


def test_the_ink_grid_shows_where_ink_stands() -> None:
    sheet, _ = draw.letter(2)
    grid = ink_grid(_flat(sheet))
    rows = [grid.levels[at : at + grid.columns] for at in range(0, len(grid.levels), grid.columns)]
    inked = [place for place, row in enumerate(rows) if row.strip("0")]
    assert len(rows) == pytest.approx(draw.HEIGHT / CELL, abs=1)
    assert min(inked) * CELL == pytest.approx(180, abs=2 * CELL)
    assert max(inked) * CELL == pytest.approx(390, abs=2 * CELL)


def test_a_sheet_scanned_again_is_known_by_its_grid() -> None:
    sheet, _ = draw.letter()
    other, _ = draw.letter(6)
    again, _ = draw.turned((sheet * 0.9).astype(np.uint8), 1.3, 216)
    first, second, different = (
        paper.page(["A"], number, ink_grid=ink_grid(_flat(scan)))
        for number, scan in enumerate((sheet, again, other), start=1)
    )
    assert second_scans([first, second, different]) == {2: 1}


def test_a_form_set_in_boxes_is_a_table_whose_rows_are_parted_each_in_its_own_way() -> None:
    sheet = draw.blank()
    for y in range(300, 1101, 100):
        cv2.line(sheet, (150, y), (1500, y), 20, 2)
    inner = ((900, 300), (500, 500), (1100, 500))
    for x, top, bottom in ((150, 300, 1100), (1500, 300, 1100), *((x, y, y + 100) for x, y in inner)):
        cv2.line(sheet, (x, top), (x, bottom), 20, 2)
    (table,) = find_tables(_flat(sheet))
    rows = [cell.row for cell in table.cells]
    assert [rows.count(row) for row in range(8)] == [2, 1, 3, 1, 1, 1, 1, 1]
    assert [cell.box.left for cell in table.cells if cell.row == 2] == pytest.approx([150, 500, 1100], abs=4)
