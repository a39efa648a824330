"""What damage does to a drawn page, and what it leaves."""

from __future__ import annotations

import random
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from pipeline.synthesis import damage

DAMAGES: dict[str, Callable[[damage.Image, random.Random], damage.Image]] = {
    "noise": lambda image, chance: damage.noise(image, chance, 8),
    "speckle": lambda image, chance: damage.speckle(image, chance, 0.01, 2),
    "blur": lambda image, chance: damage.blur(image, 1.2),
    "resample": lambda image, chance: damage.resample(image, 0.5),
    "uneven_light": lambda image, chance: damage.uneven_light(image, chance, 0.4),
    "jpeg": lambda image, chance: damage.jpeg(image, 35),
    "photocopy": lambda image, chance: damage.photocopy(image, chance),
    "broken": lambda image, chance: damage.broken(image, chance, 0.2),
    "leader_dots": lambda image, chance: damage.leader_dots(image, chance, (10, 150), 40, 7, 1.5),
    "rule": lambda image, chance: damage.rule(image, (0, 10), (160, 12), 2),
}


def page(colour: bool) -> damage.Image:
    image = np.full((60, 160), 240, np.uint8)
    image[20:40:4, 20:140:3] = 30
    return np.repeat(image[..., None], 3, 2) if colour else image


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_gives_a_new_image_that_follows_from_the_seed(name: str, colour: bool) -> None:
    image = page(colour)
    worn = DAMAGES[name](image, random.Random(4))
    assert (worn.shape, worn.dtype) == (image.shape, np.uint8)
    assert not np.array_equal(worn, image)
    assert np.array_equal(image, page(colour))
    assert np.array_equal(worn, DAMAGES[name](image, random.Random(4)))


def test_the_red_channel_hardly_sees_a_red_seal() -> None:
    white = np.full((200, 200, 3), 255, np.uint8)
    sealed = damage.seal(white, random.Random(2), (100, 100), 80)
    red, green = 255 - sealed[..., 0].mean(), 255 - sealed[..., 1].mean()
    assert green > 10
    assert red < 0.35 * green


def test_a_leader_has_a_dot_every_pitch() -> None:
    dotted = damage.leader_dots(np.full((40, 220), 255, np.uint8), random.Random(1), (10, 210), 20, 10, 2)
    count, _, stats, _ = cv2.connectedComponentsWithStats((dotted < 128).astype(np.uint8))
    assert count - 1 == 20
    assert np.ptp(stats[1:, cv2.CC_STAT_TOP]) <= 2


def test_a_photocopy_has_two_tones() -> None:
    grey = np.tile(np.linspace(20, 250, 160).astype(np.uint8), (60, 1))
    copied = damage.photocopy(grey, random.Random(6), hardness=12)
    assert np.mean((grey > 60) & (grey < 200)) > 0.5
    assert np.mean((copied > 60) & (copied < 200)) < 0.25


def test_broken_ink_is_paler_and_paper_stays() -> None:
    image = page(False)
    worn = damage.broken(image, random.Random(1), 0.3)
    assert worn[image < 100].mean() > image[image < 100].mean() + 10
    assert (worn >= image).all()
