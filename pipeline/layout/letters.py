"""Letters chained into pieces of lines: the part of line finding that looks at single components.

A letter is drawn as a thin bar through its middle, lengthened to both sides; bars that touch are one chain.
Bars of neighbouring lines are too thin to touch, so tall letters, tone marks and descenders that do touch
join nothing. Sizes are frame pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

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
_DOUBLE = 1.8
"""Higher than so many usual letters may be letters of two rows grown together, …"""
_ROWS = 6.0
"""… or of more: words of a few rows are at most so many usual letters high."""
_BESIDE = 16.0
"""Letters so many letter heights to both sides tell where rows run …"""
_SHOWN = 3
"""… if there are so many in a chain …"""
_BODY = 0.6
"""… and they are higher than so many usual letters: no row of tones."""
_OVERLAP = 0.3
"""Rows may run into one another by so many letter heights."""
_REACHES = 0.7
"""Ascenders, tones and tails reach so many letter heights out of their row."""
_HEAD, _FOOT = 1.7, 1.4
"""What reaches above or below its row by more than so many letter heights is of another row …"""
_CLEAR = 0.2
"""… which begins so far below this one."""

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
    usual = _usual_height(parts[(height <= _TALL) & (area >= 40)])
    letter = (height >= _LOW) & (height <= _ROWS * usual) & (width <= _WIDE) & (area >= 0.04 * width * height)
    thin = (width >= _THIN * height) & (area >= 8)  # A typewriter's hyphen may be one pixel high.
    dash = (width >= 7) & (width <= 40) & (height < _LOW) & (((height >= 3) & (area >= 18)) | thin)
    letters = _parted(parts[letter | dash][:, :4], flat, walls)
    letters = letters[letters[:, 3] <= max(_TALL, _HAND * usual)]
    marks = parts[~letter & ~dash & (height < _LOW)][:, :4]
    return Letters(letters, _chains(letters, (flat.height, flat.width), walls), marks)


def _usual_height(letters: Parts) -> float:
    tall = letters[:, 3][letters[:, 3] >= _LOW]
    return float(np.median(tall)) if len(tall) else 16.0


def _parted(letters: Parts, flat: FlatPage, walls: tuple[Box, ...]) -> Parts:
    """Letters that have grown together over rows taken apart between the rows, so that each row has its own.

    Where the rows run is told by letters beside that stand by themselves.
    """
    size = _usual_height(letters)
    tall = letters[:, 3] > _DOUBLE * size
    single = letters[~tall]
    if len(single) == len(letters):
        return letters
    rows = _rows(single, _chains(single, (flat.height, flat.width), walls), size)
    pieces = [
        piece for part in letters[tall].tolist() for piece in _cut(part, _spans(part, rows, size), flat.ink)
    ]
    return np.concatenate((single, np.array(pieces, np.int64).reshape(-1, 4)))


def _rows(letters: Parts, chain: NDArray[np.int64], size: float) -> NDArray[np.float64]:
    """Pieces of rows that some letters show: left, right, usual top and usual bottom, a row each."""
    groups = [letters[chain == number] for number in np.unique(chain)]
    rows = [
        (
            group[:, 0].min(),
            (group[:, 0] + group[:, 2]).max(),
            np.median(group[:, 1]),
            np.median(group[:, 1] + group[:, 3]),
        )
        for group in groups
        if len(group) >= _SHOWN and np.median(group[:, 3]) > _BODY * size
    ]
    return np.array(rows, np.float64).reshape(-1, 4)


def _spans(part: list[int], rows: NDArray[np.float64], size: float) -> list[tuple[int, int]]:
    """From where to where a component is of one row and of the next: as far as letters reach out of the rows
    that run through it, to midway between two at most. What stands out of its row much farther must be of
    another, of which no letter stands by itself. The whole of it where one row runs through it.
    """
    left, top, width, height = part
    foot, middle = top + height, (rows[:, 2] + rows[:, 3]) / 2
    away = np.maximum(rows[:, 0] - (left + width), left - rows[:, 1])
    near = rows[(away < _BESIDE * size) & (top < middle) & (middle < foot)]
    through: list[tuple[float, float]] = []
    for head, base in sorted(near[:, 2:].tolist(), key=sum):
        if not through or head > through[-1][1] - _OVERLAP * size:
            through.append((head, base))
    if through and through[0][0] - top > _HEAD * size:
        through.insert(0, (top, through[0][0] - _REACHES * size))
    if through and foot - through[-1][1] > _FOOT * size:
        through.append((through[-1][1] + _CLEAR * size, foot))
    if len(through) < 2:
        return [(top, foot)]
    borders = [(base + head) / 2 for (_, base), (head, _) in pairwise(through)]
    reach = _REACHES * size
    return [
        (round(max(start, head - reach)), round(min(end, base + reach)))
        for (head, base), (start, end) in zip(through, pairwise((top, *borders, foot)), strict=True)
    ]


def _cut(
    part: list[int], spans: list[tuple[int, int]], ink: NDArray[np.uint8]
) -> Iterator[tuple[int, int, int, int]]:
    """The pieces of a component in these rows of pixels, each by the box of its ink."""
    left, _, width, _ = part
    for start, end in spans:
        own = ink[start:end, left : left + width] > 0
        columns, lines = np.flatnonzero(own.any(axis=0)), np.flatnonzero(own.any(axis=1))
        if len(lines):
            x, y = int(columns[0]), int(lines[0])
            yield left + x, start + y, int(columns[-1]) + 1 - x, int(lines[-1]) + 1 - y


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
