"""Drawn lines: what they say, their boxes, and the crops taken of them."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.synthesis.crops import HEIGHT, paper_level, take
from pipeline.synthesis.lines import HANDS, MODES, WEIGHTS, InkLine, draw_line
from tests.synthesis.drawn import source

SEEDS = st.integers(0, 2**32)


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_draws_its_text_as_ink_inside_its_box(mode: str) -> None:
    chance = random.Random(3)
    for line in (draw_line(source(), chance, mode) for _ in range(12)):
        assert line.mode == mode
        assert bool(line.text) == (mode != "empty")
        outside = line.ink.copy()
        outside[line.top : line.bottom, line.left : line.right] = 0
        assert outside.max() <= 60
        assert line.ink.max() > (60 if mode == "empty" else 100)


def test_every_mode_has_its_share() -> None:
    for shares in (WEIGHTS, HANDS):
        assert set(shares) == set(MODES)
        assert sum(shares.values()) == pytest.approx(1)


def test_lines_are_drawn_of_the_modes_a_source_asks_for() -> None:
    combs = replace(source(), modes={"comb": 1.0})
    assert {draw_line(combs, random.Random(seed)).mode for seed in range(5)} == {"comb"}


def test_no_line_is_longer_than_asked() -> None:
    chance = random.Random(8)
    assert all(len(draw_line(source(), chance, letters=12).text) <= 12 for _ in range(30))


@given(SEEDS, st.floats(0, 1))
def test_a_crop_is_of_the_networks_height_and_follows_from_the_seed(seed: int, wear: float) -> None:
    chance = random.Random(seed)
    line = draw_line(source(), chance, letters=40)
    crop, again = (take(line, random.Random(seed), wear) for _ in range(2))
    assert crop.image.shape[0] == HEIGHT
    assert crop.image.dtype == np.uint8
    assert crop.text == line.text
    assert np.array_equal(crop.image, again.image)


@given(SEEDS)
def test_an_unworn_crop_is_dark_on_light(seed: int) -> None:
    chance = random.Random(seed)
    image = take(draw_line(source(), chance, "print", 40), chance, wear=0.0).image
    assert paper_level(image) == 255
    assert image.min() < 140


def test_a_neighbour_hangs_into_the_room_above_or_below() -> None:
    line = draw_line(source(), random.Random(2), "print", 40)
    solid = InkLine(np.full((60, 600), 255, np.uint8), 10, 50, 0, 600, "", "print")
    edges = [0, 1, 2, -3, -2, -1]
    crowded, alone = (
        np.mean([take(line, random.Random(seed), 0.0, other).image[edges].mean() for seed in range(30)])
        for other in (solid, None)
    )
    assert crowded < alone - 10


def test_a_dash_alone_is_not_blown_up() -> None:
    ink = np.zeros((60, 70), np.uint8)
    ink[30:32, 25:45] = 255
    crop = take(InkLine(ink, 30, 32, 25, 45, "-", "print"), random.Random(1), 0.0)
    assert crop.image.shape[1] < 3 * HEIGHT
    assert (crop.image < 128).mean() < 0.2
