"""Letters chained into pieces of lines: the part of line finding that looks at single components.

A letter is drawn as a thin bar through its middle, lengthened to both sides; bars that touch are one chain.
Bars of neighbouring lines are too thin to touch, so tall letters, tone marks and descenders that do touch
join nothing. Sizes are frame pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.flat import FlatPage
from pipeline.geometry import Box

_LOW, _TALL, _WIDE = 9, 64, 400
"""Heights of what may be a letter: 1.1 to 8 mm; a joined handwritten word may be 5 cm wide."""
_HAND = 2.6
"""Words of a running hand are one component and as high as two or three of its letters."""
_REACH = 0.75
"""A bar reaches so many letter heights beyond its letter on each side."""
_LEAST_REACH, _MOST_REACH = 11, 26
_THIN = 4
"""So many times as wide as high is a dash, however faint."""
_DOUBLE = 2.3
"""Higher than so many usual letters is two lines' letters grown together."""

Parts = NDArray[np.int64]
"""Components, a row each: left, top, width, height."""


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """Components of a letter's size with the number of their chain, and the rest: tones, dots, commas."""

    parts: Parts
    chain: NDArray[np.int64]
    marks: Parts


def chained_letters(flat: FlatPage, walls: tuple[Box, ...]) -> Letters:
    """Find the page's letters and chain them; no chain crosses a wall."""
    parts = flat.parts.astype(np.int64)
    width, height, area = parts[:, 2], parts[:, 3], parts[:, 4]
    tallest = max(_TALL, _HAND * _usual_height(parts[(height <= _TALL) & (area >= 40)]))
    letter = (height >= _LOW) & (height <= tallest) & (width <= _WIDE) & (area >= 0.04 * width * height)
    thin = (width >= _THIN * height) & (area >= 8)  # A typewriter's hyphen may be one pixel high.
    dash = (width >= 7) & (width <= 40) & (height < _LOW) & (((height >= 3) & (area >= 18)) | thin)
    letters = _halved(parts[letter | dash][:, :4])
    marks = parts[~letter & ~dash & (height < _LOW)][:, :4]
    return Letters(letters, _chains(letters, (flat.height, flat.width), walls), marks)


def _usual_height(letters: Parts) -> float:
    tall = letters[:, 3][letters[:, 3] >= _LOW]
    return float(np.median(tall)) if len(tall) else 16.0


def _halved(letters: Parts) -> Parts:
    """Letters of two lines that touch taken apart at half their height, so that each line has its own."""
    double = letters[:, 3] > _DOUBLE * _usual_height(letters)
    upper, lower = letters[double].copy(), letters[double].copy()
    upper[:, 3] //= 2
    lower[:, 1] += upper[:, 3]
    lower[:, 3] -= upper[:, 3]
    return np.concatenate((letters[~double], upper, lower))


def _chains(letters: Parts, shape: tuple[int, int], walls: tuple[Box, ...]) -> NDArray[np.int64]:
    """For each letter the number of its chain; looked for at half the size."""
    if not len(letters):
        return np.zeros(0, np.int64)
    size = _usual_height(letters)
    canvas = np.zeros((shape[0] // 2 + 2, shape[1] // 2 + 2), np.uint8)
    middles = letters[:, 1] + letters[:, 3] // 2
    reach = np.clip(_REACH * np.maximum(letters[:, 3], size), _LEAST_REACH, _MOST_REACH).astype(np.int64)
    half = np.maximum(1, np.minimum(letters[:, 3], size) * 0.12).astype(np.int64)
    bars = np.stack(
        (letters[:, 0] - reach, middles - half, letters[:, 0] + letters[:, 2] + reach, middles + half), axis=1
    )
    for left, top, right, bottom in np.maximum(bars, 0).tolist():
        canvas[top // 2 : bottom // 2 + 1, left // 2 : right // 2 + 1] = 255
    for wall in walls:
        canvas[
            int(wall.top) // 2 : int(wall.bottom) // 2 + 1, int(wall.left) // 2 : int(wall.right) // 2 + 1
        ] = 0
    _, labels = cv2.connectedComponents(canvas, connectivity=8)
    found = labels[middles // 2, (letters[:, 0] + letters[:, 2] // 2) // 2]
    return np.asarray(found, dtype=np.int64)
