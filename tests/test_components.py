"""Components: OpenCV's own statistics are the measure, on masks drawn by chance and at their ends."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.components import components
from pipeline.flat import Image


def by_chance(seed: int, share: float) -> Image:
    chance = np.random.default_rng(seed)
    return (chance.random((chance.integers(1, 60), chance.integers(1, 90))) < share).astype(np.uint8) * 255


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.6, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_statistics_are_those_of_opencv_without_the_ground(seed: int, share: float) -> None:
    mask = by_chance(seed, share)
    _, labels, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found = components(mask)
    assert found.stats[1:].tolist() == stats[1:].tolist()
    np.testing.assert_allclose(found.centres[1:], centres[1:])
    assert found.stats[0, 2:].tolist() == [0, 0, 0]
    chosen = np.arange(len(found)) % 2 == 1
    assert (found.picked(chosen) == np.where(chosen[labels], 255, 0)).all()


def test_a_component_reaches_what_its_darkest_place_is() -> None:
    mask = np.zeros((6, 9), np.uint8)
    mask[1:3, 1:4], mask[4, 6:8] = 255, 255
    grey = np.full(mask.shape, 200, np.uint8)
    grey[2, 2], grey[5, 5] = 90, 10
    assert components(mask).reaching(grey, 100).tolist() == [False, True, False]
