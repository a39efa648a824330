"""The second opinion: said where it is missing, long lines cut, print read where it is installed."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import numpy as np
import pytest

from pipeline.errors import DependencyMissing
from pipeline.reading.asterocr import WIDEST, pieces
from pipeline.reading.lattice import glyphs, text
from pipeline.reading.reader import missing_letters
from pipeline.reading.readers import open_reader
from pipeline.text import edit_distance
from pipeline.types import Recipe
from tests.reading.test_ctc import LINES, drawn

installed = pytest.mark.skipif(
    find_spec("asterocr") is None, reason="asterocr is not installed: pip install 'hoso[asterocr]'"
)


def line(width: int, gaps: list[tuple[int, int]]) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    picture = np.full((32, width), 30, np.uint8)
    picture[:6] = 240
    for left, right in gaps:
        picture[:, left:right] = 240
    return picture


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "meta_path", [])
    with pytest.raises(DependencyMissing, match=r"hoso\[asterocr\]"):
        open_reader(Recipe("asterocr"))


def test_a_short_line_stays_whole() -> None:
    assert list(pieces(line(WIDEST, [(500, 540)]))) == [(0, WIDEST)]


def test_a_long_line_is_cut_in_its_widest_gap() -> None:
    cut = list(pieces(line(1500, [(560, 570), (700, 730), (900, 905)])))
    assert cut == [(0, 715), (715, 1500)]


def test_a_long_line_without_gaps_is_left_to_be_squeezed() -> None:
    assert list(pieces(line(1500, [(700, 703)]))) == [(0, 1500)]


def test_pieces_follow_one_another_to_the_end() -> None:
    found = list(pieces(line(5000, [(place, place + 12) for place in range(60, 5000, 90)])))
    assert [left for left, _ in found] == [0, *(right for _, right in found[:-1])]
    assert found[-1][1] == 5000
    assert all(right - left <= WIDEST for left, right in found)


@installed
def test_it_can_write_every_vietnamese_letter() -> None:
    assert missing_letters(open_reader(Recipe("asterocr"))) == ""


@installed
def test_print_is_read_with_places_in_order_however_long_the_line() -> None:
    long = np.concatenate([drawn(each) for each in LINES], axis=1)
    (lattice,) = open_reader(Recipe("asterocr")).read([long])
    places = [glyph.x for glyph in glyphs(lattice)]
    assert places == sorted(places)
    truth = " ".join(LINES)
    assert edit_distance(text(lattice), truth) <= 0.1 * len(truth)
