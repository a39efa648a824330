"""Ink of a hand: letters, marks and joins as drawn."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from pipeline.synthesis.ink import Drawn, Hand, draw
from tests.synthesis.drawn import face


@pytest.fixture
def hand() -> Hand:
    return Hand(face("DejaVuSans", "print").path, 17.0)


def written(text: str, hand: Hand, seed: int = 1) -> Drawn:
    return draw(text, hand, random.Random(seed))


def extent(drawn: Drawn, axis: int) -> tuple[int, int]:
    marked = np.flatnonzero(drawn.ink.max(axis) > 127)
    return int(marked[0]), int(marked[-1])


def test_x_stands_on_the_baseline_and_has_the_x_height(hand: Hand) -> None:
    drawn = written("x", hand)
    top, bottom = extent(drawn, 1)
    assert abs(bottom + 1 - drawn.baseline) <= 1
    assert abs(bottom + 1 - top - hand.x_height) <= 1.5


def test_nothing_is_cut_off(hand: Hand) -> None:
    loose = replace(hand, loose=1.2, spread=0.6, stray=0.35, other=hand.path)
    for changed in (hand, replace(hand, slant=0.35, unsteady=1.7), replace(hand, pitch=1.3), loose):
        ink = written("ỆẪy Ặgj", changed).ink
        assert max(ink[0].max(), ink[-1].max(), ink[:, 0].max(), ink[:, -1].max()) < 60


def test_a_slant_moves_tops_to_the_right(hand: Hand) -> None:
    upright, leaning = written("l", hand), written("l", replace(hand, slant=0.4))
    assert extent(leaning, 0)[1] > extent(upright, 0)[1] + 3


def test_a_typewriter_gives_every_letter_the_same_room(hand: Hand) -> None:
    typed = replace(hand, pitch=1.4)
    narrow, wide = written("iiiiiiii", typed), written("mmmmmmmm", typed)
    assert narrow.ink.shape == wide.ink.shape
    columns = np.flatnonzero(np.diff((narrow.ink.max(0) > 127).astype(int)) == 1)
    assert np.ptp(np.diff(columns)) <= 1
    assert len(columns) == 8


def test_a_stroke_can_be_wider_or_thinner(hand: Hand) -> None:
    inks = (written("Đảng", replace(hand, stroke=stroke)).ink for stroke in (-0.4, 0.0, 0.7))
    thin, plain, wide = (int(ink.sum(dtype=np.int64)) for ink in inks)
    assert thin < plain < wide


def test_an_unsteady_hand_never_writes_the_same_twice(hand: Hand) -> None:
    unsteady = replace(hand, unsteady=1.2, pressure=0.6)
    assert not np.array_equal(written("Nguyễn", unsteady, 1).ink, written("Nguyễn", unsteady, 2).ink)
    assert np.array_equal(written("Nguyễn", unsteady, 1).ink, written("Nguyễn", unsteady, 1).ink)


def test_letters_set_one_by_one_read_the_same(hand: Hand) -> None:
    text = "Nguyễn Thị Thuỷ"
    whole, apart = written(text, hand), written(text, replace(hand, spread=0.01, stray=0.0))
    assert abs(np.diff(extent(whole, 0))[0] - np.diff(extent(apart, 0))[0]) <= 6
    for changed in (replace(hand, loose=1.0), replace(hand, spread=0.5), replace(hand, stray=0.2, loose=0.3)):
        ink = written(text, changed).ink
        assert 0.7 < ink.sum(dtype=np.int64) / whole.ink.sum(dtype=np.int64) < 1.4
    assert extent(written(text, replace(hand, spread=0.5)), 0)[1] > extent(whole, 0)[1] + 20


@pytest.mark.parametrize("width", [1.5, 3.0])
def test_a_pen_writes_every_stroke_as_wide(width: float, hand: Hand) -> None:
    bar = written("l", replace(hand, x_height=60.0, pen=width)).ink
    rows = slice(bar.shape[0] // 3, bar.shape[0] // 2)
    assert np.median(bar[rows].sum(1, dtype=np.int64)) / 255 == pytest.approx(width, abs=1.2)
