"""What time, copiers and scanners do to paper: each damage is a function from image to image.

Images are uint8, grey (rows, columns) or colour (rows, columns, 3), 255 the white of paper. A damage
never changes the image it is given. Chance comes in, so the same seed gives the same damage.
"""

from __future__ import annotations

import random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Plane = NDArray[Any]
"""One value a pixel, of any type."""

SEAL_RED = (205, 40, 50)


def dice(chance: random.Random) -> np.random.Generator:
    """A numpy source of chance that follows from this one."""
    return np.random.default_rng(chance.getrandbits(64))


def noise(image: Image, chance: random.Random, sigma: float) -> Image:
    """Sensor grain: Gaussian, `sigma` in grey levels."""
    grain = dice(chance).standard_normal(image.shape[:2], np.float32) * sigma
    return _clipped(image + _spread(grain, image))


def speckle(image: Image, chance: random.Random, share: float, size: int = 1) -> Image:
    """Black and white specks of a copier on `share` of the pixels, `size` pixels wide."""
    rows, columns = image.shape[:2]
    draw: Plane = dice(chance).random((max(1, rows // size), max(1, columns // size)), np.float32)
    draw = cv2.resize(draw, (columns, rows), interpolation=cv2.INTER_NEAREST)
    dark = _spread(draw < share * 0.6, image)
    light = _spread(draw > 1 - share * 0.4, image)
    return np.where(dark, np.uint8(40), np.where(light, np.uint8(245), image))


def blur(image: Image, sigma: float) -> Image:
    """Out of focus by `sigma` pixels."""
    return cv2.GaussianBlur(image, (0, 0), sigma).astype(np.uint8) if sigma > 0.2 else image


def resample(image: Image, share: float) -> Image:
    """Scan at a share of the resolution, then enlarge again."""
    rows, columns = image.shape[:2]
    size = max(1, round(columns * share)), max(1, round(rows * share))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (columns, rows), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def uneven_light(image: Image, chance: random.Random, depth: float) -> Image:
    """Shade the sheet smoothly, at its darkest by `depth` of its brightness."""
    rows, columns = image.shape[:2]
    size = (2, max(2, min(6, columns // max(1, rows) + 1)))
    knots = dice(chance).uniform(1 - depth, 1, size).astype(np.float32)
    light = cv2.resize(knots, (columns, rows), interpolation=cv2.INTER_LINEAR)
    return _clipped(image * _spread(light, image))


def jpeg(image: Image, quality: int) -> Image:
    """Store as JPEG of this quality and read again."""
    _, stored = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, quality))
    flag = cv2.IMREAD_GRAYSCALE if image.ndim == 2 else cv2.IMREAD_COLOR
    return np.asarray(cv2.imdecode(stored, flag), np.uint8)


def photocopy(image: Image, chance: random.Random, hardness: float = 6.0) -> Image:
    """A hard-toned copy: grey goes to black or white, strokes fray, specks appear. Colour turns grey."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    uneven = dice(chance).normal(0, 14, grey.shape).astype(np.float32)
    level = float(np.percentile(grey, 98)) * chance.uniform(0.55, 0.75)
    toned = 128 + (cv2.GaussianBlur(grey, (0, 0), 0.7).astype(np.float32) + uneven - level) * hardness / 2
    toned = np.clip(toned, 25, 250)
    copied = speckle(_clipped(toned), chance, chance.uniform(0, 0.006), chance.choice((1, 1, 2)))
    return copied if image.ndim == 2 else cv2.cvtColor(copied, cv2.COLOR_GRAY2RGB).astype(np.uint8)


def broken(image: Image, chance: random.Random, share: float) -> Image:
    """Fade spots of about `share` of the ink, as a dry pen, a worn ribbon or rough paper leave it."""
    rows, columns = image.shape[:2]
    coarse = dice(chance).random((max(1, rows // 2), max(1, columns // 2)), np.float32)
    rough = cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_LINEAR)
    kept = np.clip((rough - share) * 6, 0, 1)
    return _clipped(255 - (255 - image.astype(np.float32)) * _spread(kept, image))


def seal(
    image: Image,
    chance: random.Random,
    centre: tuple[float, float],
    radius: float,
    ink: tuple[int, ...] = SEAL_RED,
) -> Image:
    """Press a round seal over the image: two rings, a star and a ring of strokes, worn in places.

    `centre` is (x, y) and may lie outside; `ink` has one value a channel (grey images: one).
    """
    mask = np.zeros(image.shape[:2], np.uint8)
    turn = chance.uniform(-30, 30)
    middle = (round(centre[0]), round(centre[1]))
    for share, width in ((1.0, 0.045), (0.93, 0.015), (0.6, 0.015)):
        reach, thickness = max(1, round(radius * share)), max(1, round(radius * width))
        cv2.circle(mask, middle, reach, 255, thickness, cv2.LINE_AA)
    cv2.fillPoly(mask, [_star(centre, 0.28 * radius, turn)], 255, cv2.LINE_AA)
    _ring_strokes(mask, centre, radius, turn, chance)
    rows, columns = image.shape[:2]
    wear = dice(chance).uniform(0.25, 1, (9, 9)).astype(np.float32)
    worn = cv2.resize(wear, (columns, rows), interpolation=cv2.INTER_CUBIC)
    cover = np.clip(mask / np.float32(255) * worn * chance.uniform(0.5, 0.9), 0, 1)
    colour = np.array(ink, np.float32) / 255
    tint = 1 - _spread(cover, image) * (1 - (colour if image.ndim == 3 else colour[0]))
    return _clipped(image * tint)


def _star(centre: tuple[float, float], radius: float, turn: float) -> NDArray[np.int32]:
    angles = np.radians(turn - 90 + 36 * np.arange(10))
    lengths = np.where(np.arange(10) % 2 == 0, radius, 0.4 * radius)
    points = centre[0] + lengths * np.cos(angles), centre[1] + lengths * np.sin(angles)
    return np.stack(points, 1).astype(np.int32)


def _ring_strokes(
    mask: Image, centre: tuple[float, float], radius: float, turn: float, chance: random.Random
) -> None:
    """Letter-like strokes between the rings; they need not be legible, only in the way."""
    for angle in np.radians(np.arange(turn, turn + 360, 11)):
        for _ in range(2):
            near, far = radius * chance.uniform(0.64, 0.76), radius * chance.uniform(0.76, 0.88)
            lean = angle + chance.uniform(-0.06, 0.06)
            start = (round(centre[0] + near * np.cos(angle)), round(centre[1] + near * np.sin(angle)))
            end = (round(centre[0] + far * np.cos(lean)), round(centre[1] + far * np.sin(lean)))
            cv2.line(mask, start, end, 255, max(1, round(radius * 0.025)), cv2.LINE_AA)


def leader_dots(
    image: Image,
    chance: random.Random,
    span: tuple[float, float],
    row: float,
    pitch: float,
    radius: float,
    ink: int = 40,
) -> Image:
    """Dot a leader from `span[0]` to `span[1]` on this row, one dot every `pitch` pixels."""
    drawn = image.copy()
    for place in range(max(0, round((span[1] - span[0]) / pitch))):
        x = span[0] + place * pitch + chance.uniform(-0.04, 0.04) * pitch
        centre = (round(x * 16), round((row + chance.uniform(-0.05, 0.05) * pitch) * 16))
        cv2.circle(drawn, centre, max(8, round(radius * 16)), _ink(image, ink), cv2.FILLED, cv2.LINE_AA, 4)
    return drawn


def rule(
    image: Image, start: tuple[float, float], end: tuple[float, float], width: float = 1.0, ink: int = 40
) -> Image:
    """Draw a straight printed line from start to end, (x, y) each."""
    drawn = image.copy()
    first, last = ((round(x), round(y)) for x, y in (start, end))
    cv2.line(drawn, first, last, _ink(image, ink), max(1, round(width)), cv2.LINE_AA)
    return drawn


def _ink(image: Image, level: int) -> tuple[int, ...]:
    return (level,) * (3 if image.ndim == 3 else 1)


def _spread(plane: Plane, image: Image) -> Plane:
    """A plane that multiplies with grey and colour images alike."""
    return plane if image.ndim == 2 else plane[..., None]


def _clipped(values: Plane) -> Image:
    return np.clip(values, 0, 255).astype(np.uint8, copy=False)
