"""Cuts a drawn line as a line finder would and wears it as paper, copier and scanner do.

Each call gives another crop of the same line: other margins, other turn, other neighbours, other damage.
"""

from __future__ import annotations

import math
import random

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.synthesis import damage
from pipeline.synthesis.ink import Ink
from pipeline.synthesis.lines import X_HEIGHT, Crop, InkLine

HEIGHT = 32
"""Rows of a finished crop: what the recogniser takes."""

MOST_TURN_DEGREES = 2.0


def take(line: InkLine, chance: random.Random, wear: float = 1.0, neighbour: InkLine | None = None) -> Crop:
    """Cut and wear a line once. `wear` from 0 (as printed) to 1 (anything that happens)."""
    ink = line.ink if neighbour is None else _crowded(line, neighbour, chance)
    cut = _cut(line, ink, chance)
    worn = _worn(_on_paper(cut, wear, chance), wear, chance)
    if chance.random() < 0.6:
        worn = _evened(worn)
    width = max(8, round(worn.shape[1] * HEIGHT / worn.shape[0] * chance.uniform(0.9, 1.1)))
    shrink = cv2.INTER_AREA if worn.shape[0] > HEIGHT else cv2.INTER_LINEAR
    image = cv2.resize(worn, (width, HEIGHT), interpolation=shrink).astype(np.uint8)
    return Crop(image, line.text, line.mode, line.nonsense)


def _crowded(line: InkLine, neighbour: InkLine, chance: random.Random) -> Ink:
    """Let tails of the line above or heads of the line below hang into the room around this one."""
    ink = line.ink.copy()
    reach = chance.randint(2, 9)
    strip = neighbour.ink[:, neighbour.left : neighbour.right]
    width = min(strip.shape[1], line.right - line.left)
    columns = slice(line.left, line.left + width)
    if chance.random() < 0.5:
        tails = strip[max(0, neighbour.bottom - 10) : neighbour.bottom, :width]
        end = line.top + chance.randint(-4, 2)
        rows = slice(end - min(end, len(tails)), end)
        np.maximum(ink[rows, columns], tails[len(tails) - (rows.stop - rows.start) :], out=ink[rows, columns])
    else:
        heads = strip[neighbour.top : neighbour.top + reach, :width]
        start = line.bottom + chance.randint(-2, 4)
        place = ink[start : start + len(heads), columns]
        np.maximum(place, heads[: len(place)], out=place)
    return ink


def _cut(line: InkLine, ink: Ink, chance: random.Random) -> Ink:
    """Turn a little, then cut with loose or tight margins; a turned line needs a higher box."""
    width = line.right - line.left
    height = max(line.bottom - line.top, round(chance.uniform(1.6, 2.9) * X_HEIGHT))
    most = min(MOST_TURN_DEGREES, math.degrees(0.35 * height / width))
    turn = max(-most, min(most, chance.gauss(0, 0.5 * most)))
    drift = abs(math.radians(turn)) * width
    middle = ((line.left + line.right) / 2, (line.top + line.bottom) / 2)
    above, below = (chance.uniform(-0.02, 0.3) * height + drift / 2 for _ in range(2))
    left, right = (_margin(chance) * height for _ in range(2))
    matrix = cv2.getRotationMatrix2D(middle, turn, 1.0)
    matrix[:, 2] += np.array((left - line.left, above - (middle[1] - height / 2)))
    size = (round(width + left + right), round(height + above + below))
    return cv2.warpAffine(ink, matrix, size, flags=cv2.INTER_LINEAR).astype(np.uint8)


def _margin(chance: random.Random) -> float:
    """Room at an end, as a share of the height: a line finder leaves next to none, a table cell some."""
    return chance.uniform(-0.01, 0.08) if chance.random() < 0.4 else chance.uniform(0, 0.55)


def _on_paper(ink: Ink, wear: float, chance: random.Random) -> damage.Image:
    """Dark ink on light paper, in the grey of a red channel: blue ink is paler than black."""
    paper = chance.uniform(255 - 60 * wear, 255)
    dark = chance.uniform(0, 0.62 * paper * (0.3 + 0.7 * wear))
    shade = paper - ink.astype(np.float32) * ((paper - dark) / 255)
    return shade.astype(np.uint8)


def _worn(image: damage.Image, wear: float, chance: random.Random) -> damage.Image:
    """Some damages in the order in which they happen: ink, seal, copy, scan."""
    if chance.random() < 0.22 * wear:
        image = damage.broken(image, chance, chance.uniform(0.02, 0.28))
    if chance.random() < 0.14 * wear:
        image = _ruled(image, chance)
    if chance.random() < 0.13 * wear:
        image = _sealed(image, chance)
    if chance.random() < 0.10 * wear:
        image = damage.photocopy(image, chance, chance.uniform(3, 9))
    if chance.random() < 0.30 * wear:
        image = damage.uneven_light(image, chance, chance.uniform(0.05, 0.35))
    if chance.random() < 0.35 * wear:
        image = damage.resample(image, chance.uniform(0.42, 0.9))
    if chance.random() < 0.5 * wear:
        image = damage.blur(image, chance.uniform(0.3, 1.5))
    if chance.random() < 0.55 * wear:
        image = damage.noise(image, chance, chance.uniform(2, 14))
    if chance.random() < 0.15 * wear:
        image = damage.speckle(image, chance, chance.uniform(0.001, 0.012), chance.choice((1, 2, 2, 3)))
    if chance.random() < 0.4 * wear:
        image = damage.jpeg(image, chance.randint(30, 90))
    return image


def _evened(image: damage.Image) -> damage.Image:
    """Bring the paper to white, as page cleanup does before lines are read."""
    gain = 255.0 / max(1, paper_level(image))
    return np.asarray(cv2.convertScaleAbs(image, alpha=gain), np.uint8)


def _ruled(image: damage.Image, chance: random.Random) -> damage.Image:
    """Cell walls at the ends, or a rule along the top or the bottom."""
    rows, columns = image.shape
    level, width = chance.randint(20, 150), chance.choice((1, 1, 2))
    if chance.random() < 0.5:
        x = chance.choice((chance.uniform(0, 5), columns - chance.uniform(1, 6)))
        return damage.rule(image, (x, 0), (x, rows), width, level)
    y = chance.choice((chance.uniform(0, 3), rows - chance.uniform(1, 4)))
    return damage.rule(image, (0, y), (columns, y + chance.uniform(-2, 2)), width, level)


def _sealed(image: damage.Image, chance: random.Random) -> damage.Image:
    """A red seal as the red channel shows it, pale; or, once copied, a dark one."""
    rows, columns = image.shape
    centre = (chance.uniform(-0.1, 1.1) * columns, chance.uniform(-2, 3) * rows)
    ink = chance.randint(150, 235) if chance.random() < 0.75 else chance.randint(70, 150)
    return damage.seal(image, chance, centre, chance.uniform(1.2, 3.6) * rows, (ink,))


def paper_level(image: NDArray[np.uint8]) -> int:
    """The grey of the paper of a crop: what to pad it with."""
    return int(np.percentile(image[:, :: max(1, image.shape[1] // 64)], 85))
